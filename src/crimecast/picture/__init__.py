"""Still pictures of an issued forecast's map, for where nothing draws the map itself.

Pillow is imported where something is drawn: the server starts without it.
"""
