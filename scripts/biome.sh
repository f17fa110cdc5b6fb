#!/bin/sh
# biome.sh ENVIRONMENT WORDS…: run biome, the linter and formatter of scripts and styles, with these words. It comes
# from npm, at the version and with the hashes of scripts/biome/package-lock.json, and is installed into ENVIRONMENT.
# Where npm is missing it says so and lets the rest go on; on CI that is a failure.
set -eu
here=$(dirname "$0")
folder=$1/biome
shift

if ! command -v npm >/dev/null; then
    echo "Scripts and styles were NOT checked: biome needs Node.js with npm (on Debian: apt install npm)." >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
    exit 0
fi
if ! cmp -s "$here/biome/package-lock.json" "$folder/installed.json"; then
    echo "Installing biome from npm …"
    mkdir -p "$folder"
    cp "$here/biome/package.json" "$here/biome/package-lock.json" "$folder"
    npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null
    cp "$folder/package-lock.json" "$folder/installed.json"
fi
exec "$folder/node_modules/.bin/biome" "$@"
