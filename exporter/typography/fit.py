"""Total fit: a paragraph's lines as an optimum over all of them, and headings in even lines.

The method is Knuth and Plass's, with the stretch and shrink of Chinese marks in the place of word
spaces, searched level by level: all sets of k lines before those of k + 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from exporter.patterns import Lazy
from exporter.typography.lines import (
    Measured,
    SetLine,
    break_lines,
    natural,
    shrink_places,
    skip_spaces,
    stretch_gaps,
    two_han,
)
from exporter.typography.rules import CLAUSE_ENDS, EM, Level, may_begin_with_dash, may_break

_WORST = 1e9
_STRAY = 400.0
"""Cost of a last line with a single Han character: dearer than any acceptable set of lines."""
_FORCED = 1e6
_TORN = 150.0
"""Cost of a break within a word or an address, at a place that means nothing: as a stretch of 1/4
em a gap."""
_DASH_BEGINS = 500.0
"""Cost of a dash or an ellipsis at a line's start, where the level suffers it: as a stretch of 1/3
em a gap."""
_JOINT = 20.0
"""The same after a dot, hyphen or slash of an address."""
_SHORT_PIECE = 500
"""How much, in mem, a line of nothing but Latin letters may end short of the margin."""
_LONG_WORD = Lazy("[lkjp]{10,}")
_ADDRESS = Lazy(r"://|www\.|@")
_PIECE = 3
"""Letters of a torn word that stay together at least."""
_BEAM = 4
"""Ends of lines followed further at each level. Against 12, in measures of 12 to 37 em, 3 of
5,460 set paragraphs came out dearer."""
_CHOICES = 4
_PERFECT = 1.0
"""What a line costs less than where nobody could see its stretch."""
_AHEAD = 100
_TAIL = 6
_MORE = (-250, 0, 250, 500, 750, 1000)
"""How much narrower than need be a measure is taken for, in mem, to make a paragraph longer."""
_WIDER = 130
"""Stretch per gap, in mem, that such a paragraph may have."""
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


_Path = tuple[int, "_Path | None"]
_State = tuple[float, int, _Path | None]
"""Cost so far, where the next line starts, and the ends that led there, last first."""


def total_fit(m: Measured, first: int, rest: int, *, fewest: bool = False) -> list[SetLine]:
    """The least costly lines of at most `first`, then `rest` mem; with `fewest` as few of them as
    can be, whatever they cost."""
    return Fit(m, rest).lines(first, 0, len(m.text), fewest=fewest)


def longer(m: Measured, lines: Sequence[SetLine], first: int, rest: int) -> list[SetLine] | None:
    """A paragraph in one line more than `lines`, each set a little wider; None where that would
    show. For columns that are to be of equal length."""
    last = lines[-1]
    wanting = rest - natural(m, last.start, last.end) + 2 * EM
    less = wanting // (len(lines) - 1)
    for more in _MORE:
        found = break_lines(m, first - less - more, rest - less - more)
        if len(found) > len(lines):
            break
    else:
        return None
    made = [line._replace(slack=line.slack + less + more) for line in found]
    made[-1] = made[-1]._replace(slack=0)
    if len(found) > len(lines) + 1 or not two_han(m.text, made[-1].start):
        return None
    return made if _unseen(m, made) else None


def shorter(m: Measured, lines: Sequence[SetLine], first: int, rest: int) -> list[SetLine] | None:
    """A paragraph in one line less than `lines`, its marks drawn together; None where they do not
    give that much."""
    found = total_fit(m, first, rest, fewest=True)
    fits = len(found) == len(lines) - 1 and two_han(m.text, found[-1].start)
    return found if fits and _unseen(m, found) else None


def _unseen(m: Measured, lines: Sequence[SetLine]) -> bool:
    """Whether no line is stretched so that it is seen."""
    return all(line.slack <= _WIDER * stretch_gaps(m, line.start, line.end) for line in lines)


def _lines(m: Measured, path: _Path, first: int, rest: int, begin: int) -> list[SetLine]:
    n = len(m.text)
    starts: list[int] = []
    step: _Path | None = path
    while step is not None:
        starts.append(step[0])
        step = step[1]
    starts.append(begin)
    starts.reverse()
    out: list[SetLine] = []
    for start, end in pairwise(starts):
        slack = (first if start == begin else rest) - natural(m, start, end)
        slack = min(slack, 0) if end == n else slack
        out.append(SetLine(start, end, m.heads[start] - m.ends[start], slack))
    return out


class Fit:
    """One paragraph in lines of `rest` mem: running sums make a line's cost a few additions."""

    def __init__(self, m: Measured, rest: int) -> None:
        self.m = m
        self.rest = rest
        self.torn = _torn(m, rest)
        self.fixed = [0]
        self.room = [0]
        """What may not stretch and what shrinks before a character, as far as it was asked for."""

    def lines(self, first: int, begin: int, past: int, *, fewest: bool = False) -> list[SetLine]:
        """The best lines from character `begin` on, the first of at most `first` mem. They may end
        behind `past`, where the line is good and nothing of the text before is in question."""
        m, n = self.m, len(self.m.text)
        level: list[_State] = [(0.0, begin, None)]
        done: tuple[float, _Path] | None = None
        limit = first
        while level:
            reached: dict[int, _State] = {}
            prices: dict[int, float] = {}
            for cost, start, path in level:
                for end, price in self.ends(start, limit):
                    after = skip_spaces(m, end) if end < n and m.classes[end] == "s" else end
                    total = cost + price
                    if after >= n:
                        if done is None or total < done[0]:
                            done = (total, (n, path))
                    elif after not in reached or total < reached[after][0]:
                        reached[after] = (total, after, (after, path))
                        prices[after] = price
            best = done[0] if done else inf
            level = sorted([state for state in reached.values() if state[0] < best])[:_BEAM]
            limit = self.rest
            if fewest and done is not None:
                break
            if level:
                cost, after, path = level[0]
                if path is not None and after >= past and prices[after] < _PERFECT:
                    done = (cost, path)
                    break
        assert done is not None
        return _lines(m, done[1], first, self.rest, begin)

    def _extend(self, end: int) -> None:
        """Brings the running sums up to character `end` and further."""
        m, start = self.m, len(self.room) - 1
        stop = min(len(m.text), end + _AHEAD)
        fixed, room = [0] * (stop - start), [0] * (stop - start)
        for p in m.fixed[bisect_left(m.fixed, start) : bisect_left(m.fixed, stop)]:
            fixed[p - start] = 1
        for _, p, amount in shrink_places(m, start, min(stop + 1, len(m.text))):
            if p < stop:
                room[p - start] = amount
        self.fixed += accumulate(fixed, initial=self.fixed.pop())
        self.room += accumulate(room, initial=self.room.pop())

    def ends(self, start: int, limit: int) -> list[tuple[int, float]]:
        """Where a line from `start` may end, with the cost of each: a few, longest first."""
        m = self.m
        text, classes, tails, room, fixed = m.text, m.classes, m.tails, self.room, self.fixed
        level = m.marks.level
        n = len(text)
        out: list[tuple[int, float]] = []
        torn = False
        reach = m.heads[start] + limit
        end = min(bisect_right(m.ends, reach + 2 * EM), n)
        if end >= len(room):
            self._extend(end)
        while end > start:
            slack = reach - tails[end]
            given = room[end - 1] - room[start] if slack < 0 else 0
            if slack + given < 0:  # too long, whatever its marks give
                end -= 1
                continue
            extra: float | None = 0.0
            if not (end == n or classes[end - 1 : end + 1] == "hh"):
                extra = self._liberty(end, level)
            if extra == _TORN and torn:  # the longest will do
                extra = None
            if extra is not None:
                torn = torn or extra == _TORN
                if slack < 0:
                    price = 1.0 + 5.0 * (slack / given) ** 2
                elif end == n:
                    price = 0.0 if start == 0 or two_han(text, start) else _STRAY
                else:
                    price = _stretch_price(slack, end - 1 - start - (fixed[end - 1] - fixed[start]))
                price += extra
                out.append((end, price))
                # A perfect line ends the search, unless so little is left that it may strand.
                perfect = price < _PERFECT and (end == n or n - end > _TAIL)
                if perfect or slack > 3 * EM or len(out) == _CHOICES:
                    return out
            end -= 1
        if out:
            return out
        return [(self._forced(start, reach), _FORCED)]

    def _liberty(self, end: int, level: Level) -> float | None:
        """What it costs that a line ends here, besides how it is filled; None where it may not."""
        m = self.m
        if may_break(m.text, m.classes, end, level):
            return 0.0
        if end in self.torn:
            return self.torn[end]
        return _DASH_BEGINS if may_begin_with_dash(m.classes, end, level) else None

    def _forced(self, start: int, reach: int) -> int:
        """Where a word longer than a line is broken: as late as it fits, between letters."""
        text, n = self.m.text, len(self.m.text)
        fits = min(max(bisect_right(self.m.ends, reach) - 1, start + 1), n)
        for p in range(fits, max(fits - 4, start + 1), -1):
            if p < n and text[p - 1].isalnum() and text[p].isalnum():
                return p
        return fits


def _torn(m: Measured, measure: int) -> dict[int, float]:
    """Where an address, or a word that is longer than a line anyway, may be broken at need, and
    what that costs."""
    out: dict[int, float] = {}
    for found in _LONG_WORD.finditer(m.classes):
        start, end = found.span()
        address = _ADDRESS.search(m.text, start, end)
        if not address and natural(m, start, end) <= measure:
            continue
        for p in range(start + _PIECE, end - _PIECE + 1):
            before = m.text[p - 1]
            if m.text[p].isalnum() and (before.isalnum() or (address and before in ".-/")):
                out[p] = _TORN if before.isalnum() else _JOINT
    return out


def _stretch_price(slack: int, gaps: int) -> float:
    if gaps <= 0:  # a piece of a long word
        return slack / 5 + max(slack - _SHORT_PIECE, 0)
    each = slack / gaps
    return (each / 30) ** 2 + (each if each > 150 else 0.0)


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
def _parts(text: str, classes: str, level: Level, bonds: Bonds) -> _Parts:
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
                if price < reached.get(end, (_WORST, path))[0]:
                    reached[end] = (price, [*path, end])
        best = reached
    if n not in best:
        return None
    ends = best[n][1]
    return [
        SetLine(start, end, m.heads[start] - m.ends[start], 0)
        for start, end in zip([0, *ends], ends, strict=False)
    ]
