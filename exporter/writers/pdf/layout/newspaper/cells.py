"""A story's text as cells: runs of rows that take whole lines of the grid, between which a column
may end or may not. All questions about columns are asked of running sums, so that a story of any
length is balanced in any number of columns with a few look-ups a column.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil

from exporter.startup.records import dataclass, replace
from exporter.writers.pdf.setting.paginate import PlacedRow, SetRow, stack

BETWEEN = "between"
"""The rule between two briefs: white at a column's top."""
LEAST = 3
"""Lines that stand on either side where a story goes on elsewhere."""
_EPSILON = 1e-6
_new = tuple.__new__
"""Makes rows without the detour over their own `__new__`."""
_UNEVEN = 3
"""Lines by which columns may differ where keeping lines together leaves no other way."""
_TALLER = 4
"""Lines above the least height that are tried for columns of equal length."""


@dataclass(frozen=True, slots=True)
class Split:
    """Cells [starts[c], ends[c]) in each column, the height of the highest, and by how many lines
    more than one they differ."""

    height: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    uneven: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """`rows` in order; cell i is rows [firsts[i], firsts[i + 1]) and lines [tops[i], tops[i + 1])
    from the beginning; a column may end before cell i if `ends[i]`; `blank[i]` cells are white and
    left out at a column's top; `leads[i]` lines stand above cell i where it begins a column (a
    table's head, once more). `begin` is the first cell that is meant."""

    rows: Sequence[SetRow]
    firsts: Sequence[int]
    tops: Sequence[int]
    ends: Sequence[bool]
    blank: Sequence[bool]
    leads: Sequence[int]
    begin: int = 0

    @property
    def count(self) -> int:
        return len(self.blank)

    @property
    def lines(self) -> int:
        """Lines of all cells from `begin` on."""
        return self.tops[-1] - self.tops[self.begin]

    def rest(self, at: int) -> Cells:
        """What comes from cell `at` on."""
        return replace(self, begin=at)

    def paragraph(self, row: int) -> int:
        """The cell that begins with row `row`."""
        return bisect_right(self.firsts, row) - 1

    def resized(self, at: int, lines: int, by: int) -> Cells:
        """What it would be with a line more or less in the paragraph of `lines` lines that begins
        with cell `at`: for questions about columns, not to be drawn."""
        end, now = at + lines, lines + by
        inner = [self.ends[at], *(1 < line < now - 1 for line in range(1, now))]
        return replace(
            self,
            tops=[
                *self.tops[:at],
                *range(self.tops[at], self.tops[at] + now),
                *(top + by for top in self.tops[end:]),
            ],
            ends=[*self.ends[:at], *inner, *self.ends[end:]],
            blank=[*self.blank[:at], *([False] * now), *self.blank[end:]],
            leads=[*self.leads[:at], *([0] * now), *self.leads[end:]],
        )

    def column(self, start: int, end: int) -> list[PlacedRow]:
        """The rows of a column, each with its line from the column's top."""
        out: list[PlacedRow] = []
        if start < end and self.leads[start]:
            out, _ = stack(self.rows[self.firsts[start]].again)
        for cell in range(start, end):
            top = float(self.tops[cell] - self.edge(start))
            for row in self.rows[self.firsts[cell] : self.firsts[cell + 1]]:
                out.append(_new(PlacedRow, (row, top)))
                top += row.height
        return out

    def balanced(self, count: int) -> Split | None:
        """All cells in `count` columns that differ by a line at most, the last not the longest;
        None where there is nothing. Where what is kept together leaves no such way, they differ
        by more."""
        if self.begin >= self.count:
            return None
        least = max(1, -(-self.lines // count))
        for uneven in range(_UNEVEN + 1):
            found = self.even(count, least + _TALLER - 1 + max(self.leads, default=0), uneven)
            if found is not None:
                return found
        return self._greedy(count, least)

    def even(self, count: int, most: int, uneven: int = 0) -> Split | None:
        """All cells in `count` columns of at most `most` lines that differ by `uneven` lines more
        than one at most; None where there is no such way."""
        for height in range(max(1, -(-self.lines // count)), most + 1):
            found = _Search(self, count, height, height - 1 - uneven, whole=True).found()
            if found is not None:
                return Split(height, *found, uneven)
        return None

    def filled(
        self, count: int, height: int, most: int = _UNEVEN, reserve: int = 0
    ) -> Split | None:
        """As many cells as `count` columns of `height` lines hold, LEAST lines at least in each
        and left over for what follows; None where that cannot be with columns that differ by
        `most` lines more than one. The last column leaves `reserve` lines free."""
        if height < LEAST + reserve or self.lines < count * height + LEAST:
            return None
        for uneven in range(most + 1):
            low = max(height - 1 - uneven, LEAST)
            found = _Search(self, count, height, low, whole=False, reserve=reserve).found()
            if found is not None:
                return Split(height, *found, uneven)
        return None

    def forced(self, count: int, height: int) -> Split:
        """Columns as full as they can be, one cell at least: where nothing else fits a page."""
        starts, ends = [], []
        at = self.begin
        for _ in range(count):
            at = self.skipped(at)
            end = max(self.reach(at, height), min(at + 1, self.count))
            end = self._kept(at, end) if self._kept(at, end) > at else end
            starts.append(at)
            ends.append(end)
            at = end
        return Split(height, tuple(starts), tuple(ends), _UNEVEN)

    def _greedy(self, count: int, least: int) -> Split:
        """Columns filled one after another, at the least height at which all find room with
        nothing parted that is kept together; the last ones may be empty."""
        for height in range(least, self.lines + 1):
            starts, ends = [], []
            at = self.begin
            for _ in range(count):
                at = self.skipped(at)
                starts.append(at)
                at = self._kept(at, self.reach(at, height))
                ends.append(at)
            if at >= self.count:
                break
        heights = [
            self.tops[end] - self.edge(start) if end > start else 0
            for start, end in zip(starts, ends, strict=True)
        ]
        uneven = max(heights) - min(heights) - 1 + 2 * heights.count(0)
        return Split(max(heights), tuple(starts), tuple(ends), max(uneven, 0))

    def _kept(self, at: int, end: int) -> int:
        """The last place up to `end` where a column from `at` on may end; `at` if there is none."""
        while end > at and end < self.count and not self.ends[end]:
            end -= 1
        return end

    def edge(self, at: int) -> int:
        """The line at which a column begins whose first cell is `at`."""
        return self.tops[at] - (self.leads[at] if at < self.count else 0)

    def skipped(self, at: int) -> int:
        while at < self.count and self.blank[at]:
            at += 1
        return at

    def reach(self, at: int, height: int) -> int:
        """The end of a column of at most `height` lines that begins at cell `at`."""
        if at >= self.count:
            return self.count
        return bisect_right(self.tops, self.edge(at) + height, at + 1) - 1


class _Search:
    """Ends of columns, each of `low` to `high` lines, longest first; the last column is not longer
    than the one before it."""

    def __init__(
        self, cells: Cells, count: int, high: int, low: int, *, whole: bool, reserve: int = 0
    ) -> None:
        self.cells = cells
        self.count = count
        self.high = high
        self.low = max(low, 1)
        self.whole = whole
        self.reserve = reserve
        self.dead: set[tuple[int, int, int]] = set()

    def found(self) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        path: list[tuple[int, int]] = []
        if not self._from(0, self.cells.begin, 0, path):
            return None
        return tuple(start for start, _ in path), tuple(end for _, end in path)

    def _from(self, column: int, at: int, most: int, path: list[tuple[int, int]]) -> bool:
        """Columns from `column` on, the first beginning at cell `at`; `most` is the height of the
        highest so far."""
        cells = self.cells
        if column == self.count:
            return at >= cells.count if self.whole else self._leaves(at)
        at = cells.skipped(at)
        key = (column, at, most)
        if key in self.dead or at >= cells.count:
            return False
        top = cells.edge(at)
        last = column == self.count - 1
        limit = (most if last and column else self.high) - (self.reserve if last else 0)
        low = self.low - (self.reserve if last else 0)
        end = cells.reach(at, limit)
        while end > at and cells.tops[end] - top >= low:
            fits = end == cells.count if last and self.whole else self._may_end(end)
            if fits:
                path.append((at, end))
                if self._from(column + 1, end, max(most, cells.tops[end] - top), path):
                    return True
                path.pop()
            end -= 1
        self.dead.add(key)
        return False

    def _may_end(self, at: int) -> bool:
        return at < self.cells.count and self.cells.ends[at]

    def _leaves(self, at: int) -> bool:
        return self.cells.tops[-1] - self.cells.tops[min(at, self.cells.count)] >= LEAST


def cells_of(rows: Sequence[SetRow]) -> Cells:
    """Rows as cells. A line of text that stands on the grid begins a cell; what is left of a line
    above it is white."""
    out: list[SetRow] = []
    firsts, tops = [0], [0]
    ends: list[bool] = []
    blank: list[bool] = []
    leads: list[int] = []
    used, free, white = 0.0, True, True

    def close() -> None:
        nonlocal used, white
        whole = ceil(used - _EPSILON)
        if used < whole - _EPSILON:
            out.append(SetRow(whole - used, keep=not free))
        firsts.append(len(out))
        tops.append(tops[-1] + whole)
        blank.append(white)
        leads.append(round(sum(row.height for row in out[firsts[-2]].again)))
        used, white = 0.0, True

    for row in rows:
        if row.snap and used > _EPSILON:
            close()
        if used <= _EPSILON and (not out or firsts[-1] == len(out)):
            ends.append(free)
        out.append(row)
        used += row.height
        free = not row.keep
        # White above a heading is the heading's own; other white goes with what is above it.
        white = white and (row.rule == BETWEEN or (row.white and not row.keep))
        if row.height and abs(used - round(used)) < _EPSILON:
            close()
    if firsts[-1] < len(out):
        close()
    return Cells(out, firsts, tops, [*ends, True], blank, leads)
