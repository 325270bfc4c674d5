#!/usr/bin/env bash
# A second verifier, which shares no code with ours: its own tests, and then both over the same good and broken books.
#   run.sh BIN [--full]
# Without --full one byte in 97 of a small book is changed, with it every one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "$1")
mode=quick
[ "${2:-}" = --full ] && mode=full
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$here/requirements.txt"
cd "$here"
"$work/venv/bin/python" -m unittest -q test_vectors test_books
"$bin" demo --once --out "$work/demo" > "$work/told"
vkey=$(sed -n 's/^log //p' "$work/demo/policy")
"$work/venv/bin/python" -m verifier verify "$work/demo" --vkey "$vkey" --joints
for book in ../fixtures/book-v1-ruleset-1 ../fixtures/books-v1-ruleset-*/*; do
    "$work/venv/bin/python" -m verifier verify "$book" --unpinned --joints > "$work/told" || { cat "$work/told"; exit 1; }
    "$bin" audit replay "$book" --unpinned > "$work/told" || { cat "$work/told"; exit 1; }
done
"$work/venv/bin/python" agree.py "$bin" --mode "$mode"
