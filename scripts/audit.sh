#!/bin/sh
# Ask the public lists of known weaknesses about every pin: PyPI's (pip-audit) and npm's. Where a list
# cannot be reached that is said, and nothing fails: a machine without network has no answer. What a
# list names fails the audit.
set -u
cd "$(dirname "$0")/.."
out=$(mktemp)
trap 'rm -f "$out"' EXIT
failed=
unreached='Connection|ConnectTimeout|ReadTimeout|Max retries|Temporary failure|Name or service|getaddrinfo|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|audit endpoint returned an error|HTTPError|Service Unavailable|ENOAUDIT|ServiceError|E40[0-9]|E50[0-9]|Could not find a version|No matching distribution'

audit() {
    name=$1
    shift
    echo "==> $name"
    status=0
    timeout 300 "$@" >"$out" 2>&1 || status=$?
    if [ "$status" = 0 ] && grep -q 'could not be audited' "$out"; then
        echo "crimecast: $name: the list does not answer for $(grep -c 'could not be audited' "$out") pins"
    elif [ "$status" = 0 ]; then
        tail -n 3 "$out"
    elif grep -Eiq 'found [0-9]+ known vulnerabilit|^[0-9]+ .*vulnerabilit' "$out"; then
        cat "$out"
        failed="$failed
    $name"
    elif [ "$status" = 124 ] || grep -Eq "$unreached" "$out"; then
        echo "crimecast: $name could not be asked from here: $(grep -Em1 "$unreached" "$out" | cut -c1-200)"
    else
        cat "$out"
        failed="$failed
    $name"
    fi
}

# pip-audit is no part of the pins: it is to be the newest, and it looks at the pins, not at itself.
tool=.make/audit
if [ ! -x "$tool/bin/pip-audit" ]; then
    echo "==> Installing pip-audit"
    ${PYTHON:-.venv/bin/python} -m venv "$tool" && "$tool/bin/python" -m pip install -qq \
        --disable-pip-version-check pip-audit >"$out" 2>&1 || {
        echo "crimecast: pip-audit could not be installed: $(tail -n 1 "$out" | cut -c1-200)"
        rm -rf "$tool"
    }
fi
if [ -x "$tool/bin/pip-audit" ]; then
    for list in runtime dev; do
        audit "pip-audit of requirements/$list.txt" "$tool/bin/pip-audit" --progress-spinner off \
            --disable-pip --require-hashes --no-deps -r "requirements/$list.txt"
    done
fi
audit "npm audit of the page" scripts/npm.sh audit --omit=dev
if [ -n "$failed" ]; then
    echo "crimecast: see above for what is wrong with:$failed" >&2
    exit 1
fi
