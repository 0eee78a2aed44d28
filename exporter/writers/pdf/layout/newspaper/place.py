"""Rectangles on a page, at the least cost.

A page is bands one under another; a band is one story across all columns, or groups of columns
side by side, each a stack of stories or of stories side by side. Stories keep their source order:
down a stack, then on to the right, then on to the next band. Costs are counted in lines of one
column left white; what a page costs is the sum of

    white       WHITE for each line and column under a stack that is shorter than its band, and
                FOOT for each at the foot of a page whose newspaper page goes on
    remainder   REST for a line given to a headline group, and more for each further one
    misfit      MISFIT for each column that a story is wider or narrower than its level's width,
                and FURTHER for each beyond the first
    broad       BROAD for a story across the whole page that is not the page's first
    uneven      UNEVEN for each line more than one by which columns of a story differ
    flat        FLAT for each line that a story's columns are shorter than three
    tall        TALL for each line over 55 of a story in one column
    cut         CUT for a story that goes on at the next page
    boxes       BOXES for two boxes side by side

Within a page the search is a dynamic programme over how many stories are placed, keeping the best
few heights for each number; it looks at no more stories than a page can hold, so that an issue's
time is linear in its articles. Ties are broken by order: the same stories, the same pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, Protocol

from exporter.startup.records import dataclass
from exporter.writers.pdf.layout.newspaper.costs import BOXES, CUT, FOOT, MORE_REST, REST, WHITE

GAP = 1
"""Lines between stories one under another, with the rule in them."""
GIVE = 3
"""Lines of a remainder that a headline group takes."""
_APART = 7
"""Lines by which the stacks of a band may differ to be looked at."""
_KEPT = 4
"""Heights kept for each number of stories placed, and bands kept for each number they take."""
_HOPELESS = 15.0
"""What stories side by side may cost, beyond themselves, to stand within a stack."""
_DEPTHS = {1: 4, 2: 3}
"""Stories one under another in a group of so many columns; two in wider ones."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a story takes in so many columns: lines, how many more it can take, what that width
    costs, how high its text is, whether it is boxed."""

    lines: int
    give: int
    cost: float
    boxed: bool = False


class Sizes(Protocol):
    """Knows the stories that are to be placed, by their number from 0."""

    count: int

    def size(self, story: int, columns: int) -> Size | None:
        """None where it is not set in so many columns."""
        ...

    def cut(self, story: int, columns: int, lines: int) -> float | None:
        """What it costs to fill `lines` lines of so many columns with the story, the rest going
        on elsewhere; None where that cannot be."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """One story in so many columns."""

    story: int
    columns: int
    lines: int
    give: int
    cost: float
    boxed: bool = False
    cut: bool = False

    @property
    def upto(self) -> int:
        return self.story + 1


class Side(NamedTuple):
    """Stacks side by side; `lines` is the highest's."""

    stacks: tuple[Stack, ...]
    columns: int
    lines: int
    give: int
    cost: float
    upto: int


@dataclass(frozen=True, slots=True)
class Stack:
    """Items one under another in so many columns."""

    items: tuple[Put | Side, ...]
    columns: int
    lines: int
    give: int
    cost: float
    upto: int


Item = Put | Side


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """A story's rectangle: columns [left, left + columns), lines [top, top + lines) of the page.
    `cut` where its text fills the rectangle and goes on elsewhere."""

    story: int
    left: int
    columns: int
    top: int
    lines: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule across columns [left, left + columns) in the gap of lines that begins at `top`; `lead`
    where it stands below the page's first band."""

    left: int
    columns: int
    top: int
    lead: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """One page: where its stories are, the rules across, the number of the next story (one that
    was cut is next again), its cost, and the line where it ends."""

    places: tuple[StoryPlace, ...]
    rules: tuple[Rule, ...]
    next: int
    cost: float
    end: int


class _State(NamedTuple):
    cost: float
    used: int
    bands: tuple[Item, ...]


class Placer:
    """Places stories on pages of `columns` columns and at most `most` lines."""

    def __init__(self, sizes: Sizes, columns: int, most: int) -> None:
        self.sizes = sizes
        self.columns = columns
        self.most = most
        self._stacks: dict[tuple[int, int, bool], list[Stack]] = {}
        self._found: dict[tuple[int, int, bool], list[Item]] = {}
        self._bands: dict[int, list[Item]] = {}
        self._puts: dict[tuple[int, int], Put | None] = {}

    def forget(self, story: int) -> None:
        """A story has changed: what is left of it is placed anew, with those that follow."""
        for key in [key for key in self._stacks if key[1] <= story]:
            del self._stacks[key]
        for key in [key for key in self._found if key[1] <= story]:
            del self._found[key]
        for at in [at for at in self._bands if at <= story]:
            del self._bands[at]
        for put in [put for put in self._puts if put[0] <= story]:
            del self._puts[put]

    def page(self, first: int, top: int, lines: int, *, whole: bool = False) -> Planned | None:
        """The page that begins with story `first`, in lines [top, lines), with `whole` of stories
        that do not go on elsewhere; None where not even a part of it finds room."""
        states: dict[int, list[_State]] = {first: [_State(0.0, top, ())]}
        done: list[tuple[float, _State, Item | None, int]] = []
        at = first
        while at < self.sizes.count and (states.get(at) or any(key > at for key in states)):
            for state in states.pop(at, []):
                room = lines - state.used - (GAP if state.bands else 0)
                for band in self._bands_of(at):
                    if band.lines <= room:
                        self._reach(states, state, band)
                closing = () if whole else self._closing(at, room)
                done += [(state.cost + item.cost, state, item, at) for item in closing]
                if state.bands:
                    free = lines - state.used
                    left = free > _give(state.bands)  # see `_planned`
                    foot = free * (self.columns * FOOT if left else REST)
                    done.append((state.cost + foot, state, None, at))
            at += 1
        ended = states.get(self.sizes.count, [])
        if ended:
            state = min(ended, key=_cost)
            return self._planned(state.bands, top, lines, self.sizes.count, state.cost)
        if not done:
            return None
        cost, state, last, at = min(done, key=_first)
        if last is None:
            return self._planned(state.bands, top, lines, at, cost)
        return self._planned((*state.bands, last), top, lines, last.upto - 1, cost)

    # -- what could stand there ----------------------------------------------------------------

    def _reach(self, states: dict[int, list[_State]], state: _State, band: Item) -> None:
        gap = GAP if state.bands else 0
        new = _State(state.cost + band.cost, state.used + gap + band.lines, (*state.bands, band))
        kept = states.setdefault(band.upto, [])
        same = next((i for i, old in enumerate(kept) if old.used == new.used), None)
        if same is not None:
            if new.cost < kept[same].cost:
                kept[same] = new
            return
        kept.append(new)
        if len(kept) > _KEPT:
            kept.remove(max(kept, key=_cost))

    def _bands_of(self, at: int) -> list[Item]:
        found = self._bands.get(at)
        if found is None:
            found = self._bands[at] = self._made_bands(at)
        return found

    def _made_bands(self, at: int) -> list[Item]:
        by_end: dict[int, list[Item]] = {}
        whole = self._put(at, self.columns)
        if whole is not None:
            by_end.setdefault(at + 1, []).append(whole)
        else:
            by_end.setdefault(at + 1, []).extend(self._alone(at))
        for pattern in _patterns(self.columns):
            for side in self._sides(pattern, at, deep=len(pattern) == 2):
                by_end.setdefault(side.upto, []).append(side)
        out: list[Item] = []
        for end in sorted(by_end):
            out += sorted(by_end[end], key=_cost)[:_KEPT]
        return out

    def _alone(self, at: int) -> Iterator[Side]:
        """A story that is not to be set across the whole page, with white beside it."""
        for columns in range(self.columns - 1, 0, -1):
            put = self._put(at, columns)
            if put is not None:
                white = (self.columns - columns) * put.lines * WHITE
                side = _side((_stack((put,), columns),))
                yield side._replace(cost=side.cost + white)

    def _sides(self, pattern: tuple[int, ...], at: int, *, deep: bool) -> Iterator[Side]:
        """Groups of `pattern` columns side by side, filled from story `at` on."""
        partial: list[tuple[Stack, ...]] = [
            (stack,) for stack in self._stacks_of(pattern[0], at, deep)
        ]
        for columns in pattern[1:]:
            longer = []
            for stacks in partial:
                low = max(s.lines for s in stacks) - _APART
                high = min(s.lines for s in stacks) + _APART
                followers = self._stacks_of(columns, stacks[-1].upto, deep)
                start = bisect_left(followers, low, key=_lines)
                for follower in followers[start:]:
                    if follower.lines > high:
                        break
                    longer.append((*stacks, follower))
            partial = longer
        for stacks in partial:
            yield _side(stacks)

    def _stacks_of(self, columns: int, at: int, deep: bool) -> list[Stack]:
        """Stacks of so many columns from story `at` on, by height."""
        key = (columns, at, deep)
        found = self._stacks.get(key)
        if found is None:
            found = []
            self._pile(found, None, columns, at, _DEPTHS.get(columns, 2) if deep else 2, deep)
            found.sort(key=_lines)
            self._stacks[key] = found
        return found

    def _pile(
        self, found: list[Stack], above: Stack | None, columns: int, at: int, depth: int, deep: bool
    ) -> None:
        """Adds the stacks that begin with `above` and go on with story `at`, by up to `depth` items
        more, as far as a page is high."""
        for item in self._items(columns, at, deep):
            stack = _stack((item,), columns) if above is None else _with(above, item)
            if stack.lines > self.most:
                continue
            found.append(stack)
            if depth > 1:
                self._pile(found, stack, columns, item.upto, depth - 1, deep)

    def _items(self, columns: int, at: int, deep: bool) -> list[Item]:
        """What may stand in so many columns of a stack from story `at` on."""
        key = (columns, at, deep)
        items = self._found.get(key)
        if items is None:
            items = self._found[key] = list(self._made_items(columns, at, deep))
        return items

    def _made_items(self, columns: int, at: int, deep: bool) -> Iterator[Item]:
        put = self._put(at, columns)
        if put is not None:
            yield put
        if not deep or columns == 1:
            return
        for pattern in _patterns(columns):
            puts = [self._put(at + i, c) for i, c in enumerate(pattern)]
            whole = [put for put in puts if put is not None]
            if len(whole) == len(puts):
                side = _side(tuple([_stack((put,), put.columns) for put in whole]))
                if side.cost < _HOPELESS + sum([put.cost for put in whole]):
                    yield side

    def _closing(self, at: int, room: int) -> Iterator[Item]:
        """Bands that fill the page's foot, their last story going on elsewhere."""
        cut = self._cut(at, self.columns, room)
        if cut is not None:
            yield cut
        for pattern in _patterns(self.columns):
            if len(pattern) == 2:
                yield from self._closing_sides(pattern, at, room)

    def _closing_sides(self, pattern: tuple[int, ...], at: int, room: int) -> Iterator[Side]:
        left = self._stacks_of(pattern[0], at, True)
        start = bisect_left(left, room - _APART, key=_lines)
        for stack in left[start:]:
            if stack.lines > room:
                return
            for right in self._cut_stacks(pattern[1], stack.upto, room):
                yield _side((stack, right))

    def _cut_stacks(self, columns: int, at: int, room: int) -> Iterator[Stack]:
        """Whole stories and one that is cut, exactly `room` lines high."""
        above: tuple[Item, ...] = ()
        while at < self.sizes.count and room > 0:
            cut = self._cut(at, columns, room)
            if cut is not None:
                yield _stack((*above, cut), columns)
            put = self._put(at, columns)
            if put is None or len(above) == 2:
                return
            above = (*above, put)
            room -= put.lines + GAP
            at += 1

    def _cut(self, at: int, columns: int, lines: int) -> Put | None:
        cost = self.sizes.cut(at, columns, lines)
        if cost is None:
            return None
        return Put(at, columns, lines, 0, cost + CUT, cut=True)

    def _put(self, at: int, columns: int) -> Put | None:
        key = (at, columns)
        if key not in self._puts:
            size = self.sizes.size(at, columns) if at < self.sizes.count else None
            self._puts[key] = (
                None
                if size is None
                else Put(at, columns, size.lines, size.give, size.cost, size.boxed)
            )
        return self._puts[key]

    # -- where it stands -----------------------------------------------------------------------

    def _planned(
        self, bands: Sequence[Item], top: int, lines: int, upto: int, cost: float
    ) -> Planned:
        free = lines - top - sum(band.lines for band in bands) - GAP * (len(bands) - 1)
        gives = [min(band.give, GIVE) for band in bands]
        # A remainder too large for the headline groups is left: the page ends short.
        extra = _shares(free if free <= sum(gives) else 0, gives)
        out = _Setter(self.columns)
        for index, (band, more) in enumerate(zip(bands, extra, strict=True)):
            if index:
                out.rules.append(Rule(0, self.columns, top - GAP, index == 1))
            out.item(band, 0, top, band.lines + more)
            top += band.lines + more + GAP
        return Planned(tuple(out.places), tuple(out.rules), upto, cost, top - GAP)


class _Setter:
    """Turns items into rectangles."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.places: list[StoryPlace] = []
        self.rules: list[Rule] = []

    def item(self, item: Item, left: int, top: int, lines: int) -> None:
        match item:
            case Put():
                self.places.append(StoryPlace(item.story, left, item.columns, top, lines, item.cut))
            case Side():
                for stack in item.stacks:
                    self.stack(stack, left, top, lines)
                    left += stack.columns

    def stack(self, stack: Stack, left: int, top: int, lines: int) -> None:
        extra = _shares(lines - stack.lines, [item.give for item in stack.items])
        for index, (item, more) in enumerate(zip(stack.items, extra, strict=True)):
            if index:
                self.rules.append(Rule(left, stack.columns, top - GAP, False))
            self.item(item, left, top, item.lines + more)
            top += item.lines + more + GAP


def _shares(free: int, gives: Sequence[int]) -> list[int]:
    """Lines given to each in turn while it takes any."""
    out = [0] * len(gives)
    while free > 0:
        takers = [i for i, give in enumerate(gives) if out[i] < give]
        if not takers:
            break
        for i in takers[:free]:
            out[i] += 1
        free -= len(takers[:free])
    return out


def _stack(items: tuple[Item, ...], columns: int) -> Stack:
    return Stack(
        items,
        columns,
        sum([item.lines for item in items]) + GAP * (len(items) - 1),
        sum([item.give for item in items]),
        sum([item.cost for item in items]),
        items[-1].upto,
    )


def _with(stack: Stack, item: Item) -> Stack:
    """A stack with one item more."""
    return Stack(
        (*stack.items, item),
        stack.columns,
        stack.lines + GAP + item.lines,
        stack.give + item.give,
        stack.cost + item.cost,
        item.upto,
    )


def _side(stacks: tuple[Stack, ...]) -> Side:
    lines = max([stack.lines for stack in stacks])
    cost, give = 0.0, GIVE
    for stack in stacks:
        short = lines - stack.lines
        rest = min(short, stack.give)
        cost += stack.cost + rest * REST + rest * rest * MORE_REST
        cost += (short - rest) * stack.columns * WHITE
        give = min(give, stack.give - rest)
    if sum([_boxed(stack) for stack in stacks]) > 1:
        cost += BOXES
    columns = sum([stack.columns for stack in stacks])
    return Side(stacks, columns, lines, give, cost, stacks[-1].upto)


def _boxed(stack: Stack) -> bool:
    return any(isinstance(item, Put) and item.boxed for item in stack.items)


def _give(bands: Sequence[Item]) -> int:
    return sum([min(band.give, GIVE) for band in bands])


@cache
def _patterns(columns: int) -> tuple[tuple[int, ...], ...]:
    """Ways to part so many columns into two groups or three."""
    two = tuple((a, columns - a) for a in range(columns - 1, 0, -1))
    three = tuple(
        (a, b, columns - a - b)
        for a in range(columns - 2, 0, -1)
        for b in range(columns - 1 - a, 0, -1)
    )
    return two + three


def _cost(thing: _State | Item) -> float:
    return thing.cost


def _lines(stack: Stack) -> int:
    return stack.lines


def _first(found: tuple[float, _State, Item | None, int]) -> float:
    return found[0]
