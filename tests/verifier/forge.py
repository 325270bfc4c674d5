"""Makes books whose keys are all known, so that a wrong one can be signed and hashed as if it were right. Verifies nothing."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from verifier import canonical, ed25519, tree
from verifier.keys import COMMAND_TYPE, POSSESSION_TYPE

Files = dict[str, bytes]
Value = dict[str, Any]
EM_DASH = "\u2014"
FULL = 256


class Key:
    """A secret key, made from a word."""

    def __init__(self, word: str, seed: bytes | None = None) -> None:
        self.seed = seed or hashlib.sha256(b"forged\0" + word.encode()).digest()
        self._secret = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.hex = self.public.hex()

    @classmethod
    def of_seed(cls, seed: bytes) -> Key:
        return cls("", seed)

    def sign(self, message: bytes) -> bytes:
        return self._secret.sign(message)

    def scalar(self) -> int:
        """The secret scalar (RFC 8032, section 5.1.5), for signatures that no library would make."""
        number = int.from_bytes(hashlib.sha512(self.seed).digest()[:32], "little")
        return number & ~7 & ~(1 << 255) | 1 << 254

    def key_id(self, name: str, kind: int = 1) -> bytes:
        return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    def vkey(self, name: str, kind: int = 1) -> str:
        return f"{name}+{self.key_id(name, kind).hex()}+{base64.b64encode(bytes([kind]) + self.public).decode()}"

    def line(self, name: str, text: bytes) -> bytes:
        return signature_line(name, self.key_id(name) + self.sign(text))

    def cosign(self, name: str, text: bytes, time: int = 1_772_500_000) -> bytes:
        value = self.sign(b"cosignature/v1\ntime %d\n" % time + text)
        return signature_line(name, self.key_id(name, 4) + time.to_bytes(8, "big") + value)


def signature_line(name: str, data: bytes) -> bytes:
    return f"{EM_DASH} {name} {base64.b64encode(data).decode()}\n".encode()


def challenge(nonce_point: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(nonce_point + public + message).digest(), "little") % ed25519.ORDER


def entries_of(files: Files) -> list[Value]:
    return [json.loads(line) for line in files["book.jsonl"].decode().splitlines()]


Raw = Callable[[bytes], bytes]


@dataclass
class Book:
    """Entries and texts with the keys for all of them. `seal` signs, chains and hashes whatever the entries say."""

    origin: str
    entries: list[Value]
    texts: Files
    log: Key
    keys: dict[str, Key] = field(default_factory=dict)
    raw: dict[int, Raw] = field(default_factory=dict)
    signatures: dict[int, Callable[[bytes], tuple[str, bytes]]] = field(default_factory=dict)
    prevs: dict[int, str] = field(default_factory=dict)
    keep_possessions: bool = False
    keep_roots: bool = False

    def copy(self) -> Book:
        return copy.deepcopy(self)

    @classmethod
    def rekeyed(cls, files: Files, word: str, origin: str | None = None) -> Book:
        """The same book under keys that all come from `word`."""
        entries, text = entries_of(files), files["book.jsonl"].decode()
        old_origin = entries[0]["origin"]
        origin = origin or old_origin
        keys: dict[str, Key] = {}
        for public in sorted(_keys_in(entries)):
            key = Key(f"{word}/{public}")
            keys[key.hex] = key
            text = text.replace(public, key.hex)
        log = Key(f"{word}/log")
        text = text.replace(entries[0]["command"]["command"]["log_vkey"], log.vkey(origin)).replace(old_origin, origin)
        texts = {name: content for name, content in files.items() if "/" in name}
        return cls(origin, [json.loads(line) for line in text.splitlines()], texts, log, keys)

    def lines(self) -> list[bytes]:
        prev, roots, frontier, lines = "0" * 64, [tree.EMPTY_ROOT], tree.Frontier(), []
        for index, value in enumerate(self.entries):
            value["prev"] = self.prevs.get(index, prev)
            if isinstance(value["command"], dict):
                self._complete(value["command"], roots)
                self._sign(index, value)
            line = self.raw.get(index, bytes)(canonical.spell(value))
            lines.append(line)
            frontier.push(tree.leaf_hash(line))
            roots.append(frontier.root())
            prev = blake3(line).hexdigest()
        return lines

    def _complete(self, command: Value, roots: list[bytes]) -> None:
        """Fills in the root that was seen, where there is one, and proofs of possession."""
        match command:
            case {"seen": {"root": _, "size": int(size)}} if 0 <= size < len(roots) and not self.keep_roots:
                command["seen"]["root"] = roots[size].hex()
        if not self.keep_possessions and isinstance(command.get("command"), dict):
            self._prove_possession(command["command"])

    def _sign(self, index: int, value: Value) -> None:
        payload = ed25519.pre_authentication(COMMAND_TYPE, canonical.spell(value["command"]))
        if index in self.signatures:
            key, signature = self.signatures[index](payload)
            value["signature"] = {"key": key, "value": signature.hex()}
        elif value["command"].get("key") in self.keys:
            key = value["command"]["key"]
            value["signature"] = {"key": key, "value": self.keys[key].sign(payload).hex()}

    def _prove_possession(self, order: Value) -> None:
        match order:
            case {"kind": "create_book", "registrars": list(rows)} | {"act": {"keys": list(rows)}}:
                pass
            case _:
                rows = []
        for row in rows:
            if isinstance(row, dict) and isinstance(row.get("key"), str) and row["key"] in self.keys and "member" in row:
                row["possession"] = self.possession(self.keys[row["key"]], row["member"], row["key"])

    def possession(self, key: Key, member: str, public: str, origin: str | None = None) -> str:
        claim = canonical.spell({"key": public, "member": member, "origin": origin or self.origin})
        return key.sign(ed25519.pre_authentication(POSSESSION_TYPE, claim)).hex()

    def seal(self) -> Files:
        lines = self.lines()
        return self.texts | {
            "book.jsonl": b"".join(line + b"\n" for line in lines),
            "checkpoint": self.checkpoint(lines),
            "policy": f"log {self.log.vkey(self.origin)}\nquorum none\n".encode(),
        }

    def checkpoint(self, lines: list[bytes]) -> bytes:
        text = checkpoint_text(self.origin, lines)
        return text + b"\n" + self.log.line(self.origin, text)

    @property
    def vkey(self) -> str:
        return self.log.vkey(self.origin)


def checkpoint_text(origin: str, lines: list[bytes]) -> bytes:
    frontier = tree.Frontier()
    for line in lines:
        frontier.push(tree.leaf_hash(line))
    return f"{origin}\n{len(lines)}\n{base64.b64encode(frontier.root()).decode()}\n".encode()


def inclusion_proof(index: int, leaves: list[bytes]) -> list[bytes]:
    """The siblings from the leaf up (RFC 6962, section 2.1.1)."""
    if len(leaves) <= 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    near, far = (leaves[:split], leaves[split:]) if index < split else (leaves[split:], leaves[:split])
    frontier = tree.Frontier()
    for leaf in far:
        frontier.push(leaf)
    return inclusion_proof(index % split if index < split else index - split, near) + [frontier.root()]


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _path_of(kind: str, number: int, width: int) -> str:
    return f"tile/{kind}/{number:03}" + (f".p/{width}" if width < FULL else "")


def _bundle_of(entries: list[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def tiles_of(lines: list[bytes]) -> Files:
    """The tiles over these entries, for at most 256,000 of them."""
    made, level, hashes = {}, 0, [_sha(b"\0" + line) for line in lines]
    for at in range(0, len(lines), FULL):
        some = lines[at : at + FULL]
        made[_path_of("entries", at // FULL, len(some))] = _bundle_of(some)
    while hashes:
        for at in range(0, len(hashes), FULL):
            row = hashes[at : at + FULL]
            made[_path_of(str(level), at // FULL, len(row))] = b"".join(row)
        full = range(0, len(hashes) // FULL * FULL, FULL)
        level, hashes = level + 1, [_root(hashes[at : at + FULL]) for at in full]
    return made


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [_sha(b"\1" + left + right) for left, right in zip(hashes[::2], hashes[1::2])]
    return hashes[0]


def _keys_in(entries: list[Value]) -> set[str]:
    keys = {entry["command"]["key"] for entry in entries}
    for entry in entries:
        for event in entry["events"]:
            rows = event.get("registrars", []) + event.get("keys", []) if event["kind"] in ("book_created", "keys_enrolled") else []
            keys |= {row["key"] for row in rows} | ({event["engine_key"]} if "engine_key" in event else set())
    return keys
