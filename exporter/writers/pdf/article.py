"""An article's parts as rows: the headline group on its opener, then block after block.

`Part` is what a row belongs to in the structure tree. Its element is made when it is first drawn,
so the tree grows in drawing order, which is reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import singledispatch

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
    Staff,
    Subhead,
    Summary,
    Table,
)
from exporter.writers.pdf.compose import Composer, SetText
from exporter.writers.pdf.paginate import Placed, Row, text_rows
from exporter.writers.pdf.structure import Element
from exporter.writers.pdf.theme import Theme

_MARK_TAGS = {"dateline": "Dateline", "credit": "Credit", "jump": "Jump"}
_ENTRIES = {"TH": b"/A<</O/Table/Scope/Column>>"}
"""What a tag always says besides itself: header cells head their columns (ISO 14289-1, 7.5)."""
_BULLET = "• "
_CELL_GAP = 12.0


@dataclass(slots=True)
class Part:
    """A place in the structure tree: `tag` under `parent` (None: the article itself)."""

    tag: str
    parent: Part | None = None
    element: Element | None = None
    marks: dict[Mark, Element] = field(default_factory=dict)
    x: float = 0.0

    def under(self, article: Element) -> Element:
        """This part's element, made at the first call."""
        if self.element is None:
            above = article if self.parent is None else self.parent.under(article)
            self.element = above.child(self.tag, _ENTRIES.get(self.tag, b""))
        return self.element

    def owner(self, article: Element) -> Callable[[Mark | None], Element]:
        """Which element a run belongs to: this one, or a dateline, credit or jump within it."""

        def of(mark: Mark | None) -> Element:
            element = self.under(article)
            if mark is None:
                return element
            found = self.marks.get(mark)
            if found is None:
                found = self.marks[mark] = element.child(_MARK_TAGS[mark.tag])
            return found

        return of


class Rows:
    """Collects the rows of one article."""

    def __init__(self, composer: Composer, theme: Theme) -> None:
        self.composer = composer
        self.theme = theme
        self.rows: list[Row] = []

    def line(self, line: Line, style_name: str, part: Part, prefix: str = "") -> None:
        """A paragraph, a heading or any line of the model, in the style of that name."""
        style = self.theme.styles[style_name]
        text = self.composer.set(line, style, self.theme.measure, prefix)
        if style.before:
            self.white(style.before)
        made = text_rows(text, part, keep_all=style.heading)
        if style.heading:
            made = [Row(r.height, True, r.text, r.line, r.part) for r in made]
        self.rows += made
        if style.after:
            self.white(style.after, keep=style.heading)

    def group(self, lines: Sequence[Line], style_name: str, part: Part) -> None:
        """Several paragraphs as one part, between hairlines if the style is ruled."""
        style = self.theme.styles[style_name]
        if style.ruled:
            self.rows.append(Row(1.0, keep=True, rule=True))
        for line in lines:
            text = self.composer.set(line, style, self.theme.measure)
            self.rows += text_rows(text, Part("P", part))
        if style.ruled:
            self._keep_last()
            self.rows.append(Row(1.0, rule=True))
        elif style.after:
            self.white(style.after)

    def white(self, height: float, *, keep: bool = True) -> None:
        self.rows.append(Row(height, keep=keep))

    def table(self, block: Table) -> None:
        """Cells side by side in equal columns; a row is as high as its highest cell."""
        table = Part("Table")
        if block.caption is not None:
            self.line(block.caption, "caption", Part("Caption", table))
        style = self.theme.styles["cell"]
        columns = max((len(row) for row in block.rows), default=1) or 1
        width = (self.theme.measure - _CELL_GAP * (columns - 1)) / columns
        self.rows.append(Row(0.5, keep=True, rule=True))
        for index, cells in enumerate(block.rows):
            row = Part("TR", table)
            tag = "TH" if index < block.header_rows else "TD"
            self._table_row([self.composer.set(c, style, width) for c in cells], row, tag, width)
        self._keep_last()
        self.rows.append(Row(0.5, rule=True))

    def _table_row(self, cells: list[SetText], row: Part, tag: str, width: float) -> None:
        """Cells one under another in the rows list, but at the same height on the page."""
        parts = [Part(tag, row, x=i * (width + _CELL_GAP)) for i in range(len(cells))]
        depth = max((len(cell.lines) for cell in cells), default=0)
        for cell, part in zip(cells, parts, strict=True):
            self.rows += [
                Row(0.0, keep=True, text=cell, line=line, part=part, drop=float(line))
                for line in range(len(cell.lines))
            ]
        self.rows.append(Row(float(depth)))

    def _keep_last(self) -> None:
        last = self.rows[-1]
        self.rows[-1] = Row(
            last.height, True, last.text, last.line, last.part, last.rule, last.drop
        )


def opener(article: Article, composer: Composer, theme: Theme) -> tuple[list[Placed], float]:
    """The headline group, placed from the page's top, and the grid lines the opener takes."""
    rows = Rows(composer, theme)
    if article.kicker is not None:
        rows.line(article.kicker, "kicker", Part("Kicker"))
    headline = Part("Headline")
    for line in article.headline:
        rows.line(line, "headline", Part("Line", headline))
    if article.column is not None:
        rows.line(article.column, "column", Part("Column"))
    for line in article.deck:
        rows.line(line, "deck", Part("Deck"))
    rows.rows.append(Row(1.25, rule=True))
    top, placed = theme.sink, []
    for row in rows.rows:
        placed.append(Placed(row, top))
        top += row.height
    lines = theme.opener_lines if article.headline else 0
    height = max(lines, int(top + 0.999))
    return placed, float(min(height, theme.grid.lines - 3))


def article_rows(article: Article, composer: Composer, theme: Theme) -> list[Row]:
    """Everything below the headline group, in the model's order."""
    rows = Rows(composer, theme)
    for line in article.summary:
        rows.line(line, "summary", Part("Summary"))
    for block in article.blocks:
        _block_rows(block, rows)
    return rows.rows


@singledispatch
def _block_rows(block: Block, rows: Rows) -> None:
    raise TypeError(f"no way to print {type(block).__name__}")


@_block_rows.register
def _(block: Paragraph, rows: Rows) -> None:
    rows.line(block.text, "body", Part("Body"))


@_block_rows.register
def _(block: Subhead, rows: Rows) -> None:
    rows.line(block.text, "subhead", Part("Subhead"))


@_block_rows.register
def _(block: Summary, rows: Rows) -> None:
    for line in block.lines:
        rows.line(line, "summary", Part("Summary"))


@_block_rows.register
def _(block: EditorNote, rows: Rows) -> None:
    rows.group(block.lines, "editor_note", Part("EditorNote"))


@_block_rows.register
def _(block: Byline, rows: Rows) -> None:
    rows.line(block.text, "byline", Part("Byline"))


@_block_rows.register
def _(block: Staff, rows: Rows) -> None:
    rows.line(block.text, "staff", Part("Staff"))


@_block_rows.register
def _(block: JumpLine, rows: Rows) -> None:
    rows.line(block.text, "jump_line", Part("JumpLine"))


@_block_rows.register
def _(block: Quote, rows: Rows) -> None:
    rows.group(block.lines, "quote", Part("BlockQuote"))


@_block_rows.register
def _(block: Figure, rows: Rows) -> None:
    lines = [line for line in (block.caption, block.credit) if line is not None]
    if lines:
        rows.group(lines, "caption", Part("Picture"))


@_block_rows.register
def _(block: ListBlock, rows: Rows) -> None:
    part = Part("L")
    for index, item in enumerate(block.items):
        prefix = {"text": "", "bullet": _BULLET, "number": f"{block.start + index}. "}[block.marker]
        rows.line(item, "list", Part("LBody", Part("LI", part)), prefix)


@_block_rows.register
def _(block: Table, rows: Rows) -> None:
    rows.table(block)
