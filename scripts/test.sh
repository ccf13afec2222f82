#!/bin/sh
# The page's own tests, then Python's: units and properties, real records, browser (tests/conftest.py
# puts them in that order, which the browser needs: its driver keeps an event loop), in two processes,
# a file in one. Both run even if the first fails; pytest's
# closing line comes last. With arguments for pytest it is one process.
set -u
cd "$(dirname "$0")/.."
page=0
python=0
echo "==> Page"
scripts/npm.sh test || page=$?
echo "==> Python"
[ $# != 0 ] || set -- --numprocesses 2 --dist loadfile --no-loadscope-reorder
.venv/bin/python -m pytest --durations=5 --durations-min=1 "$@" || python=$?
if [ "$page" != 0 ]; then
    echo "crimecast: the page's tests failed; see above, before Python's." >&2
fi
[ "$page" = 0 ] && [ "$python" = 0 ]
