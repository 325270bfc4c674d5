"""Documents and statements: which entry brings in which, and whether it is there: docs/format.md, section 11, and format-kinds.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from .entry import Entry
from .forms import is_hex
from .findings import Report

DOCUMENTS = {
    "accept_amendments": ["document"],
    "accept_nomination": ["statement"],
    "adjourn_hearing": ["reason"],
    "adopt_charter": ["source"],
    "answer_contest": ["reason"],
    "assign_action": ["document"],
    "call_hearing": ["agenda"],
    "declare_emergency": ["reason"],
    "draft_proposal": ["document"],
    "end_emergency": ["reason"],
    "guide_matter": ["document"],
    "hand_matter_down": ["reason"],
    "hand_over_matter": ["reason"],
    "merge_matters": ["reason"],
    "nominate_candidate": ["statement"],
    "open_call": ["title", "text"],
    "open_poll": ["options[].document", "options[].offer.conditions"],
    "perform_duty": ["report.document"],
    "post_notice": ["vote.options[].document", "vote.options[].offer.conditions"],
    "propose_amendment": ["edit.wording"],
    "receive_matter": ["title"],
    "record_ruling": ["document", "finding.text"],
    "refer_matter_up": ["reason"],
    "request_registrar_act": ["act.policy"],
    "revise_proposal": ["document"],
    "screen_submission": ["screening.title", "screening.parts[].title"],
    "split_matter": ["reason", "parts[].title"],
    "sponsor_matter": ["question"],
    "take_up_matter": ["reason"],
}
STATEMENTS = {
    "answer_hard_matter": ["text"],
    "answer_objection": ["text"],
    "answer_question": ["text"],
    "answer_result_objection": ["text"],
    "answer_screening_objection": ["text"],
    "ask_question": ["text"],
    "call_mediation_session": ["place"],
    "close_hearing": ["minutes"],
    "close_mediation_session": ["note"],
    "conclude_call": ["text"],
    "dispute_tally_sheet": ["reason"],
    "evaluate_matter": ["text"],
    "inspect_action": ["text"],
    "make_statement": ["text"],
    "object_to_result": ["text"],
    "object_to_screening": ["text"],
    "perform_duty": ["report.text"],
    "propose_amendment": ["reason"],
    "raise_objection": ["text"],
    "raise_point": ["text"],
    "record_duty": ["text"],
    "reject_amendment": ["text"],
    "report_progress": ["text"],
    "rule_on_point": ["text"],
    "screen_candidate": ["reason"],
    "screen_submission": ["screening.reason"],
    "submit": ["text"],
}


def at(value: Any, path: str) -> Iterator[Any]:
    """What stands at a path of fields, such as `options[].offer.conditions`; nothing where it is absent."""
    first, _, rest = path.partition(".")
    found = value.get(first.removesuffix("[]")) if isinstance(value, dict) else None
    items = found if first.endswith("[]") and isinstance(found, list) else [found]
    for item in items:
        if item is not None:
            yield from at(item, rest) if rest else [item]


def brought_in(order: dict[str, Any]) -> Iterator[str]:
    """The names in a bundle of the texts that an order brings in."""
    for folder, table in (("documents", DOCUMENTS), ("statements", STATEMENTS)):
        for path in table.get(order["kind"], []):
            yield from (f"{folder}/{name}" for name in at(order, path) if is_hex(name, 64))


def commitment(salt: bytes, data: bytes) -> str:
    return hashlib.sha256(b"yishi/blob/v1\0" + salt + len(data).to_bytes(8, "big") + data).hexdigest()


def is_true_to_name(name: str, content: bytes) -> bool:
    """Whether the content of `documents/…` or `statements/…` is what its name commits to."""
    folder, _, digest = name.partition("/")
    if folder == "documents":
        return hashlib.sha256(content).hexdigest() == digest
    return len(content) >= 32 and commitment(content[:32], content[32:]) == digest


def withheld(event: dict[str, Any]) -> Iterator[str]:
    """The commitments whose texts an event says were destroyed."""
    path = {"text_redacted": "commitment", "member_erased": "texts[]"}.get(event["kind"])
    if path is not None:
        yield from (name for name in at(event, path) if is_hex(name, 64))


class Texts:
    """Which entry named a text first, and which redacted it."""

    def __init__(self) -> None:
        self.named: dict[str, int] = {}
        self.redacted: dict[str, int] = {}

    def read(self, entry: Entry, line: int) -> None:
        for name in brought_in(entry.order):
            self.named.setdefault(name, line)
        for event in entry.events:
            for name in withheld(event):
                self.redacted.setdefault(f"statements/{name}", line)

    def check(self, files: Mapping[str, bytes], report: Report) -> None:
        """Compares what was named with what is there; `files` are the bundle's texts by their names in it."""
        for name, line in self.named.items():
            if name not in files and name not in self.redacted:
                report.add("text", f"{name} is missing without a redaction", line)
        for name, content in files.items():
            line = self.named.get(name)
            if line is None:
                report.add("text", f"{name} belongs to no entry")
                continue
            if name in self.redacted:
                report.add("text", f"{name} is still there, although entry {self.redacted[name]} redacts it", line)
            if not is_true_to_name(name, content):
                report.add("text", f"{name} is not what was committed to", line)
