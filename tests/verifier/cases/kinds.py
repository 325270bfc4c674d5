"""An entry with each frozen command, and with each frozen event: its form, and the texts that it brings in. Then their fields changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases import Case, pinned, small_book
from forge import Value

FROZEN = Path(__file__).parents[3] / "crates" / "yishi-core" / "tests" / "fixtures"
AT = 7


def frozen(name: str) -> list[Value]:
    lines = [json.loads(line) for line in (FROZEN / name).read_text("utf-8").splitlines()]
    return [one for line in lines for one in (line if isinstance(line, list) else [line])]


def changed(value: Value) -> Iterator[tuple[str, Value]]:
    """The object with each of its fields, also inside of it, absent, null, of another type, misspelt, and with a field more."""
    for path in _paths(value, ()):
        for name in ("absent", "null", "other type", "misspelt", "unknown field"):
            other = copy.deepcopy(value)
            holder: Any = other
            for step in path[:-1]:
                holder = holder[step]
            if name == "absent":
                del holder[path[-1]]
            elif name == "null":
                holder[path[-1]] = None
            elif name == "other type":
                holder[path[-1]] = {} if isinstance(holder[path[-1]], (int, str)) else 7
            elif name == "misspelt":
                holder[path[-1]] = _misspelt(holder[path[-1]])
                if other == value:
                    continue
            elif isinstance(holder[path[-1]], dict):
                holder[path[-1]]["zzz"] = 1
            else:
                holder[path[-1]] = [holder[path[-1]]]
            yield f"{'.'.join(map(str, path))} {name}", other


def _misspelt(value: Value) -> Value:
    """Another value of the same type: a text with another last character, a number below all."""
    if isinstance(value, str):
        return value[:-1] + "~"
    return -1 if type(value) is int else value


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, inner in items:
        if name != "kind":
            yield (*path, name)
            yield from _paths(inner, (*path, name))


def cases(mode: str) -> Iterator[Case]:
    book = small_book()
    for source, put in (("commands", _put_command), ("events", _put_event)):
        for number, value in enumerate(frozen(f"{source}-v1.jsonl")):
            variants = [("as it is", value), *(changed(value) if mode == "full" else ())]
            for name, other in variants:
                made = book.copy()
                put(made.entries[AT], other)
                yield Case(f"kind: {source} {number} {value['kind']}: {name}", made.seal(), pinned(book))


def _put_command(entry: Value, value: Value) -> None:
    entry["command"]["command"], entry["events"] = value, []


def _put_event(entry: Value, value: Value) -> None:
    entry["events"] = [value]
