"""What a POST or DELETE does, by type of object. Each reads all its parameters first, and only then changes things."""
