"""The body: pages, articles and blocks as paragraphs of named styles. One function a block kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from lxml import etree

from exporter.display import Punctuation, headline_text, page_text, shown_text
from exporter.model import (
    Article,
    Block,
    Byline,
    EditorNote,
    Figure,
    JumpLine,
    Line,
    ListBlock,
    Notice,
    Page,
    Paragraph,
    Quote,
    Staff,
    Subhead,
    Summary,
    Table,
    text_of,
)
from exporter.records import dataclass, field
from exporter.writers.docx.contents import Entry, page_mark, small_paragraph
from exporter.writers.docx.markup import (
    PPR,
    PSTYLE,
    VAL,
    Element,
    P,
    add,
    add_hidden_field,
    q,
    w,
)
from exporter.writers.docx.measure import width_em
from exporter.writers.docx.options import Notes
from exporter.writers.docx.pagination import Pagination
from exporter.writers.docx.pictures import Pictures
from exporter.writers.docx.runs import Links, add_lines, add_reference, set_size
from exporter.writers.docx.sections import Layout, Start
from exporter.writers.docx.template import footnote

OPENER_SPACE = 30
"""Points above an article that does not open a page."""
TABLE_SPACE = 6
"""Points below a table, and above one that has no caption."""
_STEPS = {"Kicker": (14, 12, 10.5), "Headline": (22, 18, 16), "Deck": (14, 12, 10.5)}
"""Sizes of headings: the style's, and what they may be set in rather than that a word or two goes
over into a line of its own."""
GROUP_SPACE = 10
"""Points below a headline group that has no deck, which brings its own."""


@dataclass(slots=True)
class Draft:
    """The body while it grows, and what other parts must know of it afterwards."""

    punctuation: Punctuation
    pictures: Pictures
    layout: Layout = field(default_factory=Layout)
    columns: int = 1
    notes: Notes = "block"
    footnotes: list[Element] = field(default_factory=list)
    body: Element = field(default_factory=lambda: w("body"))
    links: Links = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pages: Pagination = field(default_factory=Pagination)
    bookmarks: int = 0
    footer: str | None = None
    _before: Element | None = None
    _start: Start = "nextPage"
    _header: str | None = None

    def paragraph(
        self, style: str, *lines: Line, heading: bool = False, parent: Element | None = None
    ) -> Element:
        """One paragraph; several lines stand in it with line breaks between."""
        made = etree.SubElement(self.body if parent is None else parent, P)
        ppr = etree.SubElement(made, PPR)
        etree.SubElement(ppr, PSTYLE).set(VAL, style)
        shown = add_lines(made, lines, self.punctuation, self.links, heading=heading)
        size = self._fitted(style, shown)
        if size:
            set_size(made, size)
        if parent is None:
            self._leave_table(made, ppr)
            self.pages.paragraph(style, shown, size)
        return made

    def _fitted(self, style: str, shown: str) -> float:
        """The size at which every line of a heading fits across the page, where that is one or two
        steps below its style's; else 0, and what is too long wraps."""
        steps = _STEPS.get(style, ()) if self.layout.sizes_known else ()
        if not steps:
            return 0
        longest = max(width_em(line) for line in shown.split("\n"))
        room = self.layout.width / 20
        fitting = next((size for size in steps if longest * size <= room), 0)
        return 0 if fitting == steps[0] else fitting

    def _leave_table(self, made: Element, ppr: Element) -> None:
        """White between a table and what comes after it, which no table style can give."""
        before = made.getprevious()
        if before is not None and before.tag == q("tbl"):
            add(ppr, "spacing", {"before": TABLE_SPACE * 20})
            self.pages.space(TABLE_SPACE)

    @property
    def last(self) -> Element | None:
        """The element written last. (lxml counts children one by one, so nothing asks for len.)"""
        return self.body[-1] if self.body.find("*") is not None else None

    def since(self, before: Element | None) -> Iterator[Element]:
        """The elements written after `before`, all of them after None."""
        at = self.body.find("*") if before is None else before.getnext()
        while at is not None:
            yield at
            at = at.getnext()

    @property
    def in_article(self) -> bool:
        """Whether the article has begun: a paragraph of it stands already."""
        return self.last is not self._before

    def open_article(self) -> Element | None:
        """The element before it."""
        self._before = self.last
        return self._before

    def open_page(self, header: str | None) -> None:
        self._start, self._header = "nextPage", header

    def close_section(self, columns: int) -> None:
        """What was written since the last call becomes a section of its own."""
        last = self.last
        if last is None or last.tag != P or last.find(PPR + "/" + q("sectPr")) is not None:
            last = small_paragraph()  # a table cannot carry a section's end
            self.body.append(last)
        ppr = last.find(PPR)
        assert ppr is not None
        footer = self.footer if self._header is not None or self._start == "nextPage" else None
        ppr.append(self.layout.section(self._start, columns, self._header, footer))
        self._start, self._header = "continuous", None


def add_page(draft: Draft, page: Page, number: int, first: int, language: str) -> None:
    """A newspaper page begins a new page. `number` counts pages and `first` articles, from 1."""
    before = draft.last
    label = page_text(page, language)
    if label:
        draft.entries.append(Entry(level=1, text=label, anchor=f"page_{number}"))
        draft.pages.mark(f"page_{number}")
    for index, article in enumerate(page.articles):
        _add_article(draft, article, first + index, opens_page=index == 0)
    paragraphs = [p for element in draft.since(before) for p in element.iter(P)]
    if label:
        _insert_hidden(paragraphs[0], page_mark(label))
    bookmark(draft, f"page_{number}", paragraphs[0])
    if draft.columns > 1:
        draft.body.append(small_paragraph())  # columns are balanced where more follows on the page
    draft.close_section(1)


def _add_article(draft: Draft, article: Article, number: int, *, opens_page: bool) -> None:
    before = draft.open_article()
    anchor = f"article_{number}"
    draft.pages.mark(anchor)
    draft.pages.space(0 if opens_page else OPENER_SPACE)
    _add_group(draft, article)
    if draft.columns > 1 and draft.in_article:
        draft.close_section(1)
    draft.pages.set_columns(draft.columns)
    for block in article.blocks:
        if isinstance(block, _CLOSING):
            _keep_last(draft)
        add_block(draft, block)
    draft.pages.set_columns(1)
    if not draft.in_article:  # nothing to show; the contents still need a place to point to
        draft.paragraph("Body")
    if draft.columns > 1:
        draft.close_section(draft.columns)
    opener = next(next(draft.since(before)).iter(P))
    if not opens_page:
        _set_space_before(opener)
    bookmark(draft, anchor, opener)
    text = headline_text(article, draft.punctuation)
    draft.entries.append(Entry(level=2, text=text, anchor=anchor))


def _add_group(draft: Draft, article: Article) -> None:
    if article.kicker is not None:
        draft.paragraph("Kicker", article.kicker, heading=True)
    if article.headline:
        draft.paragraph("Headline", *article.headline, heading=True)
    if article.column is not None:
        draft.paragraph("Column", article.column)
    if article.deck:
        draft.paragraph("Deck", *article.deck, heading=True)
    elif draft.in_article:
        _set_space_after(draft, GROUP_SPACE)
    for line in article.summary:
        draft.paragraph("Summary", line)


_CLOSING = (Byline, JumpLine, Staff)
"""What would look lost alone at the head of a page or column."""


def add_block(draft: Draft, block: Block) -> None:
    """Appends what shows the block."""
    match block:
        case Paragraph():
            draft.paragraph("Body", block.text)
        case Subhead():
            draft.paragraph("Subhead" if block.level == 1 else "Subhead2", block.text, heading=True)
        case Byline():
            draft.paragraph("Byline", block.text)
        case Staff():
            draft.paragraph("Staff", block.text)
        case JumpLine():
            draft.paragraph("JumpLine", block.text)
        case Summary():
            _add_each(draft, "Summary", block.lines)
        case EditorNote() if draft.notes == "footnote" and draft.in_article and block.lines:
            _add_note(draft, block)
        case EditorNote():
            _add_each(draft, "EditorNote", block.lines)
        case Quote():
            _add_each(draft, "Quote", block.lines)
        case ListBlock():
            _add_list(draft, block)
        case Figure():
            _add_figure(draft, block)
        case Table():
            _add_table(draft, block)
        case _:
            assert_never(block)


def _add_each(draft: Draft, style: str, lines: Sequence[Line]) -> None:
    for line in lines:
        draft.paragraph(style, line)


_LIST_STYLES = {"text": "List", "bullet": "ListBullet", "number": "ListNumber"}


def _add_list(draft: Draft, block: ListBlock) -> None:
    """Items that carry their own marks are text; the others are numbered by Word, each numbered
    list anew from its start."""
    number = None
    if block.marker == "number":
        draft.starts.append(block.start)
        number = len(draft.starts) + 2  # 1 and 2 are the styles' own
    for item in block.items:
        made = draft.paragraph(_LIST_STYLES[block.marker], item)
        if number is not None:
            properties = add(made[0], "numPr")
            add(properties, "ilvl", 0)
            add(properties, "numId", number)


def _add_figure(draft: Draft, block: Figure) -> None:
    """The picture where it is at hand; a caption without one stands between hairlines."""
    drawn = block.asset is not None and _draw(draft, block, block.asset)
    if block.caption is not None:
        draft.paragraph("Caption" if drawn else "CaptionAlone", block.caption)
    if block.credit is not None:
        draft.paragraph("PhotoCredit", block.credit)


def _draw(draft: Draft, block: Figure, asset: str) -> bool:
    alt = block.alt or ("" if block.caption is None else shown_text(block.caption))
    paragraph = draft.paragraph("Picture", parent=draft.body)
    height = draft.pictures.draw(paragraph, asset, alt, draft.layout.column_width(draft.columns))
    if not height:
        draft.body.remove(paragraph)
        return False
    draft.pages.block(1, height, keep=True)
    return True


def _add_note(draft: Draft, block: EditorNote) -> None:
    """At the page's foot, marked at the end of what stands before it in the article."""
    *_, last = draft.body[-1].iter(P)  # of a table, the last cell's
    draft.footnotes.append(footnote(len(draft.footnotes) + 1))
    for line in block.lines:
        paragraph = add(draft.footnotes[-1], "p")
        add(add(paragraph, "pPr"), "pStyle", "FootnoteText")
        if line is block.lines[0]:
            add_reference(paragraph, "footnoteRef")
        add_lines(paragraph, (line,), draft.punctuation, draft.links)
    add_reference(last, "footnoteReference", len(draft.footnotes))


def _add_table(draft: Draft, block: Table) -> None:
    if block.caption is not None:
        draft.paragraph("TableCaption", block.caption)
    elif draft.last is not None and draft.in_article:
        _set_space_after(draft, TABLE_SPACE)
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    width = draft.layout.column_width(draft.columns) // columns
    if draft.last is not None and draft.last.tag == q("tbl"):
        draft.body.append(small_paragraph())  # two tables that touch are one to Word
    table = add(draft.body, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", "NewsTable")
    add(properties, "tblW", {"w": width * columns, "type": "dxa"})
    head = block.header_rows > 0
    add(properties, "tblLook", {"val": "0020" if head else "0000", "firstRow": int(head)})
    if block.caption is not None:
        add(properties, "tblCaption", shown_text(block.caption))
    grid = add(table, "tblGrid")
    for _ in range(columns):
        add(grid, "gridCol", {"w": width})
    centred = _figures(block, columns)
    for index, cells in enumerate(block.rows):
        _add_row(draft, table, cells, centred, width, head=index < block.header_rows)
    draft.pages.block(len(block.rows), 20)


def _figures(block: Table, columns: int) -> list[bool]:
    """Whether a column holds nothing but figures under its head; they stand below its middle."""
    rows = block.rows[block.header_rows :]
    texts = [[text_of(row[n]) for row in rows if n < len(row)] for n in range(columns)]
    return [
        any(map(str.strip, column)) and not any(c.isalpha() for text in column for c in text)
        for column in texts
    ]


def _add_row(
    draft: Draft, table: Element, cells: Sequence[Line], centred: Sequence[bool], width: int,
    *, head: bool,
) -> None:  # fmt: skip
    """A row; short ones are filled with empty cells, for a grid has no holes. `centred` says of
    every column whether it holds figures."""
    row = add(table, "tr")
    properties = add(row, "trPr")
    add(properties, "cantSplit")
    if head:
        add(properties, "tblHeader")
    for index, figures in enumerate(centred):
        cell = add(row, "tc")
        add(add(cell, "tcPr"), "tcW", {"w": width, "type": "dxa"})
        lines = cells[index : index + 1]
        paragraph = draft.paragraph("TableHead" if head else "TableText", *lines, parent=cell)
        if figures and not head:
            add(paragraph[0], "jc", "center")


def bookmark(draft: Draft, name: str, paragraph: Element) -> None:
    """A bookmark of one paragraph. (One that goes on behind a table comes back from LibreOffice
    as two.)"""
    start = w("bookmarkStart", id=draft.bookmarks, name=name)
    paragraph.insert(1 if paragraph.find(PPR) is not None else 0, start)
    paragraph.append(w("bookmarkEnd", id=draft.bookmarks))
    draft.bookmarks += 1


def _insert_hidden(paragraph: Element, instruction: str) -> None:
    holder = w("p")
    add_hidden_field(holder, instruction)
    for offset, run in enumerate(list(holder)):
        paragraph.insert(1 + offset, run)


def _set_space_before(paragraph: Element) -> None:
    """Direct spacing, because the same style has none at a page's head; in schema order."""
    ppr = paragraph.find(PPR)
    assert ppr is not None
    _spacing(ppr).set(q("before"), str(OPENER_SPACE * 20))


_BEFORE_SPACING = frozenset(map(q, ("pStyle", "keepNext", "numPr")))


def _set_space_after(draft: Draft, points: int) -> None:
    """Direct spacing below what was written last: a headline group without deck (the deck's style
    has it), or what stands above a table."""
    ppr = None if draft.last is None else draft.last.find(PPR)
    if ppr is not None and ppr.find(q("sectPr")) is None:
        _spacing(ppr).set(q("after"), str(points * 20))
        draft.pages.space_after(points)


def _spacing(ppr: Element) -> Element:
    """A paragraph's own spacing, in schema order."""
    spacing = ppr.find(q("spacing"))
    if spacing is None:
        spacing = w("spacing")
        ppr.insert(sum(node.tag in _BEFORE_SPACING for node in ppr), spacing)
    return spacing


def _keep_last(draft: Draft) -> None:
    """What was written last stays with what follows, on one page."""
    ppr = None if draft.last is None else draft.last.find(PPR)
    if ppr is None or ppr.find(q("keepNext")) is not None or not draft.in_article:
        return
    ppr.insert(1, w("keepNext"))
    draft.pages.keep_last()
