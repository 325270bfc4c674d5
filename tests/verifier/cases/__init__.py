"""Good and broken books and receipts, each with a name, for two verifiers to agree on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from forge import Book, Files, Key
from verifier.bundle import Bundle

FIXTURE = Path(__file__).parents[2] / "fixtures" / "book-v1-ruleset-1"


@dataclass
class Case:
    """A bundle and what the auditor pins. `tar` replaces the folder; `links` are symbolic links to put in it."""

    name: str
    files: Files
    pin: list[str] = field(default_factory=list)
    policy: bytes | None = None
    tar: bytes | None = None
    links: dict[str, str] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    joints: bool = False


@dataclass
class ReceiptCase:
    name: str
    receipt: bytes
    leaf: bytes
    pin: list[str] = field(default_factory=list)
    policy: bytes | None = None


def small_book() -> Book:
    """A small book with a poll, a redaction and a timer, under keys that are all known."""
    return Book.rekeyed(Bundle.read(FIXTURE).files, "small")


def pinned(book: Book) -> list[str]:
    return ["--vkey", book.vkey]


def key(word: str) -> Key:
    return Key(word)


def all_cases(mode: str, only: str, live: Path | None) -> Iterator[Case | ReceiptCase]:
    """Every case whose name begins with `only`, in the same order each time. `live` is where live_books.py has made its books."""
    from cases import amended, bundles, entries, flips, joined, keys, kinds, live as made_live, notes, receipts, rotations, tiled

    made_by = [module.cases() for module in (entries, keys, notes, receipts, amended, joined, rotations)]
    lived = [made_live.cases(mode, live)] if live else []
    for made in [*made_by, *lived, bundles.cases(mode), kinds.cases(mode), flips.cases(mode), tiled.cases(mode)]:
        yield from (case for case in made if case.name.startswith(only))
