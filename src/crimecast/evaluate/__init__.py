"""How right a forecast was: one file a score, and hindcasts that see only what was known."""
