#!/bin/sh
# install.sh ENVIRONMENT LOCK STAMP: make the environment and install the packages of the lock, or say why not.
set -eu
environment=$1 lock=$2 stamp=$3

fail() {
    echo "$1" >&2
    exit 1
}

recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

tried() { # with these versions the locks are known to install
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

first_that() { # first_that CONDITION: the first Python that meets it
    for candidate in "${PYTHON3:-python3}" python3.13 python3.12 python3.11; do
        ! "$1" "$candidate" || { echo "$candidate" && return; }
    done
    return 1
}

if ! recent "$environment/bin/python"; then
    found=$(first_that tried) || found=$(first_that recent) ||
        fail "ClubInterview needs Python 3.11, 3.12 or 3.13; please install it, or name it with PYTHON3=…"
    echo "Making the environment with $("$found" --version) …"
    rm -rf "$environment"
    "$found" -m venv "$environment" >/dev/null || fail "Python could not make an environment; its venv module may be missing (on Debian: apt install python3-venv)."
fi

# The lock names every package, each with a wheel, so that pip has nothing to resolve and nothing to build: what is
# released later changes nothing. Any pip since 23.2, which Python 3.11 brings, reads it alike.
echo "Installing the packages of $lock …"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
    --only-binary :all: --no-deps --require-hashes -r "$lock" ||
    fail "The packages could not be installed; see above, then run the same command again."
"$environment/bin/python" -m pip --disable-pip-version-check check >"$environment/pip-check.txt" || {
    cat "$environment/pip-check.txt" >&2
    fail "The installed packages do not fit together; remove $environment, then run the same command again."
}
touch "$stamp"
