"""``python -m crimecast``."""

from crimecast.cli import main

main()
