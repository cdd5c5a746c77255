"""The SELECTs that give landed documents their meaning: one versioned file a table, read as data."""
