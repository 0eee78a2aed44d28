"""What stands in a rectangle: headline group, columns, box, briefs, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.model import Article
from exporter.startup.records import dataclass
from exporter.titles import headline_text
from exporter.typography.faces import HEAVY, HEI
from exporter.writers.pdf.layout.flow import CAP, examine
from exporter.writers.pdf.layout.newspaper.briefs import SQUARE, BriefPart
from exporter.writers.pdf.layout.newspaper.cells import BETWEEN, Cells, Split
from exporter.writers.pdf.layout.newspaper.heads import FULL, Head, Piece, Tag
from exporter.writers.pdf.layout.newspaper.place import GAP, GIVE, Place, Rule
from exporter.writers.pdf.layout.newspaper.units import BOX_PAD, JUMP_LINES, TITLE_LINES, Text, Unit
from exporter.writers.pdf.look.theme import Style
from exporter.writers.pdf.page.draw import Page, Spot
from exporter.writers.pdf.page.margins import Furniture, shortened
from exporter.writers.pdf.setting.article import Part
from exporter.writers.pdf.setting.paginate import Again, Placed

ABOVE = 2 / 3
"""The part of a group's white that stands above it."""
THICK, LEAD_RULE, BAND_RULE, STORY_RULE, HAIR = 2.2, 1.0, 0.5, 0.4, 0.4
FRAME = 0.8
STORY_GREY = "0.4 g"
BETWEEN_GREY = "0.73 g"
_FRAME_AT = 1 / 3
"""Lines from a box's rectangle to its frame: an em from the frame to the text."""
_TAG_HEIGHT = 15.0
_MOST_SPREAD = 3
"""Lines a column of briefs is lengthened by at most, between them."""
_JUMP_SIZE, _JUMP_GAP, _CONTINUED, _LEAST_CONTINUED = 8.0, 6.0, 14.0, 9.0
_TITLE_SIZE = 14.0
_UNLIKE = 4
"""Ways to set a headline: see `Heads.fitted`."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A headline on the page: lines [top, foot), its size and face."""

    top: float
    foot: float
    size: float
    face: str


class Drawer:
    """Draws on one page. `spots` learns where articles begin."""

    def __init__(self, page: Page, furniture: Furniture, spots: dict[str, Spot]) -> None:
        self.page = page
        self.furniture = furniture
        self.theme = furniture.theme
        self.grid = furniture.grid
        self.spots = spots
        self.left = furniture.left(page)
        self.heads: list[Drawn] = []

    # -- coordinates ---------------------------------------------------------------------------

    def x(self, column: int) -> float:
        """The left edge of a column."""
        grid = self.grid
        return self.left + column * (grid.column + grid.gutter) * grid.body

    def y(self, line: float) -> float:
        """The upper edge of a grid line, counted from the text block's top."""
        return self.furniture.top - line * self.grid.leading

    def baseline(self, line: float, step: float, size: float) -> float:
        """Of text of that size in the middle of a step of `step` lines."""
        return self.y(line + step / 2) + size / 2 - CAP * size

    # -- rectangles ----------------------------------------------------------------------------

    def place(self, unit: Unit, place: Place) -> None:
        """A story in its rectangle."""
        for article in unit.story.articles[: 1 if not unit.briefs else None]:
            self.spots.setdefault(article.id, Spot(self.page.index, self.y(place.top)))
        if unit.boxed:
            self._frame(unit, place)
        pad = BOX_PAD if unit.boxed else 0
        columns = place.columns
        text, split = unit.settled(place)
        height = 0 if split is None else split.height
        over = place.lines - height - 2 * pad
        if unit.boxed:
            over = min(over, unit.head_lines(columns) + GIVE)
        top = place.top + pad
        if unit.briefs:
            self._title(unit, place)
            over = TITLE_LINES
        elif unit.jumped is not None:
            self._continued(unit, place, over, unit.jumped)
        elif not unit.begin:
            over = self._head(unit, place, top, over)
        else:
            over = 0
        if split is not None:
            spread = place.lines - over if unit.briefs and not place.cut else 0
            self._columns(unit, place, text, split, top + over, spread)

    def _head(self, unit: Unit, place: Place, top: int, over: int) -> int:
        """The group within `over` lines; how many of them it takes."""
        head = self._unlike(unit, place, top, over)
        at = top + (over - head.height) * ABOVE
        if head.size:
            self.heads.append(self._where(head, at))
        inset = self.grid.body if unit.boxed else 0.0
        draw = _HeadDrawer(self, unit, self.x(place.left) + inset, at)
        if head.tag is not None:
            draw.ground(head.tag)
        for piece in head.pieces:
            draw.piece(piece)
        return over

    def _unlike(self, unit: Unit, place: Place, top: int, over: int) -> Head:
        """A group whose headline is not the like of one beside it."""
        plain = unit.head(place.columns)
        if unit.boxed or not plain.size:
            return plain
        for unlike in range(_UNLIKE):
            head = unit.head(place.columns, unlike)
            where = self._where(head, top + (over - head.height) * ABOVE)
            if head.lines <= over and not any(_like(where, other) for other in self.heads):
                return head
        return plain

    def _where(self, head: Head, at: float) -> Drawn:
        lines = [piece for piece in head.pieces if piece.kind == "headline"]
        if not lines:
            return Drawn(at, at, head.size, head.face)
        return Drawn(at + lines[0].top, at + lines[-1].top + lines[-1].step, head.size, head.face)

    def _frame(self, unit: Unit, place: Place) -> None:
        """A box: its ground and frame, within its first and last line."""
        x, width = self.x(place.left), unit.width(place.columns)
        high = self.y(place.top + _FRAME_AT)
        low = self.y(place.top + place.lines - _FRAME_AT)
        self.page.block(x, low, width, high - low, self.theme.tint)
        self.page.frame(x, low, width, high - low, FRAME, self.theme.ink)

    def _continued(self, unit: Unit, place: Place, over: int, page: int) -> None:
        """（上接第1版） and the headline once more, over what goes on from another page."""
        words = self.furniture.own.back.format(page)
        width = unit.width(place.columns)
        headline = headline_text(unit.story.article, self.furniture.punctuation)
        style = Style(face=HEI, size=_JUMP_SIZE)
        taken = self.furniture.composer.plain_width(words, style) + _JUMP_GAP
        room = width - taken
        size = min(_CONTINUED, FULL * room / max(len(headline), 1))
        if size < _LEAST_CONTINUED:
            headline = shortened(headline, int(FULL * room / _LEAST_CONTINUED) - 2)
            size = min(_CONTINUED, FULL * room / len(headline))
        whole = taken + len(headline) * size
        x = self.x(place.left) - self.left + (width - whole) / 2
        y = self.baseline(place.top + (over - JUMP_LINES) * ABOVE, JUMP_LINES, _CONTINUED)
        from_page = self.furniture.style(HEI, _JUMP_SIZE, colour=self.theme.accent)
        again = self.furniture.style(HEAVY, size)
        self.furniture.words(self.page, words, from_page, y, x=x, width=width)
        self.furniture.words(self.page, headline, again, y, x=x + taken, width=2 * width)

    def goes_to(self, unit: Unit, place: Place, page: int) -> None:
        """（下转第3版） below the last column of a part."""
        text = unit.text(place.columns)
        left = self.x(place.left) - self.left + text.inset + (place.columns - 1) * text.step
        y = self.baseline(place.top + place.lines - 1, 1, _JUMP_SIZE)
        words = self.furniture.own.on.format(page)
        style = self.furniture.style(HEI, _JUMP_SIZE, "right")
        self.furniture.words(self.page, words, style, y, x=left, width=text.width)

    def _title(self, unit: Unit, place: Place) -> None:
        """The title over briefs, below a thick rule."""
        width = unit.width(place.columns)
        self.page.rule(self.x(place.left), self.y(place.top + 0.3), width, THICK)
        self.furniture.words(
            self.page, self.furniture.own.briefs, self.furniture.style(HEI, _TITLE_SIZE),
            self.baseline(place.top + 0.3, TITLE_LINES - 0.3, _TITLE_SIZE),
            x=self.x(place.left) - self.left, width=width,
        )  # fmt: skip

    # -- columns -------------------------------------------------------------------------------

    def _columns(
        self, unit: Unit, place: Place, text: Text, split: Split, top: int, spread: int
    ) -> None:
        """The columns of a split; those of briefs are lengthened to `spread` lines between them."""
        tally = self.furniture.composer.tally
        # A text too short for its columns stands in the middle ones.
        empty = sum(start == end for start, end in zip(split.starts, split.ends, strict=True))
        left = self.x(place.left) + text.inset + empty // 2 * text.step
        for index, (start, end) in enumerate(zip(split.starts, split.ends, strict=True)):
            rows = text.cells.column(start, end)
            if spread:
                rows = _spread(rows, text.cells, start, end, spread)
            self._column(unit, rows, left + index * text.step, top, text.width)
            if tally is not None:
                examine(rows, tally)

    def _column(
        self, unit: Unit, rows: Sequence[Placed], left: float, top: float, width: float
    ) -> None:
        """Rows of one column; lines of one paragraph go in one piece."""
        at, count = 0, len(rows)
        while at < count:
            row, line = rows[at].row, top + rows[at].top
            end = at + 1
            if row.text is not None:
                while end < count and rows[end].row.text is row.text:
                    end += 1
                self._text(unit, rows[at:end], left, top)
            elif row.picture is not None:
                assert isinstance(row.part, Part)
                box = row.picture
                self.page.picture(box.resource, row.part.made(), left + box.left,
                                  self.y(line) - box.height, box.width, box.height)  # fmt: skip
            elif row.rule == BETWEEN:
                if at and at + 1 < count:
                    y = self.y(line + row.height / 2)
                    self.page.rule(left, y, width, HAIR, BETWEEN_GREY)
            elif row.rule:
                self.page.rule(left, self.y(line + row.height / 2), width, HAIR)
            at = end

    def _text(self, unit: Unit, placed: Sequence[Placed], left: float, top: float) -> None:
        row = placed[0].row
        text, part = row.text, row.part
        assert text is not None
        size, step = text.style.size, row.height or 1.0
        ys = [self.baseline(top + one.top + one.row.drop, step, size) for one in placed]
        if isinstance(part, Again):
            self.page.artifact("Layout", text, left + part.x, *ys)
            return
        assert isinstance(part, Part)
        if isinstance(part, BriefPart) and row.line == 0:
            side = SQUARE * size
            self.page.block(left, ys[0] + 0.06 * size, side, side, self.theme.accent)
            index = next(i for i, root in enumerate(unit.roots) if root is part.parent)
            article: Article = unit.story.articles[index]
            self.spots[article.id] = Spot(self.page.index, ys[0] + size)
        self.page.text(text, [one.row.line for one in placed], left + part.x, ys, part.owner)

    # -- rules ---------------------------------------------------------------------------------

    def rules(self, units: Sequence[Unit], places: Sequence[Place], rules: Sequence[Rule]) -> None:
        """Rules across between what stands one under another, and down between stories."""
        for rule in rules:
            self._across(units, places, rule)
        for left, top, foot in _between(units, places):
            x = self.x(left) - self.grid.gutter * self.grid.body / 2
            self.page.vertical(x, self.y(top), self.y(foot), STORY_RULE, STORY_GREY)

    def _across(self, units: Sequence[Unit], places: Sequence[Place], rule: Rule) -> None:
        """None over a box or briefs, which have their own, or below a box."""
        touched = [
            p for p in places
            if p.left < rule.left + rule.columns and rule.left < p.left + p.columns
            and (p.top == rule.top + GAP or p.top + p.lines == rule.top)
        ]  # fmt: skip
        own = [p for p in touched if p.columns == rule.columns]
        for place in own:
            unit = units[place.story]
            if unit.boxed or (unit.briefs and place.top > rule.top):
                return
        grid = self.grid
        width = (rule.columns * grid.column + (rule.columns - 1) * grid.gutter) * grid.body
        weight = LEAD_RULE if rule.lead else BAND_RULE
        self.page.rule(self.x(rule.left), self.y(rule.top + GAP / 2), width, weight)


class _HeadDrawer:
    """The pieces of one group, tagged in reading order."""

    def __init__(self, drawer: Drawer, unit: Unit, left: float, top: float) -> None:
        self.drawer = drawer
        self.root = unit.roots[0]
        self.left = left
        self.top = top
        self.parts: dict[tuple[str, int], Part] = {}

    def ground(self, tag: Tag) -> None:
        """What a tag stands on."""
        drawer = self.drawer
        low = drawer.y(self.top + tag.step / 2) - _TAG_HEIGHT / 2
        drawer.page.block(self.left + tag.x, low, tag.width, _TAG_HEIGHT, drawer.theme.accent)

    def piece(self, piece: Piece) -> None:
        drawer, size = self.drawer, piece.text.style.size
        y = drawer.baseline(self.top + piece.top, piece.step, size)
        drawer.page.text(
            piece.text, [piece.line], self.left + piece.x, [y], self._part(piece).owner
        )

    def _part(self, piece: Piece) -> Part:
        key = (piece.kind, piece.number)
        found = self.parts.get(key)
        if found is None:
            if piece.kind == "headline":
                above = self.parts.setdefault(("headlines", 0), Part("Headline", self.root))
                found = Part("Line", above)
            else:
                found = Part(_TAGS[piece.kind], self.root)
            self.parts[key] = found
        return found


_TAGS = {"kicker": "Kicker", "column": "Column", "deck": "Deck", "byline": "Byline"}


def _like(a: Drawn, b: Drawn) -> bool:
    """Whether two headlines that stand beside each other look alike."""
    beside = min(a.foot, b.foot) - max(a.top, b.top) > 0.1
    return beside and (a.size, a.face) == (b.size, b.face)


def _spread(
    rows: list[Placed], cells: Cells, start: int, end: int, lines: int
) -> list[Placed]:  # fmt: skip
    """A column of briefs lengthened to `lines` by whole lines between them, if few are wanting."""
    free = lines - (cells.tops[end] - cells.tops[start])
    gaps = [i for i, placed in enumerate(rows) if placed.row.rule == BETWEEN and i]
    if not gaps or not 0 < free <= _MOST_SPREAD * len(gaps):
        return rows
    out: list[Placed] = []
    given = 0
    for i, placed in enumerate(rows):
        if i in gaps:
            rank = gaps.index(i) + 1
            share = free * rank // len(gaps) - given
            out.append(Placed(placed.row._replace(height=placed.row.height + share),
                              placed.top + given))  # fmt: skip
            given += share
        else:
            out.append(Placed(placed.row, placed.top + given))
    return out


def _between(units: Sequence[Unit], places: Sequence[Place]) -> Iterator[tuple[int, float, float]]:
    """(column to the right, first line, end) of each rule between stories side by side."""
    spans: dict[int, list[tuple[int, int]]] = {}
    plain = [p for p in places if not units[p.story].boxed and not units[p.story].briefs]
    for right in plain:
        for left in plain:
            if left.left + left.columns == right.left:
                top, foot = (
                    max(left.top, right.top),
                    min(left.top + left.lines, right.top + right.lines),
                )
                if foot > top:
                    spans.setdefault(right.left, []).append((top, foot))
    for column, found in sorted(spans.items()):
        found.sort()
        top, foot = found[0]
        for a, b in found[1:]:
            if a > foot + GAP or _crossed(places, column, foot, a):
                yield column, top + 0.15, foot - 0.1
                top = a
            foot = max(foot, b)
        yield column, top + 0.15, foot - 0.1


def _crossed(places: Sequence[Place], column: int, foot: int, top: int) -> bool:
    """Whether both sides begin anew below `foot`: a rule across stands there."""
    starts = [p for p in places if p.top == top]
    sides = {p.left + p.columns == column for p in starts if column in (p.left, p.left + p.columns)}
    return foot < top and sides == {True, False}
