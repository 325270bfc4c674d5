#!/usr/bin/env bash
# An outside judge of folders of tiles (C2SP tlog-tiles): golang.org/x/mod reads, authenticates and recomputes every one of them.
#   tiles.sh VKEY FOLDER...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off GOCACHE=${GOCACHE:-${HOME:-$work}/.cache/go-build}
(cd "$here/go" && go build -o "$work/oracle" .)
"$work/oracle" tiles "$@"
