"""Books in which an entry is not what it must be, although everything after it was signed, chained and hashed anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from cases import Case, pinned, small_book
from forge import Book, Value

AT = 7  # an ordinary entry, with others before and after it
OPENING, BALLOT, SEALING = 16, 18, 23
Edit = Callable[[Value], object]


def raw_edits(line: bytes) -> dict[str, bytes]:
    """Other bytes in the place of an entry's."""
    text = line.decode()
    return {
        "space after a colon": line.replace(b'"index":', b'"index": '),
        "space before": b" " + line,
        "space after": line + b" ",
        "carriage return": line + b"\r",
        "tab": line + b"\t",
        "byte order mark": b"\xef\xbb\xbf" + line,
        "keys out of order": line.replace(b',"v":1}', b"}").replace(b'{"command"', b'{"v":1,"command"', 1),
        "key twice": line.replace(b',"v":1}', b',"v":1,"v":1}'),
        "key twice inside": line.replace(b'"party":"member"', b'"party":"member","party":"member"', 1),
        "unknown field": line.replace(b',"v":1}', b',"v":1,"w":1}'),
        "float": line.replace(f'"index":{AT}'.encode(), f'"index":{AT}.0'.encode()),
        "exponent": line.replace(f'"index":{AT}'.encode(), f'"index":{AT}e0'.encode()),
        "leading zero": line.replace(f'"index":{AT}'.encode(), f'"index":0{AT}'.encode()),
        "minus zero": line.replace(b'"ruleset":1', b'"ruleset":-0'),
        "plus": line.replace(b'"ruleset":1', b'"ruleset":+1'),
        "escaped solidus": line.replace(b"/", b"\\/", 1),
        "escaped letter": line.replace(b'"kind"', b'"k\\u0069nd"', 1),
        "escaped upper case": line.replace(b'"party":"member"', b'"party":"member\\u001F"', 1),
        "lone surrogate": line.replace(b'"party":"member"', b'"party":"member\\ud800"', 1),
        "not UTF-8": line.replace(b'"party":"member"', b'"party":"member\xff"', 1),
        "overlong UTF-8": line.replace(b'"party":"member"', b'"party":"member\xc0\xaf"', 1),
        "raw control character": line.replace(b'"party":"member"', b'"party":"mem\x01ber"', 1),
        "empty": b"",
        "null": b"null",
        "array": b"[" + line + b"]",
        "twice on a line": line + line,
        "NaN": line.replace(b'"ruleset":1', b'"ruleset":NaN'),
        "Infinity": line.replace(b'"ruleset":1', b'"ruleset":Infinity'),
        "half": line[: len(line) // 2],
        "comma at the end": line[:-1] + b",}",
        "deep": line.replace(b'"events":[', b'"events":[' + b"[" * 100 + b"]" * 100 + b",", 1),
        "very deep": b"[" * 30_000 + b"]" * 30_000,
        "long": text[:-1].encode() + b',"w":"' + b"x" * 62_000 + b'"}',
    }


def _set(*path: str, to: object) -> Edit:
    def edit(value: Value) -> None:
        for name in path[:-1]:
            value = value[name]
        value[path[-1]] = to

    return edit


def _drop(*path: str) -> Edit:
    def edit(value: Value) -> None:
        for name in path[:-1]:
            value = value[name]
        del value[path[-1]]

    return edit


ORDER = ("command", "command")
FIELDS: dict[str, Edit] = {
    "v 2": _set("v", to=2),
    "v true": _set("v", to=True),
    "v text": _set("v", to="1"),
    "no v": _drop("v"),
    "no events": _drop("events"),
    "events null": _set("events", to=None),
    "events object": _set("events", to={}),
    "no event": _set("events", to=[]),
    "event without kind": lambda value: value["events"][0].pop("kind"),
    "event no object": _set("events", to=["seat_assigned"]),
    "event of unknown kind": lambda value: value["events"][0].update(kind="sun_risen"),
    "event with unknown field": lambda value: value["events"][0].update(zzz=1),
    "event without a field": lambda value: value["events"][0].pop("council"),
    "event with another type": lambda value: value["events"][0].update(council=1),
    "event with null": lambda value: value["events"][0].update(zzz=None),
    "index negative": _set("index", to=-1),
    "index text": _set("index", to=str(AT)),
    "index one more": _set("index", to=AT + 1),
    "index one less": _set("index", to=AT - 1),
    "index largest": _set("index", to=2**53 - 1),
    "index beyond": _set("index", to=2**53),
    "ruleset negative": _set("ruleset", to=-1),
    "ruleset 2^32 - 1": _set("ruleset", to=2**32 - 1),
    "ruleset 2^32": _set("ruleset", to=2**32),
    "ruleset 0": _set("ruleset", to=0),
    "recorded_at back": _set("recorded_at", to=1),
    "recorded_at negative": _set("recorded_at", to=-1),
    "recorded_at text": _set("recorded_at", to="1"),
    "recorded_at largest": _set("recorded_at", to=2**53 - 1),
    "origin other": _set("origin", to="test.example/other-0a1b2c3d"),
    "origin of the command other": _set("command", "origin", to="test.example/other-0a1b2c3d"),
    "origin malformed": _set("origin", to="Test.example/weiyang-0a1b2c3d"),
    "origin without slash": _set("origin", to="weiyang-0a1b2c3d"),
    "origin of the command malformed": _set("command", "origin", to="weiyang"),
    "origin too long": _set("origin", to="a" * 190 + "/" + "b" * 10 + "-0a1b2c3d"),
    "command null": _set("command", to=None),
    "command v 2": _set("command", "v", to=2),
    "command without v": _drop("command", "v"),
    "command unknown field": _set("command", "zzz", to=1),
    "command without nonce": _drop("command", "nonce"),
    "nonce short": _set("command", "nonce", to="00"),
    "nonce upper case": _set("command", "nonce", to="AB" * 16),
    "nonce null": _set("command", "nonce", to=None),
    "command without seen": _drop("command", "seen"),
    "seen without root": _drop("command", "seen", "root"),
    "seen with more": _set("command", "seen", "zzz", to=1),
    "seen size negative": _set("command", "seen", "size", to=-1),
    "seen root short": _set("command", "seen", to={"root": "00", "size": 0}),
    "seen root upper case": _set("command", "seen", to={"root": "AB" * 32, "size": 10**9}),
    "expires negative": _set("command", "expires_at_ms", to=-1),
    "expires text": _set("command", "expires_at_ms", to="1"),
    "actor null": _set("command", "actor", to=None),
    "actor text": _set("command", "actor", to="engine"),
    "actor of unknown party": _set("command", "actor", "party", to="council"),
    "actor without id": _drop("command", "actor", "id"),
    "actor with more": _set("command", "actor", "zzz", to=1),
    "actor engine with id": _set("command", "actor", to={"id": "secretary", "party": "engine"}),
    "actor with empty id": _set("command", "actor", "id", to=""),
    "actor with number": _set("command", "actor", "id", to=1),
    "assistance": _set("command", "assistance", to={"evidence": "00" * 32, "principal": "resident_0"}),
    "assistance null": _set("command", "assistance", to=None),
    "assistance without evidence": _set("command", "assistance", to={"principal": "resident_0"}),
    "assistance with more": _set("command", "assistance", to={"evidence": "00" * 32, "principal": "resident_0", "zzz": 1}),
    "order without kind": _drop(*ORDER, "kind"),
    "order of unknown kind": _set(*ORDER, "kind", to="rise_sun"),
    "order null": _set(*ORDER, to=None),
    "order with unknown field": _set(*ORDER, "zzz", to=1),
    "order without a field": _drop(*ORDER, "council"),
    "order with another type": _set(*ORDER, "council", to=1),
    "order with null": _set(*ORDER, "council", to=None),
    "order with an empty name": _set(*ORDER, "council", to=""),
    "order with a long name": _set(*ORDER, "council", to="c" * 5000),
    "order as event": _set(*ORDER, to={"kind": "seat_vacated"}),
    "command too large": _set(*ORDER, "council", to="c" * 24_577),
    "entry too large": lambda value: value["events"][0].update(council="c" * 61_440),
    "integer 2^53": lambda value: value["events"][0].update(zzz=2**53),
    "prev of zeros": lambda value: None,
}


def _with_raw(book: Book, index: int, data: bytes) -> Book:
    changed = book.copy()
    changed.raw[index] = lambda _: data
    return changed


def raw_cases(book: Book) -> Iterator[Case]:
    for index in (0, AT, len(book.entries) - 1):
        line = book.lines()[index]
        for name, data in raw_edits(line).items():
            if b"\n" not in data and data != line:
                yield Case(f"raw {index}: {name}", _with_raw(book, index, data).seal(), pinned(book))


def field_cases(book: Book) -> Iterator[Case]:
    for name, edit in FIELDS.items():
        changed = book.copy()
        edit(changed.entries[AT])
        if name == "prev of zeros":
            changed.prevs[AT] = "0" * 64
        yield Case(f"field: {name}", changed.seal(), pinned(book))
    for name, prev in {"prev short": "00", "prev upper case": "AB" * 32, "prev of another": "ab" * 32}.items():
        changed = book.copy()
        changed.prevs[AT] = prev
        yield Case(f"field: {name}", changed.seal(), pinned(book))
    for field, value in {"value short": "00", "value upper case": "AB" * 64, "value empty": ""}.items():
        changed = book.copy()
        changed.raw[AT] = lambda line, value=value: _signature_value(line, value)
        yield Case(f"field: signature {field}", changed.seal(), pinned(book))


def _signature_value(line: bytes, value: str) -> bytes:
    old = json.loads(line)["signature"]["value"]
    return line.replace(old.encode(), value.encode())


def depth_cases(book: Book) -> Iterator[Case]:
    for depth in (59, 60, 61, 62, 63, 64, 65):
        changed = book.copy()
        nested: object = 1
        for _ in range(depth):
            nested = [nested]
        changed.entries[AT]["events"].append({"kind": "nested", "value": nested})
        yield Case(f"depth: {depth} arrays inside of an event", changed.seal(), pinned(book))


def size_cases(book: Book) -> Iterator[Case]:
    for size in (61_439, 61_440, 61_441):
        changed = book.copy()
        event = changed.entries[AT]["events"][0]
        event["council"] = "c"
        event["council"] = "c" * (1 + size - len(changed.lines()[AT]))
        yield Case(f"size: entry of {len(changed.lines()[AT])} bytes", changed.seal(), pinned(book))
    for size in (24_575, 24_576, 24_577):
        changed = book.copy()
        order = changed.entries[AT]["command"]["command"]
        order["council"] = "c"
        length = len(json.dumps(changed.entries[AT]["command"], separators=(",", ":"), ensure_ascii=False).encode())
        order["council"] = "c" * (1 + size - length)
        yield Case(f"size: command of {size} bytes", changed.seal(), pinned(book))


def _null_for_absent(book: Book) -> None:
    book.entries[BALLOT]["events"][0]["replaces"] = None


def _more_in_a_tally(book: Book) -> None:
    book.entries[SEALING]["events"][0]["tally"]["totals"]["zzz"] = 1


def _more_in_a_form(book: Book) -> None:
    book.entries[OPENING]["events"][0]["scope"]["zzz"] = 1


def inner_cases(book: Book) -> Iterator[Case]:
    """Forms inside of events that a lax reader passes over."""
    edits = {"null for an absent field": _null_for_absent, "unknown field in a tally": _more_in_a_tally}
    for name, edit in (edits | {"unknown field beside a tag": _more_in_a_form}).items():
        changed = book.copy()
        edit(changed)
        yield Case(f"event: {name}", changed.seal(), pinned(book))


def cases() -> Iterator[Case]:
    book = small_book()
    yield Case("good: small book", book.seal(), pinned(book))
    yield Case("good: small book, unpinned", book.seal(), ["--unpinned"])
    yield Case("good: small book, without a pin", book.seal(), [])
    for make in (raw_cases, field_cases, inner_cases, depth_cases, size_cases):
        yield from make(book)
