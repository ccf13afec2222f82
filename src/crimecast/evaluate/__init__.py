"""How right a forecast was: one file a score, and backtests that see only what was known."""
