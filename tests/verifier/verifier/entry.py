"""Entries and the commands in them: docs/format.md, sections 3 and 4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import canonical, kinds
from .forms import is_count, is_hex, is_name, names_a_log

LARGEST_ENTRY, LARGEST_COMMAND = 61_440, 24_576
ENTRY_FIELDS = {"command", "events", "index", "origin", "prev", "recorded_at", "ruleset", "signature", "v"}
COMMAND_FIELDS = {"actor", "command", "expires_at_ms", "key", "nonce", "origin", "seen", "v"}


class BadEntry(ValueError):
    """The bytes are not one canonical entry."""


@dataclass(frozen=True)
class Entry:
    """An entry whose bytes are canonical and whose fields have their forms."""

    data: bytes
    value: dict[str, Any]

    @classmethod
    def parse(cls, data: bytes) -> Entry:
        """Checks the entry's own fields; what stands in command and events is left to `check_content`."""
        if len(data) > LARGEST_ENTRY:
            raise BadEntry(f"larger than {LARGEST_ENTRY} bytes")
        try:
            value = canonical.parse(data)
        except canonical.NotCanonical as error:
            raise BadEntry(str(error)) from error
        _check_entry(value)
        return cls(data, value)

    def check_content(self) -> None:
        """Checks the form of the command, and that each event is one."""
        if len(self.command_bytes) > LARGEST_COMMAND:
            raise BadEntry(f"its command is larger than {LARGEST_COMMAND} bytes")
        _check_command(self.command)
        _need(all(map(_kinded, self.events)), "an event without kind")
        faults = [kinds.fault_of_command(self.order), *map(kinds.fault_of_event, self.events)]
        for fault in filter(None, faults):
            raise BadEntry(fault)

    @property
    def index(self) -> int:
        return self.value["index"]

    @property
    def command(self) -> dict[str, Any]:
        return self.value["command"]

    @property
    def order(self) -> dict[str, Any]:
        return self.command["command"]

    @property
    def kind(self) -> str:
        return self.order["kind"]

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.value["events"]

    @property
    def command_bytes(self) -> bytes:
        """The command as it stands in the entry: a canonical value inside of a canonical value has the same bytes."""
        return canonical.encode(self.command)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise BadEntry(what)


def _fields(value: Any, names: set[str], what: str, optional: frozenset[str] = frozenset()) -> None:
    _need(isinstance(value, dict), f"{what} is no object")
    _need(names <= value.keys() <= names | optional, f"{what} has other fields than {', '.join(sorted(names))}")


def _kinded(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("kind"), str)


def _check_entry(value: Any) -> None:
    _fields(value, ENTRY_FIELDS, "the entry")
    _need(type(value["v"]) is int and value["v"] == 1, "v is not 1")
    _need(isinstance(value["events"], list), "events is no array")
    _need(is_count(value["index"]), "index is no position")
    _need(names_a_log(value["origin"]), "origin names no log")
    _need(is_hex(value["prev"], 64), "prev is not 64 hex digits")
    _need(is_count(value["recorded_at"]), "recorded_at is no moment")
    _need(is_count(value["ruleset"]) and value["ruleset"] < 2**32, "ruleset is not below 2^32")
    _fields(value["signature"], {"key", "value"}, "the signature")
    _need(is_hex(value["signature"]["key"], 64), "the signature's key is not 64 hex digits")
    _need(is_hex(value["signature"]["value"], 128), "the signature is not 128 hex digits")


def _check_command(value: Any) -> None:
    _fields(value, COMMAND_FIELDS, "the command", frozenset({"assistance"}))
    _need(type(value["v"]) is int and value["v"] == 1, "the command's v is not 1")
    _check_actor(value["actor"])
    if "assistance" in value:
        _fields(value["assistance"], {"evidence", "principal"}, "assistance")
        _need(is_hex(value["assistance"]["evidence"], 64), "evidence is no commitment")
        _need(is_name(value["assistance"]["principal"]), "principal is no name")
    _need(_kinded(value["command"]), "an order without kind")
    _need(is_count(value["expires_at_ms"]), "expires_at_ms is no moment")
    _need(is_hex(value["key"], 64), "the command's key is not 64 hex digits")
    _need(is_hex(value["nonce"], 32), "nonce is not 32 hex digits")
    _need(isinstance(value["origin"], str), "the command's origin is no text")
    _fields(value["seen"], {"root", "size"}, "seen")
    _need(is_hex(value["seen"]["root"], 64) and is_count(value["seen"]["size"]), "seen is no checkpoint")


def _check_actor(actor: Any) -> None:
    _need(isinstance(actor, dict), "actor is no object")
    member = actor.keys() == {"id", "party"} and is_name(actor["id"]) and actor["party"] == "member"
    _need(member or actor == {"party": "engine"}, "actor is neither member nor engine")
