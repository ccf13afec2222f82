"""Files in a publisher's layout, read as rows of text."""
