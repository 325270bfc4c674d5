#!/usr/bin/env bash
# Sets the counting of budgets and committees beside its peers from PyPI: random votes, and Wieliczka with the time
# that each takes. Usage: tests/peers/run.sh path/to/yishi [random votes, 200]
# Needs python3 with venv, and YISHI_TEST_DATA for Wieliczka.
set -euo pipefail
yishi=$(realpath "$1")
number=${2:-200}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pabutools==1.2.3 abcvoting==2.19.2 gmpy2
"$work/venv/bin/python" "$here/random_votes.py" "$yishi" "$work" "$number"
if [ -d "${YISHI_TEST_DATA:-}" ]; then
    "$work/venv/bin/python" "$here/wieliczka.py" "$yishi" \
        "$YISHI_TEST_DATA/pabulib-wieliczka/poland_wieliczka_2023_green-budget.pb"
elif [ "${CI:-}" = true ]; then
    echo 'YISHI_TEST_DATA must name the test data' >&2
    exit 1
else
    echo 'NOT RUN: Wieliczka: YISHI_TEST_DATA is not set' >&2
fi
