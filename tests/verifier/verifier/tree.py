"""RFC 6962 Merkle trees with SHA-256: docs/format.md, section 7."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows leaf by leaf and holds only its perfect subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def push(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            node = node_hash(left, node)
        return node


def inclusion_length(index: int, size: int) -> int:
    """How many hashes the inclusion proof of `index` in a tree of `size` has."""
    length, last = 0, size - 1
    while last:
        length += 1 if index & 1 or index < last else 0
        index, last = index >> 1, last >> 1
    return length


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root to which the proof leads from the leaf hash; none where index, size and length do not fit."""
    if not 0 <= index < size or len(proof) != inclusion_length(index, size):
        return None
    node, last, hashes = leaf, size - 1, iter(proof)
    while last:
        if index & 1:
            node = node_hash(next(hashes), node)
        elif index < last:
            node = node_hash(node, next(hashes))
        index, last = index >> 1, last >> 1
    return node


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `old` leaves is a prefix of the one of `new`."""
    if old == 0 or old == new:
        expected = EMPTY_ROOT if old == 0 else new_root
        return old <= new and not proof and old_root == expected
    if old > new or len(proof) != _consistency_length(old, new):
        return False
    hashes = list(proof)
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    left = right = hashes.pop(0) if index else old_root
    while last:
        if index & 1:
            sibling = hashes.pop(0)
            left, right = node_hash(sibling, left), node_hash(sibling, right)
        elif index < last:
            right = node_hash(right, hashes.pop(0))
        index, last = index >> 1, last >> 1
    return left == old_root and right == new_root


def _consistency_length(old: int, new: int) -> int:
    """How many hashes the consistency proof has: for 0 < old < new."""
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    length = 1 if index else 0
    while last:
        length += 1 if index & 1 or index < last else 0
        index, last = index >> 1, last >> 1
    return length
