"""Logs in tiles: good folders, and folders of which a tile was changed, left out, cut, swapped, renamed or forged."""

from __future__ import annotations

import copy
import gzip
from collections.abc import Iterator
from functools import cache

from cases import Case, pinned, small_book
from cases.bundles import lines_of, tar_of, twice
from forge import FULL, Book, Files, checkpoint_text, tiles_of

TINY, SMALL, LARGE, VAST = 3, 24, 515, 65_836
REPEATED = 13
# Which bytes are flipped in tiles that are the book, and in those beside its lines; and which entries are forged.
FLIP_EVERY = {"quick": {TINY: (97, 397), SMALL: (397, 797), LARGE: (15_881, 39_703)}, "full": {TINY: (1, 7), SMALL: (11, 41), LARGE: (401, 1_009)}}
FORGE_EVERY = {"quick": 171, "full": 23}


@cache
def book_of(size: int) -> tuple[Book, Files]:
    """A book of so many entries: the small one or its beginning, and then one of its submissions again and again. And its bundle of lines."""
    book = small_book()
    del book.entries[size:]
    for number in range(SMALL, size):
        entry = copy.deepcopy(book.entries[REPEATED])
        entry["index"], entry["command"]["nonce"] = number, f"{number:032x}"
        entry["recorded_at"] = book.entries[-1]["recorded_at"] + 1
        book.entries.append(entry)
    files = book.seal()
    return book, {name: data for name, data in files.items() if "/" not in name or name.split("/")[1].encode() in files["book.jsonl"]}


def folder(files: Files, tiles: Files) -> Files:
    """A folder of tiles: what a bundle has, with tiles in the place of its lines."""
    return {name: data for name, data in files.items() if name != "book.jsonl"} | tiles


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << at * 5 % 8]) + data[at + 1 :]


def good_cases() -> Iterator[Case]:
    for size in (1, 2, TINY, SMALL, FULL - 1, FULL, FULL + 1, LARGE):
        book, files = book_of(size)
        tiles = tiles_of(lines_of(files))
        yield Case(f"tile: good, {size} entries", folder(files, tiles), pinned(book))
        yield Case(f"tile: good, {size} entries, beside the lines", files | tiles, pinned(book))
    book, files = book_of(LARGE)
    tiles = tiles_of(lines_of(files))
    yield Case("tile: good, as a tar archive", files, pinned(book), tar=tar_of(folder(files, tiles)))
    yield Case("tile: good, unpinned", folder(files, tiles), ["--unpinned"])
    yield Case("tile: good, without a pin", folder(files, tiles), [])
    yield Case("tile: good, with an empty folder", folder(files, tiles), pinned(book), folders=["tile/2"])
    yield Case("tile: good, with an empty folder in a folder", folder(files, tiles), pinned(book), folders=["tile/0/x001"])


def changed(name: str, content: bytes, width: int, others: list[bytes]) -> Iterator[tuple[str, Files | None]]:
    """One tile changed as a whole: by what replaces it under which name; none where it is gone."""
    is_bundle = name.startswith("tile/entries/")
    unit = 2 + int.from_bytes(content[:2], "big") if is_bundle else 32
    last = _last_of(content) if is_bundle else 32
    one = content[:unit]
    yield "missing", None
    yield "empty", {name: b""}
    yield "without its last byte", {name: content[:-1]}
    yield "without its first byte", {name: content[1:]}
    yield "without its last", {name: content[:-last]}
    yield "without its first", {name: content[unit:]}
    yield "half", {name: content[: len(content) // 2]}
    yield "a byte more", {name: content + b"\0"}
    yield "two zero bytes more", {name: content + b"\0\0"}
    yield "one more", {name: content + one}
    yield "one more before", {name: one + content}
    yield "twice", {name: content + content}
    yield "its first two swapped", {name: _swapped(content, is_bundle)}
    yield "gzip", {name: gzip.compress(content, mtime=0)}
    yield "gzip beside it", {name: content, f"{name}.gz": gzip.compress(content, mtime=0)}
    yield "zeros", {name: bytes(len(content))}
    yield "full of 0xff", {name: b"\xff" * len(content)}
    for number, other in enumerate(others):
        yield f"with the content of another ({number})", {name: other}
    plain = name.split(".p/", maxsplit=1)[0]
    narrow = _first_of(content, is_bundle, width - 1)
    yield "narrower instead", {f"{plain}.p/{width - 1}": narrow}
    yield "narrower under its own name", {name: narrow}
    yield "narrower beside it", {name: content, f"{plain}.p/{width - 1}": narrow}
    yield "one only beside it", {name: content, f"{plain}.p/1": one}
    yield "narrower and changed beside it", {name: content, f"{plain}.p/{width - 1}": flipped(narrow, len(narrow) // 2)}
    yield "narrower and cut beside it", {name: content, f"{plain}.p/{width - 1}": narrow[:-1]}
    yield "cut, and a narrower one beside it", {name: content[:-1], f"{plain}.p/{width - 1}": narrow}
    yield "changed, and a narrower one beside it", {name: flipped(content, 40), f"{plain}.p/{width - 1}": narrow}
    yield "whole under a narrower name", {f"{plain}.p/{width - 1}": content}
    if width < FULL:
        yield "wider instead", {f"{plain}.p/{width + 1}": content + one}
        yield "wider beside it", {name: content, f"{plain}.p/{width + 1}": content + one}
        yield "whole under a wider name", {f"{plain}.p/{width + 1}": content}
        yield "whole under the name of a full one", {plain: content}
        yield "filled up beside it", {name: content, plain: content + one * (FULL - width)}
    else:
        yield "with the width of a full one", {f"{plain}.p/256": content}


def _last_of(content: bytes) -> int:
    at, length = 0, 0
    while at < len(content):
        length = 2 + int.from_bytes(content[at : at + 2], "big")
        at += length
    return length


def _first_of(content: bytes, is_bundle: bool, count: int) -> bytes:
    at = 0
    for _ in range(count):
        at += 2 + int.from_bytes(content[at : at + 2], "big") if is_bundle else 32
    return content[:at]


def _swapped(content: bytes, is_bundle: bool) -> bytes:
    one, two = _first_of(content, is_bundle, 1), _first_of(content, is_bundle, 2)
    return two[len(one) :] + one + content[len(two) :]


def width_of(name: str) -> int:
    return int(name.split(".p/")[1]) if ".p/" in name else FULL


def tile_cases(size: int, beside: bool) -> Iterator[Case]:
    """Each tile of a book changed in each way, as the source of the entries or beside the lines."""
    book, files = book_of(size)
    tiles = tiles_of(lines_of(files))
    for name, content in tiles.items():
        if width_of(name) < 2:
            continue
        others = [other for one, other in tiles.items() if one != name and (len(tiles) < 4 or one.startswith(name[:7]))]
        for how, replaced in changed(name, content, width_of(name), others):
            rest = {one: data for one, data in tiles.items() if one != name} | (replaced or {})
            whole = files | rest if beside else folder(files, rest)
            yield Case(f"tile: {size}{' beside' if beside else ''}: {name} {how}", whole, pinned(book))
    kept = [name for name in tiles if name.startswith("tile/entries/")]
    for what, left in (("entries", kept), ("hashes", [name for name in tiles if name not in kept])):
        whole = {name: tiles[name] for name in left}
        yield Case(f"tile: {size}{' beside' if beside else ''}: only {what}", files | whole if beside else folder(files, whole), pinned(book))


def flip_cases(size: int, step: int, beside: bool) -> Iterator[Case]:
    """One byte of each tile changed, at every place or at a sample of them."""
    book, files = book_of(size)
    tiles = tiles_of(lines_of(files))
    for name, content in tiles.items():
        places = {0, 1, len(content) - 1, *range(0, len(content), step)}
        for at in sorted(places):
            rest = tiles | {name: flipped(content, at)}
            whole = files | rest if beside else folder(files, rest)
            yield Case(f"tile: flip {size}{' beside' if beside else ''}: {name} {at}", whole, pinned(book))


def forged_cases(step: int) -> Iterator[Case]:
    """A hash or an entry forged, and everything above it made to match: only the entries, or the checkpoint, show it."""
    book, files = book_of(LARGE)
    lines = lines_of(files)
    tiles = tiles_of(lines)
    for at in {0, 1, FULL - 1, FULL, LARGE - 1, *range(0, LARGE, step)}:
        other = list(lines)
        other[at] = lines[(at + 1) % LARGE]
        forged = tiles_of(other)
        bundles = {name: data for name, data in tiles.items() if name.startswith("tile/entries/")}
        yield Case(f"tile: forged: hash {at}, and those above", folder(files, forged | bundles), pinned(book))
        yield Case(f"tile: forged: entry {at}, and all hashes", folder(files, forged), pinned(book))
        yield Case(f"tile: forged: entry {at}, and all hashes, beside the lines", files | forged, pinned(book))
        above = {name: forged[name] for name in forged if name.startswith("tile/1/")}
        yield Case(f"tile: forged: the level above hash {at}", folder(files, tiles | above), pinned(book))
        both = {name: data for name, data in forged.items() if name not in above}
        yield Case(f"tile: forged: entry {at}, its hash, and not above", folder(files, tiles | both), pinned(book))


def whole_cases() -> Iterator[Case]:
    """Tiles and checkpoint of several sizes, other books, and texts and policies that are not there."""
    book, files = book_of(LARGE)
    tiles, pin = tiles_of(lines_of(files)), pinned(book)
    whole = folder(files, tiles)
    less = {name: data for name, data in files.items() if "/" in name}
    for size in (SMALL, FULL, FULL + 1):
        shorter = tiles_of(lines_of(files)[:size])
        yield Case(f"tile: whole: tiles of {size} entries under the checkpoint of {LARGE}", folder(files, shorter), pin)
        note = book_of(size)[1]["checkpoint"]
        yield Case(f"tile: whole: all tiles under the checkpoint of {size}", whole | {"checkpoint": note}, pin)
        yield Case(f"tile: whole: lines of {LARGE} beside tiles of {size}", files | shorter, pin)
        yield Case(f"tile: whole: lines of {size} beside tiles of {LARGE}", book_of(size)[1] | tiles, pin)
        yield Case(f"tile: whole: unfinished tiles of {size} left there", whole | _narrow(shorter), pin)
    for name in ("checkpoint", "policy", next(name for name in less if name.startswith("documents/"))):
        yield Case(f"tile: whole: without {name[:14]}", {one: data for one, data in whole.items() if one != name}, pin)
        yield Case(f"tile: whole: {name[:14]} empty", whole | {name: b""}, pin)
    both = {name: data for name, data in (files | tiles).items() if name != "policy"}
    yield Case("tile: whole: beside the lines, without policy", both, pin)
    yield Case("tile: whole: no tile", folder(files, {}), pin)
    yield Case("tile: whole: an empty book.jsonl beside them", whole | {"book.jsonl": b""}, pin)
    empty = Book(book.origin, [], {}, book.log).seal()
    yield Case("tile: whole: empty book, no tile", folder(empty, {}), pin)
    yield Case("tile: whole: empty book and a tile", folder(empty, tiles_of(lines_of(files)[:2])), pin)
    other = Book.rekeyed(files, "other", "test.example/other-0a1b2c3d")
    yield Case("tile: whole: tiles of another book", whole | tiles_of(other.lines()), pin)
    yield Case("tile: whole: entries of another book", whole | _bundles(tiles_of(other.lines())), pin)
    yield Case("tile: whole: another book, its own pin", folder(other.seal(), tiles_of(other.lines())), pinned(other))
    number = "tile/entries/001"
    entry = b"\0\0"
    yield Case("tile: whole: an entry of no bytes", folder(files, tiles | {number: _put(tiles[number], entry)}), pin)
    newline = b"\0\3{}\n"
    yield Case("tile: whole: an entry with a newline", folder(files, tiles | {number: _put(tiles[number], newline)}), pin)
    large = (65_535).to_bytes(2, "big") + b"x" * 65_535
    yield Case("tile: whole: an entry of 65,535 bytes", folder(files, tiles | {number: _put(tiles[number], large)}), pin)


def _narrow(tiles: Files) -> Files:
    return {name: data for name, data in tiles.items() if ".p/" in name}


def _bundles(tiles: Files) -> Files:
    return {name: data for name, data in tiles.items() if name.startswith("tile/entries/")}


def _put(bundle: bytes, entry: bytes) -> bytes:
    """The bundle with another third entry."""
    return _first_of(bundle, True, 2) + entry + bundle[len(_first_of(bundle, True, 3)) :]


STRANGERS = [
    "tile/0/1", "tile/0/0000", "tile/0/x000/000", "tile/0/x00/000", "tile/0/005/000", "tile/0/000.p", "tile/0/000.p/0", "tile/0/000.p/00",
    "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/1000", "tile/0/000.p/1/x", "tile/00/000", "tile/64/000", "tile/63/000", "tile/-1/000",
    "tile/entry/000", "tile/Entries/000", "tile/entries/x001", "tile/entries/x001/000", "tile/0/x036/x028/x797/x018/x963/967",
    "tile/0/x036/x028/x797/x018/x963/968", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/000.p/+1", "tile/0/ 000", "tile/0/000.gz", "tile/x",
    "tile/0/x", "tile/2/000", "tile/2/000.p/1", "tile/1/001.p/1", "tile/0/003.p/1", "tile/entries/003.p/1", "tile/data/000", "tile/0/\u0660\u0660\u0660",
    "tile/7/x001/234.p/9", "tiles/0/000", "tile/.hidden", "tile/0/.p/1",
]  # fmt: skip


def stranger_cases() -> Iterator[Case]:
    """Files that are no tiles of this book, beside good ones."""
    book, files = book_of(LARGE)
    tiles, pin = tiles_of(lines_of(files)), pinned(book)
    for name in STRANGERS:
        for content in (b"x", tiles["tile/0/000"], tiles["tile/0/000"][:32]):
            yield Case(f"tile: stranger: {name} of {len(content)} bytes", folder(files, tiles | {name: content}), pin)
    name = "tile/0/000"
    without = {one: data for one, data in tiles.items() if one != name}
    yield Case("tile: stranger: a link in the place of a tile", folder(files, without), pin, links={name: "../../checkpoint"})
    first = "tile/entries/000"
    yield Case("tile: stranger: a link in the place of a bundle", folder(files, _without(tiles, first)), pin, links={first: "001"})
    yield Case("tile: stranger: a folder in the place of a tile", folder(files, without), pin, folders=[name])
    yield Case("tile: stranger: a folder of no level", folder(files, tiles), pin, folders=["tile/more"])
    yield Case("tile: stranger: a folder in a folder", folder(files, tiles), pin, folders=["tile/0/more"])
    deep = "tile" + "/a" * 12
    yield Case("tile: stranger: a file in many folders", folder(files, tiles | {f"{deep}/x": b"x", f"{deep}/y": b"x"}), pin)
    yield Case("tile: stranger: folders in many folders", folder(files, tiles), pin, folders=[deep, f"{deep}2"])
    archive = tar_of(folder(files, tiles | {f"{deep}/x": b"x", "tile/0/5": b"x", "tile/0/005": b"x"}))
    yield Case("tile: stranger: files in an archive", files, pin, tar=archive)
    yield Case("tile: stranger: a tile twice in an archive", files, pin, tar=twice(folder(files, tiles), "tile/1/000.p/2"))
    yield Case("tile: stranger: a bundle twice in an archive", files, pin, tar=twice(folder(files, tiles), "tile/entries/001"))
    yield Case("tile: stranger: a file for the folder", files | {"tile": b"x"}, pin)


def _without(tiles: Files, name: str) -> Files:
    return {one: data for one, data in tiles.items() if one != name}


def vast_cases() -> Iterator[Case]:
    """So many lines that a tile of level 2 stands. No line is an entry, which both say of each; the tiles are over the lines all the same."""
    book = small_book()
    lines = [b"%d" % number for number in range(VAST)]
    tiles = tiles_of(lines)
    text = checkpoint_text(book.origin, lines)
    files = {"checkpoint": text + b"\n" + book.log.line(book.origin, text)}
    top, below, last = "tile/2/000.p/1", "tile/1/001.p/1", "tile/1/000"
    changed = {
        "as it is": {}, "level 2 changed": {top: flipped(tiles[top], 9)}, "level 1 changed": {last: flipped(tiles[last], 32 * 255)},
        "unfinished level 1 changed": {below: flipped(tiles[below], 31)}, "level 2 twice as wide": {"tile/2/000.p/2": tiles[top] * 2},
        "level 3 there": {"tile/3/000.p/1": tiles[top]},
    }  # fmt: skip
    for how, more in changed.items():
        yield Case(f"tile: vast: {how}", files | tiles | more, pinned(book))
    yield Case("tile: vast: level 2 missing", files | _without(tiles, top), pinned(book))


def cases(mode: str) -> Iterator[Case]:
    yield from good_cases()
    for beside in (False, True):
        for size in (SMALL, LARGE):
            yield from tile_cases(size, beside)
        for size, steps in FLIP_EVERY[mode].items():
            yield from flip_cases(size, steps[beside], beside)
    yield from forged_cases(FORGE_EVERY[mode])
    yield from whole_cases()
    yield from stranger_cases()
    yield from vast_cases()
