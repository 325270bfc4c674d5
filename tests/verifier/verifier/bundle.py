"""Bundles, as a folder or a tar archive: docs/format.md, section 13."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .findings import Report

TEXT = re.compile(r"(documents|statements)/[0-9a-f]{64}")
PARTS = {"book.jsonl", "checkpoint", "policy"}


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
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                bundle.strange.append(name)
            elif path.is_file():
                bundle.put(name, path.read_bytes)
            elif "/" in name:
                bundle.strange.append(name)
        return bundle

    @classmethod
    def _read_tar(cls, path: Path) -> Bundle:
        bundle = cls()
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                content = archive.extractfile(member) if member.isreg() else None
                if member.isdir():
                    continue
                if content is None or name in bundle.files:
                    bundle.strange.append(name)
                else:
                    bundle.put(name, content.read)
        return bundle

    def put(self, name: str, read: Callable[[], bytes]) -> None:
        if name in PARTS or TEXT.fullmatch(name):
            self.files[name] = read()
        else:
            self.strange.append(name)

    def texts(self) -> dict[str, bytes]:
        return {name: content for name, content in self.files.items() if name not in PARTS}

    def lines(self, report: Report) -> list[bytes]:
        """The entries' bytes. A book that does not end with a newline is cut off."""
        data = self.files.get("book.jsonl")
        if data is None:
            raise Unreadable("the bundle has no book.jsonl")
        lines = data.split(b"\n")
        if lines.pop() != b"":
            lines = data.split(b"\n")
            report.add("leaf", "cut off: the last line has no newline", len(lines) - 1)
        return lines
