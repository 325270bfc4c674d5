#!/usr/bin/env python3
"""Lets each write of the running program fail, or ends the program at it, and looks at the book afterwards.

    python3 -B tests/durability/faults.py path/to/yishi [--quick]

One append, one stop and one start are traced; then every call of the trace that writes is tried alone, over a fresh copy of the
book: it answers EIO once, EIO as often as it comes, ENOSPC, or the process is killed at it. What a fault may never do stands in
`faults_checks.py`. Needs Linux, strace and the right to trace one's own children. `--quick` only kills at
stop and start, and leaves out ENOSPC where nothing is written, faults that stay, and larger books.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from faults_book import Server, Template, grow
from faults_checks import Trial
from faults_trace import Fault, trace_of

FAULTS = [Fault.EIO, Fault.KILL, Fault.ENOSPC, Fault.EIO_STAYS]
QUICK = [Fault.EIO, Fault.KILL]
WRITING = {"write", "writev", "pwrite64", "pwritev", "pwritev2", "fallocate", "ftruncate", "mkdir", "mkdirat"}
# Books of other sizes meet other work of the store: pages written whole, page tables, thinned snapshots.
SIZES = [0, 40, 150]


def faults_of(call, phase, quick):
    """Which faults a call is tried with."""
    if not quick:
        return FAULTS
    if phase != "append":
        return [Fault.KILL]
    return QUICK + ([Fault.ENOSPC] if call.name in WRITING else [])


def run(template, phase, quick, seen):
    """Every call of one phase with every fault; answers how many trials were made."""
    calls = trace_of(template, phase)
    print(f"\n{phase} over {template.size} entries: {len(calls)} calls that write", flush=True)
    tried = 0
    for call in calls:
        for fault in faults_of(call, phase, quick):
            outcome = Trial(template, phase, call, fault).run()
            print(f"  {call.words():<58} {fault.words:<12} {outcome}", flush=True)
            seen[f"{phase}, {fault.words}"] += 1
            tried += 1
    if phase == "append":
        outcome = Trial(template, phase, None, Fault.KILL).run()
        print(f"  {'writev the answer':<58} {Fault.KILL.words:<12} {outcome}", flush=True)
        seen[f"{phase}, {Fault.KILL.words}"] += 1
        tried += 1
    return tried


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("yishi")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    seen, tried = Counter(), 0
    with tempfile.TemporaryDirectory(prefix="yishi-faults-") as folder:
        template = Template.found(Path(arguments.yishi).resolve(), Path(folder).resolve())
        for more in SIZES[:1] if arguments.quick else SIZES:
            grow(template, more)
            for phase in ("append", "stop", "start"):
                tried += run(template, phase, arguments.quick, seen)
    for what, number in sorted(seen.items()):
        print(f"{what}: {number}")
    print(f"faults: {tried} trials, every acknowledged entry stands, every book verifies, replays and takes the next command")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as broken:
        sys.exit(f"faults: {broken}")
    finally:
        for process in Server.running:
            if process.poll() is None:
                process.kill()
