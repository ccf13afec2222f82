"""What one command does, in order."""
