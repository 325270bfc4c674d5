"""Wieliczka by Equal Shares with exact fractions: pabutools and yishi on the same file, with the same settings.

Settings: purses of budget/voters, raised by 1, before overspending. The time of yishi is that of the whole program,
reading and writing included; that of pabutools is the count alone.
"""

import json
import subprocess
import sys
import time
from importlib.metadata import version

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.fractions import FRACTION
from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares

yishi, file = sys.argv[1:]
command = [yishi, "count", file, "--rule", "equal-shares", "--set", "start=share", "--set", "step=1", "--json"]
times = []
for _ in range(5):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    times.append(time.perf_counter() - start)
ours = set(json.loads(done.stdout)["winners"])

instance, profile = parse_pabulib(file)
start = time.perf_counter()
theirs = exhaustion_by_budget_increase(
    instance, profile, method_of_equal_shares, {"sat_class": Cost_Sat},
    exhaustive_stop=False, budget_step=profile.num_ballots(),
)
peer = time.perf_counter() - start
theirs = {project.name for project in theirs}
best = sorted(times)[len(times) // 2]
print(f"pabutools {version('pabutools')} ({FRACTION}): {peer:.2f} s, {len(theirs)} projects")
print(f"yishi, median of {len(times)}: {best:.3f} s, {len(ours)} projects; {peer / best:.0f} times as fast")
if ours != theirs:
    sys.exit(f"different: {sorted(ours ^ theirs)}")
