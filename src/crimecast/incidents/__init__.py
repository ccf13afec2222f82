"""Records of reported incidents: their schema, cleaning, storage and queries."""
