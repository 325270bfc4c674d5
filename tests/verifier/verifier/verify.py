"""The whole of a bundle: chain, tree, checkpoint, signatures, texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from blake3 import blake3

from . import amendments, tree
from .bundle import Bundle
from .entry import BadEntry, Entry
from .findings import Report
from .joints import Joints, Polls
from .keys import KeyRing
from .note import LOG_KEY, Checkpoint, Malformed, VerifierKey
from .policy import Policy
from .texts import Texts

NO_ENTRY = "0" * 64


@dataclass
class Trust:
    """What the auditor brings along: a policy, or nothing, in which case the book vouches for itself."""

    policy: Policy | None = None
    unpinned: bool = False


@dataclass
class _Course:
    """What the entry before leaves to the next one."""

    prev: str = NO_ENTRY
    index: int = -1
    recorded_at: int = 0
    origin: str | None = None


@dataclass
class _Walk:
    report: Report
    joints: bool
    course: _Course = field(default_factory=_Course)
    tree: tree.Frontier = field(default_factory=tree.Frontier)
    keys: KeyRing = field(default_factory=KeyRing)
    texts: Texts = field(default_factory=Texts)
    beyond: Joints = field(default_factory=Joints)
    polls: Polls = field(default_factory=Polls)
    entries: list[tuple[int, Entry]] = field(default_factory=list)


def verify(bundle: Bundle, trust: Trust, joints: bool = False) -> Report:
    """All findings of a bundle. `joints` adds checks between entries that our own program makes in its replay."""
    report = Report()
    for name in bundle.strange:
        report.add("bundle", f"{name} does not belong into a bundle, or stands twice")
    lines = bundle.lines(report)
    checkpoint = _checkpoint(bundle, report)
    walk = _Walk(report, joints)
    walk.course.origin = checkpoint.origin if checkpoint else None
    for line, data in enumerate(lines):
        _entry(walk, line, data)
    policy = _believed(walk, trust)
    _check_checkpoint(checkpoint, policy, walk)
    _check_own_policy(bundle, policy, checkpoint, report)
    walk.texts.check(bundle.texts(), report)
    for line, entry in walk.entries:
        amendments.check(entry, line, bundle.texts(), report)
    report.checked = {
        "origin": walk.course.origin,
        "entries": len(lines),
        "root": walk.tree.root().hex(),
        "pinned": trust.policy is not None,
        "texts": len(bundle.texts()),
    }
    return report


def _entry(walk: _Walk, line: int, data: bytes) -> None:
    root_before = walk.tree.root() if walk.joints else b""
    walk.tree.push(tree.leaf_hash(data))
    prev, walk.course.prev = walk.course.prev, blake3(data).hexdigest()
    try:
        entry = Entry.parse(data)
    except BadEntry as error:
        walk.report.add("leaf", str(error), line)
        return
    walk.entries.append((line, entry))
    _check_course(walk, entry, line, prev)
    walk.keys.check(entry, line, walk.report)
    walk.texts.read(entry, line)
    if walk.joints:
        walk.beyond.read(entry, line, root_before, walk.report)
        walk.polls.read(entry, line, walk.report)


def _check_course(walk: _Walk, entry: Entry, line: int, prev: str) -> None:
    course, report = walk.course, walk.report
    if entry.index not in (line, course.index + 1):
        report.add("index", f"the entry says that it stands at {entry.index}", line)
    course.index = entry.index
    if entry.value["prev"] != prev:
        report.add("chain", "prev is not the BLAKE3 of the entry before", line)
    if entry.value["recorded_at"] < course.recorded_at:
        report.add("time", "recorded_at goes back", line)
    course.recorded_at = max(course.recorded_at, entry.value["recorded_at"])
    course.origin = course.origin or entry.value["origin"]
    if {entry.value["origin"], entry.command["origin"]} != {course.origin}:
        report.add("origin", "an entry or a command of another book", line)


def _checkpoint(bundle: Bundle, report: Report) -> Checkpoint | None:
    if "checkpoint" not in bundle.files:
        report.add("checkpoint", "the bundle has no checkpoint")
        return None
    try:
        return Checkpoint.parse(bundle.files["checkpoint"])
    except Malformed as error:
        report.add("checkpoint", str(error))
        return None


def _believed(walk: _Walk, trust: Trust) -> Policy | None:
    """The auditor's policy; without one, a policy of the key that the first entry names."""
    if trust.policy is not None:
        return trust.policy
    if not trust.unpinned:
        walk.report.add("pin", "no log key from elsewhere was given: the book vouches for itself")
    match walk.entries[:1]:
        case [(0, entry)] if isinstance(entry.order.get("log_vkey"), str):
            try:
                return Policy(logs=[VerifierKey.parse(entry.order["log_vkey"], LOG_KEY)])
            except Malformed as error:
                walk.report.add("checkpoint", f"the first entry's log_vkey: {error}")
    return None


def _check_checkpoint(checkpoint: Checkpoint | None, policy: Policy | None, walk: _Walk) -> None:
    if checkpoint is None:
        return
    if policy is None:
        walk.report.add("checkpoint", "no log key to check the checkpoint under")
    else:
        for fault in policy.faults(checkpoint):
            walk.report.add("checkpoint", fault)
    if (checkpoint.size, checkpoint.root) != (walk.tree.size, walk.tree.root()):
        walk.report.add("tree", f"the checkpoint is of {checkpoint.size} entries with another root, or of another number")


def _check_own_policy(bundle: Bundle, believed: Policy | None, checkpoint: Checkpoint | None, report: Report) -> None:
    """The policy in the bundle is a convenience; it must name the log that is believed."""
    if "policy" not in bundle.files:
        report.add("policy", "the bundle has no policy")
        return
    try:
        own = Policy.parse(bundle.files["policy"])
    except Malformed as error:
        report.add("policy", str(error))
        return
    logs = believed.logs if believed else []
    if checkpoint is not None:
        logs = [log for log in logs if log.name == checkpoint.origin]
    if logs and not any(log in own.logs for log in logs):
        report.add("policy", "the policy in the bundle names another log")
