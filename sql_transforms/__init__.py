"""The SELECTs that give landed documents their meaning: one versioned file per table, read as data."""
