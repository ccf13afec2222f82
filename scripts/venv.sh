#!/bin/sh
# Make the virtual environment $1 with the first Python found that is new enough.
# PYTHON=/path/to/python chooses another.
set -eu
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "==> Making $1 with $("$python" --version)"
        if "$python" -m venv "$1"; then
            exit 0
        fi
        # Half an environment would be taken for a whole one.
        rm -f "$1/pyvenv.cfg"
        echo "crimecast: this Python cannot make virtual environments." \
            "On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
done
echo "crimecast: Python 3.11 or newer was not found. Install it, or name it:" \
    "make PYTHON=/path/to/python3.12 ..." >&2
exit 1
