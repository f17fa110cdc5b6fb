#!/bin/sh
# install.sh ENVIRONMENT REQUIREMENTS STAMP: make the environment and install the pinned packages, or say why not.
set -eu
environment=$1 requirements=$2 stamp=$3

fail() {
    echo "$1" >&2
    exit 1
}

recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! recent "$environment/bin/python"; then
    for candidate in "${PYTHON3:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if recent "$candidate"; then
            found=$candidate
            break
        fi
    done
    [ -n "${found:-}" ] || fail "ClubInterview needs Python 3.11 or newer; please install it, or name it with PYTHON3=…"
    echo "Making the environment with $("$found" --version) …"
    rm -rf "$environment"
    "$found" -m venv "$environment" >/dev/null || fail "Python could not make an environment; its venv module may be missing (on Debian: apt install python3-venv)."
fi

echo "Installing the packages of $requirements …"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
    --require-hashes -r "$requirements" ||
    fail "The packages could not be installed; see above, then run the same command again."
touch "$stamp"
