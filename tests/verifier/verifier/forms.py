"""The forms of single values: hex, counts, names."""

from __future__ import annotations

import re
from typing import Any

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
BOOK_NAME = re.compile(r"[a-z0-9._-]+/[a-z0-9._-]+-[0-9a-f]{8}")
LONGEST_BOOK_NAME = 200
LOG_NAME = re.compile(r"[!#-*,-\[\]-~]{1,200}")


def is_hex(value: Any, digits: int) -> bool:
    return isinstance(value, str) and len(value) == digits and re.fullmatch("[0-9a-f]*", value) is not None


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def names_a_log(value: Any) -> bool:
    """Whether a text can be the name of a log at all. Whether it is this book's is compared, so its finer form is not asked here."""
    return isinstance(value, str) and LOG_NAME.fullmatch(value) is not None


def names_a_book(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_BOOK_NAME and BOOK_NAME.fullmatch(value) is not None


def is_name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None
