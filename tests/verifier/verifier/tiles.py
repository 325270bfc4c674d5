"""Tiles, in which a log is served and mirrored: docs/format.md, section 15."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import tree
from .findings import Report

FULL, HASH = 256, 32
LARGEST_NUMBER, LARGEST_INDEX = 2**55 - 1, 2**64 - 1
PATH = re.compile(r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Malformed(ValueError):
    """Bytes that are no bundle of entries, with those entries that stand before the fault."""


@dataclass(frozen=True)
class Tile:
    """What a path names: a tile of a level, or (without one) a bundle of entries."""

    level: int | None
    number: int
    width: int = FULL

    @classmethod
    def parse(cls, path: str) -> Tile | None:
        """The tile of a path; none if the path is not spelled as the format has it."""
        found = PATH.fullmatch(path)
        if found is None or found[2].startswith("x000"):
            return None
        tile = cls(
            None if found[1] == "entries" else int(found[1]),
            int(found[2].replace("x", "").replace("/", "")),
            int(found[3] or FULL),
        )
        fits = tile.number <= LARGEST_NUMBER and (found[3] is None or tile.width < FULL)
        return tile if fits else None

    def __str__(self) -> str:
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        kind = "entries" if self.level is None else self.level
        return f"tile/{kind}/{name}" + (f".p/{self.width}" if self.width < FULL else "")

    def entry_at(self, position: int) -> int:
        """The first entry under the hash at this position; of a bundle the entry itself."""
        return min((self.number * FULL + position) * FULL ** (self.level or 0), LARGEST_INDEX)


def wanted(size: int) -> Iterator[Tile]:
    """The tiles that a tree of so many entries has, each as wide as the tree fills it."""
    yield from _of_level(None, size)
    level, hashes = 0, size
    while hashes:
        yield from _of_level(level, hashes)
        level, hashes = level + 1, hashes // FULL


def _of_level(level: int | None, count: int) -> Iterator[Tile]:
    for number in range(-(-count // FULL)):
        yield Tile(level, number, min(FULL, count - number * FULL))


def entries_of(content: bytes, width: int) -> list[bytes]:
    """The entries of a bundle; malformed if it holds more or fewer than its name says, or ends within one."""
    entries, rest = [], content
    while rest:
        end = 2 + int.from_bytes(rest[:2], "big")
        if len(rest) < end or len(rest) < 2:
            raise Malformed("cut off within an entry")
        entries.append(rest[2:end])
        rest = rest[end:]
    if len(entries) != width:
        raise Malformed(f"{len(entries)} entries, not {width}")
    return entries


def book_of(files: Mapping[str, bytes]) -> list[bytes]:
    """The entries out of the bundles, the widest of each number, up to the first that is unfinished, malformed or not there."""
    widest: dict[int, Tile] = {}
    for tile in filter(None, map(Tile.parse, files)):
        if tile.level is None and tile.width > widest.get(tile.number, Tile(None, 0, 0)).width:
            widest[tile.number] = tile
    entries: list[bytes] = []
    while (tile := widest.get(len(entries) // FULL)) and len(entries) % FULL == 0:
        try:
            entries += entries_of(files[str(tile)], tile.width)
        except Malformed:
            break
    return entries


class Tiling:
    """The hashes of all levels, made anew from the entries."""

    def __init__(self, entries: list[bytes]) -> None:
        self._entries = entries
        self._levels = [[tree.leaf_hash(entry) for entry in entries]]
        while len(self._levels[-1]) >= FULL:
            self._levels.append([self._above(at) for at in range(len(self._levels[-1]) // FULL)])

    def _above(self, number: int) -> bytes:
        frontier = tree.Frontier()
        for node in self._levels[-1][number * FULL : (number + 1) * FULL]:
            frontier.push(node)
        return frontier.root()

    def check(self, files: Mapping[str, bytes], report: Report) -> None:
        """Compares every tile with what the entries make, and asks for those that are not there."""
        for tile in wanted(len(self._entries)):
            if str(tile) not in files:
                report.add("tile", f"{tile} is missing", tile.entry_at(0))
        for path, content in files.items():
            if tile := Tile.parse(path):
                self._compare(tile, content, report)

    def content(self, tile: Tile) -> bytes:
        """What a file under the tile's path holds."""
        made = self._made(tile)
        return b"".join(made if tile.level is not None else (len(entry).to_bytes(2, "big") + entry for entry in made))

    def _compare(self, tile: Tile, content: bytes, report: Report) -> None:
        made = self._made(tile)
        try:
            found = entries_of(content, tile.width) if tile.level is None else _split(content, tile.width)
        except Malformed as error:
            report.add("tile", f"{tile} is malformed: {error}", tile.entry_at(0))
            return
        if len(made) < tile.width:
            report.add("tile", f"{tile} lies beyond the entries", tile.entry_at(0))
        elif found != made:
            at = next(at for at, (one, other) in enumerate(zip(found, made)) if one != other)
            report.add("tile", f"{tile} is not what the entries make", tile.entry_at(at))

    def _made(self, tile: Tile) -> list[bytes]:
        """The hashes or entries of the tile, as many as there are."""
        made = self._entries if tile.level is None else self._levels[tile.level] if tile.level < len(self._levels) else []
        return made[tile.number * FULL : tile.number * FULL + tile.width]


def _split(content: bytes, width: int) -> list[bytes]:
    if len(content) != width * HASH:
        raise Malformed(f"{len(content)} bytes, not {width} hashes")
    return [content[at : at + HASH] for at in range(0, len(content), HASH)]
