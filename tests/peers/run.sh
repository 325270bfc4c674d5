#!/usr/bin/env bash
# Sets the counting beside its peers: every result of the test data, random votes counted by Python packages and by
# stv-rs, and the time that each takes. Usage: tests/peers/run.sh path/to/yishi [random votes, 200 [wieliczka]]
# Needs python3 with venv and cargo; YISHI_TEST_DATA for the results and the times.
set -euo pipefail
yishi=$(realpath "$1")
number=${2:-200}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
export PYTHONDONTWRITEBYTECODE=1
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
python="$work/venv/bin/python"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    pabutools==1.2.3 abcvoting==2.19.2 gmpy2==2.3.2 votelib==0.4.0 pyrankvote==2.0.6
CARGO_TARGET_DIR="$work/target" cargo install --quiet stv-rs --version 0.5.1 --root "$work"
"$python" "$here/random_votes.py" "$yishi" "$work" "$number"
"$python" "$here/random_rankings.py" "$yishi" "$work" "$number" "$work/bin/stv-rs"
if [ -d "${YISHI_TEST_DATA:-}" ]; then
    "$python" "$here/shared_data.py" "$yishi" "$YISHI_TEST_DATA"
    "$python" "$here/times.py" "$yishi" "$work/bin/stv-rs" "$YISHI_TEST_DATA" "${@:3}"
elif [ "${CI:-}" = true ]; then
    echo 'YISHI_TEST_DATA must name the test data' >&2
    exit 1
else
    echo 'NOT RUN: results and times of the test data: YISHI_TEST_DATA is not set' >&2
fi
