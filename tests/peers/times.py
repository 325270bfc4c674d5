"""How long yishi and its peers take over the same files: medians and ratios of one run, with the load before and after.

The time of yishi and of stv-rs is that of the whole program, reading and writing included; that of Python packages is
the count alone. Usage: python3 times.py path/to/yishi path/to/stv-rs path/to/data [wieliczka]

Equal Shares takes the peer ten minutes and more, so Wieliczka is counted only when it is asked for.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import pyrankvote
from pyrankvote import Ballot, Candidate

import scottish_order

yishi, stv_rs, data = sys.argv[1], sys.argv[2], Path(sys.argv[3])
MAYOR = data / "rctab/2013_minneapolis_mayor"
WARD = data / "scottish-stv/blt/10_cands/glasgow_2022_ward6.blt"
WIELICZKA = data / "pabulib-wieliczka/poland_wieliczka_2023_green-budget.pb"


def program(*command, runs=9):
    """The median time of a program, and what it printed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
    return median(times), done.stdout


def yishi_count(file, *arguments):
    seconds, text = program(yishi, "count", str(file), "--json", *arguments)
    return seconds, json.loads(text)


def call(count, runs=1):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = count()
        times.append(time.perf_counter() - start)
    return median(times), result


def told(what, ours, peer, theirs):
    print(f"{what}: yishi {ours * 1000:.1f} ms, {peer} {theirs * 1000:.1f} ms: {theirs / ours:.1f} times")


def same(what, ours, theirs):
    if ours != theirs:
        sys.exit(f"{what}: {ours}, but the peer elects {theirs}")


def minneapolis():
    ours, counted = yishi_count(MAYOR / "2013_minneapolis_mayor_config.json")
    config = json.loads((MAYOR / "2013_minneapolis_mayor_config.json").read_text())
    candidates = {one["name"]: Candidate(one["name"]) for one in config["candidates"]}
    ballots = []
    for count, *choices in list(csv.reader((MAYOR / "ballots_aggregated.csv").open()))[1:]:
        order = []
        for choice in choices:
            if choice in candidates and candidates[choice] not in order:
                order.append(candidates[choice])
        if order:
            ballots += [Ballot(ranked_candidates=order)] * int(count)
    theirs, result = call(lambda: pyrankvote.instant_runoff_voting(list(candidates.values()), ballots))
    same("Minneapolis", counted["winners"], [winner.name for winner in result.get_winners()])
    told(f"IRV, {counted['ballots']} ballots", ours, f"pyrankvote {version('pyrankvote')}", theirs)


def ward():
    lines = WARD.read_text().splitlines()
    number, seats = map(int, lines[0].split())
    ballots = []
    for line in lines[1 : lines.index("0")]:
        weight, *order = map(int, line.split()[:-1])
        ballots.append((weight, order))
    ours, counted = yishi_count(WARD, "--rule", "stv-wig")
    order = lambda: scottish_order.count(list(range(1, number + 1)), seats, ballots)
    theirs, (elected, _) = call(order, runs=5)
    same("ward", sorted(counted["winners"]), sorted(elected))
    told(f"STV by the Scottish order, {counted['ballots']} ballots", ours, "scottish_order.py", theirs)

    candidates = [Candidate(str(c)) for c in range(1, number + 1)]
    singly = []
    for weight, ranks in ballots:
        singly += [Ballot(ranked_candidates=[candidates[c - 1] for c in ranks])] * weight
    theirs, result = call(lambda: pyrankvote.single_transferable_vote(candidates, singly, number_of_seats=seats))
    same("ward", sorted(counted["winners"]), sorted(int(winner.name) for winner in result.get_winners()))
    told("STV by any rule, same ballots", ours, f"pyrankvote {version('pyrankvote')}", theirs)

    ours, counted = yishi_count(WARD, "--rule", "stv-meek")
    name = subprocess.run([stv_rs, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    nicked = nicknames(lines, number)
    for parallel in ("no", "rayon"):
        command = [stv_rs, "--arithmetic", "fixed9", "--input", str(nicked), "meek", "--parallel", parallel]
        theirs, text = program(*command)
        last = text.split("Action: Count Complete")[1]
        elected = [int(line.split("(c", 1)[1].split(")")[0]) for line in last.splitlines() if "Elected:" in line]
        same("ward by Meek", sorted(counted["winners"]), sorted(elected))
        told(f"STV by Meek, {counted['ballots']} ballots", ours, f"{name}, --parallel {parallel}", theirs)


def nicknames(lines, number):
    """The ward as stv-rs reads it: candidates by short names."""
    end = lines.index("0")
    text = [lines[0], f"[nick {' '.join(f'c{c}' for c in range(1, number + 1))}]"]
    for line in lines[1:end]:
        weight, *order = line.split()[:-1]
        text.append(f"{weight} {' '.join(f'c{c}' for c in order)} 0")
    text += ["0"] + [f'"(c{c})"' for c in range(1, number + 1)] + ['"ward"']
    file = Path(tempfile.gettempdir()) / "yishi-peers-ward.blt"
    file.write_text("\n".join(text) + "\n")
    return file


def wieliczka(with_peer):
    arguments = ["--rule", "equal-shares", "--set", "start=share", "--set", "step=1"]
    ours, counted = yishi_count(WIELICZKA, *arguments)
    if not with_peer:
        print(f"Equal Shares, Wieliczka: yishi {ours * 1000:.1f} ms")
        return
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.fractions import FRACTION
    from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares

    instance, profile = parse_pabulib(str(WIELICZKA))
    settings = {"exhaustive_stop": False, "budget_step": profile.num_ballots()}
    rule = method_of_equal_shares
    theirs, funded = call(
        lambda: exhaustion_by_budget_increase(instance, profile, rule, {"sat_class": Cost_Sat}, **settings)
    )
    same("Wieliczka", set(counted["winners"]), {project.name for project in funded})
    told("Equal Shares, Wieliczka", ours, f"pabutools {version('pabutools')} ({FRACTION})", theirs)


print(f"load before: {os.getloadavg()}")
minneapolis()
ward()
wieliczka("wieliczka" in sys.argv[4:])
print(f"load after: {os.getloadavg()}")
