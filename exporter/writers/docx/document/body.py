"""The body: pages, articles and blocks as paragraphs of named styles. One function a block kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from exporter.display import shown_text
from exporter.model import (
    Article,
    Block,
    Byline,
    EditorNote,
    Figure,
    JumpLine,
    ListBlock,
    Page,
    Paragraph,
    Quote,
    Staff,
    Subhead,
    Summary,
    Table,
    text_of,
)
from exporter.startup.patterns import Lazy
from exporter.titles import headline_text, page_text
from exporter.writers.docx.document.contents import ContentsLine, page_mark, small_paragraph
from exporter.writers.docx.document.draft import Draft, bookmark, set_space_before
from exporter.writers.docx.document.runs import add_lines, add_reference
from exporter.writers.docx.document.tables import add_table
from exporter.writers.docx.parts.defaults import footnote
from exporter.writers.docx.parts.markup import Element, P, add, add_hidden_field, w

OPENER_SPACE = 30
"""Points above an article that does not open a page."""
GROUP_SPACE = 10
"""Points below a headline group that has no deck, which brings its own."""


def add_page(draft: Draft, page: Page, number: int, first: int, language: str) -> None:
    """A newspaper page begins a new page. `number` counts pages and `first` articles, from 1."""
    before = draft.last
    label = page_text(page, language)
    if label:
        draft.entries.append(ContentsLine(level=1, text=label, anchor=f"page_{number}"))
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
            draft.keep_last()
        add_block(draft, block)
    draft.pages.set_columns(1)
    if not draft.in_article:  # nothing to show; the contents still need a place to point to
        draft.paragraph("Body")
    if draft.columns > 1:
        draft.close_section(draft.columns)
    opener = next(next(draft.since(before)).iter(P))
    if not opens_page:
        set_space_before(opener, OPENER_SPACE)
    bookmark(draft, anchor, opener)
    text = headline_text(article, draft.punctuation)
    draft.entries.append(ContentsLine(level=2, text=text, anchor=anchor))


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
        draft.space_after(GROUP_SPACE)
    for line in article.summary:
        draft.paragraph("Summary", line)


_CLOSING = (Byline, JumpLine, Staff)
"""What would look lost alone at the head of a page or column."""


STYLES: Mapping[type[Block], str] = {
    Paragraph: "Body",
    Subhead: "Subhead",
    Summary: "Summary",
    EditorNote: "EditorNote",
    Byline: "Byline",
    Staff: "Staff",
    Figure: "Caption",
    ListBlock: "List",
    Table: "TableText",
    Quote: "Quote",
    JumpLine: "JumpLine",
}
"""The style of a kind's text, of its plain form where it has several."""


def add_block(draft: Draft, block: Block) -> None:
    """Appends what shows the block."""
    style = STYLES[type(block)]
    match block:
        case Paragraph() | Byline() | Staff() | JumpLine():
            draft.paragraph(style, block.text)
        case Subhead():
            draft.paragraph(style if block.level == 1 else "Subhead2", block.text, heading=True)
        case EditorNote() if draft.notes == "footnote" and draft.in_article and block.lines:
            _add_note(draft, block)
        case Summary() | EditorNote() | Quote():
            for line in block.lines:
                draft.paragraph(style, line)
        case ListBlock():
            _add_list(draft, block)
        case Figure():
            _add_figure(draft, block)
        case Table():
            add_table(draft, block)
        case _:
            assert_never(block)


_LONG_WORD = Lazy("[!-~]{24}")
"""An address, say: an item's few characters before it would be drawn apart over the whole line."""
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
        if _LONG_WORD.search(text_of(item)):
            add(made[0], "jc", "left")


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


def _insert_hidden(paragraph: Element, instruction: str) -> None:
    holder = w("p")
    add_hidden_field(holder, instruction)
    for offset, run in enumerate(list(holder)):
        paragraph.insert(1 + offset, run)
