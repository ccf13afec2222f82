#!/bin/sh
# Benchmarks on Denver's real records, in a home of their own that is removed at the end.
# Usage: bench.sh speed     ingest, fit and issue, serve; each beside what else would do it
#        bench.sh accuracy  a backtest of 28 days against the references; the simulated city's truth
set -eu
cd "$(dirname "$0")/.."
if [ -z "${CRIMECAST_REAL_DATA:-}" ]; then
    echo "crimecast: CRIMECAST_REAL_DATA is not set: it names the folder with the real records" >&2
    exit 1
fi
denver=$CRIMECAST_REAL_DATA/denver
records=$denver/crime_offenses_2019-01_2024-10.csv.gz
CRIMECAST_HOME=$(mktemp -d)
export CRIMECAST_HOME
trap 'rm -rf "$CRIMECAST_HOME"' EXIT
trap 'exit 130' INT TERM
bench() {
    echo "==> benchmarks.pipeline.$*"
    name=$1
    shift
    .venv/bin/python -m "benchmarks.pipeline.$name" "$@"
}
prepare() {
    .venv/bin/crimecast city area denver "$denver/denver_statistical_neighborhoods.geojson"
    .venv/bin/crimecast ingest denver "$records" >/dev/null
}
case ${1:-speed} in
speed)
    bench ingest --city denver
    prepare
    bench forecast --home "$CRIMECAST_HOME" --city denver --records "$records"
    .venv/bin/crimecast forecast denver
    bench serve --home "$CRIMECAST_HOME" --city denver
    bench otherwise --home "$CRIMECAST_HOME"
    ;;
accuracy)
    prepare
    .venv/bin/crimecast backtest denver --from 2024-07-01 --to 2024-07-29 --cell 100 \
        --models additive,prior_counts,uniform
    bench simulated
    ;;
*)
    echo "crimecast: $0 knows speed and accuracy, not $1" >&2
    exit 1
    ;;
esac
