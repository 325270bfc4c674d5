"""Canonical JSON: docs/format.md, section 1. One value has one spelling; any other is refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


class NotCanonical(ValueError):
    """The bytes are not the one spelling of a value."""


def parse(data: bytes) -> Any:
    """The value of which `data` is the canonical spelling."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        if encode(value) != data:
            raise NotCanonical("another spelling than the canonical one")
    except RecursionError as error:
        raise NotCanonical("nested too deep") from error
    except NotCanonical:
        raise
    except ValueError as error:
        raise NotCanonical(f"not JSON in UTF-8: {error}") from error
    if data.count(b"[") + data.count(b"{") > DEEPEST and _depth(value) > DEEPEST:
        raise NotCanonical(f"nested deeper than {DEEPEST}")
    return value


def encode(value: Any) -> bytes:
    """The bytes of a value whose objects hold their keys in canonical order already."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return text.encode("utf-8")


def spell(value: Any) -> bytes:
    """The canonical bytes of any value."""
    return encode(_sorted(value))


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for (before, _), (after, _) in zip(pairs, pairs[1:]):
        if _utf16(before) >= _utf16(after):
            raise NotCanonical(f"key {after!r} stands twice or out of order")
    return dict(pairs)


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST_INTEGER:
        raise NotCanonical(f"integer {digits[:30]} out of range")
    return number


def _refuse_number(digits: str) -> NoReturn:
    raise NotCanonical(f"no integer: {digits[:30]}")


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        containers = [item for item in level if isinstance(item, (dict, list))]
        if containers:
            deepest += 1
        level = [child for item in containers for child in (item.values() if isinstance(item, dict) else item)]
    return deepest
