"""The committed vectors: tests/vectors/format.json, which our program makes, and verifier.json, with odd forms and their verdicts."""

from __future__ import annotations

import hashlib
import json
import unittest
from pathlib import Path
from typing import Any

from blake3 import blake3

from verifier import canonical, ed25519, joints, receipt, texts, tiles, tree
from verifier.findings import Report
from verifier.entry import BadEntry, Entry
from verifier.keys import POSSESSION_TYPE
from verifier.note import LOG_KEY, Checkpoint, Malformed, VerifierKey
from verifier.policy import Policy

VECTORS = Path(__file__).parents[1] / "vectors"
FORMAT: dict[str, Any] = json.loads((VECTORS / "format.json").read_text("utf-8"))
ODD: dict[str, Any] = json.loads((VECTORS / "verifier.json").read_text("utf-8"))


def bytes_of(row: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(row[f"{name}_hex"]) if f"{name}_hex" in row else row[name].encode()


class FormatVectors(unittest.TestCase):
    def test_canonical_json_has_one_spelling(self) -> None:
        for text in FORMAT["canonical"]["good"]:
            self.assertEqual(canonical.spell(canonical.parse(text.encode())), text.encode())
        for text in FORMAT["canonical"]["refused"]:
            with self.assertRaises(canonical.NotCanonical, msg=text):
                canonical.parse(text.encode())

    def test_nesting_ends_at_64(self) -> None:
        canonical.parse(b"[" * 64 + b"]" * 64)
        with self.assertRaises(canonical.NotCanonical):
            canonical.parse(b"[" * 65 + b"]" * 65)

    def test_leaf_has_its_hashes(self) -> None:
        vector = FORMAT["leaf"]
        leaf = vector["leaf"].encode()
        self.assertEqual(blake3(leaf).hexdigest(), vector["chain_hash"])
        self.assertEqual(tree.leaf_hash(leaf).hex(), vector["leaf_hash"])

    def test_signature_over_the_pre_authentication_encoding(self) -> None:
        vector = FORMAT["pae"]
        encoded = ed25519.pre_authentication(vector["payload_type"], vector["payload"].encode())
        self.assertEqual(encoded.decode(), vector["pae"])
        self.assertTrue(ed25519.verifies(bytes.fromhex(vector["key"]), bytes.fromhex(vector["signature"]), encoded))

    def test_proof_of_possession(self) -> None:
        vector = FORMAT["possession"]
        encoded = ed25519.pre_authentication(POSSESSION_TYPE, vector["payload"].encode())
        key = json.loads(vector["payload"])["key"]
        self.assertTrue(ed25519.verifies(bytes.fromhex(key), bytes.fromhex(vector["signature"]), encoded))

    def test_tree_roots_and_proofs(self) -> None:
        vector, frontier = FORMAT["tree"], tree.Frontier()
        leaves = [bytes.fromhex(leaf) for leaf in vector["leaf_hashes"]]
        roots = [frontier.root()]
        for leaf in leaves:
            frontier.push(leaf)
            roots.append(frontier.root())
        self.assertEqual([root.hex() for root in roots[: len(vector["roots"])]], vector["roots"])
        for row in vector["inclusion"]:
            proof = [bytes.fromhex(item) for item in row["proof"]]
            root = tree.root_by_inclusion(row["index"], row["size"], leaves[row["index"]], proof)
            self.assertEqual(root, roots[row["size"]])
            self.assertIsNone(tree.root_by_inclusion(row["index"], row["size"], leaves[row["index"]], [*proof, bytes(32)]))
        for row in vector["consistency"]:
            proof = [bytes.fromhex(item) for item in row["proof"]]
            old, new = row["old"], row["new"]
            self.assertTrue(tree.consistent(old, new, roots[old], roots[new], proof), row)
            self.assertFalse(tree.consistent(old, new, roots[old], roots[new], [*proof, bytes(32)]), row)
            self.assertFalse(tree.consistent(old, new, bytes(32), roots[new], proof), row)

    def test_checkpoint_is_good_under_the_log_key(self) -> None:
        vector = FORMAT["checkpoint"]
        checkpoint = Checkpoint.parse(vector["note"].encode())
        key = VerifierKey.parse(vector["vkey"], LOG_KEY)
        self.assertEqual((checkpoint.size, checkpoint.root.hex()), (vector["size"], vector["root"]))
        self.assertTrue(checkpoint.signed_by(key))
        self.assertEqual(str(key), vector["vkey"])
        self.assertEqual(Policy.parse(FORMAT["policy"].encode()).faults(checkpoint), [])

    def test_receipt_holds_for_its_entry(self) -> None:
        vector = FORMAT["receipt"]
        policy, leaf = Policy.of_log(FORMAT["checkpoint"]["vkey"]), vector["leaf"].encode()
        self.assertEqual(receipt.check(vector["text"].encode(), policy, tree.leaf_hash(leaf)).findings, [])
        self.assertNotEqual(receipt.check(vector["text"].encode(), policy, tree.leaf_hash(leaf + b" ")).findings, [])

    def test_names_of_texts(self) -> None:
        data = bytes.fromhex(FORMAT["documents"]["data_hex"])
        self.assertTrue(texts.is_true_to_name(f"documents/{FORMAT['documents']['sha256']}", data))
        statement = FORMAT["statements"]
        content = bytes.fromhex(statement["salt"]) + statement["data"].encode()
        self.assertTrue(texts.is_true_to_name(f"statements/{statement['commitment']}", content))
        self.assertFalse(texts.is_true_to_name(f"statements/{statement['commitment']}", content[:31]))

    def test_digests(self) -> None:
        self.assertEqual(joints.digest(FORMAT["indices"]["indices"]), FORMAT["indices"]["digest"])
        timer = FORMAT["timer"]
        self.assertEqual(joints.timer_nonce(timer["obligation"], timer["due_at_ms"]), timer["nonce"])
        rows = b"".join(canonical.spell(row) + b"\n" for row in FORMAT["roll"]["rows"])
        self.assertEqual(hashlib.sha256(b"yishi/roll/v1\n" + rows).hexdigest(), FORMAT["roll"]["digest"])
        ballot = FORMAT["sealed_ballot"]
        head = f"yishi/sealed-ballot/v1\n{ballot['poll']}\n{ballot['right']}\n".encode()
        sealed = head + bytes.fromhex(ballot["salt"]) + canonical.spell(ballot["reading"])
        self.assertEqual(hashlib.sha256(sealed).hexdigest(), ballot["seal"])


    def test_tiles_of_one_and_three_entries(self) -> None:
        for vector in FORMAT["tiles"].values():
            bundle = bytes.fromhex(vector["entries_hex"])
            files = {vector["entries_path"]: bundle, vector["path"]: bytes.fromhex(vector["hex"])}
            self.assertEqual(hashlib.sha256(bundle).hexdigest(), vector["entries_sha256"])
            self.assertEqual(self._findings(files), [])
            for name, content in files.items():
                for changed in (content[:-1], content + b"\0", content[:-1] + bytes([content[-1] ^ 1])):
                    self.assertNotEqual(self._findings(files | {name: changed}), [])

    def _findings(self, files: dict[str, bytes]) -> list[str]:
        report = Report()
        tiles.Tiling(tiles.book_of(files)).check(files, report)
        return [str(found) for found in report.findings]


class OddVectors(unittest.TestCase):
    def test_checkpoints(self) -> None:
        policy = Policy.of_log(ODD["vkey"])
        for row in ODD["checkpoints"]:
            with self.subTest(row["name"]):
                self.assertEqual(self._checkpoint(bytes_of(row, "note"), policy), row["verdict"])

    def _checkpoint(self, note: bytes, policy: Policy) -> str:
        try:
            return "not good" if policy.faults(Checkpoint.parse(note)) else "good"
        except Malformed:
            return "malformed"

    def test_policies(self) -> None:
        for row in ODD["policies"]:
            with self.subTest(row["name"]):
                self.assertEqual(self._policy(bytes_of(row, "policy")), row["verdict"])

    def _policy(self, text: bytes) -> str:
        try:
            policy = Policy.parse(text)
        except Malformed:
            return "malformed"
        return "not satisfied" if policy.faults(Checkpoint.parse(ODD["cosigned"].encode())) else "satisfied"

    def test_receipts(self) -> None:
        policy, leaf = Policy.of_log(ODD["vkey"]), ODD["leaf"].encode()
        for row in ODD["receipts"]:
            with self.subTest(row["name"]):
                found = receipt.check(bytes_of(row, "receipt"), policy, tree.leaf_hash(leaf), leaf).ordered()
                self.assertEqual(found[0].check if found else "good", row["verdict"])

    def test_entries(self) -> None:
        for row in ODD["entries"]:
            with self.subTest(row["name"]):
                self.assertEqual(self._entry(bytes_of(row, "entry")), row["verdict"])

    def _entry(self, line: bytes) -> str:
        try:
            Entry.parse(line).check_content()
        except BadEntry:
            return "refused"
        return "good"

    def test_signatures(self) -> None:
        for row in ODD["signatures"]:
            with self.subTest(row["name"]):
                holds = ed25519.verifies(bytes.fromhex(row["key"]), bytes.fromhex(row["signature"]), row["message"].encode())
                self.assertEqual("good" if holds else "refused", row["verdict"])

    def test_paths_of_tiles_have_one_spelling(self) -> None:
        for row in ODD["tile_paths"]:
            with self.subTest(row["path"]):
                tile = tiles.Tile.parse(row["path"])
                self.assertEqual("refused" if tile is None else "good", row["verdict"])
                if tile is not None:
                    kind = "entries" if tile.level is None else tile.level
                    said = (kind, tile.number, tile.width, str(tile.entry_at(0)))
                    self.assertEqual(said, (row["of"], row["number"], row["width"], row["first_entry"]))
                    self.assertEqual(str(tile), row["path"])

    def test_bundles_of_entries(self) -> None:
        for row in ODD["entry_bundles"]:
            with self.subTest(row["name"]):
                self.assertEqual(self._bundle(bytes.fromhex(row["bundle_hex"]), row["width"]), row["verdict"])

    def _bundle(self, content: bytes, width: int) -> str:
        try:
            tiles.entries_of(content, width)
        except tiles.Malformed:
            return "malformed"
        return "good"

    def test_tilings(self) -> None:
        for row in ODD["tilings"]:
            with self.subTest(row["size"]):
                made = tiles.Tiling([b"%d" % number for number in range(row["size"])])
                files = {str(tile): made.content(tile) for tile in tiles.wanted(row["size"])}
                digest = hashlib.sha256(b"".join(path.encode() + b"\n" + files[path] for path in sorted(files)))
                self.assertEqual((len(files), digest.hexdigest()), (row["tiles"], row["sha256"]))
                self.assertEqual(max(path for path in files if "entries" not in path), row["highest"])


if __name__ == "__main__":
    unittest.main()
