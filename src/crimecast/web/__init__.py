"""The HTTP server: an API over issued forecasts and records, and the built page.

Nothing in here fits or computes forecasts; it imports no xarray, zarr or scipy.
"""
