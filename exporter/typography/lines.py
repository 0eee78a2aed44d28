"""Breaking a paragraph into lines, and what each line needs to be flush.

Four steps one can name: classify (`rules`), measure (`measure`), break (`break_lines`), space
(`spread`). A first fit is tried first, for in Chinese it is nearly always perfect; where it leaves
a line looser than `LOOSE`, or one character alone on the last line, the whole paragraph is broken
again as an optimum over all its lines (total fit, as Knuth and Plass have it, with the stretch and
shrink of Chinese marks in the place of word spaces).

Push in before push out (rule 5): a line that is too long by less than its marks can give is drawn
together. All lengths in thousandths of an em of the paragraph's base size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from exporter.typography.rules import (
    EM,
    FULL_WIDTH,
    GAP,
    GAP_SHRINK,
    HALF,
    adjustments,
    classify,
    is_han,
    may_break,
)

LOOSE = 26
"""Stretch per gap, in mem, up to which a first fit is taken as it is: 1/38 em cannot be seen."""
_WORST = 1e9
_STRAY = 400.0
"""Cost of a last line with a single Han character: dearer than any acceptable set of lines."""
_BEAM = 4
"""Ends of lines followed further at each level. Against 12, in measures of 12 to 37 em, 3 of
5,460 set paragraphs came out dearer."""
_CHOICES = 4
_FIXED = re.compile(r"[lkjp](?=[lkjp])|d(?=d)|.(?=z)")
_SHRINKABLE = re.compile(r"c|.(?=o)|h(?=l)|[lp](?=h)")


@dataclass(frozen=True, slots=True)
class Measured:
    """A paragraph ready to break. `adjust[p]` is added after character p when p+1 follows it on
    the same line: +GAP between Han and Latin, -HALF between two marks."""

    text: str
    classes: str
    widths: Sequence[int]
    adjust: dict[int, int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class SetLine:
    """Characters [start, end) on one line. `trim` is the blank half of an opening mark that hangs
    out before the margin; `slack` is what is still to distribute (negative: to take away) so that
    the line is flush; 0 on a last line."""

    start: int
    end: int
    trim: int
    slack: int


def measure(text: str, widths: Sequence[int]) -> Measured:
    """Settles the width of every mark before any break (rules 1, 2 and 4)."""
    classes = classify(text)
    adjust: dict[int, int] = {}
    plus = list(widths)
    for at in adjustments(classes):
        p = at - 1
        if classes[p] in "co":
            if widths[p if classes[p] == "c" else at] < FULL_WIDTH:
                continue
            adjust[p] = -HALF
        else:
            adjust[p] = GAP
        plus[p] += adjust[p]
    return Measured(text, classes, widths, adjust, list(accumulate(plus, initial=0)))


def natural(m: Measured, start: int, end: int) -> int:
    """The width of [start, end) as a line of its own: edges trimmed, no gap at either edge."""
    last = end - 1
    width = m.ends[end] - m.ends[start] - m.adjust.get(last, 0) - _trim_start(m, start)
    letter = m.classes[last]
    if letter == "c" and m.widths[last] >= FULL_WIDTH:
        return width - HALF
    while last >= start and m.classes[last] == "s":
        width -= m.widths[last]
        last -= 1
    return width


def _trim_start(m: Measured, start: int) -> int:
    if m.classes[start] == "o" and m.widths[start] >= FULL_WIDTH:
        return HALF
    return 0


def break_lines(m: Measured, first: int, rest: int) -> list[SetLine]:
    """Lines of at most `first`, then `rest` mem. Loses no character; never raises; an unbreakable
    word longer than the line is broken where it fills it."""
    if not m.text:
        return []
    lines = _first_fit(m, first, rest)
    return lines if lines is not None else _Fit(m).lines(first, rest)


def balance_lines(m: Measured, limit: int, most: int) -> list[SetLine]:
    """Lines of a heading: as few as fit `limit` (at most `most` tried), as equal as they can be,
    broken by preference at spaces and after marks (rule 10); none is justified."""
    total = natural(m, 0, len(m.text))
    for count in range(1, most + 1):
        if total <= limit * count:
            found = _balanced(m, limit, count)
            if found:
                return found
    return [SetLine(line.start, line.end, line.trim, 0) for line in _Fit(m).lines(limit, limit)]


def _balanced(m: Measured, limit: int, count: int) -> list[SetLine] | None:
    """`count` lines with the least sum of squared differences from their mean, or None."""
    n = len(m.text)
    if count == 1:
        return [SetLine(0, n, _trim_start(m, 0), 0)] if natural(m, 0, n) <= limit else None
    ideal = natural(m, 0, n) / count
    spots = [p for p in range(1, n) if may_break(m.text, m.classes, p)]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for step in range(count):
        reached: dict[int, tuple[float, list[int]]] = {}
        targets = [n] if step == count - 1 else spots
        for start, (cost, path) in best.items():
            for end in targets:
                if end <= start:
                    continue
                width = natural(m, start, end)
                if width > limit or (end - start) < 2:
                    continue
                at_clause = end == n or m.classes[end - 1] in "sc"
                price = cost + ((width - ideal) / EM) ** 2 + (0.0 if at_clause else 8.0)
                if price < reached.get(end, (_WORST, path))[0]:
                    reached[end] = (price, [*path, end])
        best = reached
    if n not in best:
        return None
    ends = best[n][1]
    return [
        SetLine(start, end, _trim_start(m, start), 0)
        for start, end in zip([0, *ends], ends, strict=False)
    ]


def _skip_spaces(m: Measured, at: int) -> int:
    while at < len(m.text) and m.classes[at] == "s":
        at += 1
    return at


def _first_fit(m: Measured, first: int, rest: int) -> list[SetLine] | None:
    """Every line as full as it can be; None as soon as one is not good enough to keep."""
    text, classes, ends, n = m.text, m.classes, m.ends, len(m.text)
    lines: list[SetLine] = []
    start, limit = 0, first
    while start < n:
        trim = _trim_start(m, start)
        end = max(bisect_right(ends, ends[start] + trim + limit) - 1, start + 1)
        while end < n and natural(m, start, end + 1) <= limit:
            end += 1
        if end >= n:
            if lines and not _two_han(text, start):
                return None
            lines.append(SetLine(start, n, trim, 0))
            return lines
        if not may_break(text, classes, end):
            end -= 1
            if end <= start or not may_break(text, classes, end):
                return None
        slack = limit - natural(m, start, end)
        if slack < 0 or slack > LOOSE * (end - start - 1):
            return None
        if slack and "l" in classes[start:end] and slack > LOOSE * _gaps(classes, start, end):
            return None
        lines.append(SetLine(start, end, trim, slack))
        start, limit = _skip_spaces(m, end), rest
    return lines


def _two_han(text: str, start: int) -> bool:
    count = 0
    for char in text[start : start + 12]:
        count += is_han(char)
        if count == 2 or (char.isascii() and char.isalnum()):
            return True
    return len(text) - start > 12


def _gaps(classes: str, start: int, end: int) -> int:
    """Gaps that may stretch on a line: all but those within Latin words and doubled dashes."""
    line = classes[start:end].rstrip("s")
    return max(len(line) - 1 - sum(m.end() - m.start() for m in _FIXED.finditer(line)), 0)


class _Fit:
    """Total fit over one paragraph: running sums make the cost of a line a few additions."""

    def __init__(self, m: Measured) -> None:
        self.m = m
        size = len(m.text)
        fixed = [0] * size
        for found in _FIXED.finditer(m.classes):
            for p in range(found.start(), found.end()):
                fixed[p] = 1
        self.fixed = list(accumulate(fixed, initial=0))
        room = [0] * size
        for p, amount in shrink_places(m, 0, size):
            room[p] = amount
        self.room = list(accumulate(room, initial=0))

    def lines(self, first: int, rest: int) -> list[SetLine]:
        """The least costly lines, found level by level; `_BEAM` ends of each level go on."""
        m, n = self.m, len(self.m.text)
        level: list[tuple[float, int, _Path | None]] = [(0.0, 0, None)]
        done: tuple[float, _Path] | None = None
        limit = first
        while level:
            reached: dict[int, tuple[float, int, _Path | None]] = {}
            for cost, start, path in level:
                for end, price in self._ends(start, limit):
                    after = _skip_spaces(m, end)
                    total = cost + price
                    if after >= n:
                        if done is None or total < done[0]:
                            done = (total, (n, path))
                    elif after not in reached or total < reached[after][0]:
                        reached[after] = (total, after, (after, path))
            best = done[0] if done else _WORST
            level = sorted(state for state in reached.values() if state[0] < best)[:_BEAM]
            limit = rest
        assert done is not None
        return self._set(done[1], first, rest)

    def _set(self, path: _Path, first: int, rest: int) -> list[SetLine]:
        m, n = self.m, len(self.m.text)
        starts: list[int] = []
        step: _Path | None = path
        while step is not None:
            starts.append(step[0])
            step = step[1]
        starts.append(0)
        starts.reverse()
        out: list[SetLine] = []
        for start, end in pairwise(starts):
            slack = (first if start == 0 else rest) - natural(m, start, end)
            slack = min(slack, 0) if end == n else slack
            out.append(SetLine(start, end, _trim_start(m, start), slack))
        return out

    def _ends(self, start: int, limit: int) -> list[tuple[int, float]]:
        """Where a line from `start` may end, with the cost of each: a few, longest first."""
        m = self.m
        n = len(m.text)
        out: list[tuple[int, float]] = []
        end = min(bisect_right(m.ends, m.ends[start] + limit + 2 * EM), n)
        while end > start and len(out) < _CHOICES:
            if end == n or may_break(m.text, m.classes, end):
                slack = limit - natural(m, start, end)
                price = self._price(start, end, slack)
                if price < _WORST:
                    out.append((end, price))
                    if price < 1.0 or slack > 3 * EM:
                        break
            end -= 1
        if out:
            return out
        forced = max(bisect_right(m.ends, m.ends[start] + limit) - 1, start + 1)
        return [(min(forced, n), 1e6)]

    def _price(self, start: int, end: int, slack: int) -> float:
        if slack < 0:
            room = self.room[end - 1] - self.room[start]
            return _WORST if -slack > room else 1.0 + 5.0 * (slack / room) ** 2
        if end == len(self.m.text):
            return 0.0 if start == 0 or _two_han(self.m.text, start) else _STRAY
        gaps = end - 1 - start - (self.fixed[end - 1] - self.fixed[start])
        if gaps <= 0:
            return 0.0 if slack == 0 else 1e5 + slack
        each = slack / gaps
        return (each / 30) ** 2 + (each if each > 150 else 0.0)


_Path = tuple[int, "_Path | None"]


def shrink_places(m: Measured, start: int, end: int) -> list[tuple[int, int]]:
    """(p, amount): how much can be taken after character p of the line [start, end), in the order
    of rule 5: interpuncts and brackets, 、，；：, the Han-Latin gap, then 。！？ ."""
    ranked: list[tuple[int, int, int]] = []
    for found in _SHRINKABLE.finditer(m.classes, start, end):
        p = found.start()
        if p >= end - 1:
            continue
        adjusted = m.adjust.get(p)
        if adjusted == GAP:
            ranked.append((2, p, GAP_SHRINK))
        elif adjusted is None and m.classes[p] == "c" and m.widths[p] >= FULL_WIDTH:
            char = m.text[p]
            ranked.append((1 if char in "、，；：" else 3 if char in "。！？．" else 0, p, HALF))
        elif adjusted is None and m.classes[p + 1] == "o" and m.widths[p + 1] >= FULL_WIDTH:
            ranked.append((0, p, HALF))
    ranked.sort()
    return [(p, amount) for _, p, amount in ranked]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a line is made flush: `each` (mem, may be a fraction) after every gap that may stretch,
    `extra[p]` mem after character p in addition (its adjustment included)."""

    each: float
    extra: dict[int, int]


def spread(m: Measured, line: SetLine) -> Spread:
    """Distributes a line's slack (rule 5)."""
    last = line.end - 1
    extra = {p: m.adjust[p] for p in _adjusted(m, line.start, last)}
    if line.slack < 0:
        _take(m, line, extra, -line.slack)
        return Spread(0.0, extra)
    if line.slack == 0:
        return Spread(0.0, extra)
    slack = line.slack
    soft = [p for p, amount in extra.items() if amount == GAP]
    if "s" in m.classes[line.start : last]:
        soft += [p for p in range(line.start, last) if m.classes[p] == "s"]
    if soft:
        add = min(GAP_SHRINK, slack // len(soft))
        for p in soft:
            extra[p] = extra.get(p, 0) + add
        slack -= add * len(soft)
    gaps = _gaps(m.classes, line.start, line.end)
    if gaps:
        return Spread(slack / gaps, extra)
    return Spread(0.0, extra)


def _adjusted(m: Measured, start: int, last: int) -> list[int]:
    if len(m.adjust) < 8:
        return [p for p in m.adjust if start <= p < last]
    return [p for p in range(start, last) if p in m.adjust]


def _take(m: Measured, line: SetLine, extra: dict[int, int], need: int) -> None:
    for p, amount in shrink_places(m, line.start, line.end):
        taken = min(amount, need)
        extra[p] = extra.get(p, 0) - taken
        need -= taken
        if not need:
            return
