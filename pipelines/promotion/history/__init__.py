"""What rows were before: the versions of a row, made of every copy of its object and every event that tells of it."""
