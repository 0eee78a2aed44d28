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
_NEIGHBOURS = frozenset("cow")
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
    """Settles the width of every mark before any break (rules 1, 2 and 4).

    Of …说：“好。” in full widths the ： gives its half to the “ and the 。 its half to the ”; the
    gap between Han and Latin is added on both sides of the 3 in 第3版.
    """
    marks = _Between(text, classes, widths)
    marks.look()
    if style.tight:
        marks.tighten()
    adjust, fixed = marks.adjust, marks.fixed
    ends = _ends(widths, adjust)
    heads, tails = marks.heads(ends), marks.tails(ends, hanging=style.hanging)
    if "z" in classes:
        fixed = sorted({*fixed, *(p for p in range(len(text) - 1) if classes[p + 1] == "z")})
    places = sorted(adjust)
    han = not SPECIAL.search(classes)
    return Measured(text, classes, widths, adjust, places, ends, heads, tails, fixed, han, style)


def _ends(widths: Sequence[int], adjust: dict[int, int]) -> list[int]:
    """Where each character ends, in mem from the paragraph's begin: 0 first, adjustments in."""
    if adjust:
        plus = list(widths)
        for p, amount in adjust.items():
            plus[p] += amount
        return list(accumulate(plus, initial=0))
    count = len(widths)
    if count < len(_EMS) and widths.count(EM) == count:
        return _EMS[: count + 1]
    return list(accumulate(widths, initial=0))


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

    def look(self) -> None:
        """Takes note of all that is not Han."""
        classes, widths, closing = self.classes, self.widths, self.closing
        for found in _NOT_HAN.finditer(classes):
            start, end = found.span()
            if end - start > 1 or classes[start] != "c":
                self._run(start, end)
            elif widths[start] >= FULL_WIDTH:  # by far the most frequent: one mark between Han
                closing.append(end)

    def _run(self, start: int, end: int) -> None:
        """A run of anything but Han."""
        classes = self.classes
        if classes[start] == "l" and start:
            self.adjust[start - 1] = GAP
        if classes[end - 1] in "lp" and end < len(classes):
            self.adjust[end - 1] = GAP
        if end - start > 1:
            self.fixed += [found.start() for found in _FIXED.finditer(classes, start, end)]
        elif classes[start] == "l":
            return  # nothing more is to be said of one letter or digit
        elif classes[start] == "m":
            self._interpunct(start)
        for found in _MARK.finditer(classes, start, end):
            _NOTED[found.group()](self, found.start())

    def _space(self, at: int) -> None:
        self.spaces.append(at + 1)

    def _closing(self, at: int) -> None:
        """A closing mark gives its blank half to any mark after it, and at a line's end."""
        if self.widths[at] >= FULL_WIDTH:
            self.closing.append(at + 1)
            if self.classes[at + 1 : at + 2] in _NEIGHBOURS:
                self.adjust[at] = -HALF

    def _opening(self, at: int) -> None:
        """An opening mark gives its blank half to an opening one before it, and at a line's
        start."""
        if self.widths[at] >= FULL_WIDTH:
            self.opening.append(at)
        if self.classes[at + 1 : at + 2] == "o" and self._blank(at + 1):
            self.adjust[at] = -HALF

    def _middle(self, at: int) -> None:
        """A mark in the middle of its square gives the blank quarter that is towards another mark;
        before an opening one the blank half of that is enough."""
        after = self.classes[at + 1 : at + 2]
        if after == "o" and self._blank(at + 1):
            self.adjust[at] = -HALF
        elif after in ("c", "w") and self._blank(at):
            self.adjust[at] = -QUARTER

    def heads(self, ends: list[int]) -> list[int]:
        """Where a line begins that begins with each character: behind the blank half of an opening
        mark."""
        heads = ends.copy()
        for p in self.opening:
            heads[p] += HALF
        return heads

    def tails(self, ends: list[int], *, hanging: bool) -> list[int]:
        """Where a line ends that ends before each character: without an adjustment, the blank half
        of a closing mark (all of one that hangs) or a space."""
        tails, widths = ends.copy(), self.widths
        for p, amount in self.adjust.items():
            tails[p + 1] -= amount
        for p in self.closing:
            hangs = hanging and self.text[p - 1] in HANGING
            tails[p] -= widths[p - 1] if hangs else HALF
        for p in self.spaces:
            tails[p] = tails[p - 1]
        return tails

    def tighten(self) -> None:
        """Takes the blank halves at the outer sides of adjacent marks, too: ）（ lose an em between
        them, 。” another half after the ” and “《 another before the “."""
        for p in [p for p, amount in self.adjust.items() if amount == -HALF]:
            before, after = self.classes[p - 1 : p], self.classes[p + 2 : p + 3]
            match self.classes[p : p + 2]:
                case "co" if self._blank(p) and self._blank(p + 1):
                    self.adjust[p] = -2 * HALF
                case "cc" if after not in ("c", "o"):
                    self._trim(p + 1, p + 1)
                case "oo" if before not in ("", "c", "o"):
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


_NOTED = {
    "c": _Between._closing,
    "o": _Between._opening,
    "w": _Between._middle,
    "s": _Between._space,
}


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
