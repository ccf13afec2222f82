#!/bin/sh
# See that a browser for tests/e2e is there; install one where that can be done without asking.
set -eu
for browser in ${CRIMECAST_BROWSER:-chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable}; do
    if command -v "$browser" >/dev/null; then
        exit 0
    fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "==> Installing Chromium for the browser's tests"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null
    exit 0
fi
echo "crimecast: no Chromium or Chrome here, so the browser's tests are skipped." \
    "On Debian: sudo apt-get install chromium" >&2
