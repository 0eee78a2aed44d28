"""Stories as what is placed: each knows its headline group and its text in so many columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exporter.writers.pdf.layout.newspaper.briefs import brief_rows
from exporter.writers.pdf.layout.newspaper.cells import Cells, Split, cells_of
from exporter.writers.pdf.layout.newspaper.costs import misfit, shape
from exporter.writers.pdf.layout.newspaper.evening import resized
from exporter.writers.pdf.layout.newspaper.heads import (
    NO_HEAD,
    SMALLER,
    Heads,
    SetHead,
    opening_byline,
)
from exporter.writers.pdf.layout.newspaper.levels import BRIEF, LEAD, RankedStory
from exporter.writers.pdf.layout.newspaper.place import GIVE, Size, StoryPlace
from exporter.writers.pdf.look.theme import Grid
from exporter.writers.pdf.objects.pictures import PdfPictures
from exporter.writers.pdf.setting.article import Rows, TaggedPart, body_rows
from exporter.writers.pdf.setting.paginate import SetRow
from exporter.writers.pdf.setting.stories import without_staff

BOX_PAD = 1
"""Lines above and below what stands in a box, its frame in them."""
TITLE_LINES = 3
"""Lines of the title over a block of briefs, its rule in them."""
BOX_GIVE = 6
"""Lines of a remainder that a box takes: its frame ends where its neighbours do."""
JUMP_LINES = 2
"""Lines of the headline over what goes on from another newspaper page."""
_PAD_EM = 2
_SHORT_CUT = 12
"""Lines below which a story is cut at a page's foot only for want of anything better."""
_SHORT_COST = 6.0
_BOX_COLUMNS, _BOX_COST = 2, 6.0
"""Columns beyond which each one more of a box costs."""


class StoryText(NamedTuple):
    """A story's text in columns `width` points wide, the first `inset` points from the rectangle's
    left edge; `step` from one column to the next."""

    cells: Cells
    width: float
    inset: float
    step: float


class State(NamedTuple):
    """How much of a story stands on pages already; see the attributes of `StoryUnit`."""

    begin: int
    only: int | None
    jumped: int | None


class StoryUnit:
    """One story on its way to the pages. `roots` are its articles' places in the structure tree,
    `staff` says whether its closing staff lines stand at the page's foot instead; `made` keeps its
    text for whoever thinks of the same story at another level."""

    def __init__(
        self, story: RankedStory, roots: Sequence[TaggedPart], heads: Heads, grid: Grid,
        pictures: PdfPictures, *, staff_apart: bool, made: dict[float, Cells],
    ) -> None:  # fmt: skip
        self.story = story
        self.roots = roots
        self.heads = heads
        self.grid = grid
        self.pictures = pictures
        self.staff_apart = staff_apart
        self.begin = 0
        """The first cell that is not yet on a page."""
        self.only = story.columns
        """How many columns the story takes, where that is given."""
        self.reserve = 0
        """Lines kept free in the last column of a part that goes on elsewhere, for where."""
        self.jumped: int | None = None
        """The newspaper page on which the part before this one stands, if it is not the last."""
        self._made = made
        """The text as it was first set, by the width of its columns."""
        self._texts: dict[float, Cells] = {}
        self._heads: dict[tuple[int, int], SetHead] = {}
        self._splits: dict[int, Split | None] = {}
        self._cuts: dict[tuple[int, int], Split | None] = {}
        self._settled: dict[tuple[int, int, int | None], tuple[StoryText, Split | None]] = {}

    @property
    def state(self) -> State:
        return State(self.begin, self.only, self.jumped)

    @state.setter
    def state(self, state: State) -> None:
        self.begin, self.only, self.jumped = state
        self._splits.clear()
        self._cuts.clear()

    @property
    def boxed(self) -> bool:
        return self.story.boxed

    @property
    def briefs(self) -> bool:
        return self.story.level == BRIEF

    def width(self, columns: int) -> float:
        """Points across so many columns."""
        grid = self.grid
        return (columns * grid.column + (columns - 1) * grid.gutter) * grid.body

    def head(self, columns: int, unlike: int = 0) -> SetHead:
        """The headline group in so many columns; none over a continuation or over briefs."""
        if self.begin or self.briefs:
            return NO_HEAD
        key = (columns, unlike)
        found = self._heads.get(key)
        if found is None:
            width = self.width(columns) - (_PAD_EM * self.grid.body if self.boxed else 0)
            unlike += SMALLER * self.story.lower
            found = self._heads[key] = self.heads.fitted(
                self.story.article, self.story.level, width, unlike
            )
        return found

    def head_lines(self, columns: int) -> int:
        """Lines over the text: the group, or the title over briefs."""
        if self.jumped is not None:
            return JUMP_LINES
        return TITLE_LINES if self.briefs else self.head(columns).lines

    def text(self, columns: int) -> StoryText:
        """The story's text for so many columns; in a box they are narrower by what it pads."""
        grid = self.grid
        em = grid.column
        if self.boxed:
            em = int((columns * grid.column - _PAD_EM) / columns)
        width = em * grid.body
        cells = self._texts.get(width)
        if cells is None:
            cells = self._made.get(width)
            if cells is None:
                cells = self._made[width] = cells_of(self._rows(width))
            self._texts[width] = cells
        step = width + grid.gutter * grid.body
        inset = (self.width(columns) - columns * step + grid.gutter * grid.body) / 2
        return StoryText(cells.rest(self.begin) if self.begin else cells, width, inset, step)

    def split(self, columns: int) -> Split | None:
        """All that is left of the text in columns of equal length."""
        if columns not in self._splits:
            self._splits[columns] = self.text(columns).cells.balanced(columns)
        return self._splits[columns]

    def filled(self, columns: int, lines: int) -> Split | None:
        """The text filling `lines` lines below the group, or a few less so that enough goes on
        elsewhere; None where it does not."""
        key = (columns, lines)
        if key not in self._cuts:
            cells = self.text(columns).cells
            tries = range(lines, lines - GIVE - 1, -1)
            found = (cells.filled(columns, height, reserve=self.reserve) for height in tries)
            self._cuts[key] = next((split for split in found if split is not None), None)
        return self._cuts[key]

    def cut(self, columns: int, lines: int) -> Split:
        """As `filled`, or by force where what is kept together allows no such way."""
        return self.filled(columns, lines) or self.text(columns).cells.forced(columns, lines)

    def settled(self, place: StoryPlace) -> tuple[StoryText, Split | None]:
        """The text and its columns as they are drawn in a rectangle: the same each time it is
        asked, though a page is thought of before it is drawn."""
        columns = place.columns
        pad = 2 * BOX_PAD if self.boxed else 0
        lines = place.lines - self.head_lines(columns) - pad if place.cut else None
        key = (self.begin, columns, lines)
        if key not in self._settled:
            self._settled[key] = self._even(columns, lines)
        text, split = self._settled[key]
        self._texts[text.width] = text.cells.rest(0)
        return text, split

    def rest(self, place: StoryPlace) -> int | None:
        """The cell with which the story goes on after a rectangle; None where nothing is left."""
        if not place.cut:
            return None
        text, split = self.settled(place)
        if split is None or split.ends[-1] >= text.cells.count:
            return None
        return split.ends[-1]

    def _even(self, columns: int, lines: int | None) -> tuple[StoryText, Split | None]:
        """Filling `lines` lines, or (None) all that is left. Where columns would differ by more
        than a line, a paragraph or two are set in a line more or less, so that they do not, where
        that is not seen."""
        text = self.text(columns)
        split = self.split(columns) if lines is None else self.cut(columns, lines)
        if split is None or not split.uneven or self.briefs:
            return text, split

        def even(cells: Cells) -> Split | None:
            if lines is None:
                return cells.even(columns, split.height)
            least = lines - (GIVE if self.head_lines(columns) else 1)
            tries = (
                cells.filled(columns, height, 0, self.reserve)
                for height in range(lines, least - 1, -1)
            )
            return next((found for found in tries if found is not None), None)

        found = even(text.cells)
        if found is not None:
            return text, found
        cells = resized(text.cells, self.heads.composer, even)
        if cells is None:
            return text, split
        return text._replace(cells=cells), even(cells)

    def goes_on(self, at: int, columns: int) -> None:
        """What is left of a story that stood in so many columns begins at cell `at`."""
        # The lines of a box are as wide as so many columns in a box let them be.
        self.state = State(at, columns if self.boxed else self.only, None)

    def drawn(self) -> None:
        """Lets go what was set: nothing is left to be placed."""
        for kept in (self._made, self._texts, self._heads, self._splits, self._cuts, self._settled):
            kept.clear()

    def _rows(self, width: float) -> list[SetRow]:
        composer, theme = self.heads.composer, self.heads.theme
        if self.briefs:
            return brief_rows(
                self.story.articles,
                self.roots,
                Rows(composer, theme, width, self.roots[0], self.pictures),
                staff_apart=self.staff_apart,
            )
        article = self.story.article
        blocks = article.blocks
        if opening_byline(article) is not None:
            blocks = blocks[1:]
        if self.staff_apart:
            blocks = tuple(without_staff(blocks)[0])
        rows = Rows(composer, theme, width, self.roots[0], self.pictures)
        body_rows(article, rows, blocks)
        return rows.rows


class Units:
    """The stories of one newspaper page, as `place.Sizes`."""

    def __init__(self, units: Sequence[StoryUnit], columns: int) -> None:
        self.units = units
        self.columns = columns
        self.count = len(units)

    def size(self, story: int, columns: int) -> Size | None:
        """What a story takes in so many columns."""
        unit = self.units[story]
        if not self._allowed(unit, columns):
            return None
        split = unit.split(columns)
        height = 0 if split is None else split.height
        uneven = 0 if split is None else split.uneven
        lines = unit.head_lines(columns) + height + (2 * BOX_PAD if unit.boxed else 0)
        give = (
            0
            if unit.begin and not unit.briefs and unit.jumped is None
            else BOX_GIVE
            if unit.boxed
            else GIVE
        )
        cost = 0.0 if unit.briefs else shape(columns, height, uneven)
        if not unit.begin and not unit.briefs:
            cost += misfit(columns, natural(unit.story.level, self.columns), self.columns)
        if unit.boxed:
            cost += max(0, columns - _BOX_COLUMNS) * _BOX_COST
        return Size(max(lines, 1), give, cost, unit.boxed)

    def cut(self, story: int, columns: int, lines: int) -> float | None:
        """What it costs to let a story go on elsewhere."""
        unit = self.units[story]
        if unit.boxed or not self._allowed(unit, columns):
            return None
        split = unit.filled(columns, lines - unit.head_lines(columns))
        if split is None:
            return None
        cost = shape(columns, split.height, split.uneven)
        whole = unit.text(columns).cells.lines
        cost += _SHORT_COST if whole < _SHORT_CUT * columns else 0.0
        if not unit.begin and not unit.briefs:
            cost += misfit(columns, natural(unit.story.level, self.columns), self.columns) / 2
        return cost

    def _allowed(self, unit: StoryUnit, columns: int) -> bool:
        story = unit.story
        if unit.only is not None:
            return columns == min(unit.only, self.columns)
        return story.level != LEAD or bool(unit.begin) or columns == self.columns


def natural(level: int, columns: int) -> int:
    """How many of a page's columns a level takes by itself."""
    match level:
        case 1:
            return columns
        case 2:
            return 3 if columns > 3 else min(2, columns)
        case 3:
            return min(2, columns)
        case _:
            return 1
