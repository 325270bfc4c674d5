"""Receipts (C2SP tlog-proof@v1): docs/format.md, section 9."""

from __future__ import annotations

from dataclasses import dataclass

from . import tree
from .findings import Report
from .note import MOST_BYTES, Checkpoint, Malformed, decode_base64, decode_number
from .policy import Policy

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Receipt:
    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        if len(data) > MOST_BYTES:
            raise Malformed(f"larger than {MOST_BYTES} bytes")
        head, blank, note = data.partition(b"\n\n")
        try:
            lines = head.decode("utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8") from error
        if not blank or len(lines) < 2 or lines[0] != HEADER or not lines[1].startswith("index "):
            raise Malformed("not a receipt: header, index, proof, a blank line, checkpoint")
        proof = tuple(decode_base64(line) for line in lines[2:])
        if any(len(item) != 32 for item in proof):
            raise Malformed("a hash of the proof is not 32 bytes")
        return cls(decode_number(lines[1].removeprefix("index ")), proof, Checkpoint.parse(note))


def check(data: bytes, leaf_hash: bytes, policy: Policy) -> Report:
    """Whether the receipt holds for the entry with this leaf hash."""
    report = Report(checked={"checks": ["receipt"]})
    try:
        receipt = Receipt.parse(data)
    except Malformed as error:
        report.add("receipt", str(error))
        return report
    report.checked |= {"index": receipt.index, "size": receipt.checkpoint.size, "origin": receipt.checkpoint.origin}
    for fault in policy.faults(receipt.checkpoint):
        report.add("checkpoint", fault)
    root = tree.root_by_inclusion(receipt.index, receipt.checkpoint.size, leaf_hash, receipt.proof)
    if root != receipt.checkpoint.root:
        report.add("inclusion", "the proof does not lead from the entry to the root", receipt.index)
    return report
