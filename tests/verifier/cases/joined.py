"""Books in which the joints between entries do not hold: nonces, expiry, checkpoints seen, timers, rulesets, lists of counted ballots."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cases import Case, pinned, small_book
from forge import Book

AT, TIMER = 7, 23
WEEK_MS = 7 * 86_400_000
Edit = Callable[[Book], None]


def _expires(after_ms: int, index: int = AT) -> Edit:
    """The command expires so long after the moment in which the checkpoint that it has seen was superseded."""

    def edit(book: Book) -> None:
        seen = book.entries[index]["command"]["seen"]["size"]
        superseded = book.entries[seen]["recorded_at"]
        book.entries[index]["command"]["expires_at_ms"] = superseded + after_ms

    return edit


def _at_expiry(after_ms: int) -> Edit:
    return lambda book: book.entries[AT]["command"].update(expires_at_ms=book.entries[AT]["recorded_at"] + after_ms)


def _seen(size: int) -> Edit:
    return lambda book: book.entries[AT]["command"]["seen"].update(size=size)


def _seen_root(root: str) -> Edit:
    def edit(book: Book) -> None:
        book.entries[AT]["command"]["seen"]["root"] = root
        book.keep_roots = True

    return edit


def _same_nonce(index: int, other: int) -> Edit:
    return lambda book: book.entries[index]["command"].update(nonce=book.entries[other]["command"]["nonce"])


def _sealing(**changes: object) -> Edit:
    return lambda book: book.entries[TIMER]["events"][0].update(changes)


EDITS: dict[str, Edit] = {
    "good": lambda book: None,
    "expires as it is recorded": _at_expiry(0),
    "expires one millisecond later": _at_expiry(1),
    "expires before": _at_expiry(-1),
    "expires after seven days": _expires(WEEK_MS),
    "expires after seven days and a millisecond": _expires(WEEK_MS + 1),
    "has seen the head": _seen(AT),
    "has seen the entry itself": _seen(AT + 1),
    "has seen what is still to come": _seen(AT + 5),
    "has seen half of the book": _seen(3),
    "has seen another root": _seen_root("ab" * 32),
    "nonce used again by the same key": _same_nonce(AT + 1, AT),
    "nonce used by another key": _same_nonce(AT, 2),
    "ruleset 0": lambda book: book.entries[AT].update(ruleset=0),
    "ruleset 2": lambda book: book.entries[AT].update(ruleset=2),
    "ruleset 2 in the first entry": lambda book: book.entries[0].update(ruleset=2),
    "counted one more": _sealing(counted=4),
    "counted others": _sealing(counted_digest="ab" * 32),
    "replaced one more": _sealing(replaced=2),
    "replaced others": _sealing(replaced_digest="ab" * 32),
    "first counted elsewhere": _sealing(first_index=17),
    "last counted elsewhere": _sealing(last_index=22),
}


def cases() -> Iterator[Case]:
    for name, edit in EDITS.items():
        book = small_book()
        edit(book)
        yield Case(f"joint: {name}", book.seal(), pinned(book), joints=True)
