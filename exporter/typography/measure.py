"""Measure: a text as classes and widths, adjacent marks settled, gaps found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from exporter.startup.patterns import Lazy
from exporter.typography.rules import (
    DEFAULT_MARKS,
    EM,
    FULL_WIDTH,
    GAP,
    GAP_SHRINK,
    HALF,
    HANGING,
    QUARTER,
    Marks,
    classify,
    is_han,
)

_FIXED = Lazy("[lkjp](?=[lkjp])|d(?=d)|c(?=[cow])|o(?=o)|w(?=[cow])")
_EMS = list(range(0, 2048 * EM, EM))
"""The sums of a text of nothing but full widths: its numbers are made once."""
_BLANK = Lazy("[cow]")
_NOT_HAN = Lazy("[^h]+")
_MARK = Lazy("[cosw]")
SPECIAL = Lazy("[lkjpdzs]")
_LATIN_QUOTE = {"o": "j", "c": "k"}
_SQUEEZED = frozenset(("cc", "co", "oo", "cw"))
_SHRINK_RANK = {**dict.fromkeys("、，；：", 1), **dict.fromkeys("。！？．", 3)}


class Measured(NamedTuple):
    """A paragraph ready to break. `adjust[p]` is added after character p when p+1 follows it on
    the same line: +GAP between Han and Latin, -HALF between two marks; `places` are its keys in
    order. A line [start, end) is `tails[end] - heads[start]` wide. Nothing stretches after the
    characters in `fixed`: within Latin words, doubled dashes and pairs of marks, and before what is
    invisible. `han` is true of nothing but Han and Chinese marks."""

    text: str
    classes: str
    widths: Sequence[int]
    adjust: dict[int, int]
    places: list[int]
    ends: list[int]
    heads: list[int]
    tails: list[int]
    fixed: list[int]
    han: bool
    marks: Marks = DEFAULT_MARKS


class SetLine(NamedTuple):
    """Characters [start, end) on one line. `trim` is the blank half of an opening mark that hangs
    out before the margin; `slack` is what is still to distribute (negative: to take away) so that
    the line is flush; 0 on a last line."""

    start: int
    end: int
    trim: int
    slack: int


made_line = tuple.__new__
"""Makes tuples of a class without the detour over its own `__new__`: there are tens of
thousands of them."""


def measure(
    text: str,
    widths: Sequence[int],
    whole: frozenset[str] = frozenset(),
    style: Marks = DEFAULT_MARKS,
    latin: frozenset[int] = frozenset(),
) -> Measured:
    """`settle` for a text that was not classified. Marks in `whole` have no blank half and keep
    their width; quotes at the places `latin` are Latin ones."""
    return settle(text, latin_classes(classify(text, whole), latin), widths, style)


def latin_classes(classes: str, latin: frozenset[int]) -> str:
    """The classes of a text with Latin quotes at the places `latin`."""
    if not latin:
        return classes
    return "".join([_LATIN_QUOTE[c] if p in latin else c for p, c in enumerate(classes)])


def settle(
    text: str, classes: str, widths: Sequence[int], style: Marks = DEFAULT_MARKS
) -> Measured:
    """Settles the width of every mark before any break (rules 1, 2 and 4)."""
    marks = _Between(text, classes, widths)
    adjust, closing, n = marks.adjust, marks.closing, len(text)
    for found in _NOT_HAN.finditer(classes):
        start, end = found.span()
        if end - start == 1:  # by far the most frequent are single marks and digits
            letter = classes[start]
            if letter == "c":
                if widths[start] >= FULL_WIDTH:
                    closing.append(end)
                continue
            if letter == "l":
                if start:
                    adjust[start - 1] = GAP
                if end < n:
                    adjust[start] = GAP
                continue
        marks.run(start, end)
    if style.tight:
        marks.tighten()
    plus = widths
    if adjust:
        plus = list(widths)
        for p, amount in adjust.items():
            plus[p] += amount
    if not adjust and n < len(_EMS) and widths.count(EM) == n:
        ends = _EMS[: n + 1]
    else:
        ends = list(accumulate(plus, initial=0))
    heads, tails = ends.copy(), ends.copy()
    for p, amount in adjust.items():
        tails[p + 1] -= amount
    for p in closing:
        tails[p] -= HALF
    if style.hanging:
        for p in closing:
            if text[p - 1] in HANGING:
                tails[p] -= widths[p - 1] - HALF
    for p in marks.opening:
        heads[p] += HALF
    for p in marks.spaces:
        tails[p] = tails[p - 1]
    fixed = marks.fixed
    if "z" in classes:
        fixed = sorted({*fixed, *(p for p in range(n - 1) if classes[p + 1] == "z")})
    places = sorted(adjust)
    han = not SPECIAL.search(classes)
    return Measured(text, classes, widths, adjust, places, ends, heads, tails, fixed, han, style)


class _Between:
    """What stands between the Han of one paragraph. `closing` and `spaces` are the places after
    such a character, `opening` those before one."""

    def __init__(self, text: str, classes: str, widths: Sequence[int]) -> None:
        self.text = text
        self.classes = classes
        self.widths = widths
        self.adjust: dict[int, int] = {}
        self.closing: list[int] = []
        self.opening: list[int] = []
        self.spaces: list[int] = []
        self.fixed: list[int] = []

    def run(self, start: int, end: int) -> None:
        """A run of anything but Han."""
        classes, widths = self.classes, self.widths
        if classes[start] == "l" and start:
            self.adjust[start - 1] = GAP
        last = classes[end - 1]
        if last in "lp" and end < len(classes):
            self.adjust[end - 1] = GAP
        if last == "m" and end - start == 1:
            self._interpunct(start)
        if end - start > 1:
            self.fixed += [found.start() for found in _FIXED.finditer(classes, start, end)]
        for found in _MARK.finditer(classes, start, end):
            p = found.start()
            letter = classes[p]
            if letter == "s":
                self.spaces.append(p + 1)
                continue
            if letter == "w":
                self._middle(p)
                continue
            squeezed = classes[p : p + 2] in _SQUEEZED
            if squeezed and widths[p if letter == "c" else p + 1] >= FULL_WIDTH:
                self.adjust[p] = -HALF
            if widths[p] >= FULL_WIDTH:
                if letter == "c":
                    self.closing.append(p + 1)
                else:
                    self.opening.append(p)

    def _middle(self, at: int) -> None:
        """A mark in the middle of its square gives the blank quarter that is towards another mark;
        before an opening one the blank half of that is enough."""
        after = self.classes[at + 1 : at + 2]
        if after == "o" and self._blank(at + 1):
            self.adjust[at] = -HALF
        elif after in ("c", "w") and self._blank(at):
            self.adjust[at] = -QUARTER

    def tighten(self) -> None:
        """Takes the blank halves at the outer sides of adjacent marks, too."""
        pairs = [p for p, amount in self.adjust.items() if amount == -HALF]
        for p in pairs:
            pair = self.classes[p : p + 2]
            if pair == "co":
                self.adjust[p] = -2 * HALF if self._blank(p) and self._blank(p + 1) else -HALF
            elif pair == "cc" and self.classes[p + 2 : p + 3] not in ("c", "o"):
                self._trim(p + 1, p + 1)
            elif pair == "oo" and p and self.classes[p - 1] not in "co":
                self._trim(p - 1, p)

    def _trim(self, at: int, mark: int) -> None:
        if self._blank(mark) and at < len(self.text) - 1:
            self.adjust[at] = self.adjust.get(at, 0) - HALF

    def _blank(self, at: int) -> bool:
        return self.widths[at] >= FULL_WIDTH

    def _interpunct(self, at: int) -> None:
        """An interpunct between Han takes half an em, centred (GB/T 15834-2011, 5.1.7), whatever
        its face gives it."""
        if self.text[at] != "·" or not 0 < at < len(self.text) - 1:
            return
        width = self.widths[at]
        before = (HALF - width) // 2
        self.adjust[at - 1] = self.adjust.get(at - 1, 0) + before
        self.adjust[at] = HALF - width - before


def natural(m: Measured, start: int, end: int) -> int:
    """The width of [start, end) as a line of its own: edges trimmed, no gap at either edge."""
    return m.tails[end] - m.heads[start]


def skip_spaces(m: Measured, at: int) -> int:
    """The first place from `at` on that is no space: spaces at a break are not set."""
    while at < len(m.text) and m.classes[at] == "s":
        at += 1
    return at


def two_han(text: str, start: int) -> bool:
    """Whether a last line from `start` is long enough (rule 8): two Han, or a number or word."""
    count = 0
    for char in text[start : start + 12]:
        count += is_han(char)
        if count == 2 or (char.isascii() and char.isalnum()):
            return True
    return len(text) - start > 12


def stretch_gaps(m: Measured, start: int, end: int) -> int:
    """How many gaps of the line [start, end) may stretch."""
    classes, fixed = m.classes, m.fixed
    while end > start and classes[end - 1] == "s":
        end -= 1
    gaps = end - 1 - start
    if fixed:
        gaps -= bisect_left(fixed, end - 1) - bisect_left(fixed, start)
    return max(gaps, 0)


def shrink_places(m: Measured, start: int, end: int) -> list[tuple[int, int, int]]:
    """(rank, p, amount): how much can be taken after character p of the line [start, end).
    Lower ranks give first (rule 5): interpuncts and brackets, 、，；：, Han-Latin gap, 。！？."""
    text, classes, widths, adjust, places, last = *m[:5], end - 1
    first, stop = bisect_left(places, start), bisect_left(places, last)
    out = [(2, p, GAP_SHRINK) for p in places[first:stop] if adjust[p] == GAP]
    for found in _BLANK.finditer(classes, start, end):
        p = found.start()
        if widths[p] < FULL_WIDTH:
            continue
        if classes[p] != "o":
            if p < last and p not in adjust:
                given = HALF if classes[p] == "c" else QUARTER
                out.append((_SHRINK_RANK.get(text[p], 0), p, given))
        elif p > start and p - 1 not in adjust:
            out.append((0, p - 1, HALF))
    return out
