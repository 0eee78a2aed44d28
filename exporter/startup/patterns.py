"""Patterns compiled when first used.

A cold process that reads one small file would otherwise spend more time compiling patterns it
never needs than reading: compiled at import, `exporter read` of a page took 1.35 times the
processor time and `exporter epub` 1.23 (medians of 20 pairs, Python 3.11). After its first use a
`Lazy` is as quick as the pattern: its methods are the pattern's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Lazy:
    """A pattern with the methods of `re.Pattern` that are used here."""

    __slots__ = (
        *("_flags", "source"),
        *("findall", "finditer", "fullmatch", "match", "search", "split", "sub"),
    )

    findall: Callable[..., list[str]]
    finditer: Callable[..., Iterator[re.Match[str]]]
    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    split: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """Asked for a method that is not there yet: all of them are put in their places."""
        made = re.compile(self.source, self._flags)
        self.findall, self.finditer = made.findall, made.finditer
        self.fullmatch, self.match = made.fullmatch, made.match
        self.search, self.split, self.sub = made.search, made.split, made.sub
        return object.__getattribute__(self, name)
