"""Joints between entries that need no rules: seen checkpoints, expiry, nonces, timers, rulesets, and the lists of counted ballots.

docs/format.md, sections 4 and 12. Our own program checks these in `audit replay`, beside the rules themselves.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .entry import Entry
from .findings import Report

WEEK_MS, DAY_MS = 7 * 86_400_000, 86_400_000


def timer_nonce(obligation: str, due_at_ms: int) -> str:
    return hashlib.sha256(f"yishi/timer/v1\0{obligation}@{due_at_ms}".encode()).digest()[:16].hex()


def rules_nonce(ruleset: int) -> str:
    return hashlib.sha256(f"yishi/rules/v1\0{ruleset}".encode()).digest()[:16].hex()


def obligation_name(obligation: dict[str, Any]) -> str:
    """An obligation as it is written in a nonce: its name, the id it is about, then its number, joined by colons."""
    rest = [value for key, value in obligation.items() if key != "obligation"]
    parts = [value for value in rest if isinstance(value, str)] + [str(value) for value in rest if not isinstance(value, str)]
    return ":".join([obligation["obligation"], *parts])


def digest(indices: list[int]) -> str:
    return hashlib.sha256(b"".join(index.to_bytes(8, "big") for index in sorted(indices))).hexdigest()


class Joints:
    def __init__(self) -> None:
        self._nonces: set[tuple[str, str]] = set()
        self._roots: list[bytes] = []
        self._times: list[int] = []
        self._ruleset = 1

    def step(self, root_before: bytes, recorded_at: int | None) -> None:
        """Takes up a line, whatever it holds: the root over all before it, and when it was recorded, if it says so."""
        self._roots.append(root_before)
        self._times.append(recorded_at if recorded_at is not None else self._times[-1] if self._times else 0)

    def read(self, entry: Entry, line: int, report: Report) -> None:
        """Checks the entry. `step` was called for it and for all before it."""
        self._check_seen(entry, line, report)
        self._check_nonce(entry, line, report)
        self._check_ruleset(entry, line, report)
        if (entry.kind == "create_book") != (line == 0):
            report.add("founding", "the first entry founds the book, and no other", line)

    def _check_seen(self, entry: Entry, line: int, report: Report) -> None:
        seen, now, expires = entry.command["seen"], entry.value["recorded_at"], entry.command["expires_at_ms"]
        if seen["size"] > line or self._roots[seen["size"]].hex() != seen["root"]:
            report.add("expiry", "the author has seen a checkpoint that this book never had", line)
            return
        superseded = self._times[seen["size"]] if seen["size"] < line else now
        if now >= expires:
            report.add("expiry", "recorded at or after its expiry", line)
        elif expires > superseded + WEEK_MS:
            report.add("expiry", "expires more than seven days after the checkpoint it has seen", line)

    def _check_nonce(self, entry: Entry, line: int, report: Report) -> None:
        pair = entry.command["key"], entry.command["nonce"]
        if pair in self._nonces:
            report.add("nonce", "the key has used this nonce before", line)
        self._nonces.add(pair)
        match entry.order:
            case {"kind": "fire_timer", "obligation": dict(obligation), "due_at_ms": int(due)}:
                self._check_timer(entry, timer_nonce(obligation_name(obligation), due), due, line, report)
            case {"kind": "adopt_rules", "ruleset": int(ruleset)} if pair[1] != rules_nonce(ruleset):
                report.add("nonce", "not the nonce of this ruleset", line)

    def _check_timer(self, entry: Entry, nonce: str, due: int, line: int, report: Report) -> None:
        now = entry.value["recorded_at"]
        if entry.command["nonce"] != nonce:
            report.add("timer", "not the nonce of this obligation", line)
        if entry.command["expires_at_ms"] != (now // DAY_MS + 2) * DAY_MS:
            report.add("timer", "does not expire at the end of the day after it fired", line)
        if entry.command["seen"]["size"] != line or due > now:
            report.add("timer", "has not seen the head before it, or was not due", line)

    def _check_ruleset(self, entry: Entry, line: int, report: Report) -> None:
        if entry.value["ruleset"] != self._ruleset:
            report.add("ruleset", "not the ruleset in force", line)
        for event in entry.events:
            match event:
                case {"kind": "book_created" | "rules_adopted", "ruleset": int(ruleset)}:
                    self._ruleset = ruleset


class Polls:
    """Which ballots stand in each poll, so that a sealing's lists by digest can be compared."""

    def __init__(self) -> None:
        self._standing: dict[str, dict[str, int]] = {}
        self._replaced: dict[str, list[int]] = {}
        self._closed: dict[str, set[str]] = {}

    def read(self, entry: Entry, line: int, report: Report) -> None:
        for event in entry.events:
            self._event(event, line, report)

    def _event(self, event: dict[str, Any], line: int, report: Report) -> None:
        poll, right = event.get("poll"), event.get("right")
        match event["kind"]:
            case "ballot_cast" | "marks_cast" | "paper_ballot_confirmed":
                self._cast(poll, right, line)
                self._closed.setdefault(poll, set()).discard(right)
            case "sealed_ballot_cast":
                self._cast(poll, right, line)
                self._closed.setdefault(poll, set()).add(right)
            case "sealed_ballot_opened" | "tally_sheet_confirmed":
                self._closed.setdefault(poll, set()).discard(event.get("section", right))
            case "tally_sheet_entered":
                self._cast(poll, event["section"], line)
                self._closed.setdefault(poll, set()).add(event["section"])
            case "tally_sheet_disputed":
                self._closed.setdefault(poll, set()).add(event["section"])
            case "poll_sealed":
                self._seal(event, line, report)

    def _cast(self, poll: str, right: str, line: int) -> None:
        standing = self._standing.setdefault(poll, {})
        if right in standing:
            self._replaced.setdefault(poll, []).append(standing[right])
        standing[right] = line

    def _seal(self, event: dict[str, Any], line: int, report: Report) -> None:
        poll = event["poll"]
        closed = self._closed.get(poll, set())
        counted = sorted(index for right, index in self._standing.get(poll, {}).items() if right not in closed)
        replaced = self._replaced.get(poll, [])
        if (len(counted), digest(counted)) != (event["counted"], event["counted_digest"]):
            report.add("tally", f"{poll}: other ballots were counted than those that stand", line)
        if (len(replaced), digest(replaced)) != (event["replaced"], event["replaced_digest"]):
            report.add("tally", f"{poll}: other ballots were replaced", line)
        if counted and (counted[0], counted[-1]) != (event.get("first_index"), event.get("last_index")):
            report.add("tally", f"{poll}: another first or last ballot", line)
