"""Lets programs that others wrote judge our trees, checkpoints and envelopes.

    judge.py JUDGED EXPECTED.tsv WORK_FOLDER

JUDGED is what `crates/yishi-log/examples/judged.rs` writes. aics-tlog works out every root and proof from the entries themselves and
compares the bytes; aics-witness follows the log from size to size as a witness would; securesystemslib encodes and verifies the
envelopes. EXPECTED.tsv holds what each judge says of each odd checkpoint: a judge that changes its mind fails here.
"""

import base64
import csv
import json
import logging
import sys
from collections import Counter
from pathlib import Path

from aics_tlog import MerkleTree, parse_checkpoint, parse_note, parse_vkey, verify_checkpoint, verify_consistency, verify_leaf_inclusion
from aics_witness.config import LogConfig
from aics_witness.service import Witness, WitnessError
from aics_witness.store import WitnessStore
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

WRONG = bytes(32)
# A witness writes down every refusal as evidence, which is slow.
FALSE_PROOF_EVERY = 50


def fail(words):
    """A judge disagrees."""
    sys.exit(f"judge.py: {words}")


def claim(holds, words):
    """Ends the program unless a judge agrees."""
    if not holds:
        fail(words)


def of_hex(texts):
    """Hashes of a proof."""
    return [bytes.fromhex(text) for text in texts]


class LogJudge:
    """aics-tlog on trees and checkpoints."""

    def __init__(self, vkey):
        self.key = parse_vkey(vkey)
        self.tree = MerkleTree()
        self.roots = {0: self.tree.root(0)}
        self.counts = Counter()

    def judge(self, line):
        """One size: root, checkpoint and every proof."""
        size, root = line["size"], bytes.fromhex(line["root"])
        self.tree.extend(str(index).encode() for index in range(self.tree.size, size))
        claim(self.tree.root(size) == root, f"aics-tlog has another root at size {size}")
        claim(self.opens(line["checkpoint"].encode()) == (size, root), f"aics-tlog does not read the checkpoint at {size}")
        for case in line["inclusion"]:
            self.inclusion(case["index"], size, root, of_hex(case["proof"]))
        for case in line["consistency"]:
            self.consistency(case["old"], size, root, of_hex(case["proof"]))
        self.counts["roots"] += 1

    def inclusion(self, index, size, root, proof):
        """The same bytes, held for true, and for false elsewhere."""
        claim(self.tree.inclusion_proof(index, size) == proof, f"aics-tlog proves {index} in {size} in another way")
        leaf = str(index).encode()
        claim(verify_leaf_inclusion(leaf, index, size, proof, root), f"aics-tlog refuses {index} in {size}")
        claim(not verify_leaf_inclusion(leaf + b"0", index, size, proof, root), f"aics-tlog takes another entry for {index}")
        self.counts["inclusion proofs"] += 1

    def consistency(self, old, size, root, proof):
        """The same for two sizes."""
        claim(self.tree.consistency_proof(old, size) == proof, f"aics-tlog proves {old} to {size} in another way")
        before = self.tree.root(old)
        claim(verify_consistency(old, size, before, root, proof), f"aics-tlog refuses {old} to {size}")
        claim(not verify_consistency(old, size, WRONG, root, proof), f"aics-tlog takes a false older root at {old}")
        self.counts["consistency proofs"] += 1

    def opens(self, note):
        """Size and root of a checkpoint that it accepts, or nothing."""
        try:
            parsed = parse_note(note)
            checkpoint = parse_checkpoint(parsed.text)
            result = verify_checkpoint(parsed, self.key, expected_origin=self.key.name)
        except ValueError:
            return None
        return (checkpoint.size, checkpoint.root) if result.ok else None


class WitnessJudge:
    """aics-witness, following one log."""

    def __init__(self, vkey, database):
        key = parse_vkey(vkey)
        self.cosigned, self.refused = 0, 0
        self.store = WitnessStore(database, create=True)
        signing = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.witness = Witness("witness.example.org", signing, self.store, [LogConfig(key.name, (key,))])

    def add(self, old, proof, note):
        """Whether it cosigns."""
        lines = [f"old {old}", *(base64.b64encode(hash).decode() for hash in proof), ""]
        try:
            return self.witness.add_checkpoint("\n".join(lines).encode() + b"\n" + note).startswith("— ".encode())
        except WitnessError:
            return False

    def judge(self, line):
        """The way from the size before to this one; and not without its proof."""
        before, size, note = line["before"], line["size"], line["checkpoint"].encode()
        proof = next(of_hex(case["proof"]) for case in line["consistency"] if case["old"] == before)
        if proof and self.cosigned % FALSE_PROOF_EVERY == 0:
            self.refused += 1
            claim(not self.add(before, proof[:-1] + [WRONG], note), f"aics-witness cosigns {before} to {size} over a false proof")
        claim(self.add(before, proof, note), f"aics-witness does not cosign {before} to {size}")
        self.cosigned += 1


def judge_envelope(line):
    """securesystemslib: the same encoding; the signature holds over it, and over nothing else."""
    key = SSlibKey("ours", "ed25519", "ed25519", {"public": line["key"]})
    words = {"payload": line["payload"], "payloadType": line["type"], "signatures": [{"keyid": "ours", "sig": line["signature"]}]}
    envelope = Envelope.from_dict(json.loads(json.dumps(words)))
    claim(envelope.pae() == base64.b64decode(line["pae"]), f"securesystemslib encodes {line['type']!r} in another way")
    claim(verifies(envelope, key), f"securesystemslib refuses an envelope of {line['type']!r}")
    envelope.payload += b"0"
    claim(not verifies(envelope, key), "securesystemslib takes another payload")
    envelope.payload, envelope.payload_type = envelope.payload[:-1], envelope.payload_type + "0"
    claim(not verifies(envelope, key), "securesystemslib takes another type")


def verifies(envelope, key):
    """Whether the signature holds."""
    try:
        return len(envelope.verify([key], 1)) == 1
    except VerificationError:
        return False


def word(accepted):
    """As the table says it."""
    return "accepted" if accepted else "refused"


def judge_odd(lines, vkey, log, expected, work):
    """Each odd checkpoint before each judge; what they say must be what the table says."""
    with open(expected, encoding="utf-8", newline="") as table:
        rows = {row["checkpoint"]: row for row in csv.DictReader(table, delimiter="\t")}
    claim(list(rows) == [line["name"] for line in lines], "the table has other checkpoints than were made")
    for number, line in enumerate(lines):
        note = base64.b64decode(line["note"])
        fresh = WitnessJudge(vkey, work / f"odd-{number}.sqlite")
        said = {"yishi": line["ours"], "aics-tlog": log.opens(note) is not None, "aics-witness": fresh.add(0, [], note)}
        print(f"  {line['name']:<44}" + "".join(f"{who} {word(what):<10}" for who, what in said.items()))
        for who, what in said.items():
            claim(rows[line["name"]][who] == word(what), f"{who} on `{line['name']}`: {word(what)}, the table says otherwise")


def main():
    logging.disable(logging.CRITICAL)
    judged, expected, work = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    lines = [json.loads(line) for line in Path(judged).read_text(encoding="utf-8").splitlines()]
    vkey = next(line["vkey"] for line in lines if line["kind"] == "log")
    log, witness = LogJudge(vkey), WitnessJudge(vkey, work / "witness.sqlite")
    envelopes = [line for line in lines if line["kind"] == "dsse"]
    for line in lines:
        if line["kind"] == "tree":
            log.judge(line)
            witness.judge(line)
    for line in envelopes:
        judge_envelope(line)
    print("aics-tlog: " + ", ".join(f"{number} {what}" for what, number in log.counts.items()) + ", byte for byte")
    print(f"aics-witness: cosigned {witness.cosigned} sizes one after the other, and refused {witness.refused} false proofs")
    print(f"securesystemslib: {len(envelopes)} envelopes")
    judge_odd([line for line in lines if line["kind"] == "odd"], vkey, log, expected, work)


if __name__ == "__main__":
    main()
