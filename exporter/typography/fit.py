"""Total fit: a paragraph's lines as an optimum over all of them, and headings in even lines.

The method is Knuth and Plass's, with the stretch and shrink of Chinese marks in the place of word
spaces, searched level by level: all sets of k lines before those of k + 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from math import inf

from exporter.startup.patterns import Lazy
from exporter.typography.measure import (
    Measured,
    SetLine,
    natural,
    shrink_places,
    skip_spaces,
    two_han,
)
from exporter.typography.rules import EM, ProhibitionLevel, may_begin_with_dash, may_break

WORST = 1e9
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
_Path = tuple[int, "_Path | None"]
_State = tuple[float, int, _Path | None]
"""Cost so far, where the next line starts, and the ends that led there, last first."""


def total_fit(m: Measured, first: int, rest: int, *, fewest: bool = False) -> list[SetLine]:
    """The least costly lines of at most `first`, then `rest` mem; with `fewest` as few of them as
    can be, whatever they cost."""
    return Fit(m, rest).lines(first, 0, len(m.text), fewest=fewest)


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

    def _liberty(self, end: int, level: ProhibitionLevel) -> float | None:
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
