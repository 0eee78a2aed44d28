"""Patterns compiled when first used, and the data files beside the code.

A cold process that reads one small file would otherwise spend more time compiling patterns it
never needs than reading.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from sys import maxsize


class Lazy:
    """A pattern with the methods of `re.Pattern` that reading uses."""

    __slots__ = ("_flags", "_made", "source")

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self._flags = flags
        self._made: re.Pattern[str] | None = None

    def made(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._made is None:
            self._made = re.compile(self.source, self._flags)
        return self._made

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.made().match(text, start)

    def fullmatch(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self.made().fullmatch(text, start)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.made().search(text, start)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.made().finditer(text, start, end)


def data_bytes(name: str) -> bytes:
    """A data file of this package: "weights/heads.json", "houses/plain.toml"."""
    with open(os.path.join(os.path.dirname(__file__), *name.split("/")), "rb") as file:
        return file.read()
