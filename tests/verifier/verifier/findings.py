"""Findings, as docs/format.md, section 14, lists them, and the report that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """What is wrong, where (the line of book.jsonl counted from 0, or the book as a whole), and which check found it."""

    index: int | None
    check: str
    message: str

    def as_json(self) -> dict[str, object]:
        return {"index": self.index, "check": self.check, "message": self.message}


@dataclass
class Report:
    """All findings of a book or receipt, and what was looked at."""

    findings: list[Finding] = field(default_factory=list)
    checked: dict[str, object] = field(default_factory=dict)

    def add(self, check: str, message: str, index: int | None = None) -> None:
        self.findings.append(Finding(index, check, message))

    def ordered(self) -> list[Finding]:
        """Findings of entries first, in the order of the book; those of the book as a whole last."""
        return sorted(self.findings, key=lambda found: (found.index is None, found.index or 0, found.check, found.message))

    def as_json(self) -> dict[str, object]:
        return {"findings": [found.as_json() for found in self.ordered()], "checked": self.checked}

    def lines(self) -> Iterator[str]:
        for name, value in self.checked.items():
            yield f"{name:<12}{value}"
        for found in self.ordered():
            place = "book" if found.index is None else f"entry {found.index}"
            yield f"{place}: {found.check}: {found.message}"
        yield "No findings." if not self.findings else f"{len(self.findings)} findings."
