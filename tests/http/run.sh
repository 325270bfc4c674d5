#!/usr/bin/env bash
# Lets programs that others wrote judge the service of a running demo. Usage: tests/http/run.sh YISHI_BINARY [SCREENSHOT_FOLDER]
set -euo pipefail
binary=$(realpath "${1:?usage: run.sh YISHI_BINARY [SCREENSHOT_FOLDER]}")
shots=${2:+$(realpath -m "$2")}
"$(dirname "$0")"/with-packages.sh judge.mjs "$binary" ${shots:+"$shots"}
