"""What a person at the keyboard can put right, as an exception."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input: the message names the file, row or key and says what to do.

    The command line prints the message and exits with 1; the web answers 4xx.
    """
