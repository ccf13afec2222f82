"""An hourly forecast of reported crime, from the records a city publishes.

Importing this package imports nothing heavy; every part is imported where it is used.
"""

__version__ = "0.1.0"
