"""Receipts in odd forms, for other entries and of other logs."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from cases import ReceiptCase, key, pinned, small_book
from cases.notes import NAMES, WITNESSES, Forms, loosened, policy_texts
from forge import Book, checkpoint_text, inclusion_proof
from verifier import tree


def receipt_of(book: Book, lines: list[bytes], index: int, note: bytes | None = None, number: str | None = None) -> bytes:
    leaves = [tree.leaf_hash(line) for line in lines]
    proof = "".join(base64.b64encode(item).decode() + "\n" for item in inclusion_proof(index, leaves))
    head = f"c2sp.org/tlog-proof@v1\nindex {index if number is None else number}\n{proof}\n"
    return head.encode() + (note or book.checkpoint(lines))


def receipt_texts(book: Book, lines: list[bytes]) -> dict[str, bytes]:
    good = receipt_of(book, lines, 5)
    head, _, note = good.partition(b"\n\n")
    rows = head.split(b"\n")
    join = lambda rows: b"\n".join(rows) + b"\n\n" + note
    return {
        "extra line": join([rows[0], b"extra YWJj", *rows[1:]]),
        "extra line empty": join([rows[0], b"extra ", *rows[1:]]),
        "header v2": join([rows[0].replace(b"v1", b"v2"), *rows[1:]]),
        "without header": join(rows[1:]),
        "without index": join([rows[0], *rows[2:]]),
        "index with a zero": join([rows[0], b"index 05", *rows[2:]]),
        "index with a plus": join([rows[0], b"index +5", *rows[2:]]),
        "index negative": join([rows[0], b"index -5", *rows[2:]]),
        "index empty": join([rows[0], b"index ", *rows[2:]]),
        "index with two spaces": join([rows[0], b"index  5", *rows[2:]]),
        "index 4": join([rows[0], b"index 4", *rows[2:]]),
        "index 24": join([rows[0], b"index 24", *rows[2:]]),
        "index 2^63": join([rows[0], b"index 9223372036854775808", *rows[2:]]),
        "index 2^64": join([rows[0], b"index 18446744073709551616", *rows[2:]]),
        "index in capitals": join([rows[0], b"INDEX 5", *rows[2:]]),
        "one hash less": join(rows[:-1]),
        "one hash more": join([*rows, rows[-1]]),
        "no hash": join(rows[:2]),
        "100 hashes": join([*rows, *rows[2:] * 19]),
        "two hashes swapped": join([*rows[:2], rows[3], rows[2], *rows[4:]]),
        "a hash changed": join([*rows[:2], base64.b64encode(bytes(32)), *rows[3:]]),
        "a hash of 31 bytes": join([*rows[:2], base64.b64encode(bytes(31)), *rows[3:]]),
        "a hash of 33 bytes": join([*rows[:2], base64.b64encode(bytes(33)), *rows[3:]]),
        "a hash with bits in its padding": join([*rows[:2], loosened(rows[2].decode()).encode(), *rows[3:]]),
        "a hash without padding": join([*rows[:2], rows[2].rstrip(b"="), *rows[3:]]),
        "a hash with a space": join([*rows[:2], rows[2] + b" ", *rows[3:]]),
        "two blank lines": head + b"\n\n\n" + note,
        "no blank line": head + b"\n" + note,
        "carriage returns": good.replace(b"\n", b"\r\n"),
        "carriage returns in its head": head.replace(b"\n", b"\r\n") + b"\n\n" + note,
        "without the last newline": good[:-1],
        "garbage after": good + b"x",
        "blank before": b"\n" + good,
        "byte order mark": b"\xef\xbb\xbf" + good,
        "empty": b"",
        "checkpoint alone": note,
        "head alone": head + b"\n\n",
        "not UTF-8": join([*rows, b"\xff"]),
    }


def cases() -> Iterator[ReceiptCase]:
    book = small_book()
    lines, pin = book.lines(), pinned(book)
    for size in (1, 2, 3, 7, 8, 24):
        for index in {0, size // 2, size - 1}:
            yield ReceiptCase(f"receipt: {index} of {size}", receipt_of(book, lines[:size], index), lines[index], pin)
    for name, text in receipt_texts(book, lines).items():
        yield ReceiptCase(f"receipt: {name}", text, lines[5], pin)
    good = receipt_of(book, lines, 5)
    yield ReceiptCase("receipt: of another entry", good, lines[6], pin)
    yield ReceiptCase("receipt: entry changed", good, lines[5].replace(b"secretary", b"secretarY"), pin)
    yield ReceiptCase("receipt: entry with a space", good, lines[5] + b" ", pin)
    yield ReceiptCase("receipt: of another log", good, lines[5], ["--vkey", key("x").vkey(book.origin)])
    yield ReceiptCase("receipt: not pinned", good, lines[5], [])
    yield ReceiptCase("receipt: unpinned", good, lines[5], ["--unpinned"])
    moved = Book(book.origin, book.entries, {}, book.log)
    shifted = [lines[5], *lines[1:]]
    yield ReceiptCase("receipt: entry stands elsewhere than it says", receipt_of(moved, shifted, 0), lines[5], pin)
    other = Book.rekeyed(book.seal(), "other", "test.example/other-0a1b2c3d").lines()
    yield ReceiptCase("receipt: entry of another book", receipt_of(book, other, 5), other[5], pin)
    yield ReceiptCase("receipt: something that is no entry", receipt_of(book, [b"x"], 0), b"x", pin)
    for name, note in Forms(book, lines).all().items():
        yield ReceiptCase(f"receipt, checkpoint: {name}", receipt_of(book, lines, 5, note), lines[5], pin)
    text = checkpoint_text(book.origin, lines)
    cosigned = book.checkpoint(lines) + b"".join(WITNESSES[word].cosign(NAMES[word], text) for word in ("lane", "street"))
    for name, policy in policy_texts(book).items():
        yield ReceiptCase(f"receipt, policy: {name}", receipt_of(book, lines, 5, cosigned), lines[5], policy=policy)
