"""Rows onto pages: bands of a headline group across the columns and text in columns below it.

A band takes what is left of the page if it fits in balanced columns; else it fills the page and
goes on at the next. Pages are finished, packed and let go one after another, so that a long issue
needs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING

from exporter.startup.records import dataclass
from exporter.writers.pdf.page.draw import Canvas, Page, Spot
from exporter.writers.pdf.page.margins import Furniture, Place
from exporter.writers.pdf.setting.article import Part
from exporter.writers.pdf.setting.paginate import (
    Again,
    Placed,
    Row,
    balanced,
    depth,
    drawn_in,
    fill,
    stack,
)

if TYPE_CHECKING:
    from exporter.typography.report import Tally

CAP = 0.88
"""Where the baseline of Han stands in its em box, from the top."""
_LEAST = 3
"""Lines of text a band must have below its headline before it goes on at the next page."""
_APART = 1.0
"""Lines between two bands of a page, the rule in them."""
_VERTICAL = 0.4


@dataclass(frozen=True, slots=True)
class Band:
    """A headline group across the columns, and below it `rows` in columns.

    The head begins `sink` lines down and takes `least_head` lines at least. `least` is how many
    lines of text must find room below it. With `ruled` a vertical rule stands between columns (of
    different stories); with `apart` a rule and white separate the band from one above it on the
    same page. `reserve` lines are kept free below its end, for what must not stand alone on a page.
    """

    head: Sequence[Row]
    rows: Sequence[Row]
    place: Place
    sink: float = 0.0
    least_head: float = 0.0
    least: int = 3 * _LEAST
    ruled: bool = False
    apart: bool = False
    reserve: float = 0.0


class Flow:
    """Fills pages from `start` on. `used` is how many grid lines of the open page are taken."""

    def __init__(self, furniture: Furniture, canvas: Canvas, start: int) -> None:
        self.furniture = furniture
        self.theme = furniture.theme
        self.grid = furniture.grid
        self.canvas = canvas
        self.start = start
        self.pages: list[Page] = []
        self.used = 0.0
        self.stories = 0
        """Bands on the open page."""
        self.y = 0.0

    @property
    def page(self) -> Page:
        """The open page."""
        return self.pages[-1]

    def spot(self) -> Spot:
        """Where the row that is being drawn stands."""
        return Spot(self.page.index, self.y)

    def open_page(self, place: Place, *, opener: bool) -> None:
        """A fresh page; the one before it is finished."""
        self.finish()
        self.pages.append(self.canvas.page(self.start + len(self.pages)))
        self.stories = 0
        self.used = float(ceil(self.furniture.begin(self.page, place, opener=opener)))

    def finish(self) -> None:
        """Packs the open page."""
        if self.pages:
            self.page.pack()

    def band(self, band: Band) -> None:
        """Puts a band below what is on the page, or on the next where it does not fit."""
        gap = _APART if band.apart and self.stories else 0.0
        placed, height = stack(band.head, band.sink if band.head else 0.0)
        height = float(max(ceil(height - 1e-6), band.least_head))
        height = min(height, float(self.grid.lines - _LEAST))
        if self.used and not self.fits(height + gap, band.rows, band.least):
            self.open_page(band.place, opener=False)
        elif gap:
            self._story_rule()
            self.used += gap
        self.stories += 1
        self.draw(placed, 0.0, self.used)
        self.used += height
        self._columns(band)

    def fits(self, height: float, rows: Sequence[Row], least: int) -> bool:
        """Whether a headline group `height` lines high goes on this page, with its text or at least
        `least` lines' room for it."""
        free = self.grid.lines - self.used - height
        if free >= (least if rows else 0):
            return True
        return free >= 0 and balanced(rows, 0, free, self.grid.columns) is not None

    def _columns(self, band: Band) -> None:
        rows, reserve = band.rows, band.reserve
        at, tried = 0, False
        count = self.grid.columns
        while at < len(rows):
            free = self.grid.lines - self.used
            found = balanced(rows, at, free - reserve, count) if free - reserve >= 1 else None
            if found is not None:
                columns, height = found
                self._draw_columns(columns, band.ruled, height)
                self.used += height
                return
            if reserve and free > 2 * reserve and balanced(rows, at, free, count):
                free -= reserve  # the end goes over with what must not stand alone
            fresh = self.used == 0
            columns, after = fill(rows, at, free, count, force=fresh)
            smaller = None if tried else drawn_in(rows, after, free - depth(columns[-1]))
            if smaller is not None:
                rows, tried = smaller, True
                continue
            self._draw_columns(columns, band.ruled, int(free))
            self.used += ceil(max(map(depth, columns)) - 1e-6)
            if after == at and fresh:
                return
            at, tried = after, False
            if at < len(rows):
                self.open_page(band.place, opener=False)
                self.stories = 1

    def _draw_columns(self, columns: list[list[Placed]], ruled: bool, height: int) -> None:
        step = self.grid.column_width + self.grid.gutter * self.grid.body
        tally = self.furniture.composer.tally
        for index, column in enumerate(columns):
            x = index * step
            if ruled and index and column:
                top = self.furniture.top - self.used * self.grid.leading - 3
                middle = self.furniture.left(self.page) + x - self.grid.gutter * self.grid.body / 2
                low = top + 6 - height * self.grid.leading
                self.page.vertical(middle, top, low, _VERTICAL, self.theme.grey)
            self.draw(column, x, self.used)
            if tally is not None:
                examine(column, tally)

    def draw(self, rows: Sequence[Placed], x: float, top: float) -> None:
        """Rows of one column, `x` points from the text block's edge and `top` lines down; lines of
        one paragraph go in one piece."""
        left = self.furniture.left(self.page) + x
        at, count = 0, len(rows)
        while at < count:
            row = rows[at].row
            end = at + 1
            self.y = self.furniture.top - (top + rows[at].top) * self.grid.leading
            if row.text is not None:
                while end < count and rows[end].row.text is row.text:
                    end += 1
                self._text(rows[at:end], left, top)
            elif row.picture is not None:
                assert isinstance(row.part, Part)
                box = row.picture
                self.page.picture(box.resource, row.part.made(), left + box.left,
                                  self.y - box.height, box.width, box.height)  # fmt: skip
            elif row.rule:
                self._rule(row, left)
            at = end

    def _text(self, placed: Sequence[Placed], left: float, top: float) -> None:
        row = placed[0].row
        text, part = row.text, row.part
        assert text is not None
        leading = self.grid.leading
        size = text.style.size
        base = self.furniture.top - (row.height or 1.0) * leading / 2 + size / 2 - CAP * size
        if part is None or isinstance(part, Again):  # generated: outside the reading order
            ys = [base - (top + one.top + one.row.drop) * leading for one in placed]
            self.page.artifact("Layout", text, left + (part.x if part else 0.0), *ys)
            return
        assert isinstance(part, Part)
        self.page.text(
            text,
            [one.row.line for one in placed],
            left + part.x,
            [base - (top + one.top + one.row.drop) * leading for one in placed],
            part.owner,
        )

    def _rule(self, row: Row, left: float) -> None:
        y = self.y - row.height / 2 * self.grid.leading
        _RULES[row.rule](self, left, y)

    def _story_rule(self) -> None:
        """A hairline across the page between two bands."""
        y = self.furniture.top - (self.used + 0.8) * self.grid.leading
        self.page.rule(self.furniture.left(self.page), y, self.grid.measure, 0.5)


def examine(column: Sequence[Placed], tally: Tally) -> None:
    """Counts what stands alone at a column's top or foot (rules 9 and 10)."""
    if not column:
        return
    for row, edge in ((column[0].row, 0), (column[-1].row, 1)):
        text = row.text
        if text is None or len(text.lines) < 2 or text.style.heading or not row.snap:
            continue
        line = text.lines[row.line]
        if row.line == (0 if edge else len(text.lines) - 1):
            tally.fault("stranded", text.measured.text[line.start : line.end])
    foot = column[-1].row.text
    if foot is not None and foot.style.heading:
        tally.fault("subhead", foot.measured.text)


def _hair(flow: Flow, left: float, y: float) -> None:
    flow.page.rule(left, y, flow.grid.column_width, 0.4)


def _across(flow: Flow, left: float, y: float) -> None:
    flow.page.rule(left, y, flow.grid.measure, 0.5)


def _short(flow: Flow, left: float, y: float) -> None:
    width = 3 * flow.grid.body
    flow.page.rule(left + (flow.grid.measure - width) / 2, y, width, 1.2, flow.theme.accent)


def _none(flow: Flow, left: float, y: float) -> None:
    """White that stays where it is, at a column's top too."""


_RULES: dict[str, Callable[[Flow, float, float], None]] = {
    "none": _none,
    "hair": _hair,
    "across": _across,
    "short": _short,
}
