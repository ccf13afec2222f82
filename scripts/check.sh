#!/bin/sh
# Style and types, Python's and the page's, which take a processor each. All of them run, and what
# failed is named at the end.
set -u
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

check() { # a file for the names of what failed, and a command
    names=$1
    shift
    echo "==> $*"
    "$@" || echo "    $*" >>"$names"
}

{
    check "$out/page" scripts/npm.sh run --silent lint
    check "$out/page" scripts/npm.sh run --silent typecheck
} >"$out/told" 2>&1 &
check "$out/python" .venv/bin/ruff check
check "$out/python" .venv/bin/ruff format --check
check "$out/python" .venv/bin/mypy
wait
cat "$out/told"
failed=$(cat "$out/python" "$out/page" 2>/dev/null)
if [ -n "$failed" ]; then
    printf 'crimecast: failed:\n%s\n' "$failed" >&2
    exit 1
fi
