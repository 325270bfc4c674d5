"""Random small votes, counted by yishi and by pabutools and abcvoting: every difference is shown and fails.

Ties: both sides take the first project by name, or the first candidate; names are one letter and one digit, so that
the two orders are the same.

Where they differ: by cost satisfaction a supported project that costs nothing has the price 0 and comes first, which the
definition of the rule gives and yishi funds; pabutools gives it no satisfaction and leaves it out. It is left out of the
comparison. abcvoting counts weights only by some rules.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from abcvoting import abcrules
from abcvoting.fileio import write_abcvoting_instance_to_yaml_file
from abcvoting.preferences import Profile, Voter
from pabutools.election import Additive_Cardinal_Sat, Cardinality_Sat, Cost_Sat, parse_pabulib
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


def budget_file(file, kind):
    projects = random.randint(1, 9)
    voters = random.randint(1, 25)
    lines = ["META", "key;value", f"budget;{random.randint(20, 300)}", f"vote_type;{kind}", "PROJECTS", "project_id;cost"]
    lines += [f"p{at};{random.choice([0, 400] + list(range(1, 90)))}" for at in range(projects)]
    points = ";points" if kind == "cumulative" else ""
    lines += ["VOTES", f"voter_id;vote{points}"]
    for voter in range(voters):
        named = [f"p{at}" for at in range(projects) if random.random() < 0.4]
        # pabutools reads no blank votes with points.
        named = named or ["p0"] if points else named
        given = ";" + ",".join(str(random.randint(1, 5)) for _ in named) if points else ""
        lines.append(f"{voter};{','.join(named)}{given}")
    file.write_text("\n".join(lines) + "\n")


def supported(profile, projects):
    """Projects that somebody supports."""
    return {project.name for project in projects if any(project in ballot for ballot in profile)}


def points(seed):
    """Equal Shares with the points of cumulative ballots, in one run."""
    file = work / "vote.pb"
    random.seed(seed)
    budget_file(file, "cumulative")
    instance, profile = parse_pabulib(str(file))
    theirs = method_of_equal_shares(instance, profile, sat_class=Additive_Cardinal_Sat)
    ours = count(file, "equal-shares", ["prefer=[]", "satisfaction=points", "start=share", "step=999999999", "most_runs=1"])
    return [("equal-shares points", set(ours), supported(profile, theirs))]


def budgets(seed):
    file = work / "vote.pb"
    random.seed(seed)
    budget_file(file, "approval")
    instance, profile = parse_pabulib(str(file))
    free = {project.name for project in instance if project.cost == 0}
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
            left_out = free if name == "cost" else set()
            checks.append((f"equal-shares {name} {stop}", set(ours) - left_out, supported(profile, theirs) - left_out))
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
    weighted = random.random() < 0.3
    for _ in range(random.randint(1, 20)):
        named = [at for at in range(candidates) if random.random() < 0.4]
        profile.add_voter(Voter(named, weight=random.choice([1, 2, 5]) if weighted else 1))
    seats = random.randint(1, candidates)
    file = work / "vote.abc.yaml"
    write_abcvoting_instance_to_yaml_file(str(file), profile, committeesize=seats)
    for (rule, settings), theirs in COMMITTEES.items():
        if weighted and not theirs.startswith("seq"):
            continue
        named = {tuple(sorted(one)) for one in abcrules.compute(theirs, profile, seats, resolute=True)}
        yield f"{theirs}, {seats} seats", tuple(sorted(count(file, rule, settings))), named


differences = compared = 0
for seed in range(number):
    for what, ours, theirs in budgets(seed) + points(seed):
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
