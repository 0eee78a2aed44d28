"""What a setting is worth: every rule counted over finished lines, offending lines named.

It looks at the result, not at how it came about: at which characters begin and end lines, and at
the width that widths, adjustments and spacing add up to. So it would also find faults of `lines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from exporter.typography.lines import Measured, SetLine, spread, two_han
from exporter.typography.rules import FULL_WIDTH, GAP_SHRINK, HALF, may_break

RULES = {
    "line-start": "lines begin with a mark that may not begin one",
    "line-end": "lines end with an opening mark",
    "split": "lines end within a dash, an ellipsis, a number or a word",
    "pair": "pairs of marks take more than an em and a half",
    "gap": "places between Han and Latin have no gap",
    "flush": "lines are not flush to 1/20 em",
    "loose": "lines are stretched by more than 0.15 em a gap",
    "last-line": "paragraphs end in a line with a single character",
    "stranded": "single lines of a paragraph stand alone at a column's top or foot",
    "subhead": "subheads stand at a column's foot",
}
"""What is counted, in the order of the report."""
_FLUSH = 50
_LOOSE = 150
_NO_START = frozenset("cmdkup")
_NO_END = frozenset("oj")
_WORD = frozenset("lkjp")


@dataclass(slots=True)
class Tally:
    """Counts over one document. `found[rule]` are the beginnings of the offending lines."""

    lines: int = 0
    paragraphs: int = 0
    found: dict[str, list[str]] = field(default_factory=lambda: {rule: [] for rule in RULES})

    def paragraph(self, m: Measured, lines: Sequence[SetLine], first: int, rest: int) -> None:
        """Looks at a justified paragraph set `first`, then `rest` mem wide."""
        self.paragraphs += 1
        self.lines += len(lines)
        for index, line in enumerate(lines):
            last = index == len(lines) - 1
            limit = first if index == 0 else rest
            for rule in _line_faults(m, line, limit, first=index == 0, last=last):
                self.fault(rule, m.text[line.start : line.end])

    def fault(self, rule: str, line: str) -> None:
        """Counts an offending line."""
        self.found[rule].append(line[:12])

    def sentences(self) -> Iterator[tuple[str, str]]:
        """(rule, what was found) for each rule, with up to three of the lines."""
        for rule, words in RULES.items():
            lines = self.found[rule]
            shown = "".join(f"; {line}…" for line in lines[:3])
            yield rule, f"{len(lines)} in {self.lines} lines: {words}{shown}"


def _line_faults(
    m: Measured, line: SetLine, limit: int, *, first: bool, last: bool
) -> Iterator[str]:
    start, end = line.start, line.end
    while end > start + 1 and m.classes[end - 1] == "s":
        end -= 1
    begins, ends = m.classes[start], m.classes[end - 1]
    if not first and begins in _NO_START:
        yield "line-start"
    if not last:
        if ends in _NO_END:
            yield "line-end"
        after = m.classes[end]
        whole = (ends == "d" and after == "d") or (ends in _WORD and after in _WORD)
        if whole and not may_break(m.text, m.classes, end):
            yield "split"
    elif not first and not two_han(m.text, start):
        yield "last-line"
    each, extra = spread(m, line)
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
            mark = p if pair[0] == "c" else p + 1
            if m.widths[mark] >= FULL_WIDTH and extra.get(p, 0) + each > -HALF + 1:
                yield "pair"


def _width(m: Measured, line: SetLine, end: int, each: float, extra: dict[int, float]) -> float:
    """The line as it is drawn, glyph after glyph; a closing mark at its end without its blank."""
    total = -float(line.trim)
    for p in range(line.start, end):
        total += m.widths[p]
        if p < end - 1:
            pair = m.classes[p : p + 2]
            fixed = pair[1] == "z" or pair == "dd" or (pair[0] in _WORD and pair[1] in _WORD)
            total += extra.get(p, 0) + (0.0 if fixed else each)
    trimmed = m.classes[end - 1] == "c" and m.widths[end - 1] >= FULL_WIDTH
    return total - (HALF if trimmed else 0)
