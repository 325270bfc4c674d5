"""Receipts (C2SP tlog-proof@v1): docs/format.md, section 9."""

from __future__ import annotations

from dataclasses import dataclass

from . import tree
from .entry import BadEntry, Entry
from .findings import Report
from .note import Checkpoint, Malformed, decode_base64, decode_number
from .policy import Policy

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True)
class Receipt:
    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        head, blank, note = data.partition(b"\n\n")
        try:
            lines = head.decode("utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8") from error
        if not blank or len(lines) < 2 or lines[0] != HEADER or not lines[1].startswith("index "):
            raise Malformed("not a receipt: header, index, proof, a blank line, checkpoint")
        proof = tuple(decode_base64(line) for line in lines[2:])
        if len(proof) > MOST_HASHES or any(len(item) != 32 for item in proof):
            raise Malformed(f"more than {MOST_HASHES} hashes, or one that is not 32 bytes")
        return cls(decode_number(lines[1].removeprefix("index ")), proof, Checkpoint.parse(note))


def check(data: bytes, policy: Policy, leaf_hash: bytes, leaf: bytes | None = None) -> Report:
    """Whether the receipt holds for the entry with this leaf hash, and whether the entry, if it is at hand, says the same of itself."""
    report = Report(checked={"checks": ["receipt"]})
    try:
        receipt = Receipt.parse(data)
    except Malformed as error:
        report.add("receipt", str(error))
        return report
    index, checkpoint = receipt.index, receipt.checkpoint
    report.checked |= {"index": index, "size": checkpoint.size, "origin": checkpoint.origin}
    for fault in policy.faults(checkpoint):
        report.add("checkpoint", fault, index)
        return report
    if tree.root_by_inclusion(index, checkpoint.size, leaf_hash, receipt.proof) != checkpoint.root:
        report.add("inclusion", "the proof does not lead from the entry to the root", index)
    if leaf is not None:
        _check_leaf(leaf, receipt, report)
    return report


def _check_leaf(leaf: bytes, receipt: Receipt, report: Report) -> None:
    try:
        entry = Entry.parse(leaf)
    except BadEntry as error:
        report.add("leaf", str(error), receipt.index)
        return
    if entry.index != receipt.index:
        report.add("index", f"the entry says that it stands at {entry.index}", receipt.index)
    elif entry.value["origin"] != receipt.checkpoint.origin:
        report.add("origin", "the entry is of another book", receipt.index)
