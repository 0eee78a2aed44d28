"""An article's parts as rows: the headline group on its opener, then block after block.

`Part` is what a row belongs to in the structure tree. Its element is made when it is first drawn,
so the tree grows in drawing order, which is reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from exporter.display import shown_text
from exporter.model import (
    Article,
    Block,
    Byline,
    EditorNote,
    Figure,
    JumpLine,
    Line,
    ListBlock,
    Mark,
    Paragraph,
    Quote,
    Span,
    Staff,
    Subhead,
    Summary,
    Table,
    text_of,
)
from exporter.startup.records import dataclass, field, replace
from exporter.typography.faces import HEI
from exporter.writers.pdf.look.theme import Style, Theme
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.objects.structure import Element, utf16
from exporter.writers.pdf.setting.compose import Composer, Linked, Owner
from exporter.writers.pdf.setting.paginate import Again, Row, text_rows
from exporter.writers.shared.table_columns import FITS, Fit, column_widths, figures, least_widths

_MARK_TAGS = {"dateline": "Dateline", "credit": "Credit", "jump": "Jump"}
_ENTRIES = {"TH": b"/A<</O/Table/Scope/Column>>"}
"""What a tag always says besides itself: header cells head their columns (ISO 14289-1, 7.5)."""
_BULLET = "• "
_WHOLE_TABLE = 10.0
"""A table of so many grid lines is not parted: its rows mean little away from its head."""
_CELL_GAPS = (12.0, 8.0, 5.0)
_MOST_AGAIN = 5.0
"""Lines of a table's head, up to which it is shown again in each column."""
_CELL_SIZES = (7.5, 7.0)
"""Steps of a table that is too wide, below the theme's own size."""
_PICTURE_GAP = 0.4
"""Lines between a picture with its caption and the text above and below, at least."""
_CAPTION_GAP = 0.2
"""Lines between a picture and its caption."""


@dataclass(frozen=True, slots=True)
class HeadStyles:
    """How the lines of one headline group are set."""

    kicker: Style
    headline: Style
    column: Style
    deck: Style


@dataclass(slots=True)
class Part:
    """A place in the structure tree: `tag` under `parent`. The topmost part comes with its
    `element`; the others get theirs when they are first drawn."""

    tag: str
    parent: Part | None = None
    element: Element | None = None
    marks: dict[Owner, Element] = field(default_factory=dict)
    x: float = 0.0
    entries: bytes = b""
    on_made: Callable[[], None] | None = None

    def made(self) -> Element:
        """This part's element."""
        if self.element is None:
            assert self.parent is not None
            self._make(self.parent.made())
        assert self.element is not None
        return self.element

    def _make(self, above: Element) -> None:
        if self.element is not None:  # what stands above made all that stands in it
            return
        self.element = above.child(self.tag, self.entries or _ENTRIES.get(self.tag, b""))
        if self.on_made is not None:
            self.on_made()

    def owner(self, mark: Owner | None) -> Element:
        """Which element a run belongs to: this one, or a dateline, credit, jump or link within."""
        if isinstance(mark, Linked):
            return self._inner(self.owner(mark.within), mark, "Link")
        element = self.made()
        if not isinstance(mark, Mark):
            return element
        return self._inner(element, mark, _MARK_TAGS[mark.tag])

    def _inner(self, element: Element, mark: Owner, tag: str) -> Element:
        """The last child of an element where that is the mark's own, else a new one: reading order
        is the kids' order."""
        found = self.marks.get(mark)
        if found is None or not element.kids or element.kids[-1] is not found:
            found = self.marks[mark] = element.child(tag)
        return found


class Rows:
    """Collects rows `width` points wide that belong to one article, `root` in the tree."""

    def __init__(
        self, composer: Composer, theme: Theme, width: float, root: Part, pictures: Pictures
    ) -> None:
        self.composer = composer
        self.theme = theme
        self.styles = theme.styles
        self.width = width
        self.root = root
        self.pictures = pictures
        self.rows: list[Row] = []

    def line(
        self, line: Line, style: Style, part: Part, prefix: str = "", *, on_grid: bool = True
    ) -> None:
        """A paragraph, a heading or any line of the model."""
        text = self.composer.set(line, style, self.width, prefix)
        if style.before:
            self.white(style.before)
        self.rows += text_rows(text, part, keep_all=style.heading, on_grid=on_grid)
        if style.after:
            self.white(style.after, keep=style.heading)

    def part(self, tag: str) -> Part:
        """A part directly in the article."""
        return Part(tag, self.root)

    def group(
        self, lines: Sequence[Line], style: Style, part: Part, *, whole: bool = False
    ) -> None:
        """Several paragraphs as one part, between hairlines if the style is ruled; `whole` keeps
        them together."""
        if style.ruled:
            self.rows.append(Row(1.0, keep=True, rule="hair"))
        for line in lines:
            text = self.composer.set(line, style, self.width)
            self.rows += text_rows(text, Part("P", part), keep_all=whole)
            if whole:
                self._keep_last()
        if style.ruled:
            self._keep_last()
            self.rows.append(Row(1.0, rule="hair"))
        elif style.after:
            self.white(style.after)

    def white(self, height: float, *, keep: bool = True) -> None:
        self.rows.append(Row(height, keep=keep))

    def items(self, block: ListBlock, style: Style, part: Part) -> None:
        for index, item in enumerate(block.items):
            number = f"{block.start + index}. "
            prefix = {"text": "", "bullet": _BULLET, "number": number}[block.marker]
            self.line(item, style, Part("LBody", Part("LI", part)), prefix)

    def table(self, block: Table, style: Style, table: Part) -> None:
        """Cells side by side, columns as wide as their text asks; a row is as high as its highest
        cell. Header cells are Hei, with a hairline below the last."""
        if block.caption is not None:
            self.line(block.caption, self.styles["caption"], Part("Caption", table))
        style, gap, widths = self._cell_style(block, style)
        styles = [
            replace(style, align="right" if f else style.align) for f in figures(block, len(widths))
        ]
        heads_styles = [replace(one, face=HEI) for one in styles]
        first = len(self.rows)
        self.rows.append(Row(0.5, keep=True, rule="hair"))
        again: tuple[Row, ...] = ()
        for index, cells in enumerate(block.rows):
            begin = len(self.rows)
            heads = index < block.header_rows
            row = Part("TR", table)
            set_in = heads_styles if heads else styles
            columns = [*zip(widths, set_in, strict=True)]
            self._table_row(cells, row, "TH" if heads else "TD", columns, gap)
            if again:
                self.rows[begin] = self.rows[begin]._replace(again=again)
            if heads and index == block.header_rows - 1 and index < len(block.rows) - 1:
                self._keep_last()
                self.rows.append(Row(0.5, keep=True, rule="hair"))
                again = _once_more(self.rows[first:])
        if sum([row.height for row in self.rows[first:]]) <= _WHOLE_TABLE:
            self.rows[first:] = [row._replace(keep=True) for row in self.rows[first:]]
        self._keep_last()
        self.rows.append(Row(0.5, rule="hair"))

    def _cell_style(self, block: Table, style: Style) -> tuple[Style, float, list[float]]:
        """How a table's cells are set, the gap between them and the columns' widths: as the theme
        says where nothing that belongs together is parted so; else closer, and smaller."""
        steps = [style.size, *(size for size in _CELL_SIZES if size < style.size)]
        tries = [(style.size, gap, FITS[0]) for gap in _CELL_GAPS]
        tries += [(size, gap, fit) for fit in FITS[1:] for size in steps for gap in _CELL_GAPS[1:]]
        for size, gap, fit in tries:
            sized = replace(style, size=size)
            widths = self._column_widths(block, sized, gap, fit)
            if widths is not None:
                return sized, gap, widths
        columns = max((len(row) for row in block.rows), default=1) or 1
        gap = min(_CELL_GAPS[-1], self.width / columns / 2)
        return sized, gap, [self.width / columns - gap] * columns

    def _column_widths(
        self, block: Table, style: Style, gap: float, fit: Fit
    ) -> list[float] | None:
        columns = max((len(row) for row in block.rows), default=1) or 1
        styles = {False: style, True: replace(style, face=HEI)}
        asked = [0.0] * columns
        for index, cells in enumerate(block.rows):
            for i, cell in enumerate(cells):
                width = self.composer.width(cell, styles[index < block.header_rows])
                asked[i] = max(asked[i], width)
        shown = [
            [shown_text(cell, self.composer.punctuation) for cell in row] for row in block.rows
        ]
        least = least_widths(
            shown,
            block.header_rows,
            fit,
            lambda text, head: self.composer.width((Span(text),), styles[head]),
        )
        least += [0.0] * (columns - len(least))
        return column_widths(asked, least, self.width - gap * (columns - 1))

    def _table_row(
        self, lines: Sequence[Line], row: Part, tag: str,
        columns: Sequence[tuple[float, Style]], gap: float,
    ) -> None:  # fmt: skip
        """Cells one under another in the rows list, but at the same height on the page. All of a
        row's are in the tree, those without text as well: each row has as many (ISO 14289-1,
        7.2)."""
        x, depth = 0.0, 0
        parts = [Part(tag, row) for _ in columns]
        row.on_made = lambda: _make_all(parts)
        for line, (width, style), part in zip(lines, columns, parts, strict=False):
            cell = self.composer.set(line, style, width)
            part.x = x
            self.rows += [
                Row(0.0, keep=True, text=cell, line=i, part=part, drop=float(i))
                for i in range(len(cell.lines))
            ]
            x += width + gap
            depth = max(depth, len(cell.lines))
        self.rows.append(Row(float(depth)))

    def figure(self, block: Figure, style: Style, outer: Part) -> None:
        """The picture with its caption and credit; where there is no picture, these between
        hairlines, never an empty frame."""
        lines = [line for line in (block.caption, block.credit) if line is not None]
        picture = self.pictures.of(block.asset)
        if picture is None:
            if lines:
                self.group(lines, style, outer, whole=True)
            return
        leading = self.theme.grid.leading
        width, height = picture.fitted(self.width, 0.45 * self.theme.grid.lines * leading)
        alt = block.alt or "".join(map(text_of, lines)) or picture.name
        part = Part("Figure", outer, entries=b"/Alt<%b>" % utf16(alt))
        shown = replace(picture, width=width, height=height, left=(self.width - width) / 2)
        plain = replace(style, ruled=False, before=0.0, after=0.0)
        first = len(self.rows)
        self.white(_PICTURE_GAP)
        self.rows.append(Row(height / leading + _CAPTION_GAP, True, part=part, picture=shown))
        for line in lines:
            self.line(line, plain, Part("Caption", outer), on_grid=False)
            self._keep_last()
        self.white(_PICTURE_GAP, keep=False)
        # What is left of a line by the grid is shared, lest it all stand below the caption.
        slack = -sum(row.height for row in self.rows[first:]) % 1.0
        self.rows[first] = Row(_PICTURE_GAP + slack / 2, keep=True)

    def _keep_last(self) -> None:
        self.rows[-1] = self.rows[-1]._replace(keep=True)


def _once_more(head: Sequence[Row]) -> tuple[Row, ...]:
    """A table's head where the table goes on in another column; none that is itself too high."""
    if sum(row.height for row in head) > _MOST_AGAIN:
        return ()
    return tuple(
        row._replace(part=Again(row.part.x)) if isinstance(row.part, Part) else row for row in head
    )


def _make_all(parts: Sequence[Part]) -> None:
    for part in parts:
        part.made()


def head_rows(article: Article, rows: Rows, styles: HeadStyles) -> None:
    """The headline group: kicker, headline, column tag, deck (rule 11)."""
    if article.kicker is not None:
        rows.line(article.kicker, styles.kicker, rows.part("Kicker"))
    headline = rows.part("Headline")
    for line in article.headline:
        rows.line(line, styles.headline, Part("Line", headline))
    if article.column is not None:
        rows.line(article.column, styles.column, rows.part("Column"))
    for line in article.deck:
        rows.line(line, styles.deck, rows.part("Deck"))


def body_rows(article: Article, rows: Rows, blocks: Sequence[Block]) -> None:
    """Everything below the headline group, in the model's order."""
    for line in article.summary:
        rows.line(line, rows.styles["summary"], rows.part("Summary"))
    for block in blocks:
        _block_rows(block, rows)


SET_AS: Mapping[type[Block], tuple[str, str]] = {
    Paragraph: ("body", "Body"),
    Subhead: ("subhead", "Subhead"),
    Summary: ("summary", "Summary"),
    EditorNote: ("editor_note", "EditorNote"),
    Byline: ("byline", "Byline"),
    Staff: ("staff", "Staff"),
    Figure: ("caption", "Picture"),
    ListBlock: ("list", "L"),
    Table: ("cell", "Table"),
    Quote: ("quote", "BlockQuote"),
    JumpLine: ("jump_line", "JumpLine"),
}
"""A kind's style in the theme, and its tag in the structure tree."""


def _block_rows(block: Block, rows: Rows) -> None:
    name, tag = SET_AS[type(block)]
    style = rows.styles[name]
    match block:
        case Paragraph() | Subhead() | Byline() | Staff() | JumpLine():
            rows.line(block.text, style, rows.part(tag))
        case Summary():
            for line in block.lines:
                rows.line(line, style, rows.part(tag))
        case EditorNote() | Quote():
            rows.group(block.lines, style, rows.part(tag))
        case ListBlock():
            rows.items(block, style, rows.part(tag))
        case Figure():
            rows.figure(block, style, rows.part(tag))
        case Table():
            rows.table(block, style, rows.part(tag))
        case _:
            assert_never(block)
