"""Policies (C2SP tlog-policy), and what a checkpoint must satisfy: docs/format.md, section 10."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .note import COSIGNING_KEY, LOG_KEY, Checkpoint, Malformed, VerifierKey


@dataclass
class Policy:
    """Logs, witnesses and groups by name, and the name of the quorum; none if nobody must cosign."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str | None = None
    is_pin: bool = False

    @classmethod
    def of_log(cls, vkey: str) -> Policy:
        """A policy of one key alone."""
        return cls(logs=[VerifierKey.parse(vkey, LOG_KEY)], is_pin=True)

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        return _Parser(_text(data)).policy

    def signer(self, checkpoint: Checkpoint) -> VerifierKey | None:
        """The first log of the checkpoint's origin under whose key it is good."""
        logs = (log for log in self.logs if log.name == checkpoint.origin)
        return next((log for log in logs if checkpoint.signed_by(log)), None)

    def faults(self, checkpoint: Checkpoint) -> list[str]:
        """Why the checkpoint does not satisfy the policy; empty if it does."""
        if not any(log.name == checkpoint.origin for log in self.logs):
            return [f"the checkpoint is of {checkpoint.origin}, which is no log that is believed"]
        if self.signer(checkpoint) is None:
            return ["the checkpoint is not signed by the log"]
        cosigned = {name: checkpoint.signed_by(key) for name, key in self.witnesses.items()}
        if self.quorum is not None and not self._stands(self.quorum, cosigned):
            return ["the checkpoint is not cosigned by the quorum"]
        return []

    def cosigned_at(self, checkpoint: Checkpoint) -> int | None:
        """The latest time, in seconds, among the good cosignatures of its witnesses; none if there is no such."""
        times = (checkpoint.cosigned_at(key) for key in self.witnesses.values())
        return max((time for time in times if time is not None), default=None)

    def _stands(self, name: str, cosigned: dict[str, bool | None]) -> bool:
        if name in self.witnesses:
            return cosigned[name] is True
        least, members = self.groups[name]
        return sum(self._stands(member, cosigned) for member in members) >= least


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("the policy is not UTF-8") from error
    if any((character < " " and character not in "\t\n") or character == "\x7f" for character in text):
        raise Malformed("a control character in the policy")
    return text


class _Parser:
    def __init__(self, text: str) -> None:
        self.policy = Policy()
        self._quorums: list[str] = []
        self._members: set[str] = set()
        for line in text.split("\n"):
            items = [item for item in re.split("[ \t]+", line) if item]
            if items and not items[0].startswith("#"):
                self._line(items)
        if len(self._quorums) != 1:
            raise Malformed("a policy has exactly one quorum")
        self.policy.quorum = None if self._quorums[0] == "none" else self._quorums[0]

    def _line(self, items: list[str]) -> None:
        match items:
            case ["log", vkey] | ["log", vkey, _]:
                self._log(VerifierKey.parse(vkey, LOG_KEY))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._witness(name, VerifierKey.parse(vkey, COSIGNING_KEY))
            case ["group", name, least, *members] if members:
                self._group(name, least, members)
            case ["quorum", name]:
                if name != "none" and not self._defined(name):
                    raise Malformed(f"the quorum {name} is not defined before")
                self._quorums.append(name)
            case _:
                raise Malformed(f"not a line of a policy: {' '.join(items)[:80]!r}")

    def _defined(self, name: str) -> bool:
        return name in self.policy.witnesses or name in self.policy.groups

    def _define(self, name: str) -> None:
        if name == "none" or self._defined(name):
            raise Malformed(f"{name} is defined twice")

    def _log(self, key: VerifierKey) -> None:
        if any(log.key == key.key for log in self.policy.logs):
            raise Malformed("two logs with one key")
        self.policy.logs.append(key)

    def _witness(self, name: str, key: VerifierKey) -> None:
        self._define(name)
        if any(witness.key == key.key for witness in self.policy.witnesses.values()):
            raise Malformed("two witnesses with one key")
        self.policy.witnesses[name] = key

    def _group(self, name: str, least: str, members: list[str]) -> None:
        self._define(name)
        for member in members:
            if not self._defined(member) or member in self._members:
                raise Malformed(f"{member} is not defined before, or stands in a group already")
            self._members.add(member)
        count = {"any": 1, "all": len(members)}.get(least)
        if count is None:
            if not re.fullmatch("[1-9][0-9]{0,8}", least) or int(least) > len(members):
                raise Malformed(f"{least[:20]} of {len(members)} members")
            count = int(least)
        self.policy.groups[name] = (count, members)
