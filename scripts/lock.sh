#!/bin/sh
# Pin every dependency, with hashes and without addresses: requirements/{dev,runtime,build,node}.txt.
# Needs uv (pip install uv). `--upgrade` takes the newest versions, else pins are kept.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-$(command -v uv || echo .venv/bin/uv)}

pin() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

# dev holds everything, so the smaller lists are cut from it and all agree on each version.
pin "$@" --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt
for name in runtime build node; do
    rm -f "requirements/$name.txt"
done
pin -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
pin -c requirements/dev.txt requirements/build.in -o requirements/build.txt
pin requirements/node.in -o requirements/node.txt
