"""Rows into columns: every row takes its height on the grid; what belongs together stays so."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from exporter.writers.pdf.objects.pictures import Picture
from exporter.writers.pdf.setting.compose import SetText

_EPSILON = 1e-6
_SMALLEST = 0.6
"""To which share of its size a picture is drawn in at most, to end a column."""
_new = tuple.__new__
"""Makes rows without the detour over their own `__new__`: a book has tens of thousands."""


class Row(NamedTuple):
    """A step of a column. `height` in grid lines; `keep` forbids a break after it. With `text` it
    is line `line` of it; `rule` names a rule drawn in its middle; `picture` is drawn in it; else
    it is white. `part` is what the row belongs to, for whoever draws and tags it (None: the text is
    generated, an artifact); `drop` lowers
    the text within rows that stand side by side (table cells); `snap` puts it on a
    whole line; rows `again` stand above it where it begins a column (a table's head, once more),
    whole lines together."""

    height: float
    keep: bool = False
    text: SetText | None = None
    line: int = 0
    part: object = None
    rule: str = ""
    drop: float = 0.0
    snap: bool = False
    picture: Picture | None = None
    again: tuple[Row, ...] = ()

    @property
    def white(self) -> bool:
        return self.text is None and not self.rule and self.picture is None


class Placed(NamedTuple):
    """A row in its column: `top` is its upper edge in grid lines from the column's top."""

    row: Row
    top: float


class Again(NamedTuple):
    """What a row belongs to that is shown once more: text `x` points from the column's edge,
    outside the reading order."""

    x: float


class Column(NamedTuple):
    """One filled column and the row that comes after it."""

    placed: list[Placed]
    after: int


def take(rows: Sequence[Row], at: int, room: float, *, force: bool = True) -> Column:
    """As many rows as `room` grid lines hold.

    A column may run short rather than strand a line (rule 9); where everything asks to be kept
    together it is filled. White at its top is left out. With `force` at least one row is taken,
    however high it is.
    """
    count = len(rows)
    while at < count and rows[at].white:
        at += 1
    placed, top = stack(rows[at].again) if at < count else ([], 0.0)
    lead, end = len(placed), at
    limit = room + _EPSILON
    while end < count:
        row = rows[end]
        if row.snap and top % 1.0:
            top = float(ceil(top - _EPSILON))
        below = top + row.height
        if below > limit:
            break
        placed.append(_new(Placed, (row, top)))
        top = below
        end += 1
    if end == count:
        return Column(placed, end)
    back = end
    while back > at and rows[back - 1].keep:
        back -= 1
    if back > at:
        return Column(placed[: lead + back - at], back)
    if not force:
        return Column([], at)
    if end == at:
        return Column([Placed(rows[at], 0.0)], at + 1)
    return Column(placed, end)


def fill(
    rows: Sequence[Row], at: int, room: float, count: int, *, force: bool = True
) -> tuple[list[list[Placed]], int]:
    """`count` columns of `room` lines, one after another, and the row that comes next."""
    columns: list[list[Placed]] = []
    for _ in range(count):
        placed, at = take(rows, at, room, force=force)
        columns.append(placed)
    return columns, at


def balanced(
    rows: Sequence[Row], at: int, room: float, count: int
) -> tuple[list[list[Placed]], int] | None:
    """The rest of the rows in `count` columns as short as they can be, and their height in whole
    lines; None where they do not fit."""
    total = sum([row.height for row in rows[at:]])
    if total > room * count + count * 2:
        return None
    least = int(room) if count == 1 else max(1, ceil(total / count - _EPSILON))
    for height in range(least, int(room + _EPSILON) + 1):
        columns, after = fill(rows, at, height, count, force=False)
        if after == len(rows):
            return columns, ceil(max([depth(column) for column in columns], default=0) - _EPSILON)
    return None


def stack(rows: Sequence[Row], top: float = 0.0) -> tuple[list[Placed], float]:
    """Rows one under another, and where they end."""
    placed: list[Placed] = []
    for row in rows:
        placed.append(Placed(row, top))
        top += row.height
    return placed, top


def depth(column: Sequence[Placed]) -> float:
    """Where a column's last row ends, in grid lines from its top."""
    return column[-1].top + column[-1].row.height if column else 0.0


def drawn_in(rows: Sequence[Row], at: int, room: float) -> Sequence[Row] | None:
    """The rows with the picture that is next made small enough for `room` lines, with all that is
    kept with it, so that no column ends half empty; None where nothing is next that could be."""
    while at < len(rows) and rows[at].white:
        room -= rows[at].height
        at += 1
    picture = rows[at].picture if at < len(rows) else None
    if picture is None:
        return None
    end = at
    while end < len(rows) - 1 and rows[end].keep:
        end += 1
    row = rows[at]
    least = sum(one.height for one in rows[at + 1 : end + 1])
    scale = (room - least - 1.0) / row.height  # a line for what goes on the grid after it
    if not _SMALLEST <= scale < 1.0:
        return None
    made = row._replace(height=row.height * scale, picture=picture.scaled(scale))
    return [*rows[:at], made, *rows[at + 1 :]]


def text_rows(
    text: SetText, part: object, *, keep_all: bool = False, on_grid: bool = True
) -> list[Row]:
    """The rows of a set paragraph: its first two lines stay together, and its last two. Those of a
    heading keep what follows, too. With `on_grid` lines of text stand on whole grid lines."""
    style = text.style
    last = len(text.lines) - 1
    snap = on_grid and style.step == 1.0 and not style.heading
    keep_last = style.heading
    if last < 0:
        return []
    keeps = [keep_all or keep_last] * (last + 1)
    for i in (0, last - 1):
        keeps[i] = True
    keeps[last] = keep_last
    step = style.step
    return [
        _new(Row, (step, keep, text, i, part, "", 0.0, snap, None, ()))
        for i, keep in enumerate(keeps)
    ]
