"""Which found thing is which expected thing: articles in a book, parts in an article, entries in
a list. Equal ones are paired first, then what is left over by likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence

from exporter.startup.records import dataclass, field

_MOST_COMPARED = 40_000


@dataclass(slots=True)
class Alignment:
    """`pairs` of indices (expected, found) in expected order; `missing` expected and `extra` found
    ones have no partner; `moved` are the pairs that break the order, as few as possible."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)


def align(
    expected: Sequence[str], found: Sequence[str], likeness: Callable[[int, int], float]
) -> Alignment:
    """Pairs equal keys, in order; then the rest: in order where as many are left on both sides,
    else by `likeness` of (expected index, found index), where it is above 0."""
    if list(expected) == list(found):
        return Alignment(pairs=[(i, i) for i in range(len(expected))])
    places: dict[str, deque[int]] = {}
    for j, key in enumerate(found):
        places.setdefault(key, deque()).append(j)
    out = Alignment()
    left: list[int] = []
    taken: set[int] = set()
    for i, key in enumerate(expected):
        queue = places.get(key, deque())
        while queue and queue[0] in taken:
            queue.popleft()
        if queue:
            # A text that stands twice belongs where it stands at its own place.
            own = i < len(found) and found[i] == key and i not in taken
            j = i if own else queue[0]
            taken.add(j)
            out.pairs.append((i, j))
        else:
            left.append(i)
    rest = [j for j in range(len(found)) if j not in taken]
    _pair_rest(left, rest, likeness, out)
    out.pairs.sort()
    out.moved = _out_of_order(out.pairs)
    return out


def _pair_rest(
    left: list[int], rest: list[int], likeness: Callable[[int, int], float], out: Alignment
) -> None:
    if len(left) == len(rest):
        out.pairs += zip(left, rest, strict=True)
        return
    taken_left: set[int] = set()
    taken_rest: set[int] = set()
    if len(left) * len(rest) <= _MOST_COMPARED:
        scores = sorted((-likeness(i, j), abs(i - j), i, j) for i in left for j in rest)
        for score, _, i, j in scores:
            if score < 0 and i not in taken_left and j not in taken_rest:
                taken_left.add(i)
                taken_rest.add(j)
                out.pairs.append((i, j))
    out.missing = [i for i in left if i not in taken_left]
    out.extra = [j for j in rest if j not in taken_rest]


def _out_of_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs outside a longest run of rising found indices."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        if place == len(tails):
            tails.append(j)
            at.append(index)
        else:
            tails[place], at[place] = j, index
        before.append(at[place - 1] if place else -1)
    kept: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return [pair for index, pair in enumerate(pairs) if index not in kept]


def text_likeness(a: str, b: str) -> float:
    """0 to 1: how much two texts share at their beginning and end, and of their characters."""
    if not a or not b:
        return 0.0
    shared = len(set(a) & set(b)) / max(len(set(a) | set(b)), 1)
    head = sum(1 for x, y in zip(a[:40], b[:40], strict=False) if x == y) / 40
    return shared if shared + head > 0.5 else 0.0
