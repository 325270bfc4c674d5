"""Signed notes, checkpoints and verifier keys: docs/format.md, section 8."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from . import ed25519

LOG_KEY, COSIGNING_KEY = 0x01, 0x04
LARGEST_SIZE = 2**63 - 1
MOST_BYTES, MOST_SIGNATURES = 1_000_000, 100
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class Malformed(ValueError):
    """A note, key or receipt that is not as specified."""


def decode_base64(text: str) -> bytes:
    """Standard base64 in its canonical spelling: padded, and no bits set in the padding."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed(f"not base64: {text[:60]!r}") from error
    if base64.b64encode(data).decode() != text:
        raise Malformed(f"not canonical base64: {text[:60]!r}")
    return data


def decode_number(text: str) -> int:
    """A decimal without leading zeros, at most 2^63 - 1."""
    if not DECIMAL.fullmatch(text) or int(text) > LARGEST_SIZE:
        raise Malformed(f"not a number of the format: {text[:30]!r}")
    return int(text)


def is_key_name(name: str) -> bool:
    """Not empty, and without plus, Unicode space or control character."""
    bad = any(character == "+" or character.isspace() or unicodedata.category(character) == "Cc" for character in name)
    return name != "" and not bad


@dataclass(frozen=True)
class VerifierKey:
    """A key with its name: `name+id+base64(type and key)`."""

    name: str
    key_id: bytes
    kind: int
    key: bytes

    @classmethod
    def parse(cls, text: str, kind: int) -> VerifierKey:
        parts = text.split("+", 2)
        if len(parts) != 3 or not is_key_name(parts[0]):
            raise Malformed(f"not a verifier key: {text[:120]!r}")
        material = decode_base64(parts[2])
        key_id = hashlib.sha256(parts[0].encode() + b"\n" + material).digest()[:4]
        if key_id.hex() != parts[1]:
            raise Malformed("the verifier key's id is not that of its name and key")
        if len(material) != 33 or material[0] != kind or not ed25519.accepts_key(material[1:]):
            raise Malformed("the verifier key is of another type, or its key is refused")
        return cls(parts[0], key_id, kind, material[1:])

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.key).decode()}"


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Checkpoint:
    """A parsed checkpoint, whose signatures nobody has verified yet."""

    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: bytes) -> Checkpoint:
        text, signatures = parse_note(note)
        lines = text.split("\n")
        if len(lines) != 4 or not is_key_name(lines[0]):
            raise Malformed("the text is not exactly origin, size and root")
        root = decode_base64(lines[2])
        if len(root) != 32:
            raise Malformed("the root is not 32 bytes")
        return cls(text.encode(), lines[0], decode_number(lines[1]), root, signatures)

    def signed_by(self, key: VerifierKey) -> bool | None:
        """Whether all lines under the key's name and id verify; none if there is no such line."""
        lines = [line for line in self.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
        if not lines:
            return None
        return all(self._holds(key, line.value) for line in lines)

    def cosigned_at(self, key: VerifierKey) -> int | None:
        """The latest time, in seconds, that a witness states in its lines; none if they do not all verify, or there are none."""
        if self.signed_by(key) is not True:
            return None
        lines = (line for line in self.signatures if (line.name, line.key_id) == (key.name, key.key_id))
        return max(int.from_bytes(line.value[:8], "big") for line in lines)

    def _holds(self, key: VerifierKey, value: bytes) -> bool:
        if key.kind == LOG_KEY:
            return ed25519.verifies(key.key, value, self.text)
        time = int.from_bytes(value[:8], "big")
        if len(value) != 72 or not 0 < time <= LARGEST_SIZE:
            return False
        return ed25519.verifies(key.key, value[8:], b"cosignature/v1\ntime %d\n" % time + self.text)


def parse_note(note: bytes) -> tuple[str, tuple[Signature, ...]]:
    """The text of a note, with its last newline, and its signature lines."""
    if len(note) > MOST_BYTES:
        raise Malformed(f"larger than {MOST_BYTES} bytes")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    if any(character < " " and character != "\n" for character in whole):
        raise Malformed("a control character")
    if not whole.endswith("\n"):
        raise Malformed("the last byte is not a newline")
    text, blank, rest = whole.rpartition("\n\n")
    if not blank or not rest:
        raise Malformed("no blank line with signature lines after it")
    lines = rest[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Malformed(f"more than {MOST_SIGNATURES} signature lines")
    return text + "\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or not is_key_name(parts[1]):
        raise Malformed(f"not a signature line: {line[:80]!r}")
    data = decode_base64(parts[2])
    if len(data) < 5:
        raise Malformed("a signature line without a signature")
    return Signature(parts[1], data[:4], data[4:])
