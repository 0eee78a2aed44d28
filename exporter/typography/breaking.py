"""Breaking a paragraph into lines, and what each line needs to be flush.

Four steps one can name: classify (`rules`), measure (`measure`), break (`break_lines`), space
(`spread`). A first fit is tried first, for in Chinese it is nearly always perfect; where it leaves
a line looser than `LOOSE`, or one character alone on the last line, that line and a few before it
are broken again, and those after it, as an optimum over all of them (see `fit`).

Push in before push out (rule 5): a line that is too long by less than its marks can give is drawn
together. All lengths in thousandths of an em of the paragraph's base size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from exporter.typography.fit import Fit, total_fit
from exporter.typography.measure import (
    Measured,
    SetLine,
    made_line,
    natural,
    shrink_places,
    skip_spaces,
    stretch_gaps,
    two_han,
)
from exporter.typography.rules import (
    EM,
    may_break,
)

LOOSE = 40
"""Stretch per gap, in mem, up to which a first fit is taken as it is: 1/25 em cannot be seen."""
_LOOSER = 70
"""Stretch per gap up to which a line that cannot be filled is taken without further search."""
_GENTLE = 0.6
"""The share of what its marks can give that a line is drawn together without further search."""
_BACK = (2, 8, 24)
"""Lines given back where a first fit stops: the trouble is seldom older, but where a line still
gapes, more are."""
_SEEN = 120
"""Stretch per gap, in mem, from which on a line gapes."""


def break_lines(m: Measured, first: int, rest: int) -> Sequence[SetLine]:
    """Lines of at most `first`, then `rest` mem. Loses no character; never raises; an unbreakable
    word longer than the line is broken where it fills it."""
    if not m.text:
        return ()
    lines, whole = _first_fit(m, first, rest, 0)
    if whole:
        return lines
    fit, n, line = Fit(m, rest), len(m.text), rest // EM
    while not whole:
        stopped = lines[-1].end if lines else 0
        past = stopped + line if stopped + 3 * line < n else n
        for back in _BACK:
            kept = max(len(lines) - back, 0)
            start = skip_spaces(m, lines[kept - 1].end) if kept else 0
            mended = fit.lines(rest if kept else first, start, past)
            if not kept or not _gapes(m, mended):
                break
        lines[kept:] = mended
        start = skip_spaces(m, lines[-1].end)
        if start >= n:
            break
        more, whole = _first_fit(m, rest, rest, start)
        lines += more
    return lines


def _gapes(m: Measured, lines: Sequence[SetLine]) -> bool:
    """Whether a line is stretched so that it is seen."""
    return any(line.slack > _SEEN * stretch_gaps(m, line.start, line.end) for line in lines)


def _first_fit(m: Measured, first: int, rest: int, start: int) -> tuple[list[SetLine], bool]:
    """Every line from character `start` on as full as it can be, and whether that went well to the
    end. It stops at a line that is not good enough to keep."""
    text, classes, _, _, _, ends, heads, tails, _, _, marks = m
    level = marks.level
    n = len(text)
    alike = m.han and not m.fixed
    lines: list[SetLine] = []
    limit = first
    while start < n:
        trim = heads[start] - ends[start]
        reach = heads[start] + limit
        end = max(bisect_right(ends, reach, start) - 1, start + 1)
        while end < n and tails[end + 1] <= reach:
            end += 1
        if end >= n:
            if start and not two_han(text, start):
                return lines, False
            lines.append(made_line(SetLine, (start, n, trim, 0)))
            return lines, True
        slack = reach - tails[end]
        good = classes[end - 1 : end + 1] == "hh" or may_break(text, classes, end, level)
        if good and slack:
            gaps = end - 1 - start if alike else stretch_gaps(m, start, end)
            good = 0 < slack <= LOOSE * gaps
        if not good:
            end = _nearby(m, start, end, reach)
            if not end:
                return lines, False
            slack = reach - tails[end]
        lines.append(made_line(SetLine, (start, end, trim, slack)))
        start, limit = end, rest
        if end < n and classes[end] == "s":
            start = skip_spaces(m, end)
    return lines, True


def _nearby(m: Measured, start: int, end: int, reach: int) -> int:
    """Another place near `end` for a line to end: pushed in a little before pushed out a little
    (rule 5); 0 where neither looks well."""
    text, classes, tails, n = m.text, m.classes, m.tails, len(m.text)
    level = m.marks.level
    for p in range(end, min(end + 3, n)):
        need = tails[p] - reach
        if need > 0 and may_break(text, classes, p, level):
            room = sum([amount for _, _, amount in shrink_places(m, start, p)])
            if need <= _GENTLE * room:
                return p
            break
    for p in range(end, max(end - 3, start + 1), -1):
        if may_break(text, classes, p, level):
            slack = reach - tails[p]
            return p if 0 <= slack <= _LOOSER * stretch_gaps(m, start, p) else 0
    return 0


_MORE = (-250, 0, 250, 500, 750, 1000)
"""How much narrower than need be a measure is taken for, in mem, to make a paragraph longer."""
_WIDER = 130
"""Stretch per gap, in mem, that such a paragraph may have."""


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
