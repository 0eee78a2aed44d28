"""Space: what the gaps and marks of a line take or give so that it is flush."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from exporter.typography.measure import SPECIAL, Measured, SetLine, made_line, shrink_places
from exporter.typography.rules import GAP, GAP_SHRINK

_TRACKING = 40
"""Space, in mem, that the letters of a word may take between them where nothing else can."""


class Spread(NamedTuple):
    """How a line is made flush: `each` mem, maybe a fraction, after every character of it and
    `extra[p]` after character p in addition (its adjustment included, and `each` taken back where
    nothing may stretch)."""

    each: float
    extra: dict[int, float]


def spread(m: Measured, line: SetLine) -> Spread:
    """Distributes a line's slack (rule 5)."""
    start, end, _, slack = line
    last = end - 1
    extra = _adjusted(m, start, last) if m.places else {}
    if slack < 0:
        _take(m, line, extra)
    if slack <= 0:
        return made_line(Spread, (0.0, extra))
    alike = not extra and (m.han or not SPECIAL.search(m.classes, start, end))
    if alike and last > start:  # most lines: nothing but Han and Chinese marks, none adjusted
        return made_line(Spread, (slack / (last - start), extra))
    return _stretched(m, line, slack - _widened(m, line, extra), extra)


def _adjusted(m: Measured, start: int, last: int) -> dict[int, float]:
    """The adjustments within a line: none after its last character."""
    places, adjust = m.places, m.adjust
    return {p: adjust[p] for p in places[bisect_left(places, start) : bisect_left(places, last)]}


def _widened(m: Measured, line: SetLine, extra: dict[int, float]) -> int:
    """Gives Han-Latin gaps and spaces, first of all, what they may take of a line's slack, all of
    them alike; how much that is."""
    start, last, classes = line.start, line.end - 1, m.classes
    soft = [p for p, amount in extra.items() if amount == GAP]
    if "s" in classes[start:last]:
        soft += [p for p in range(start, last) if classes[p] == "s"]
    if not soft:
        return 0
    add = min(GAP_SHRINK, line.slack // len(soft))
    for p in soft:
        extra[p] = extra.get(p, 0) + add
    return add * len(soft)


def _stretched(m: Measured, line: SetLine, slack: int, extra: dict[int, float]) -> Spread:
    """What is left is given alike to all places that may stretch."""
    start, end = line.start, line.end
    stop = end
    while stop > start and m.classes[stop - 1] == "s":
        stop -= 1
    fixed = m.fixed[bisect_left(m.fixed, start) : bisect_left(m.fixed, stop - 1)]
    gaps = stop - 1 - start - len(fixed)
    if gaps <= 0:
        return Spread(0.0, _tracked(start, end - 1, slack, extra))
    each = slack / gaps
    if stop < end:
        fixed.append(stop - 1)  # nothing opens before a space that hangs out
    for p in fixed:
        extra[p] = extra.get(p, 0) - each
    return made_line(Spread, (each, extra))


def _tracked(start: int, last: int, slack: float, extra: dict[int, float]) -> dict[int, float]:
    """A piece of a long word alone on its line: its letters are spaced, as little as no one sees,
    or it ends short."""
    each = slack / max(last - start, 1)
    if each > _TRACKING:
        return extra
    return {p: extra.get(p, 0) + each for p in range(start, last)}


def _take(m: Measured, line: SetLine, extra: dict[int, float]) -> None:
    """Takes a line's excess from its marks and gaps, rank after rank, alike from all of a rank:
    one comma drawn in by half an em is seen, five by a tenth are not."""
    need = -line.slack
    ranks: dict[int, list[tuple[int, int]]] = {}
    for rank, p, amount in shrink_places(m, line.start, line.end):
        ranks.setdefault(rank, []).append((p, amount))
    for rank in sorted(ranks):
        room = sum([amount for _, amount in ranks[rank]])
        wanted = min(room, need)
        given = passed = 0
        for p, amount in ranks[rank]:
            passed += amount
            part = wanted * passed // room - given  # whole mem, and in the end exactly `wanted`
            extra[p] = extra.get(p, 0) - part
            given += part
        need -= wanted
        if need <= 0:
            return
