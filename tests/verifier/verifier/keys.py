"""Whose key counts at which entry, signatures and proofs of possession: docs/format.md, section 5."""

from __future__ import annotations

from typing import Any

from . import canonical, ed25519
from .entry import Entry
from .forms import is_hex
from .findings import Report

COMMAND_TYPE = "application/vnd.yishi.command.v1+json"
POSSESSION_TYPE = "application/vnd.yishi.possession.v1+json"


class KeyRing:
    """The keys in force, each with its member, and the engine's key, which stands from the founding on."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._engine: str | None = None

    def check(self, entry: Entry, line: int, report: Report) -> None:
        """Reports what is wrong with the entry's signature and key, then lets its events change the keys for the next one."""
        self._check_key(entry, line, report)
        payload = ed25519.pre_authentication(COMMAND_TYPE, entry.command_bytes)
        signature = entry.value["signature"]
        if not ed25519.verifies(bytes.fromhex(entry.command["key"]), bytes.fromhex(signature["value"]), payload):
            report.add("signature", "the signature does not verify", line)
        origin = entry.command["origin"]
        fault = next(filter(None, (_fault_of_possession(row, origin) for row in _enrolled_by(entry.order))), None)
        if fault is not None:
            report.add("possession", fault, line)
        for event in entry.events:
            self._apply(event)

    def _check_key(self, entry: Entry, line: int, report: Report) -> None:
        key, actor = entry.command["key"], entry.command["actor"]
        if key != entry.value["signature"]["key"]:
            report.add("key", "the signature is under another key than the command names", line)
        if actor["party"] == "engine":
            if key != self._engine:
                report.add("key", "not the engine's key", line)
            return
        founds = entry.kind == "create_book" and self._engine is None
        owners = _founders(entry) if founds else self._owners
        if key not in owners:
            report.add("key", "the key is not in force at this entry", line)
        elif owners[key] != actor["id"]:
            report.add("key", "the key is somebody else's", line)

    def _apply(self, event: dict[str, Any]) -> None:
        match event:
            case {"kind": "book_created", "engine_key": str(engine), "registrars": list(rows)}:
                self._enrol(rows)
                self._engine = engine
            case {"kind": "keys_enrolled", "keys": list(rows)}:
                self._enrol(rows)
            case {"kind": "key_revoked", "key": str(key)}:
                self._owners.pop(key, None)

    def _enrol(self, rows: list[Any]) -> None:
        for row in rows:
            if isinstance(row, dict) and isinstance(row.get("key"), str) and isinstance(row.get("member"), str):
                self._owners[row["key"]] = row["member"]


def _founders(entry: Entry) -> dict[str, str]:
    """The registrars whom the first entry puts in force; one of them signs it."""
    rows = (row for event in entry.events if event["kind"] == "book_created" for row in event["registrars"])
    return {row["key"]: row["member"] for row in rows}


def _enrolled_by(order: dict[str, Any]) -> list[Any]:
    """The rows of keys that an order wants to enrol, each with its proof."""
    match order:
        case {"kind": "create_book", "registrars": list(rows)}:
            return rows
        case {"kind": "request_registrar_act", "act": {"act": "enrol_keys", "keys": list(rows)}}:
            return rows
    return []


def _fault_of_possession(row: Any, origin: str) -> str | None:
    if not _is_key_row(row):
        return "a key without its proof of possession"
    claim = canonical.spell({"key": row["key"], "member": row["member"], "origin": origin})
    payload = ed25519.pre_authentication(POSSESSION_TYPE, claim)
    if ed25519.verifies(bytes.fromhex(row["key"]), bytes.fromhex(row["possession"]), payload):
        return None
    return f"the proof of possession for a key of {row['member']} does not verify"


def _is_key_row(row: Any) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("member"), str):
        return False
    return is_hex(row.get("key"), 64) and is_hex(row.get("possession"), 128)
