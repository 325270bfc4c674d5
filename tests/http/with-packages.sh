#!/usr/bin/env bash
# Runs one of the scripts here with the packages that it needs, and leaves nothing behind. Usage: with-packages.sh SCRIPT [ARGUMENT…]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.mjs "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$here"/../vectors/format.json "$work"
(cd "$work" && npm ci --silent)
script=$1
shift
node "$work/$script" "$@"
