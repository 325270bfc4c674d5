"""Differences between the two verifiers that are by design. Each says why; everything else is a failure."""

from __future__ import annotations

from typing import Any


def is_known(case: Any, ours: Any, other: Any) -> bool:
    return False
