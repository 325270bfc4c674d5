#!/usr/bin/env bash
# Confirms the hash chain of an exported book with b3sum: `prev` of each entry is the BLAKE3 of the line before it.
#   chain.sh BUNDLE
set -euo pipefail
book=$1/book.jsonl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/lines"

# One file a line, without its newline, so that b3sum can hash many at once.
LC_ALL=C awk -v folder="$work/lines" '{ name = sprintf("%s/%09d", folder, NR); printf "%s", $0 > name; close(name) }' "$book"
(cd "$work/lines" && find . -type f -print0 | sort -z | xargs -0 -r b3sum --no-names) > "$work/hashes"
# The keys of an entry are sorted: nothing that a command or an event says stands behind the last "prev".
sed -n 's/.*"prev":"\([0-9a-f]\{64\}\)","recorded_at":.*/\1/p' "$book" > "$work/prev"
{ printf '%064d\n' 0; sed '$d' "$work/hashes"; } > "$work/expected"
diff "$work/expected" "$work/prev" > "$work/difference" || {
    echo "chain.sh: the chain is broken (expected < > found), line numbers are entries + 1:" >&2
    head -n 20 "$work/difference" >&2
    exit 1
}
echo "chain: b3sum confirms all $(wc -l < "$book") entries"
