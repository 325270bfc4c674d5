"""Every case of the test data that carries a result, counted by the command line: one line a file, and an exit code other
than 0 when any differs. Usage: python3 shared_data.py path/to/yishi path/to/data
"""

import csv
import io
import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

yishi, data = sys.argv[1], Path(sys.argv[2])
failures = 0


def count(file, *arguments):
    command = [yishi, "count", str(file), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Difference(f"exit code {done.returncode}: {(done.stdout + done.stderr).strip()[:300]}")
    return json.loads(done.stdout)


class Difference(Exception):
    pass


def same(what, found, wanted):
    if found != wanted:
        raise Difference(f"{what}: {found}, but {wanted} is published")


def case(file, check, what):
    """Runs one check and prints its line."""
    global failures
    name = file.relative_to(data)
    try:
        print(f"ok        {name}: {check(file)}, {what}")
    except Difference as difference:
        failures += 1
        print(f"DIFFERENT {name}: {what}: {difference}")


def owners(file):
    counted = count(file, "--rule", "owners")
    cases = json.loads(file.read_text())
    same("cases", len(counted), len(cases))
    for one in cases:
        for key, wanted in one["expected"].items():
            same(f"{one['name']}, {key}", counted[one["name"]].get(key), wanted)
    return f"{len(cases)} cases with all their figures"


def selected(file):
    """The projects that the column `selected` marks."""
    text = file.read_text(encoding="utf-8-sig").replace("\r", "")
    section = text.split("PROJECTS\n", 1)[1].split("VOTES\n", 1)[0]
    rows = csv.DictReader(io.StringIO(section), delimiter=";")
    return {row["project_id"] for row in rows if row["selected"] == "1"}


def budget(by):
    def check(file):
        official = selected(file)
        same_as = [rule for rule in ("skip", "stop") if set(count(file, "--rule", f"greedy-{rule}")["winners"]) == official]
        if by == "none":
            same("reproduced by", same_as, [])
            return "official result by neither greedy rule, as the manifest says"
        if by not in same_as:
            raise Difference(f"greedy-{by} does not fund the {len(official)} official projects")
        return f"{len(official)} official projects by greedy-{by}"

    return check


def wieliczka(file):
    official = selected(file)
    for settings, number in (
        ([], 30),
        (["start=whole_share", "step=1", "stop=when_exhaustive"], 31),
        (["start=share", "step=1", "stop=when_exhaustive"], 31),
    ):
        arguments = [part for setting in settings for part in ("--set", setting)]
        funded = count(file, "--rule", "equal-shares", *arguments)["winners"]
        same(f"projects with {settings}", len(funded), number)
        if not settings:
            same("projects", set(funded), official)
    return "30 official projects, and 31 and 31 by the two other settings"


def amounts(figures):
    return {name: Fraction(str(figure)) for name, figure in figures.items()}


def reports(config):
    """Reports of several passes have their number in the name."""
    stem = str(config)[: -len("_config.json")]
    names = [f"{stem}_expected_detailed_report.json"]
    names += [f"{stem}_{number}_expected_detailed_report.json" for number in range(1, 10)]
    return [json.loads(Path(name).read_text()) for name in names if Path(name).exists()]


def transfers(counted, number, name):
    """What left an option after a round, by where it went."""
    moved = {}
    for step in counted["trace"]:
        if step.get("round") != number:
            continue
        if step["step"] == "transferred" and step["from"] == name:
            moved[step.get("to") or "exhausted"] = Fraction(step["figure"])
        if step["step"] == "lost" and step["option"] == name:
            moved["residual surplus"] = Fraction(step["figure"])
    return moved


INACTIVE = {
    "exhausted": "exhaustedChoices",
    "overvotes": "overvotes",
    "repeated": "repeatedRankings",
    "skipped": "skippedRankings",
}


def rctab(config):
    passes = reports(config)
    counted = count(config)
    rounds = [one for report in passes for one in report["results"]]
    same("rounds", len(counted["rounds"]), len(rounds))
    for found, wanted in zip(counted["rounds"], rounds):
        number = found["number"]
        same(f"round {number}", amounts(found["figures"]), amounts(wanted["tally"]))
        if "threshold" in wanted:
            same(f"round {number}, needed", Fraction(found["needed"]), Fraction(wanted["threshold"]))
        for ours, theirs in INACTIVE.items() if "inactiveBallots" in wanted else ():
            same(f"round {number}, {ours}", Fraction(found["inactive"][ours]), Fraction(wanted["inactiveBallots"][theirs]))
        for ours, theirs in (("elected", "elected"), ("excluded", "eliminated")):
            decided = [result for result in wanted["tallyResults"] if theirs in result]
            same(f"round {number}, {ours}", sorted(found[ours]), sorted(result[theirs] for result in decided))
            for result in decided:
                moved = transfers(counted, number, result[theirs])
                same(f"round {number}, from {result[theirs]}", moved, amounts(result["transfers"]))
    summary = passes[0]["summary"]
    same("ballots", counted["ballots"], int(summary["totalNumBallots"]))
    blank = Fraction(counted["rounds"][0]["inactive"]["blank"])
    same("blank ballots", blank, Fraction(str(summary["undervotes"])))
    return f"{len(rounds)} rounds with figures, bounds and transfers"


def ballots_are_there(config):
    """A spreadsheet counts where a table beside the configuration takes its place."""
    sources = json.loads(config.read_text(encoding="utf-8-sig"))["cvrFileSources"]
    there = all((config.parent / source["filePath"]).is_file() for source in sources)
    return there or (config.parent / "ballots_aggregated.csv").is_file()


def ward(wanted):
    def check(file):
        counted = count(file, "--rule", "stv-wig")
        same("tied", counted["tied"], [])
        same("elected", sorted(counted["winners"]), wanted["elected"])
        same("stages", len(counted["rounds"]), wanted["stages"])
        same("votes", counted["ballots"], wanted["votes"])
        return f"{wanted['elected']} in {wanted['stages']} stages"

    return check


# Our rules, their settings, and what abcvoting calls them.
COMMITTEES = [
    ("approval", [], "av"),
    ("phragmen", [], "seqphragmen"),
    ("pav-sequential", [], "seqpav"),
    ("equal-shares-committee", [], "equal-shares"),
    ("equal-shares-committee", ["--set", "completion=approval"], "equal-shares-with-av-completion"),
    ("equal-shares-committee", ["--set", "completion=increment"], "equal-shares-with-increment-completion"),
]


def results(file):
    """The committees of each rule that names one, read from the text: the lists after `result:`."""
    found = {}
    for part in file.read_text().split("\n- rule_id: ")[1:]:
        name, rest = part.split("\n", 1)
        lists, flag = rest.split("result:", 1)[1].split("resolute:", 1)
        if flag.split()[0] == "true":
            committees = re.findall(r"\[([\d,\s]+)\]", lists)
            found[name.strip()] = [sorted(int(number) for number in one.split(",")) for one in committees]
    return found


def committees(file):
    named = results(file)
    for rule, settings, theirs in COMMITTEES:
        elected = sorted(count(file, "--rule", rule, *settings)["winners"])
        if elected not in named[theirs]:
            raise Difference(f"{rule} {settings}: {elected}, but {theirs} elects one of {named[theirs]}")
    return f"{len(COMMITTEES)} rules"


def burlington(file):
    for rule, wanted in (("irv", "Kiss"), ("schulze", "Montroll"), ("plurality", "Wright")):
        counted = count(file, "--rule", rule)
        [winner] = counted["winners"]
        if wanted not in counted["names"][str(winner)]:
            raise Difference(f"{rule} elects {counted['names'][str(winner)]}, but {wanted} is published")
    return "Kiss by runoff, Montroll by pairs, Wright by plurality"


case(data / "rules/owners-vote-vectors.json", owners, "owners")
for line in (data / "pabulib/MANIFEST.tsv").read_text().splitlines()[1:]:
    columns = line.split("\t")
    case(data / "pabulib" / columns[0], budget(columns[-1]), "greedy")
case(data / "pabulib-wieliczka/poland_wieliczka_2023_green-budget.pb", wieliczka, "equal-shares")
for config in sorted((data / "rctab").glob("*/*_config.json")):
    if ballots_are_there(config):
        case(config, rctab, "irv")
    else:
        print(f"NOT RUN   {config.relative_to(data)}: its spreadsheet is not in the test data")
for wanted in json.loads((data / "scottish-stv/reference-results.json").read_text()):
    case(data / "scottish-stv/blt" / wanted["file"], ward(wanted), "stv-wig")
for file in sorted((data / "abcvoting").glob("*.abc.yaml")):
    case(file, committees, "approvals")
case(data / "preflib/00005/00005-00000002.toi", burlington, "irv, schulze, plurality")
sys.exit(failures > 0)
