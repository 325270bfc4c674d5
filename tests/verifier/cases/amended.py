"""Books with amendments, whose paragraphs are compared with the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from cases import Case, pinned, small_book
from forge import Book, Value
from verifier.texts import commitment

DRAFTS, PROPOSES, ACCEPTS = 7, 8, 9
BASE = "One.\n\nTwo.  \nThree.\nFour.\n"
SALT, REASON = b"\5" * 32, "Because.".encode()


def _document(book: Book, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    name = hashlib.sha256(data).hexdigest()
    book.texts[f"documents/{name}"] = data
    return name


def _edit(book: Book, edit: Value) -> Value:
    """An edit whose wording is given in words."""
    if "wording" in edit:
        words = edit["wording"]
        lines = words.split("\n") if isinstance(words, str) else []
        edit = {"paragraphs": sum(1 for line in lines if line.strip())} | edit | {"wording": _document(book, words)}
    return edit


def _put(book: Book, index: int, order: Value) -> None:
    book.entries[index]["command"]["command"], book.entries[index]["events"] = order, []


def amended(base: str | bytes, proposed: Value | None, accepted: list[Value], new: str | bytes) -> Book:
    book = small_book()
    name = _document(book, base)
    reason = commitment(SALT, REASON)
    book.texts[f"statements/{reason}"] = SALT + REASON
    _put(book, DRAFTS, {"kind": "draft_proposal", "document": name, "matter": "matter_14"})
    if proposed is not None:
        edit = _edit(book, proposed)
        _put(book, PROPOSES, {"kind": "propose_amendment", "proposal": "proposal_7", "base": name, "edit": edit, "reason": reason})
    else:
        del book.texts[f"statements/{reason}"]
    edits = {f"amendment_{20 + number}": _edit(book, edit) for number, edit in enumerate(accepted)}
    if edits:
        order = {"kind": "accept_amendments", "proposal": "proposal_7", "base": name, "amendments": edits, "document": _document(book, new)}
        _put(book, ACCEPTS, order)
    return book


def _replace(first: int, last: int, wording: str | bytes, **more: int) -> Value:
    return {"change": "replace", "first": first, "last": last, "wording": wording, **more}


def _insert(after: int, wording: str | bytes, **more: int) -> Value:
    return {"change": "insert", "after": after, "wording": wording, **more}


def _delete(first: int, last: int) -> Value:
    return {"change": "delete", "first": first, "last": last}


def books() -> dict[str, Book]:
    two = _replace(2, 2, "Zwei.")
    good = "One.\nZwei.\nThree.\nFour.\n"
    return {
        "good": amended(BASE, two, [two], good),
        "another new text": amended(BASE, two, [two], good + "Five.\n"),
        "a word differs": amended(BASE, two, [two], good.replace("Four", "For")),
        "blank lines and white space at ends differ": amended(BASE, two, [two], "One.\n\n\nZwei. \u3000\nThree.\t\nFour."),
        "white space at a beginning differs": amended(BASE, two, [two], good.replace("Three", " Three")),
        "file separators at an end differ": amended(BASE, two, [two], good.replace("Three.", "Three.\x1f")),
        "line separators inside": amended(BASE, two, [two], good.replace("Three.", "Three.\u2028")),
        "carriage returns": amended(BASE.replace("\n", "\r\n"), two, [two], good),
        "carriage returns alone": amended(BASE.replace("\n", "\r"), _replace(1, 1, "Zwei."), [], ""),
        "place beyond the text": amended(BASE, _replace(4, 5, "Zwei."), [], ""),
        "the last place": amended(BASE, _replace(4, 4, "Zwei."), [], ""),
        "insertion at the beginning": amended(BASE, _insert(0, "Zero."), [_insert(0, "Zero.")], "Zero.\n" + BASE),
        "insertion at the end": amended(BASE, _insert(4, "Five."), [_insert(4, "Five.")], BASE + "Five.\n"),
        "insertion beyond the end": amended(BASE, _insert(5, "Six."), [], ""),
        "deletion": amended(BASE, _delete(1, 2), [_delete(1, 2)], "Three.\nFour.\n"),
        "deletion of all": amended(BASE, _delete(1, 4), [_delete(1, 4)], ""),
        "deletion beyond": amended(BASE, _delete(4, 5), [], ""),
        "wording of two that says one": amended(BASE, _replace(2, 2, "Zwei.\nZwo.", paragraphs=1), [], ""),
        "wording of one that says two": amended(BASE, _replace(2, 2, "Zwei.", paragraphs=2), [], ""),
        "wording blank": amended(BASE, _replace(2, 2, " \n", paragraphs=1), [], ""),
        "changes nothing": amended(BASE, _replace(2, 2, "Two."), [], ""),
        "changes white space": amended(BASE, _replace(2, 2, "Two. "), [], ""),
        "two at once": amended(BASE, None, [_replace(1, 1, "Eins.\nEin."), _delete(3, 4)], "Eins.\nEin.\nTwo.\n"),
        "two that touch": amended(BASE, None, [_replace(1, 2, "Eins."), _delete(2, 3)], "Eins.\nFour.\n"),
        "insertion after a deleted one": amended(BASE, None, [_delete(2, 2), _insert(2, "Zwo.")], "One.\nZwo.\nThree.\nFour.\n"),
        "insertion before a deleted one": amended(BASE, None, [_delete(2, 2), _insert(1, "Zwo.")], "One.\nZwo.\nThree.\nFour.\n"),
        "two insertions at one place": amended(BASE, None, [_insert(2, "A."), _insert(2, "B.")], "One.\nTwo.\nA.\nB.\nThree.\nFour.\n"),
        "base no text": amended(b"\xff\n", two, [], ""),
        "wording no text": amended(BASE, _replace(2, 2, b"\xff", paragraphs=1), [], ""),
        "new text no text": amended(BASE, two, [two], b"\xff"),
        "base of 1 MiB": amended("One.\nTwo.\n" + "x" * ((1 << 20) - 10), two, [], ""),
        "base of 1 MiB and a byte": amended("One.\nTwo.\n" + "x" * ((1 << 20) - 9), two, [], ""),
        "base with a byte order mark": amended("\ufeff" + BASE, two, [two], good),
    }


def cases() -> Iterator[Case]:
    for name, book in books().items():
        yield Case(f"amendment: {name}", book.seal(), pinned(book))
    book = books()["good"]
    files = book.seal()
    for name in sorted(book.texts):
        if name.startswith("documents/"):
            yield Case(f"amendment: {name[:14]} missing", {other: data for other, data in files.items() if other != name}, pinned(book))
            yield Case(f"amendment: {name[:14]} changed", files | {name: files[name] + b"x"}, pinned(book))
