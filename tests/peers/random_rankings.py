"""Random small votes by ranking, counted by yishi and by others: every difference is shown and fails.

Schulze beside votelib, instant runoff beside pyrankvote, the Scottish order beside scottish_order.py, Meek beside stv-rs
where its program is given. Ballots are truncated, weighted and equal; candidates withdraw or get no vote.

Where the others differ among each other:
- Equal ranks: stv-rs shares a ballot out among them, in ways that its options choose; pyrankvote knows none; RCTab lets the
  ballot end there, and no text of a rule shares one out. So yishi ends it there in all transferable votes, and the peers
  get ballots that end there. Schulze's method takes them as they are.
- Ties: peers draw, or take the first; they are compared where no tie stands, and Meek with the order that stv-rs takes.
- Rounding: stv-rs rounds what passes on elsewhere than the Reference Meek Rule, whose text yishi follows (9 decimals, shares
  rounded up); the last digits differ, so that figures are compared up to the surplus at which a round is done. Where that
  surplus stops falling the digits decide after which step, and figures drift apart: in at most one vote of a hundred.
- pyrankvote stops when a candidate has more than half, as we do, but may exclude several together: the winner is compared.
"""

import json
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pyrankvote
import votelib.convert
import votelib.evaluate.condorcet
from pyrankvote import Ballot, Candidate

import scottish_order

yishi, work, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
stv_rs = sys.argv[4] if len(sys.argv) > 4 else None


class Vote:
    def __init__(self, seed):
        random.seed(seed)
        self.all = list(range(1, random.randint(2, 7) + 1))
        self.withdrawn = [c for c in self.all if random.random() < 0.1]
        if len(self.withdrawn) == len(self.all):
            self.withdrawn = []
        self.standing = [c for c in self.all if c not in self.withdrawn]
        self.seats = random.randint(1, min(4, len(self.standing)))
        self.named = [c for c in self.all if random.random() < 0.9] or self.all
        self.ballots = [self.ballot() for _ in range(random.randint(1, 14))]

    def ballot(self):
        """How many there are, and the ranks: each a list, empty where it is skipped."""
        order = random.sample(self.named, random.randint(1, len(self.named)))
        ranks = []
        for candidate in order:
            chance = random.random()
            if chance < 0.05:
                ranks.append([])
            if chance > 0.92 and ranks and ranks[-1]:
                ranks[-1].append(candidate)
            else:
                ranks.append([candidate])
        return random.choice([1, 1, 2, 3, 7, 20]), ranks

    def strict(self):
        """Ballots that end before a rank with several candidates, and pass over the withdrawn and over skipped ranks."""
        for weight, ranks in self.ballots:
            order = []
            for rank in ranks:
                if len(rank) > 1:
                    break
                order += [c for c in rank if c in self.standing]
            yield weight, order

    def write(self, file, ballots):
        lines = [f"{len(self.all)} {self.seats}"]
        if self.withdrawn:
            lines.append(" ".join(f"-{c}" for c in self.withdrawn))
        for weight, ranks in ballots:
            text = " ".join("=".join(map(str, rank)) or "-" for rank in ranks)
            lines.append(f"{weight} {text} 0".replace("  ", " "))
        file.write_text("\n".join(lines + ["0"] + [f'"{c}"' for c in self.all] + ['"vote"']) + "\n")


def count(file, rule, *settings):
    command = [yishi, "count", str(file), "--rule", rule, "--json"]
    command += [part for setting in settings for part in ("--set", setting)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def schulze(vote, file):
    """The candidates whom no chain beats: the one winner, or those who are tied."""
    ours = count(file, "schulze", "seats=1")
    pairs = {(a, b): 0 for a in vote.standing for b in vote.standing if a != b}
    for weight, ranks in vote.ballots:
        levels = {c: level for level, rank in enumerate(ranks) for c in rank}
        for a, b in pairs:
            if levels.get(a, len(ranks)) < levels.get(b, len(ranks)):
                pairs[a, b] += weight
    paths = votelib.evaluate.condorcet.Schulze.widest_paths(pairs)
    beaten = {b for a, b in pairs if paths.get((a, b), 0) > paths.get((b, a), 0)}
    theirs = set(vote.standing) - beaten
    return set(ours["winners"]) or {int(c) for c in ours["tied"]}, theirs


def runoff(vote, file):
    ours = count(file, "irv", "seats=1")
    strict = [(weight, order) for weight, order in vote.strict() if order]
    if ours["tied"] or not strict:
        return None
    candidates = {c: Candidate(str(c)) for c in vote.standing}
    ballots = []
    for weight, order in strict:
        ballots += [Ballot(ranked_candidates=[candidates[c] for c in order])] * weight
    result = pyrankvote.instant_runoff_voting(list(candidates.values()), ballots)
    return ours["winners"], [int(winner.name) for winner in result.get_winners()]


def scottish(vote, file):
    ours = count(file, "stv-wig")
    try:
        elected, votes = scottish_order.count(vote.standing, vote.seats, list(vote.strict()))
    except scottish_order.Tie as tie:
        return sorted(int(c) for c in ours["tied"]), sorted(tie.args[0])
    figures = {int(c): Fraction(figure) for c, figure in ours["rounds"][-1]["figures"].items()}
    theirs = {c: Fraction(votes[c], scottish_order.UNIT) for c in figures}
    return (ours["winners"], figures), (elected, theirs)


def meek(vote, file):
    # The first of its order is excluded first.
    worst_first = ",".join(str(c) for c in reversed(vote.all))
    ours = count(file, "stv-meek", f"tie=listed:{worst_first}")
    peers = work / "strict.blt"
    strict = [(weight, [[c] for c in order]) for weight, order in vote.strict() if order]
    if not strict:
        return None
    vote.write(peers, strict)
    nicks = " ".join(f"c{c}" for c in vote.all)
    lines = peers.read_text().splitlines()
    head, rest = lines[0], lines[1:]
    if vote.withdrawn:
        rest = [f"[withdrawn {' '.join(f'c{c}' for c in vote.withdrawn)}]"] + rest[1:]
    end = rest.index("0")
    rest[:end] = [re.sub(r"(?<= )([1-9]\d*)(?=[ =])", r"c\1", line) for line in rest[:end]]
    peers.write_text("\n".join([head, f"[nick {nicks}]"] + rest) + "\n")
    command = [stv_rs, "--arithmetic", "fixed9", "--input", str(peers), "meek", "--parallel", "no"]
    done = subprocess.run(command, capture_output=True, text=True)
    if "Action: Count Complete" not in done.stdout:
        return None
    last = done.stdout.split("Action: Count Complete")[1]
    elected = {int(c) for c in re.findall(r"Elected:\s+(\d+) \(", last)}
    theirs = [figures(part) for part in re.split(r"^Round \d+:", done.stdout, flags=re.M)[1:]]
    # Our last round only fills the places that are left.
    rounds = [{int(c): Fraction(figure) for c, figure in one["figures"].items()} for one in ours["rounds"]][: len(theirs)]
    if not all(near_enough(one, part) for one, part in zip(rounds, theirs)):
        drifted.append(file)
    return set(ours["winners"]), elected


def near_enough(ours, theirs):
    """Whether all figures that both have agree up to the surplus at which a round is done."""
    return all(abs(votes - theirs[c]) < Fraction(1, 10**6) for c, votes in ours.items() if c in theirs)


def figures(text):
    """The votes of a round of stv-rs when somebody is elected or excluded."""
    actions = re.split(r"^Action: (?:Elect: |Defeat \()", text, flags=re.M)[1:]
    if not actions:
        return {}
    votes = re.findall(r"(?:Elected|Hopeful|Defeated):\s+(\d+) \(([\d.]+)\)", actions[0].split("Action:")[0])
    return {int(c): Fraction(number) for c, number in votes}


checks = {"schulze": schulze, "irv": runoff, "stv-wig": scottish}
if stv_rs:
    checks["stv-meek"] = meek
differences = 0
drifted = []
compared = dict.fromkeys(checks, 0)
for seed in range(number):
    vote, file = Vote(seed), work / "vote.blt"
    vote.write(file, vote.ballots)
    for rule, check in checks.items():
        both = check(vote, file)
        if both is None:
            continue
        compared[rule] += 1
        if both[0] != both[1]:
            differences += 1
            print(f"vote {seed}: {rule}: {both[0]}, the peer {both[1]}")
print(f"{compared} of {number} random votes compared, {differences} differences; {len(drifted)} with other digits by Meek")
sys.exit(differences > 0 or len(drifted) * 100 > number)
