"""Random small votes, counted by yishi and by pabutools and abcvoting: every difference is shown and fails.

Ties: both sides take the first project by name, or the first candidate; names are one letter and one digit, so that
the two orders are the same.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from abcvoting import abcrules
from abcvoting.fileio import write_abcvoting_instance_to_yaml_file
from abcvoting.preferences import Profile
from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.fractions import frac
from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares

yishi, work, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
SATISFACTIONS = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}
COMMITTEES = {
    ("phragmen", ()): "seqphragmen",
    ("pav-sequential", ()): "seqpav",
    ("equal-shares", ()): "equal-shares",
    ("equal-shares", ("completion=approval",)): "equal-shares-with-av-completion",
    ("equal-shares", ("completion=increment",)): "equal-shares-with-increment-completion",
}


def count(file, rule, settings):
    command = [yishi, "count", str(file), "--rule", rule, "--json"]
    for setting in settings:
        command += ["--set", setting]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)["winners"]


def budget_file(file):
    projects = random.randint(1, 9)
    voters = random.randint(1, 25)
    lines = ["META", "key;value", f"budget;{random.randint(20, 300)}", "vote_type;approval", "PROJECTS", "project_id;cost"]
    lines += [f"p{at};{random.randint(1, 90)}" for at in range(projects)]
    lines += ["VOTES", "voter_id;vote"]
    for voter in range(voters):
        named = [f"p{at}" for at in range(projects) if random.random() < 0.4]
        lines.append(f"{voter};{','.join(named)}")
    file.write_text("\n".join(lines) + "\n")


def budgets(seed):
    file = work / "vote.pb"
    random.seed(seed)
    budget_file(file)
    instance, profile = parse_pabulib(str(file))
    checks = []
    for name, measure in SATISFACTIONS.items():
        plain = ["prefer=[]", f"satisfaction={name}", "start=share"]
        run = {"sat_class": measure}
        for stop, exhaustive in (("before_overspending", False), ("when_exhaustive", True)):
            ours = count(file, "equal-shares", plain + ["step=1", f"stop={stop}", "most_runs=100000"])
            theirs = exhaustion_by_budget_increase(
                instance, profile, method_of_equal_shares, dict(run),
                exhaustive_stop=exhaustive, budget_step=frac(profile.num_ballots()),
            )
            # pabutools goes on when everything that anybody supports is funded, and never changes then.
            checks.append((f"equal-shares {name} {stop}", set(ours), {p.name for p in theirs}))
    # Cardinality and cost agree for greedy only in what is divided by: this is support, whatever the cost.
    ours = count(file, "greedy-skip", ["prefer=[]", "least_support=1"])
    scores = {p.name: profile.approval_score(p) for p in instance}
    left, theirs = instance.budget_limit, set()
    for project in sorted(instance, key=lambda p: (-scores[p.name], p.name)):
        if scores[project.name] > 0 and project.cost <= left:
            left -= project.cost
            theirs.add(project.name)
    checks.append(("greedy-skip", set(ours), theirs))
    return checks


def committees(seed):
    random.seed(seed)
    candidates = random.randint(2, 9)
    profile = Profile(candidates)
    for _ in range(random.randint(1, 20)):
        named = [at for at in range(candidates) if random.random() < 0.4]
        profile.add_voter(named)
    seats = random.randint(1, candidates)
    file = work / "vote.abc.yaml"
    write_abcvoting_instance_to_yaml_file(str(file), profile, committeesize=seats)
    for (rule, settings), theirs in COMMITTEES.items():
        named = {tuple(sorted(one)) for one in abcrules.compute(theirs, profile, seats, resolute=True)}
        yield f"{theirs}, {seats} seats", tuple(sorted(count(file, rule, settings))), named


differences = compared = 0
for seed in range(number):
    for what, ours, theirs in budgets(seed):
        compared += 1
        if ours != theirs:
            differences += 1
            print(f"vote {seed}: {what}: {sorted(ours)}, pabutools {sorted(theirs)}")
    for what, ours, theirs in committees(seed):
        compared += 1
        if ours not in theirs:
            differences += 1
            print(f"vote {seed}: {what}: {ours}, abcvoting {sorted(theirs)}")
print(f"{compared} counts of {number} random votes each, {differences} differences")
sys.exit(differences > 0)
