#!/usr/bin/env bash
# Lets programs that others wrote judge the service of a running demo. Usage: tests/http/run.sh YISHI_BINARY [SCREENSHOT_FOLDER]
set -euo pipefail
binary=$(realpath "${1:?usage: run.sh YISHI_BINARY [SCREENSHOT_FOLDER]}")
shots=${2:+$(realpath -m "$2")}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.mjs "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$work"
cd "$work"
npm ci --silent
node judge.mjs "$binary" ${shots:+"$shots"}
