"""A city's reported incidents as files for others' tools: counts by cell, or the records kept."""
