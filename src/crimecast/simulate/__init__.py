"""A city whose true intensity is known.

:func:`crimecast.simulate.city.simulate` writes its records in a publisher's layout, its map and its
truth; :func:`crimecast.simulate.truth.load` reads the truth back.
"""
