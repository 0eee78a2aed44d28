"""Headings in even lines, parted between clauses and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from exporter.typography.fit import WORST, total_fit
from exporter.typography.measure import (
    Measured,
    SetLine,
    natural,
)
from exporter.typography.rules import CLAUSE_ENDS, EM, ProhibitionLevel, may_break

_NO_CLAUSE = 40.0
_BONDS = {"": 1.0, "0": 0.0, "1": 1.0, "2": 2.0, "3": 4.0, "4": 8.0, "5": 12.0}
"""What it costs to part two Han in a heading, by how often they stand together ("5": they are
nearly always one word)."""
_NEXT_WORD = 0.25
_COUNTED = 8.0
"""What it costs at least to part a number from what it counts: 三|千户, 10|条."""
_NUMERALS = frozenset(
    "0123456789０１２３４５６７８９〇零一二两兩三四五六七八九十百千万萬亿億几幾数數每"
)
_ORDINAL = "第"
_FIRM = 8.0
"""From so much on two characters are nearly always one word: 统一|, 唯一|."""
_QUOTED = 14.0
"""The same within quotes or brackets."""
_OPENERS, _CLOSERS = frozenset("“‘「『（《〈【(["), frozenset("”’」』）》〉】)]")
Bonds = Callable[[], Mapping[str, str]]
"""Gives how firmly pairs of characters hold together, where somebody knows."""


def no_bonds() -> Mapping[str, str]:
    """Nothing is known of words."""
    return {}


def balance_lines(m: Measured, limit: int, most: int, bonds: Bonds = no_bonds) -> Sequence[SetLine]:
    """Lines of a heading: as few as fit `limit` (at most `most` tried), as equal as they can be,
    broken by preference at spaces and after marks, else between words as far as `bonds` knows them
    (rule 10); none is justified. Rather than that a word is parted there are more lines."""
    n = len(m.text)
    total = natural(m, 0, n)
    if total <= limit:
        return [SetLine(0, n, m.heads[0], 0)]
    parts = _parts(m.text, m.classes, m.marks.level, bonds)
    fewest: list[SetLine] | None = None
    for count in range(2, most + 1):
        if total <= limit * count:
            found = _balanced(m, limit, count, parts.prices)
            if found and parts.torn.isdisjoint([line.end for line in found]):
                return found
            fewest = fewest or found
    return fewest or [SetLine(*line[:3], 0) for line in total_fit(m, limit, limit)]


class _Parts(NamedTuple):
    """Where a heading may be broken with what that costs, and where that parts a word."""

    prices: Mapping[int, float]
    torn: frozenset[int]


@lru_cache(maxsize=256)
def _parts(text: str, classes: str, level: ProhibitionLevel, bonds: Bonds) -> _Parts:
    """Where a heading may be broken. Kept: one heading is broken for every size and width that is
    tried."""
    out: dict[int, float] = {}
    torn: list[int] = []
    firm = _firm(text, classes, bonds())
    depth = 0
    for p in range(1, len(text)):
        depth += (text[p - 1] in _OPENERS) - (text[p - 1] in _CLOSERS)
        if not may_break(text, classes, p, level):
            continue
        price = _QUOTED * (depth > 0)
        if classes[p - 1] != "s" and text[p - 1] not in CLAUSE_ENDS:
            held = max(firm[p], _COUNTED) if _counts(text, p, firm) else firm[p]
            # Less holds where a word ends before this place or begins after it.
            price += _NO_CLAUSE + held - _NEXT_WORD * (firm[p - 1] + firm[p + 1])
            if held >= _FIRM:
                torn.append(p)
        out[p] = price
    return _Parts(out, frozenset(torn))


def _counts(text: str, p: int, firm: Sequence[float]) -> bool:
    """Whether a number ends before character `p`, and no word that ends in a numeral."""
    if text[p - 1] not in _NUMERALS:
        return False
    before = text[p - 2] if p > 1 else ""
    return before in _NUMERALS or before in ("", _ORDINAL) or firm[p - 1] < _FIRM


def _firm(text: str, classes: str, bonds: Mapping[str, str]) -> list[float]:
    """How firmly the characters before and after each place hold together."""
    if not bonds:
        return [0.0] * (len(text) + 1)
    pairs = [
        _BONDS[bonds.get(text[p - 1 : p + 1], "") if classes[p - 1 : p + 1] == "hh" else ""]
        for p in range(1, len(text))
    ]
    return [_BONDS[""], *pairs, _BONDS[""]]


def _balanced(
    m: Measured, limit: int, count: int, prices: Mapping[int, float]
) -> list[SetLine] | None:
    """`count` lines with the least sum of squared differences from their mean and of what the
    breaks cost, or None."""
    n, heads, tails = len(m.text), m.heads, m.tails
    ideal = natural(m, 0, n) / count
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for step in range(count):
        reached: dict[int, tuple[float, list[int]]] = {}
        targets: Iterable[int] = (n,) if step == count - 1 else prices
        for start, (cost, path) in best.items():
            for end in targets:
                if end - start < 2:
                    continue
                width = tails[end] - heads[start]
                if width > limit:
                    break
                price = cost + ((width - ideal) / EM) ** 2 + prices.get(end, 0.0)
                if price < reached.get(end, (WORST, path))[0]:
                    reached[end] = (price, [*path, end])
        best = reached
    if n not in best:
        return None
    ends = best[n][1]
    return [
        SetLine(start, end, m.heads[start] - m.ends[start], 0)
        for start, end in zip([0, *ends], ends, strict=False)
    ]
