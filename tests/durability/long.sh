#!/usr/bin/env bash
# The long mode of the durability tests: 200 kills, 20 + 20 losses of power (needs root and loop devices), and every
# seventeenth byte or so of the store flipped; and 25,000 bytes of a large book changed. Some fifteen minutes on two quiet cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
export YISHI_LONG=1
cargo test -p yishi-sled --test durability -- --nocapture --test-threads=1
cargo test -p yishi-sled --test flips
# 5,000 bytes of a book of 20,000 entries are changed at each run of .ci/run; here other ones.
for seed in 2 3 4 5 6; do
    cargo run --release --quiet -p yishi-audit --example large_book 20000 "$seed"
done
