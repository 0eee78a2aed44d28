"""What a setting is worth: every rule counted over finished lines, offending lines named.

It looks at the result, not at how it came about: at which characters begin and end lines, and at
the width that widths, adjustments and spacing add up to. So it would also find faults of `lines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from exporter.messages import Message, say, say_chain, sentence
from exporter.startup.records import dataclass, field
from exporter.typography.measure import Measured, SetLine, natural, shrink_places, two_han
from exporter.typography.rules import (
    CLAUSE_ENDS,
    FULL_WIDTH,
    GAP_SHRINK,
    HALF,
    HANGING,
    may_begin_with_dash,
    may_break,
)
from exporter.typography.spacing import spread

RULES = {
    "line-start": sentence("lines begin with a mark that may not begin one"),
    "dash-start": sentence(
        "lines begin with a dash or an ellipsis, as the level suffers where need be"
    ),
    "line-end": sentence("lines end with an opening mark"),
    "split": sentence("lines end within a dash, an ellipsis, a number or a word"),
    "pair": sentence("pairs of marks take more than an em and a half"),
    "gap": sentence("places between Han and Latin have no gap"),
    "trim": sentence("lines begin or end with the blank half of a mark"),
    "flush": sentence("lines are not flush to 1/20 em"),
    "loose": sentence("lines are stretched by more than 0.15 em a gap"),
    "last-line": sentence("paragraphs end in a line with a single character"),
    "stranded": sentence("single lines of a paragraph stand alone at a column's top or foot"),
    "subhead": sentence("subheads stand at a column's foot"),
    "heading": sentence("headings leave a character alone on a line"),
    "clause": sentence("headings are broken elsewhere than at the clauses they have room for"),
    "glyph": sentence("characters are in no font"),
}
"""What is counted, in the order of the report."""
SHOWN = 20
"""Offending lines of each rule that the report quotes."""
_BOUND = frozenset(("flush", "loose", "split"))
"""Rules that some texts leave no way to keep: words longer than a line, numbers that do not fit."""
_FLUSH = 50
_LOOSE = 150
_WORD = frozenset("lkjp")


@dataclass(slots=True)
class Tally:
    """Counts over one document. `found[rule]` are the beginnings of the offending lines, each with
    the reason where the text leaves no way around."""

    lines: int = 0
    paragraphs: int = 0
    found: dict[str, list[Message]] = field(default_factory=lambda: {rule: [] for rule in RULES})

    def paragraph(self, m: Measured, lines: Sequence[SetLine], first: int, rest: int) -> None:
        """Looks at a justified paragraph set `first`, then `rest` mem wide."""
        self.paragraphs += 1
        self.lines += len(lines)
        for index, line in enumerate(lines):
            last = index == len(lines) - 1
            limit = first if index == 0 else rest
            for rule in _line_faults(m, line, limit, first=index == 0, last=last):
                why = _why(m, line, limit) if rule in _BOUND else None
                self.fault(rule, m.text[line.start : line.end], why)

    def heading(self, m: Measured, lines: Sequence[SetLine], limit: int) -> None:
        """Looks at a heading at most `limit` mem wide."""
        self.lines += len(lines)
        if len(lines) < 2:
            return
        for line in lines:
            if len(m.text[line.start : line.end].strip()) < 2:
                self.fault("heading", m.text)
        apart = [line for line in lines[:-1] if not _clause_ends(m, line.end)]
        if apart and _by_clauses(m, limit) <= len(lines):
            self.fault("clause", m.text[apart[0].start : apart[0].end])

    def fault(self, rule: str, line: str, why: Message | None = None) -> None:
        """Counts an offending line, with the reason where the text leaves no way around."""
        begins = say("{text}…", text=line[:12])
        self.found[rule].append(say("{line} ({why})", line=begins, why=why) if why else begins)

    def sentences(self) -> Iterator[tuple[str, Message]]:
        """(rule, what was found) for each rule, with up to `SHOWN` of the lines."""
        for rule, words in RULES.items():
            lines = self.found[rule]
            told = say(
                "{count} in {lines} lines: {rule}",
                count=len(lines),
                lines=self.lines,
                rule=say(words),
            )
            left = len(lines) - SHOWN
            rest = [say("and {count} more", count=left)] if left > 0 else []
            yield rule, say_chain("{before}; {after}", [told, *lines[:SHOWN], *rest])


def _line_faults(
    m: Measured, line: SetLine, limit: int, *, first: bool, last: bool
) -> Iterator[str]:
    start, end = line.start, line.end
    while end > start + 1 and m.classes[end - 1] == "s":
        end -= 1
    level = m.marks.level
    begins, ends = m.classes[start], m.classes[end - 1]
    if not first and begins == "d" and may_begin_with_dash(m.classes, start, level):
        yield "dash-start"
    elif not first and begins in level.no_start:
        yield "line-start"
    if not last:
        if ends in level.no_end or (not level.solidus_ends and _solidus(m, end)):
            yield "line-end"
        after = m.classes[end]
        whole = (ends == "d" and after == "d") or (ends in _WORD and after in _WORD)
        if whole and not may_break(m.text, m.classes, end, level):
            yield "split"
    elif not first and not two_han(m.text, start):
        yield "last-line"
    each, extra = spread(m, line)
    if _untrimmed(m, line, end):
        yield "trim"
    yield from _pair_faults(m, start, end, each, extra)
    if each > _LOOSE:
        yield "loose"
    width = _width(m, line, end, each, extra)
    if (abs(width - limit) > _FLUSH) if not last else (width > limit + _FLUSH):
        yield "flush"


def _pair_faults(
    m: Measured, start: int, end: int, each: float, extra: dict[int, float]
) -> Iterator[str]:
    for p in range(start, end - 1):
        pair = m.classes[p : p + 2]
        if pair in ("hl", "lh", "ph"):
            if extra.get(p, 0) + each < GAP_SHRINK - 1:
                yield "gap"
        elif pair in ("cc", "co", "oo"):
            full = [m.widths[p] >= FULL_WIDTH, m.widths[p + 1] >= FULL_WIDTH]
            taken = HALF * full[pair == "oo"]
            if m.marks.tight and pair == "co":
                taken = HALF * sum(full)
            if taken and extra.get(p, 0) + each > -taken + 1:
                yield "pair"


def _width(m: Measured, line: SetLine, end: int, each: float, extra: dict[int, float]) -> float:
    """The line as it is drawn, glyph after glyph; a closing mark at its end without its blank."""
    total = -float(line.trim)
    for p in range(line.start, end):
        total += m.widths[p]
        if p < end - 1:
            total += extra.get(p, 0) + each
    trimmed = m.classes[end - 1] == "c" and m.widths[end - 1] >= FULL_WIDTH
    hangs = trimmed and m.marks.hanging and m.text[end - 1] in HANGING
    return total - (m.widths[end - 1] if hangs else HALF if trimmed else 0)


def _clause_ends(m: Measured, at: int) -> bool:
    return m.text[at - 1] in CLAUSE_ENDS or m.classes[at - 1] == "s"


def _by_clauses(m: Measured, limit: int) -> float:
    """How many lines a heading takes that is broken at its clauses only."""
    ends = [p for p in range(1, len(m.text)) if _clause_ends(m, p)] + [len(m.text)]
    count, start, last = 1, 0, 0
    for end in ends:
        if natural(m, start, end) > limit:
            count, start = count + 1, last
            if natural(m, start, end) > limit:
                return inf
        last = end
    return count


def _untrimmed(m: Measured, line: SetLine, end: int) -> bool:
    """Whether the blank half of a mark stands at an edge of the line: before an opening one at its
    start, after a closing one at its end."""
    start = line.start
    opening = m.classes[start] == "o" and m.widths[start] >= FULL_WIDTH and line.trim < HALF
    closing = m.classes[end - 1] == "c" and m.widths[end - 1] >= FULL_WIDTH
    kept = m.tails[end] - m.ends[end - 1] if closing else 0
    return opening or kept > HALF


def _solidus(m: Measured, end: int) -> bool:
    return m.text[end - 1] in "/／" and m.classes[end] not in _WORD


def _why(m: Measured, line: SetLine, limit: int) -> Message | None:
    """Why a line could not be filled: what follows cannot be parted and does not fit."""
    n, level = len(m.text), m.marks.level
    at = next((p for p in range(line.end + 1, n) if may_break(m.text, m.classes, p, level)), n)
    room = sum(amount for _, _, amount in shrink_places(m, line.start, at))
    piece = m.text[line.end : at].strip()
    if line.end == n or natural(m, line.start, at) - limit <= room:
        return None
    return say("{words} does not fit and is not parted", words=piece)
