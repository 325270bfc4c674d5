#!/usr/bin/env bash
# Outside judges of an exported book: b3sum for the chain, golang.org/x/mod (Debian's golang-golang-x-mod-dev) for note, tree and receipts.
#   run.sh BUNDLE_FOLDER [RECEIPT...]
# Without receipts it lets `yishi-audit show --receipt` make three, if that program is found beside the build (or in YISHI_AUDIT).
# The log's key is taken from the bundle's own policy: the judges are here to confirm our arithmetic, not to trust a server.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bundle=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/chain.sh" "$bundle"

receipts=("$@")
audit=${YISHI_AUDIT:-${CARGO_TARGET_DIR:-$here/../../target}/release/yishi-audit}
if [ ${#receipts[@]} -eq 0 ] && [ -x "$audit" ]; then
    last=$(($(wc -l < "$bundle/book.jsonl") - 1))
    for index in 0 $((last / 2)) "$last"; do
        "$audit" show "$bundle" "$index" --receipt > "$work/receipt-$index"
        receipts+=("$work/receipt-$index")
    done
fi

export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off GOCACHE=${GOCACHE:-${HOME:-$work}/.cache/go-build}
(cd "$here/go" && go build -o "$work/oracle" .)
vkey=$(sed -n 's/^log \([^ ]*\).*/\1/p' "$bundle/policy")
"$work/oracle" "$here/../vectors/format.json" "$bundle" "$vkey" ${receipts[@]+"${receipts[@]}"}
