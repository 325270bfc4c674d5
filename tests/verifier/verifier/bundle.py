"""Bundles, as a folder or a tar archive, with the entries as lines or in tiles: docs/format.md, sections 13 and 15."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import tiles
from .entry import LARGEST_ENTRY
from .findings import Report

TEXT = re.compile(r"(documents|statements)/[0-9a-f]{64}")
PARTS = {"book.jsonl", "checkpoint", "policy"}
DEEPEST = 9


class Unreadable(OSError):
    """The bundle cannot be read at all."""


@dataclass
class Bundle:
    """The files by name, and the names that do not belong into a bundle."""

    files: dict[str, bytes] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Bundle:
        if path.is_dir():
            return cls._read_folder(path)
        try:
            return cls._read_tar(path)
        except tarfile.TarError as error:
            raise Unreadable(f"{path}: {error}") from error

    @classmethod
    def _read_folder(cls, folder: Path) -> Bundle:
        bundle = cls()
        bundle._list(folder, ())
        return bundle

    def _list(self, folder: Path, inside: tuple[str, ...]) -> None:
        """What lies in a folder. One in which nothing of a bundle can stand is named, and not looked into; links are named."""
        for path in sorted(folder.iterdir()):
            names = (*inside, path.name)
            is_link = path.is_symlink()
            if path.is_dir() and not is_link and (not inside or (inside[0] == "tile" and len(names) <= DEEPEST)):
                self._list(path, names)
            elif path.is_file() and not is_link:
                self.put("/".join(names), path.read_bytes)
            else:
                self.strange.append("/".join(names))

    @classmethod
    def _read_tar(cls, path: Path) -> Bundle:
        bundle, data = cls(), path.read_bytes()
        for member in _members(data):
            name = member.name.removeprefix("./")
            if member.isdir():
                continue
            if not member.isreg() or name in bundle.files:
                bundle.strange.append(name)
            else:
                bundle.put(name, lambda member=member: data[member.offset_data :][: member.size])
        return bundle

    def put(self, name: str, read: Callable[[], bytes]) -> None:
        if name in PARTS or TEXT.fullmatch(name) or tiles.Tile.parse(name):
            self.files[name] = read()
        else:
            self.strange.append(name)

    def texts(self) -> dict[str, bytes]:
        return {name: content for name, content in self.files.items() if TEXT.fullmatch(name)}

    def tiles(self) -> dict[str, bytes]:
        return {name: content for name, content in self.files.items() if name.startswith("tile/")}

    def lines(self, report: Report) -> list[bytes]:
        """The entries' bytes, each one byte above the limit at most. Without lines they come out of the tiles, as the lines that they would be."""
        data = self.files.get("book.jsonl")
        if data is None and not self.tiles():
            raise Unreadable("the bundle has neither book.jsonl nor tiles")
        if data is None:
            lines = [entry.replace(b"\n", b"\0") for entry in tiles.book_of(self.files)]
        else:
            lines = data.split(b"\n")
            if lines[-1] == b"":
                lines.pop()
            else:
                report.add("leaf", "cut off: the last line has no newline", len(lines) - 1)
        return [line[: LARGEST_ENTRY + 1] for line in lines]


def _members(data: bytes) -> Iterator[tarfile.TarInfo]:
    """The members of an archive. Cut off within a file it ends there; what should be a header and is none makes it unreadable."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        try:
            yield from archive
        except tarfile.ReadError:
            if archive.offset <= len(data):
                raise
        rest = data[archive.offset : archive.offset + tarfile.BLOCKSIZE]
        if rest.strip(b"\0") or len(rest) % tarfile.BLOCKSIZE:
            raise Unreadable(f"no header at byte {archive.offset}")
