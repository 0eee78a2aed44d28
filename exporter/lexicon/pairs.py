"""How firmly two characters hold together, from a table of the pairs that newspapers print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from exporter.shipped import shipped_bytes

_FEW = 500
"""So many questions cost less than taking 26,000 pairs apart."""


class Pairs(Mapping[str, str]):
    """From a pair to how much more often it stands together than by chance: "0" (seldom) to "5"
    (nearly always one word). Only pairs seen often enough are in it.

    A line of the table holds the pairs of one level, one after another. They are looked for in the
    lines as they are, until it is asked often.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._halves: list[tuple[str, str]] = []
        """The first characters of each line's pairs, and the second ones."""
        self._asked = 0
        self._table: dict[str, str] = {}
        self._known: dict[str, bool] = {}

    def __getitem__(self, pair: str) -> str:
        if not self._table:
            self._asked += 1
            if self._asked <= _FEW:
                return self._sought(pair)
            for level, line in enumerate(self._lines):
                self._table.update(dict.fromkeys(_cut(line), str(level)))
        return self._table[pair]

    def __iter__(self) -> Iterator[str]:
        return (pair for line in self._lines for pair in _cut(line))

    def __len__(self) -> int:
        return sum(map(len, self._lines)) // 2

    def knows(self, char: str) -> bool:
        """Whether any pair has the character."""
        found = self._known.get(char)
        if found is None:
            found = self._known[char] = any(char in line for line in self._lines)
        return found

    def _sought(self, pair: str) -> str:
        if len(pair) != 2:
            raise KeyError(pair)
        if not self._halves:
            self._halves = [(line[::2], line[1::2]) for line in self._lines]
        before, after = pair[0], pair[1]
        for level, (firsts, seconds) in enumerate(self._halves):
            at = firsts.find(before)
            while at >= 0:
                if seconds[at] == after:
                    return str(level)
                at = firsts.find(before, at + 1)
        raise KeyError(pair)


def _cut(line: str) -> list[str]:
    return [line[at : at + 2] for at in range(0, len(line), 2)]


@cache
def pair_levels() -> Pairs:
    """The shipped table."""
    return Pairs(shipped_bytes("lexicon/pairs.txt").decode().splitlines())
