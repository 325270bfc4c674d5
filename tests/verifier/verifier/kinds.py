"""The forms of commands and events, read from the tables of docs/format-kinds.md themselves.

What a table says in a way that is not understood here is not checked; everything else is: fields there and none besides, and their types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from math import gcd
from pathlib import Path
from typing import Any

from .canonical import LARGEST_INTEGER
from .forms import is_hex, is_name, names_a_book

DOCUMENT = Path(__file__).parents[3] / "docs" / "format-kinds.md"
Check = Callable[[Any], "str | None"]

LINK = re.compile(r"\[([^\]]+)\]\(#[^)]*\)")
ID = re.compile(r"`(\w+)_<index>`")
FIELD = re.compile(r", `(\w+)`: ")
PERIOD = re.compile(r"([1-9][0-9]{0,4})(h|d|wd|mo)")
LONGEST = {"h": 87_840, "d": 3_660, "wd": 3_660, "mo": 120}
SHARE = re.compile(r"(0|[1-9][0-9]{0,9})/([1-9][0-9]{0,9})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def anything(_: Any) -> str | None:
    return None


@dataclass
class Fields:
    """An object: its fields with their checks, which of them may be absent, and what else stands in it."""

    checks: dict[str, Check] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    not_empty: set[str] = field(default_factory=set)
    besides: dict[str, str] = field(default_factory=dict)

    def __call__(self, value: Any) -> str | None:
        if not isinstance(value, dict):
            return "no object"
        for name in value.keys() - self.checks.keys() - self.besides.keys():
            return f"unknown field {name}"
        for name, check in self.checks.items():
            if name not in value:
                if name not in self.optional:
                    return f"field {name} is missing"
            elif name in self.not_empty and value[name] in ([], {}):
                return f"{name} is empty, and not absent"
            elif fault := check(value[name]):
                return f"{name}: {fault}"
        return None


@dataclass
class Forms:
    """One of several forms: literals, objects with a tag, or objects with one key."""

    literals: set[str] = field(default_factory=set)
    tagged: dict[tuple[str, str], Fields] = field(default_factory=dict)
    keyed: dict[str, Check] = field(default_factory=dict)
    is_open: bool = False

    def __call__(self, value: Any) -> str | None:
        if self.is_open:
            return None
        if isinstance(value, str):
            return None if value in self.literals else f"{value[:40]!r} is none of the words"
        if not isinstance(value, dict):
            return "neither word nor object"
        for (tag, word), fields in self.tagged.items():
            if value.get(tag) == word:
                return fields(value)
        if len(value) == 1 and (key := next(iter(value))) in self.keyed:
            return self.keyed[key](value[key])
        return "none of the forms"


class Kinds:
    """All commands, events and parts of the document."""

    def __init__(self, text: str) -> None:
        self.parts: dict[str, Check] = {}
        self.commands: dict[str, Fields] = {}
        self.events: dict[str, Fields] = {}
        chapter = ""
        for section in re.split(r"^(?=##)", text, flags=re.MULTILINE):
            title, _, body = section.partition("\n")
            if title.startswith("## "):
                chapter = title[3:]
            elif title.startswith("### "):
                self._section(chapter, title[4:].strip("` "), body)

    def _section(self, chapter: str, name: str, body: str) -> None:
        if chapter == "Parts":
            self.parts[name] = self._part(body)
            return
        fields = self._fields(body)
        fields.besides["kind"] = name
        (self.commands if chapter == "Commands" else self.events)[name] = fields

    def _part(self, body: str) -> Check:
        rows = [line for line in body.splitlines() if line.startswith("| `")]
        if "| form |" in body:
            return self._forms(rows)
        return self._fields(body) if rows else next((check for words, check in WRITTEN if words in body), anything)

    def _fields(self, body: str) -> Fields:
        fields = Fields()
        for line in body.splitlines():
            cells = line.strip("| ").split(" | ")
            if line.startswith("| `") and len(cells) >= 2:
                self._field(fields, cells[0].strip("` "), cells[1].strip())
        return fields

    def _field(self, fields: Fields, name: str, text: str) -> None:
        fields.checks[name] = self.type_of(text)
        if "absent" in text:
            fields.optional.add(name)
        if "absent if default" in text or "absent if empty" in text:
            fields.not_empty.add(name)

    def _forms(self, rows: list[str]) -> Forms:
        forms = Forms()
        for row in rows:
            self._form(forms, row.strip("| ").split(" | ")[0].strip())
        return forms

    def _form(self, forms: Forms, cell: str) -> None:
        if literal := re.fullmatch(r'`"(\w+)"`', cell):
            forms.literals.add(literal[1])
        elif tag := re.match(r'`"(\w+)":"(\w+)"`', cell):
            fields = Fields(besides={tag[1]: tag[2]})
            starts = [*FIELD.finditer(cell)]
            ends = [start.start() for start in starts[1:]] + [len(cell)]
            for start, end in zip(starts, ends):
                self._field(fields, start[1], re.sub(r" \(.*$", "", LINK.sub(r"[\1]", cell[start.end() : end])))
            forms.tagged[tag[1], tag[2]] = fields
        elif key := re.fullmatch(r'`\{"(\w+)": ?…\}`(?: with|:) (.*)', cell):
            forms.keyed[key[1]] = self.type_of(key[2])
        else:
            forms.is_open = True

    def type_of(self, text: str) -> Check:
        """The check of a type as the tables write it."""
        text = LINK.sub(r"[\1]", text).split(";")[0].strip()
        if part := re.fullmatch(r"\[(\w+)\]", text):
            return lambda value: self.parts.get(part[1], anything)(value)
        if array := re.fullmatch(r"(?:sorted )?arrays? of (.*?)(?:, ascending)?", text):
            return _array(self.type_of(array[1]))
        if pairs := re.match(r"object from .*? to (.*)", text):
            return _object(self.type_of(pairs[1]))
        if number := ID.fullmatch(text):
            return _pattern(re.compile(number[1] + r"_(0|[1-9][0-9]*)(_([2-9]|[1-9][0-9]+))?"))
        return next((check for start, check in SIMPLE if text.startswith(start)), anything)


def _array(check: Check) -> Check:
    def run(value: Any) -> str | None:
        if not isinstance(value, list):
            return "no array"
        return next((fault for item in value if (fault := check(item))), None)

    return run


def _object(check: Check) -> Check:
    def run(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "no object"
        return next((fault for item in value.values() if (fault := check(item))), None)

    return run


def _pattern(pattern: re.Pattern[str]) -> Check:
    return lambda value: None if isinstance(value, str) and pattern.fullmatch(value) else f"{str(value)[:40]!r} has another form"


def _holds(test: Callable[[Any], bool], what: str) -> Check:
    return lambda value: None if test(value) else f"no {what}"


_TEXT = _holds(lambda value: isinstance(value, str), "text")
SIMPLE: list[tuple[str, Check]] = [
    ("name of a book", _holds(names_a_book, "name of a book")),
    ("name of a", _holds(is_name, "name")),
    ("names of", _holds(is_name, "name")),
    ("64 hex digits", _holds(lambda value: is_hex(value, 64), "64 hex digits")),
    ("integer", _holds(lambda value: type(value) is int and 0 <= value <= LARGEST_INTEGER, "count")),
    ("number", _holds(lambda value: type(value) is int and value >= 0, "count")),
    ("text", _TEXT),
    ("string", _TEXT),
    ("boolean", _holds(lambda value: type(value) is bool, "boolean")),
    ("true or false", _holds(lambda value: type(value) is bool, "boolean")),
    ("`true` or `false`", _holds(lambda value: type(value) is bool, "boolean")),
    ("date", _pattern(DATE)),
    ("period", lambda value: _period(value)),
    ("share such as", lambda value: _share(value)),
]


def _share(value: Any) -> str | None:
    found = SHARE.fullmatch(value) if isinstance(value, str) else None
    if found is None or any(int(part) >= 1 << 32 for part in found.groups()):
        return "no share"
    numerator, denominator = map(int, found.groups())
    return None if numerator <= denominator and gcd(numerator, denominator) == 1 else "no share in lowest terms"


def _period(value: Any) -> str | None:
    found = PERIOD.fullmatch(value) if isinstance(value, str) else None
    return None if found and int(found[1]) <= LONGEST[found[2]] else "no period"


WRITTEN: list[tuple[str, Check]] = [
    ("A length of time as a charter writes it", _period),
    ("Written as an integer", _holds(lambda value: type(value) is int and value >= 0, "count")),
]


@cache
def kinds() -> Kinds:
    return Kinds(DOCUMENT.read_text("utf-8"))


def fault_of_command(order: dict[str, Any]) -> str | None:
    fields = kinds().commands.get(order["kind"])
    return fields(order) if fields else f"unknown command {order['kind'][:40]}"


def fault_of_event(event: dict[str, Any]) -> str | None:
    fields = kinds().events.get(event["kind"])
    return fields(event) if fields else f"unknown event {event['kind'][:40]}"
