#!/bin/sh
# Style and types, Python's and the page's. All of them run; what failed is named at the end.
set -u
cd "$(dirname "$0")/.."
failed=
check() {
    echo "==> $*"
    "$@" || failed="$failed
    $*"
}
check .venv/bin/ruff check
check .venv/bin/ruff format --check
check .venv/bin/mypy
check scripts/npm.sh run --silent lint
check scripts/npm.sh run --silent typecheck
if [ -n "$failed" ]; then
    echo "crimecast: failed:$failed" >&2
    exit 1
fi
