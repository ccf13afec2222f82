"""Routes on foot and by bicycle, and the reported incidents expected along them."""
