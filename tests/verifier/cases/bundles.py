"""Whole bundles that were cut, mixed, or hold other files than they should."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

from cases import Case, pinned, small_book
from forge import Book, Files


def lines_of(files: Files) -> list[bytes]:
    return files["book.jsonl"].split(b"\n")[:-1]


def with_lines(files: Files, lines: list[bytes]) -> Files:
    return files | {"book.jsonl": b"".join(line + b"\n" for line in lines)}


def course_cases(book: Book, step: int) -> Iterator[Case]:
    """Entries dropped, doubled, swapped, cut off or moved, and nothing made anew."""
    files, pin = book.seal(), pinned(book)
    lines = lines_of(files)
    for at in range(0, len(lines), step):
        yield Case(f"course: drop {at}", with_lines(files, lines[:at] + lines[at + 1 :]), pin)
        yield Case(f"course: double {at}", with_lines(files, lines[: at + 1] + lines[at:]), pin)
        yield Case(f"course: cut before {at}", with_lines(files, lines[:at]), pin)
        yield Case(f"course: begin at {at}", with_lines(files, lines[at:]), pin)
        yield Case(f"course: move {at} to the end", with_lines(files, lines[:at] + lines[at + 1 :] + [lines[at]]), pin)
        yield Case(f"course: move the last to {at}", with_lines(files, lines[:at] + [lines[-1]] + lines[at:-1]), pin)
        for other in (at + 1, at + 2, at + 7):
            if other < len(lines):
                swapped = list(lines)
                swapped[at], swapped[other] = swapped[other], swapped[at]
                yield Case(f"course: swap {at} and {other}", with_lines(files, swapped), pin)
    yield Case("course: all twice", with_lines(files, lines + lines), pin)
    yield Case("course: backwards", with_lines(files, lines[::-1]), pin)


def resealed_cases(book: Book) -> Iterator[Case]:
    """The same, but chained, hashed and signed anew by an operator who has the log key and not those of members."""
    for at in (1, 7, 12, 22):
        changed = book.copy()
        del changed.entries[at]
        yield Case(f"resealed: drop {at}", changed.seal(), pinned(book))
        changed = book.copy()
        changed.entries[at], changed.entries[at - 1] = changed.entries[at - 1], changed.entries[at]
        yield Case(f"resealed: swap {at - 1} and {at}", changed.seal(), pinned(book))
        changed = book.copy()
        changed.entries.insert(at, changed.copy().entries[at])
        yield Case(f"resealed: double {at}", changed.seal(), pinned(book))


def other_book_cases(book: Book) -> Iterator[Case]:
    files = book.seal()
    lines = lines_of(files)
    other = Book.rekeyed(files, "other", "test.example/other-0a1b2c3d")
    theirs = other.seal()
    for at in (0, 1, 7, 23):
        spliced = lines[:at] + [lines_of(theirs)[at]] + lines[at + 1 :]
        yield Case(f"splice: line {at} of another book", with_lines(files, spliced), pinned(book))
        yield Case(f"splice: {at} lines, then another book", with_lines(files, lines[:at] + lines_of(theirs)[at:]), pinned(book))
    yield Case("other: checkpoint of another book", files | {"checkpoint": theirs["checkpoint"]}, pinned(book))
    yield Case("other: policy of another book", files | {"policy": theirs["policy"]}, pinned(book))
    yield Case("other: whole book, our pin", theirs, pinned(book))
    yield Case("other: whole book, its own pin", theirs, pinned(other))
    yield Case("other: entries of another book", theirs | {"checkpoint": files["checkpoint"], "policy": files["policy"]}, pinned(book))
    forged = Book.rekeyed(files, "forged")
    yield Case("resigned: whole book under other keys, our pin", forged.seal(), pinned(book))
    yield Case("resigned: whole book under other keys, unpinned", forged.seal(), ["--unpinned"])
    yield Case("resigned: whole book under other keys, without a pin", forged.seal(), [])
    yield Case("resigned: under other keys, but for our log key's name", forged.seal() | {"policy": files["policy"]}, ["--unpinned"])
    mixed = forged.copy()
    mixed.log = book.log
    yield Case("resigned: checkpoint by another log key than the first entry names", mixed.seal(), pinned(book))
    yield Case("resigned: the same, unpinned", mixed.seal(), ["--unpinned"])


def replayed_cases() -> Iterator[Case]:
    """A command that somebody signed for another book, with a key that is enrolled in both."""
    book = small_book()
    for at in (7, 13, 18):
        changed = book.copy()
        changed.entries[at]["command"]["origin"] = "test.example/other-0a1b2c3d"
        yield Case(f"replayed: command {at} was signed for another book", changed.seal(), pinned(book))


def text_cases(book: Book) -> Iterator[Case]:
    files, pin = book.seal(), pinned(book)
    texts = [name for name in files if "/" in name]
    for name in texts:
        content = files[name]
        short = name[: name.index("/") + 5]
        yield Case(f"text: {short} missing", {other: data for other, data in files.items() if other != name}, pin)
        yield Case(f"text: {short} empty", files | {name: b""}, pin)
        yield Case(f"text: {short} longer", files | {name: content + b"\n"}, pin)
        yield Case(f"text: {short} shorter", files | {name: content[:-1]}, pin)
        yield Case(f"text: {short} first byte", files | {name: bytes([content[0] ^ 1]) + content[1:]}, pin)
        yield Case(f"text: {short} last byte", files | {name: content[:-1] + bytes([content[-1] ^ 1])}, pin)
    document = next(name for name in texts if name.startswith("documents/"))
    statement = next(name for name in texts if name.startswith("statements/"))
    gone = "statements/" + book.entries[22]["command"]["command"]["commitment"]
    yield Case("text: document that nobody named", files | {"documents/" + "ab" * 32: b"x"}, pin)
    yield Case("text: statement that nobody named", files | {"statements/" + "ab" * 32: b"x" * 40}, pin)
    yield Case("text: document among the statements", files | {document.replace("documents", "statements"): files[document]}, pin)
    yield Case("text: statement among the documents", files | {statement.replace("statements", "documents"): files[statement]}, pin)
    yield Case("text: redacted and still there", files | {gone: b"x" * 40}, pin)
    yield Case("text: two swapped", files | {document: files[statement], statement: files[document]}, pin)
    yield Case("text: statement of 31 bytes", files | {statement: files[statement][:31]}, pin)
    changed = book.copy()
    for event in changed.entries[22]["events"]:
        event["commitment"] = statement.removeprefix("statements/")
    yield Case("text: another one redacted", changed.seal(), pin)
    changed = book.copy()
    changed.entries[22]["events"] = []
    yield Case("text: redaction without its event", changed.seal(), pin)


def folder_cases(book: Book) -> Iterator[Case]:
    files, pin = book.seal(), pinned(book)
    for name in ("book.jsonl", "checkpoint", "policy"):
        yield Case(f"folder: without {name}", {other: data for other, data in files.items() if other != name}, pin)
        yield Case(f"folder: {name} empty", files | {name: b""}, pin)
    bare = {name: data for name, data in files.items() if name != "checkpoint"}
    yield Case("folder: without checkpoint, without a pin", bare, [])
    yield Case("folder: without checkpoint, unpinned", bare, ["--unpinned"])
    yield Case("folder: without checkpoint, policy empty", bare | {"policy": b""}, pin)
    yield Case("folder: without checkpoint and policy", {name: data for name, data in bare.items() if name != "policy"}, [])
    yield Case("folder: checkpoint and policy empty, without a pin", files | {"checkpoint": b"", "policy": b""}, [])
    for name in ("README", "documents/readme.txt", "documents/" + "AB" * 32, "statements/" + "ab" * 31, ".hidden", "book.jsonl.bak"):
        yield Case(f"folder: with {name[:24]}", files | {name: b"x"}, pin)
    yield Case("folder: with a folder", files, pin, folders=["vault"])
    yield Case("folder: with a folder and a file", files | {"vault/x": b"x"}, pin)
    yield Case("folder: with a folder in documents", files, pin, folders=["documents/more"])
    document = next(name for name in files if name.startswith("documents/"))
    without = {name: data for name, data in files.items() if name != document}
    yield Case("folder: link to nowhere", files, pin, links={"documents/" + "cd" * 32: "/nonexistent"})
    yield Case("folder: link to another text", without, pin, links={document: "../checkpoint"})
    data = files["book.jsonl"]
    yield Case("lines: without the last newline", files | {"book.jsonl": data[:-1]}, pin)
    yield Case("lines: one newline more", files | {"book.jsonl": data + b"\n"}, pin)
    yield Case("lines: begins with a newline", files | {"book.jsonl": b"\n" + data}, pin)
    yield Case("lines: only a newline", files | {"book.jsonl": b"\n"}, pin)
    yield Case("lines: CRLF", files | {"book.jsonl": data.replace(b"\n", b"\r\n")}, pin)
    yield Case("lines: half of the last", files | {"book.jsonl": data[:-500]}, pin)
    yield Case("lines: garbage after", files | {"book.jsonl": data + b"garbage"}, pin)
    yield Case("lines: zero byte after", files | {"book.jsonl": data + b"\0"}, pin)
    empty = Book(book.origin, [], {}, book.log)
    yield Case("lines: empty book with its checkpoint", empty.seal(), pin)


def tar_of(files: Files, prefix: str = "", more: list[tarfile.TarInfo] | None = None, form: int = tarfile.USTAR_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(prefix + name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for member in more or []:
            archive.addfile(member)
    return target.getvalue()


def _member(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def tar_cases(book: Book) -> Iterator[Case]:
    files, pin = book.seal(), pinned(book)
    plain = tar_of(files)
    document = next(name for name in files if name.startswith("documents/"))
    tars = {
        "good": plain,
        "good, GNU": tar_of(files, form=tarfile.GNU_FORMAT),
        "good, pax": tar_of(files, form=tarfile.PAX_FORMAT),
        "dot before names": tar_of(files, "./"),
        "leading folder": tar_of(files, "bundle/"),
        "absolute names": tar_of(files, "/"),
        "folder": tar_of(files, more=[_member("documents", tarfile.DIRTYPE)]),
        "symbolic link": tar_of(files, more=[_member("documents/" + "ab" * 32, tarfile.SYMTYPE, "../checkpoint")]),
        "hard link": tar_of(files, more=[_member("documents/" + "ab" * 32, tarfile.LNKTYPE, document)]),
        "pipe": tar_of(files, more=[_member("pipe", tarfile.FIFOTYPE)]),
        "unknown file": tar_of(files | {"README": b"x"}),
        "book twice": twice(files, "book.jsonl"),
        "checkpoint twice": twice(files, "checkpoint"),
        "document twice": twice(files, document),
        "without book": tar_of({name: data for name, data in files.items() if name != "book.jsonl"}),
        "parent folder": tar_of(files | {"documents/../README": b"x"}),
        "without its end": plain.rstrip(b"\0") if len(plain.rstrip(b"\0")) % 512 else plain[: len(plain.rstrip(b"\0"))],
        **{f"cut to {size} bytes": plain[:size] for size in sorted(_cuts(plain))},
        "empty": b"",
        "no tar": b"not a tar archive at all\n" * 100,
        **{f"header at {at} changed": plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1 :] for at in headers_of(plain)},
    }
    for name, data in tars.items():
        yield Case(f"tar: {name}", files, pin, tar=data)


def headers_of(archive: bytes) -> list[int]:
    """Where the headers begin."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as read:
        return [member.offset for member in read]


def _cuts(archive: bytes) -> set[int]:
    """Half of it, and within and around the third header, the file after it and its padding."""
    third, fourth = headers_of(archive)[2:4]
    around = {at + more for at in (third, third + 512, fourth) for more in (-512, -100, -1, 0, 1, 100, 511)}
    return around | {1, 511, 512, 513, len(archive) // 2, len(archive) - 1, len(archive) - 513, len(archive.rstrip(b"\0"))}


def twice(files: Files, name: str) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for one in [*files, name]:
            member = tarfile.TarInfo(one)
            member.size = len(files[one])
            archive.addfile(member, io.BytesIO(files[one]))
    return target.getvalue()


def cases(mode: str) -> Iterator[Case]:
    book = small_book()
    yield from course_cases(book, 1 if mode == "full" else 5)
    yield from resealed_cases(book)
    yield from other_book_cases(book)
    yield from replayed_cases()
    yield from text_cases(book)
    yield from folder_cases(book)
    yield from tar_cases(book)
