"""A page that tells what a city's records hold: one HTML file that stands alone."""
