"""Two verifiers, one verdict: runs our program and this folder's verifier over good and broken books, and compares.

    agree.py BIN [--mode quick|full] [--only WORDS] [--workers N]

What is compared is every (index, check) that each reports, how often, and the exit code; and that the report stands in the order of the
book. Any difference is printed with its case.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import expected
import live_books
from cases import Case, ReceiptCase, all_cases
from verifier import receipt as receipts
from verifier import ed25519, tree
from verifier.bundle import Bundle, Unreadable
from verifier.note import Malformed
from verifier.policy import Policy
from verifier.verify import Trust, verify

Mark = tuple[int | None, str, int]
Marks = frozenset[Mark]
MOST = "1000000"
BOOK_CHECKS = "chain,tree,checkpoint,signatures,texts"


@dataclass(frozen=True)
class Verdict:
    """An exit code and the places and checks of all findings, and whether these stand in the order of the book."""

    code: int
    marks: Marks
    said: str = ""
    in_order: bool = True


def marks_of(places: Iterable[tuple[int | None, str]]) -> Marks:
    """Each place and check, and the how manieth of its kind it is: two findings of one check at one entry are two."""
    counts: Counter[tuple[int | None, str]] = Counter()
    marks = []
    for place in places:
        counts[place] += 1
        marks.append((*place, counts[place]))
    return frozenset(marks)


def first(marks: Marks) -> Mark | None:
    return min(marks, key=lambda mark: (mark[0] is None, mark[0] or 0, *mark[1:]), default=None)


def in_order(places: list[tuple[int | None, str]]) -> bool:
    """By entry, and what is about the book as a whole last."""
    keys = [(index is None, index or 0) for index, _ in places]
    return keys == sorted(keys)


class Bench:
    """A folder that holds one case after another; only what differs from the last one is written."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.bundle = folder / "bundle"
        self._there: dict[str, bytes] = {}

    def lay(self, case: Case) -> Path:
        if case.tar is not None:
            (self.folder / "bundle.tar").write_bytes(case.tar)
            return self.folder / "bundle.tar"
        if case.links or case.folders:
            self._clear()
        for name in self._there.keys() - case.files.keys():
            self._remove(name)
        for name, content in case.files.items():
            if self._there.get(name) != content:
                (self.bundle / name).parent.mkdir(parents=True, exist_ok=True)
                (self.bundle / name).write_bytes(content)
                self._there[name] = content
        for name in ["documents", "statements", *case.folders]:
            (self.bundle / name).mkdir(parents=True, exist_ok=True)
        for name, target in case.links.items():
            (self.bundle / name).symlink_to(target)
        return self.bundle

    def _remove(self, name: str) -> None:
        """The file, and the folders that hold nothing more."""
        (self.bundle / name).unlink()
        del self._there[name]
        for folder in (self.bundle / name).parents:
            if folder == self.bundle or any(folder.iterdir()):
                break
            folder.rmdir()

    def after(self, case: Case) -> None:
        if case.links or case.folders:
            self._clear()

    def _clear(self) -> None:
        shutil.rmtree(self.bundle, ignore_errors=True)
        self._there = {}

    def pins(self, case: Case | ReceiptCase) -> list[str]:
        if case.policy is None:
            return case.pin
        (self.folder / "policy").write_bytes(case.policy)
        return ["--policy", str(self.folder / "policy")]

    def ours(self, arguments: list[str]) -> Verdict:
        ran = subprocess.run([self.program, "audit", *arguments, "--json"], capture_output=True, text=True, check=False)
        if ran.returncode not in (0, 1) or not ran.stdout.startswith('{"findings"'):
            return Verdict(ran.returncode, frozenset(), ran.stdout + ran.stderr)
        found = json.loads(ran.stdout)["findings"]
        said = "; ".join(f"{one['index']} {one['check']}: {one['message']}" for one in found[:6])
        places = [(one["index"], one["check"]) for one in found]
        return Verdict(ran.returncode, marks_of(places), said, in_order(places))


def trust_of(pin: list[str], policy: bytes | None) -> Trust:
    if policy is not None:
        return Trust(Policy.parse(policy))
    if pin[:1] == ["--vkey"]:
        return Trust(Policy.of_log(pin[1]))
    return Trust(None, pin == ["--unpinned"])


def theirs(case: Case, path: Path) -> Verdict:
    """What the verifier of this folder says."""
    try:
        trust = trust_of(case.pin, case.policy)
    except Malformed as error:
        return Verdict(2, frozenset(), str(error))
    try:
        report = verify(Bundle.read(path), trust, case.joints)
    except (OSError, Unreadable) as error:
        return Verdict(3, frozenset(), str(error))
    said = "; ".join(f"{found.index} {found.check}: {found.message}" for found in report.ordered()[:6])
    marks = marks_of((found.index, found.check) for found in report.findings)
    return Verdict(1 if marks else 0, marks, said)


def their_receipt(case: ReceiptCase) -> Verdict:
    try:
        trust = trust_of(case.pin, case.policy)
    except Malformed as error:
        return Verdict(2, frozenset(), str(error))
    if trust.policy is None:
        return Verdict(2, frozenset(), "no key")
    report = receipts.check(case.receipt, trust.policy, tree.leaf_hash(case.leaf), case.leaf)
    said = "; ".join(f"{found.index} {found.check}: {found.message}" for found in report.ordered()[:6])
    marks = marks_of((found.index, found.check) for found in report.findings)
    return Verdict(1 if marks else 0, marks, said)


def run_case(bench: Bench, case: Case | ReceiptCase) -> tuple[Verdict, Verdict]:
    if isinstance(case, ReceiptCase):
        (bench.folder / "receipt").write_bytes(case.receipt)
        (bench.folder / "leaf").write_bytes(case.leaf + b"\n")
        files = [str(bench.folder / "receipt"), "--leaf", str(bench.folder / "leaf")]
        return bench.ours(["receipt", *files, *bench.pins(case)]), their_receipt(case)
    path = bench.lay(case)
    checks = BOOK_CHECKS + (",replay" if case.joints else "")
    ours = bench.ours(["verify", str(path), "--threads", "1", "--max-findings", MOST, "--check", checks, *bench.pins(case)])
    verdicts = ours, theirs(case, path)
    bench.after(case)
    return verdicts


def compare(case: Case | ReceiptCase, ours: Verdict, other: Verdict) -> str | None:
    """What differs, in words; none if both agree, or differ in a way that is known and by design."""
    if ours.in_order and ((ours.code, ours.marks) == (other.code, other.marks) or expected.is_known(case, ours, other)):
        return None
    place = lambda mark: ("book" if mark[0] is None else str(mark[0])) + (f" ({mark[2]})" if mark[2] > 1 else "")
    only = lambda marks: ", ".join(sorted(f"{place(mark)} {mark[1]}" for mark in marks)) or "-"
    return (
        f"DIFFERS {case.name}\n"
        f"  our program: exit {ours.code}, first {first(ours.marks)}, only there: {only(ours.marks - other.marks)}\n"
        f"    {ours.said[:600]}\n"
        f"  verifier:    exit {other.code}, first {first(other.marks)}, only there: {only(other.marks - ours.marks)}\n"
        f"    {other.said[:600]}"
    )


def work(program: str, mode: str, only: str, live: Path | None, part: int, parts: int) -> tuple[int, list[str]]:
    """Every `parts`-th case, from `part` on."""
    differences, ran = [], 0
    # The same signatures stand in thousands of cases: each is judged once.
    ed25519.verifies = lru_cache(4096)(ed25519.verifies)
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shm) as folder:
        bench = Bench(program, Path(folder))
        for number, case in enumerate(all_cases(mode, only, live)):
            if number % parts != part:
                continue
            difference = compare(case, *run_case(bench, case))
            ran += 1
            if difference:
                differences.append(difference)
    return ran, differences


def in_parts(arguments: argparse.Namespace, live: Path | None) -> list[tuple[int, list[str]]]:
    """What each worker found; each takes every so manieth case."""
    with ProcessPoolExecutor(arguments.workers) as pool:
        jobs = [
            pool.submit(work, arguments.program, arguments.mode, arguments.only, live, part, arguments.workers)
            for part in range(arguments.workers)
        ]
        return [job.result() for job in jobs]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--mode", choices=["quick", "full"], default="quick")
    parser.add_argument("--only", default="", help="only cases whose name begins so")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        live = Path(folder) if "live: ".startswith(arguments.only) or arguments.only.startswith("live: ") else None
        if live is not None:
            live_books.make(arguments.program, live)
        results = in_parts(arguments, live)
    differences = [difference for _, found in results for difference in found]
    print("\n".join(differences))
    ran = sum(count for count, _ in results)
    print(f"{ran - len(differences)} passed, {len(differences)} failed")
    return 1 if differences or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
