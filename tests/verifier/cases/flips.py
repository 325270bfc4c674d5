"""One byte changed, at every place or at a sample of places."""

from __future__ import annotations

from collections.abc import Iterator

from cases import Case, pinned, small_book

STEPS = {"quick": 97, "full": 1}


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def cases(mode: str) -> Iterator[Case]:
    """In the book one bit of each byte, another one from byte to byte; in checkpoint and policy every bit."""
    book = small_book()
    files, pin = book.seal(), pinned(book)
    for at in range(0, len(files["book.jsonl"]), STEPS[mode]):
        data = flipped(files["book.jsonl"], at, at * 5 % 8)
        yield Case(f"flip: book.jsonl {at}", files | {"book.jsonl": data}, pin)
    for name in ("checkpoint", "policy"):
        for at in range(0, len(files[name]), STEPS[mode] // 9 + 1):
            for bit in range(8) if mode == "full" else (at % 8,):
                yield Case(f"flip: {name} {at}.{bit}", files | {name: flipped(files[name], at, bit)}, pin)
