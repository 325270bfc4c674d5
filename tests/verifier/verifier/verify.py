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
from .tiles import Tiling

NO_ENTRY = "0" * 64
# How far the clocks of log and witnesses may be apart.
CLOCK_SLACK_MS = 3_600_000


@dataclass
class Trust:
    """What the auditor brings along: a policy, or nothing, in which case the book vouches for itself."""

    policy: Policy | None = None
    unpinned: bool = False


@dataclass
class _Course:
    """What the entries before leave to the next one."""

    prev: str = NO_ENTRY
    index: int = 0
    other_index: int | None = None
    recorded_at: int = 0
    origin: str | None = None

    def check_index(self, found: int) -> bool:
        """One more than in the entry before. After an entry that broke this, what would have stood here without it is right as well."""
        right = found in (self.index, self.other_index)
        self.other_index = None if right else self.index + 1
        self.index = found + 1
        return right


@dataclass
class _Walk:
    report: Report
    joints: bool
    checkpoint: Checkpoint | None
    course: _Course = field(default_factory=_Course)
    tree: tree.Frontier = field(default_factory=tree.Frontier)
    root_at_checkpoint: bytes | None = None
    covered_at: int = 0
    keys: KeyRing = field(default_factory=KeyRing)
    texts: Texts = field(default_factory=Texts)
    beyond: Joints = field(default_factory=Joints)
    polls: Polls = field(default_factory=Polls)
    entries: list[tuple[int, Entry]] = field(default_factory=list)

    def note_root(self) -> None:
        if self.checkpoint is not None and self.checkpoint.size == self.tree.size:
            self.root_at_checkpoint = self.tree.root()


def verify(bundle: Bundle, trust: Trust, joints: bool = False) -> Report:
    """All findings of a bundle. `joints` adds checks between entries that our own program makes in its replay."""
    report = Report()
    for name in bundle.strange:
        report.add("bundle", f"{name} does not belong into a bundle, or stands twice")
    lines = bundle.lines(report)
    checkpoint = _checkpoint(bundle, report)
    founding = _founding(lines)
    walk = _Walk(report, joints, checkpoint)
    walk.course.origin = _origin(trust, checkpoint, founding)
    walk.note_root()
    for line, data in enumerate(lines):
        _entry(walk, line, data)
    _check_root(walk)
    _check_clock(walk, trust)
    if bundle.tiles():
        Tiling(lines).check(bundle.tiles(), report)
    keys = _log_keys(founding, [entry for _, entry in walk.entries])
    log = None
    if "checkpoint" in bundle.files:
        log = _check_checkpoint(checkpoint, trust, keys, report)
        _check_own_policy(bundle, log, keys, report)
    walk.texts.check(bundle.texts(), report)
    for line, entry in walk.entries:
        amendments.check(entry, line, bundle.texts(), report)
    report.checked = {
        "origin": walk.course.origin,
        "entries": len(lines),
        "root": walk.tree.root().hex(),
        "log key": str(log) if log else None,
        "pinned": trust.policy is not None,
        "texts": len(bundle.texts()),
        "tiles": len(bundle.tiles()),
    }
    return report


def _origin(trust: Trust, checkpoint: Checkpoint | None, founding: Entry | None) -> str | None:
    """The name that every entry must carry: the pinned log's, else the checkpoint's, else the first entry's."""
    if trust.policy is not None and trust.policy.is_pin:
        return trust.policy.logs[0].name
    if checkpoint is not None:
        return checkpoint.origin
    return founding.command["origin"] if founding else None


def _founding(lines: list[bytes]) -> Entry | None:
    try:
        entry = Entry.parse(lines[0]) if lines else None
        if entry is not None:
            entry.check_content()
    except BadEntry:
        return None
    return entry if entry is not None and entry.kind == "create_book" else None


@dataclass
class LogKeySpan:
    """A key of the book's log, and the sizes of checkpoints that it signs."""

    vkey: str
    from_size: int
    until_size: int | None = None

    def signs(self, size: int) -> bool:
        return self.from_size <= size and (self.until_size is None or size <= self.until_size)


def _log_keys(founding: Entry | None, entries: list[Entry]) -> list[LogKeySpan]:
    """The keys that the book names: the founding one, then those of its rotations."""
    if founding is None:
        return []
    keys = [LogKeySpan(founding.order["log_vkey"], 0)]
    for event in (event for entry in entries for event in entry.events if event["kind"] == "log_key_rotated"):
        keys[-1].until_size = event["until_size"]
        keys.append(LogKeySpan(event["log_vkey"], event["from_size"]))
    return keys


def _entry(walk: _Walk, line: int, data: bytes) -> None:
    root_before = walk.tree.root() if walk.joints else b""
    walk.tree.push(tree.leaf_hash(data))
    walk.note_root()
    prev, walk.course.prev = walk.course.prev, blake3(data).hexdigest()
    try:
        entry = Entry.parse(data)
    except BadEntry as error:
        walk.report.add("leaf", str(error), line)
        walk.course.index, walk.course.other_index = walk.course.index + 1, None
        walk.beyond.step(root_before, None)
        return
    walk.beyond.step(root_before, entry.value["recorded_at"])
    _check_course(walk, entry, line, prev)
    try:
        entry.check_content()
    except BadEntry as error:
        walk.report.add("leaf", str(error), line)
        return
    if walk.course.origin not in (None, entry.command["origin"]):
        walk.report.add("origin", "the command was signed for another book", line)
    walk.entries.append((line, entry))
    walk.keys.check(entry, line, walk.report)
    walk.texts.read(entry, line)
    if walk.joints:
        walk.beyond.read(entry, line, walk.report)
        walk.polls.read(entry, line, walk.report)


def _check_course(walk: _Walk, entry: Entry, line: int, prev: str) -> None:
    course, report = walk.course, walk.report
    if not course.check_index(entry.index):
        report.add("index", f"the entry says that it stands at {entry.index}", line)
    if entry.value["prev"] != prev:
        report.add("chain", "prev is not the BLAKE3 of the entry before", line)
    if entry.value["recorded_at"] < course.recorded_at:
        report.add("time", "recorded_at goes back", line)
    course.recorded_at = max(course.recorded_at, entry.value["recorded_at"])
    if walk.checkpoint is not None and line < walk.checkpoint.size:
        walk.covered_at = course.recorded_at
    if course.origin not in (None, entry.value["origin"]):
        report.add("origin", "the entry is of another book", line)


def _checkpoint(bundle: Bundle, report: Report) -> Checkpoint | None:
    if "checkpoint" not in bundle.files:
        report.add("checkpoint", "the bundle has no checkpoint")
        return None
    try:
        return Checkpoint.parse(bundle.files["checkpoint"])
    except Malformed as error:
        report.add("checkpoint", str(error))
        return None


def _check_root(walk: _Walk) -> None:
    """Where the numbers differ, the finding stands where the shorter of the two ends."""
    checkpoint, entries = walk.checkpoint, walk.tree.size
    if checkpoint is None:
        return
    if entries != checkpoint.size:
        walk.report.add("tree", f"the checkpoint is of {checkpoint.size} entries, not of {entries}", min(entries, checkpoint.size))
    if walk.root_at_checkpoint not in (None, checkpoint.root):
        walk.report.add("tree", "the checkpoint has another root")


def _check_clock(walk: _Walk, trust: Trust) -> None:
    """What witnesses have cosigned was there when they did."""
    if walk.checkpoint is None or trust.policy is None:
        return
    latest = trust.policy.cosigned_at(walk.checkpoint)
    if latest is not None and walk.covered_at > latest * 1000 + CLOCK_SLACK_MS:
        walk.report.add("time", "an entry under the checkpoint is of a later time than all its cosignatures")


def _check_checkpoint(
    checkpoint: Checkpoint | None, trust: Trust, keys: list[LogKeySpan], report: Report
) -> VerifierKey | None:
    """The log key under which the checkpoint is good; none if it is not."""
    if trust.policy is None and not trust.unpinned:
        report.add("pin", "no log key from elsewhere was given: the book vouches for itself")
    if checkpoint is None:
        return None
    try:
        policy, faults = _judged(checkpoint, trust, keys)
    except Malformed as error:
        policy, faults = None, [str(error)]
    for fault in faults:
        report.add("checkpoint", fault)
    if faults or policy is None:
        return None
    if spoilt := _spoilt(checkpoint, keys):
        report.add("checkpoint", f"a line of {spoilt} does not verify: it spoils the note")
        return None
    log = policy.signer(checkpoint)
    span = next((span for span in keys if span.vkey == str(log)), None)
    if keys and span is None:
        report.add("checkpoint", f"the book was founded for log key {keys[0].vkey}", 0)
    elif span is not None and not span.signs(checkpoint.size):
        report.add("checkpoint", f"{log} does not sign {checkpoint.size} entries: it was rotated")
    return log


def _spoilt(checkpoint: Checkpoint, keys: list[LogKeySpan]) -> str | None:
    """A key in force of which the note has a line that does not verify, whoever else has signed it."""
    for span in (span for span in keys if span.signs(checkpoint.size)):
        try:
            if checkpoint.signed_by(VerifierKey.parse(span.vkey, LOG_KEY)) is False:
                return span.vkey
        except Malformed:
            continue
    return None


def _judged(checkpoint: Checkpoint, trust: Trust, keys: list[LogKeySpan]) -> tuple[Policy | None, list[str]]:
    """The policy under which the checkpoint is judged, and what is wrong under it: without one that of a key that the book names for this size."""
    if trust.policy is not None:
        return trust.policy, trust.policy.faults(checkpoint)
    policy, faults = None, ["no log key is known: the first entry founds no book"]
    for span in (span for span in keys if span.signs(checkpoint.size)):
        policy = Policy.of_log(span.vkey)
        if not (faults := policy.faults(checkpoint)):
            break
    return policy, faults


def _check_own_policy(bundle: Bundle, log: VerifierKey | None, keys: list[LogKeySpan], report: Report) -> None:
    """The policy in the bundle is a convenience; it must name the log under whose key the checkpoint is good, or another key of the book."""
    if "policy" not in bundle.files:
        if "book.jsonl" in bundle.files:
            report.add("policy", "the bundle has no policy")
        return
    try:
        own = Policy.parse(bundle.files["policy"])
    except Malformed as error:
        report.add("policy", str(error))
        return
    of_book = {span.vkey for span in keys}
    known = any(named == log or {str(named), str(log)} <= of_book for named in own.logs)
    if log is not None and not known:
        report.add("policy", "the policy in the bundle names another log")
