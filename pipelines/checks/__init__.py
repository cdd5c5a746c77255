"""What proves that the database is right: balance, parity, diff, verify. Nothing here writes."""
