"""What entries say of paragraphs, compared with the texts: docs/format-kinds.md, ParagraphEdit, and step 4 of the audit guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .entry import Entry
from .findings import Report
from .texts import is_true_to_name

LARGEST_TEXT = 1 << 20
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


class NoText(ValueError):
    """A document that is missing, too long, or no plain text."""


def check(entry: Entry, line: int, documents: Mapping[str, bytes], report: Report) -> None:
    """Whether the entry's edits fit the text they are made for, and whether a new text is the old one with them made."""
    edits = _edits(entry.order)
    if not edits:
        return
    try:
        fault = _fault(entry.order, edits, documents)
    except NoText as error:
        fault = str(error)
    except (KeyError, TypeError):
        fault = "an edit without its fields"
    if fault:
        report.add("amendment", fault, line)


def _edits(order: dict[str, Any]) -> list[dict[str, Any]]:
    match order:
        case {"kind": "propose_amendment", "edit": dict(edit)}:
            return [edit]
        case {"kind": "accept_amendments", "amendments": dict(edits)}:
            return list(edits.values())
    return []


def _fault(order: dict[str, Any], edits: list[dict[str, Any]], documents: Mapping[str, bytes]) -> str | None:
    names = [order["base"], *(edit["wording"] for edit in edits if "wording" in edit)]
    names += [order["document"]] if order["kind"] == "accept_amendments" else []
    if not all(_is_whole(name, documents) for name in names):
        return None  # a text finding says so
    if _two_touch(edits):
        return "two amendments touch one paragraph"
    base = text = _paragraphs(order["base"], documents)
    for edit in sorted(edits, key=lambda edit: edit.get("last", edit.get("after", 0)), reverse=True):
        words = _paragraphs(edit["wording"], documents) if "wording" in edit else []
        inserts = edit["change"] == "insert"
        first, last = (edit["after"], edit["after"]) if inserts else (edit["first"] - 1, edit["last"])
        if not 0 <= first <= last <= len(base) or len(words) != edit.get("paragraphs", 0):
            return "the text has no such place, or the wording another number of paragraphs"
        text = text[:first] + words + text[last:]
    if order["kind"] == "accept_amendments" and text != _paragraphs(order["document"], documents):
        return "the new text is not the one before with its amendments made"
    if order["kind"] == "propose_amendment" and text == base:
        return "the amendment changes nothing"
    return None


def _is_whole(name: str, documents: Mapping[str, bytes]) -> bool:
    content = documents.get(f"documents/{name}")
    return content is not None and is_true_to_name(f"documents/{name}", content)


def _paragraphs(name: str, documents: Mapping[str, bytes]) -> list[str]:
    """The lines that are not blank, each without the white space at its end."""
    content = documents[f"documents/{name}"]
    if len(content) > LARGEST_TEXT:
        raise NoText(f"documents/{name} is longer than {LARGEST_TEXT} bytes")
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise NoText(f"documents/{name} is no plain text") from error
    trimmed = (line.rstrip(WHITE_SPACE) for line in lines)
    return [line for line in trimmed if line]


def _touched(edit: dict[str, Any]) -> tuple[int, int]:
    """The paragraphs that an edit replaces or deletes, or the one after which it inserts."""
    return (edit["after"], edit["after"]) if edit["change"] == "insert" else (edit["first"], edit["last"])


def _two_touch(edits: list[dict[str, Any]]) -> bool:
    spans = sorted(map(_touched, edits))
    return any(after[0] <= before[1] for before, after in zip(spans, spans[1:]))
