"""Writes tests/vectors/verifier.json: the odd forms of `cases`, each with the verdict on which both verifiers agree."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cases import small_book
from cases.entries import AT, raw_edits
from cases.keys import BASE, TORSION, mixed_signature, s_beyond_order
from cases.notes import NAMES, WITNESSES, Forms, policy_texts
from cases.receipts import receipt_of, receipt_texts
from cases.tiled import STRANGERS, VAST
from forge import Key, challenge, checkpoint_text, tiles_of
from verifier import ed25519, receipt, tiles, tree
from verifier.entry import BadEntry, Entry
from verifier.note import Checkpoint, Malformed
from verifier.policy import Policy

TARGET = Path(__file__).parents[1] / "vectors" / "verifier.json"
LONGEST = 12_000


def spelled(name: str, data: bytes) -> dict[str, str]:
    try:
        return {name: data.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_hex": data.hex()}


def checkpoint_verdict(note: bytes, policy: Policy) -> str:
    try:
        return "not good" if policy.faults(Checkpoint.parse(note)) else "good"
    except Malformed:
        return "malformed"


def policy_verdict(text: bytes, note: bytes) -> str:
    try:
        policy = Policy.parse(text)
    except Malformed:
        return "malformed"
    return "not satisfied" if policy.faults(Checkpoint.parse(note)) else "satisfied"


def receipt_verdict(text: bytes, policy: Policy, leaf: bytes) -> str:
    found = receipt.check(text, policy, tree.leaf_hash(leaf), leaf).ordered()
    return found[0].check if found else "good"


def entry_verdict(line: bytes) -> str:
    try:
        Entry.parse(line).check_content()
    except BadEntry:
        return "refused"
    return "good"


def signatures() -> list[dict[str, str]]:
    signer, message = Key("vector"), b"vector"
    good = signer.sign(message)
    point = ed25519.encode(ed25519.IDENTITY)
    small_r = point + (challenge(point, signer.public, message) * signer.scalar() % ed25519.ORDER).to_bytes(32, "little")
    mixed = ed25519.encode(ed25519.add(ed25519.times(signer.scalar(), BASE), TORSION))
    five = ed25519.encode(ed25519.times(5, BASE)) + (5).to_bytes(32, "little")
    rows = [
        ("good", signer.public, good),
        ("S beyond the group order", signer.public, s_beyond_order(good)),
        ("R is the identity, and the equation holds", signer.public, small_r),
        ("key with a torsion component, and the equation holds", mixed, mixed_signature(signer.scalar() % ed25519.ORDER, mixed, message)),
        ("key is the identity, and the equation holds", point, five),
        ("key is the identity, written as y = p + 1", (ed25519.PRIME + 1).to_bytes(32, "little"), five),
        ("key is no point", bytes([2]) + bytes(31), good),
        ("signature of zeros", signer.public, bytes(64)),
    ]
    return [
        {
            "name": name,
            "key": key.hex(),
            "message": message.decode(),
            "signature": signature.hex(),
            "verdict": "good" if ed25519.verifies(key, signature, message) else "refused",
        }
        for name, key, signature in rows
    ]


GOOD_PATHS = [
    "tile/0/000", "tile/0/005.p/255", "tile/entries/000.p/1", "tile/entries/999", "tile/1/x001/000", "tile/0/x001/x234/067", "tile/63/000.p/1",
    "tile/0/x036/x028/x797/x018/x963/967",
]  # fmt: skip
BUNDLES = {
    "two entries": (2, b"\0\2{}\0\3[1]"), "an entry of no bytes": (1, b"\0\0"), "one entry more": (1, b"\0\2{}\0\2{}"),
    "one entry less": (3, b"\0\2{}\0\2{}"), "cut within an entry": (2, b"\0\2{}\0\3[1"), "cut within a length": (2, b"\0\2{}\0"),
    "a byte more": (1, b"\0\2{}\0"), "a length beyond the end": (1, b"\xff\xff{}"), "nothing": (1, b""),
}  # fmt: skip


def tile_path(path: str) -> dict[str, object]:
    tile = tiles.Tile.parse(path)
    if tile is None:
        return {"path": path, "verdict": "refused"}
    kind = "entries" if tile.level is None else tile.level
    return {"path": path, "verdict": "good", "of": kind, "number": tile.number, "width": tile.width, "first_entry": str(tile.entry_at(0))}


def entry_bundle(name: str, width: int, data: bytes) -> dict[str, object]:
    try:
        tiles.entries_of(data, width)
    except tiles.Malformed:
        verdict = "malformed"
    else:
        verdict = "good"
    return {"name": name, "width": width, "bundle_hex": data.hex(), "verdict": verdict}


def tiling(size: int) -> dict[str, object]:
    lines = [b"%d" % number for number in range(size)]
    made = tiles_of(lines)
    digest = hashlib.sha256(b"".join(path.encode() + b"\n" + made[path] for path in sorted(made))).hexdigest()
    return {"size": size, "tiles": len(made), "sha256": digest, "highest": max(path for path in made if "entries" not in path)}


def vectors() -> dict[str, Any]:
    book = small_book()
    lines = book.lines()
    forms, pin = Forms(book, lines), Policy.of_log(book.vkey)
    text = checkpoint_text(book.origin, lines)
    cosigned = book.checkpoint(lines) + b"".join(WITNESSES[word].cosign(NAMES[word], text) for word in ("lane", "street"))
    receipts = {"good": receipt_of(book, lines, 5)} | receipt_texts(book, lines)
    entries = {"good": lines[AT]} | raw_edits(lines[AT])
    return {
        "vkey": book.vkey,
        "checkpoints": [
            {"name": name, **spelled("note", note), "verdict": checkpoint_verdict(note, pin)}
            for name, note in forms.all().items()
            if len(note) < LONGEST
        ],
        "cosigned": cosigned.decode(),
        "policies": [
            {"name": name, **spelled("policy", policy), "verdict": policy_verdict(policy, cosigned)}
            for name, policy in policy_texts(book).items()
        ],
        "leaf": lines[5].decode(),
        "receipts": [
            {"name": name, **spelled("receipt", data), "verdict": receipt_verdict(data, pin, lines[5])} for name, data in receipts.items()
        ],
        "entries": [
            {"name": name, **spelled("entry", data), "verdict": entry_verdict(data)}
            for name, data in entries.items()
            if len(data) < LONGEST
        ],
        "signatures": signatures(),
        "tile_paths": [tile_path(path) for path in GOOD_PATHS + STRANGERS],
        "entry_bundles": [entry_bundle(name, width, data) for name, (width, data) in BUNDLES.items()],
        "tilings": [tiling(size) for size in (1, 2, 255, 256, 257, 512, VAST - 300, VAST)],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", "utf-8")
