#!/usr/bin/env bash
# Outside judges of trees, chains, checkpoints and envelopes: golang.org/x/mod (Debian's golang-golang-x-mod-dev), aics-tlog, aics-witness,
# securesystemslib, b3sum, and Chromium's WebCrypto in the page that checks receipts, over what crates/yishi-log/examples/judged.rs makes:
# sizes at every border, a thousand others, odd checkpoints.
#   judged.sh [JUDGED CHAIN]
# Without them the example is built and run. Needs cargo, go, b3sum, chromium, npm, and python3 (3.11 or newer) with venv.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
# The witness syncs its database at each of a thousand steps: in memory where that can be had.
witness=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work" "$witness"' EXIT
export PYTHONDONTWRITEBYTECODE=1

judged=$(realpath -m "${1:-$work/judged.jsonl}")
mkdir "$work/chain"
if [ $# -gt 0 ]; then
    ln -s "$(realpath "$2")" "$work/chain/book.jsonl"
else
    (cd "$here/../.." && cargo run --quiet -p yishi-log --example judged) > "$judged"
    (cd "$here/../.." && cargo run --quiet -p yishi-log --example judged chain) > "$work/chain/book.jsonl"
fi

# The head of the book of any size is `prev` of the entry at it: one pass confirms them all.
"$here/chain.sh" "$work/chain"
"$here/../http/with-packages.sh" judged.mjs "$judged" "$(realpath "$here/../../crates/yishi-pages/src/receipt/check.js")"

export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off GOCACHE=${GOCACHE:-${HOME:-$work}/.cache/go-build}
(cd "$here/go" && go build -o "$work/oracle" .)
"$work/oracle" judged "$judged" "$here/odd_checkpoints.tsv"

python3 -m venv "$work/venv"
# The packages ask for Python 3.12 and run as well on the 3.11 of Debian 12.
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --ignore-requires-python --only-binary :all: --require-hashes \
    -r "$here/python/requirements.txt"
"$work/venv/bin/python" "$here/python/judge.py" "$judged" "$here/odd_checkpoints.tsv" "$witness"
