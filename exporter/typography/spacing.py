"""Space: what the gaps and marks of a line take or give so that it is flush."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from exporter.typography.measure import SPECIAL, Measured, SetLine, made_line, shrink_places
from exporter.typography.rules import (
    GAP,
    GAP_SHRINK,
)

_TRACKING = 40
"""Space, in mem, that the letters of a word may take between them where nothing else can."""


class Spread(NamedTuple):
    """How a line is made flush: `each` mem, maybe a fraction, after every character of it and
    `extra[p]` after character p in addition (its adjustment included, and `each` taken back where
    nothing may stretch)."""

    each: float
    extra: dict[int, float]


_NONE: dict[int, float] = {}
_PLAIN = Spread(0.0, _NONE)


def spread(m: Measured, line: SetLine) -> Spread:
    """Distributes a line's slack (rule 5)."""
    start, end, _, slack = line
    last = end - 1
    places = m.places
    if not places and slack >= 0 and m.han and last > start:  # most lines of most columns
        return made_line(Spread, (slack / (last - start), _NONE)) if slack else _PLAIN
    within = places[bisect_left(places, start) : bisect_left(places, last)] if places else ()
    adjust = m.adjust
    extra: dict[int, float] = {p: adjust[p] for p in within}  # none after the last character
    plain = not (extra or slack <= 0) and (m.han or not SPECIAL.search(m.classes, start, end))
    if plain and last > start:
        return made_line(
            Spread, (slack / (last - start), extra)
        )  # nothing but Han and Chinese marks
    if slack < 0:
        _take(m, line, extra)
        return made_line(Spread, (0.0, extra))
    if slack == 0:
        return made_line(Spread, (0.0, extra)) if extra else _PLAIN
    soft = [p for p, amount in extra.items() if amount == GAP]
    if "s" in m.classes[start:last]:
        soft += [p for p in range(start, last) if m.classes[p] == "s"]
    if soft:
        add = min(GAP_SHRINK, slack // len(soft))
        for p in soft:
            extra[p] = extra.get(p, 0) + add
        slack -= add * len(soft)
    stop = end
    while stop > start and m.classes[stop - 1] == "s":
        stop -= 1
    fixed = m.fixed[bisect_left(m.fixed, start) : bisect_left(m.fixed, stop - 1)]
    gaps = stop - 1 - start - len(fixed)
    if gaps <= 0:
        return Spread(0.0, _tracked(start, last, slack, extra))
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
