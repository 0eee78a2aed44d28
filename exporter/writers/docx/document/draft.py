"""The body while it grows: paragraphs in named styles, sections, and what is set by hand."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from exporter.display import Punctuation
from exporter.model import Line, Notice
from exporter.startup.records import dataclass, field
from exporter.writers.docx.document.contents import ContentsLine, small_paragraph
from exporter.writers.docx.document.pictures import WordPictures
from exporter.writers.docx.document.runs import Links, add_lines, set_size
from exporter.writers.docx.options import Notes
from exporter.writers.docx.page_numbers.line_counts import width_em, wrapped_em
from exporter.writers.docx.page_numbers.pagination import Pagination
from exporter.writers.docx.parts.markup import PPR, PSTYLE, VAL, Element, P, add, q, w
from exporter.writers.docx.parts.sections import SectionLayout, Start

TABLE_SPACE = 6
"""Points below a table, and above one that has no caption."""
_STEPS = {"Kicker": (14, 12, 10.5), "Headline": (22, 18, 16), "Deck": (14, 12, 10.5)}
"""Sizes of headings: the style's, and what they may be set in rather than that a word or two goes
over into a line of its own."""
_WIDER = 0.1
"""Em by which a Latin letter or a figure may be wider in a bold face than is reckoned."""
_LEAST_EM = 8.0
"""Headings in less room than this wrap as they come."""


def _narrow(line: str) -> int:
    return sum(map(str.isascii, line))


@dataclass(slots=True)
class Draft:
    """The body while it grows, and what other parts must know of it afterwards."""

    punctuation: Punctuation
    pictures: WordPictures
    layout: SectionLayout = field(default_factory=SectionLayout)
    columns: int = 1
    notes: Notes = "block"
    footnotes: list[Element] = field(default_factory=list)
    body: Element = field(default_factory=lambda: w("body"))
    links: Links = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    entries: list[ContentsLine] = field(default_factory=list)
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
        if style in _STEPS and not size and self.layout.sizes_known:
            self._balance(ppr, shown, _STEPS[style][0])
        return made

    def _fitted(self, style: str, shown: str) -> float:
        """The size at which every line of a heading fits across the page, where that is one or two
        steps below its style's; else 0, and what is too long wraps."""
        steps = _STEPS.get(style, ()) if self.layout.sizes_known else ()
        if not steps:
            return 0
        longest = max(width_em(line) + _WIDER * _narrow(line) for line in shown.split("\n"))
        room = self.layout.width / 20
        fitting = next((size for size in steps if longest * size <= room), 0)
        return 0 if fitting == steps[0] else fitting

    def _balance(self, ppr: Element, shown: str, size: float) -> None:
        """Draws a heading that wraps in from both sides, so that its lines are nearly equal and
        no word is parted where that can be: no break is written, for none is in the text."""
        room = self.layout.width / 20 / size
        width = wrapped_em(shown, room) if room > _LEAST_EM else None
        if width is not None:
            side = int((room - width) * size * 10)
            add(ppr, "ind", {"left": side, "right": side, "firstLine": 0})

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

    def space_after(self, points: int) -> None:
        """Direct spacing below what was written last, if that is a paragraph of a section that
        goes on."""
        ppr = None if self.last is None else self.last.find(PPR)
        if ppr is not None and ppr.find(q("sectPr")) is None:
            _spacing(ppr).set(q("after"), str(points * 20))
            self.pages.space_after(points)

    def keep_last(self) -> None:
        """What was written last stays with what follows, on one page."""
        ppr = None if self.last is None else self.last.find(PPR)
        if ppr is None or ppr.find(q("keepNext")) is not None or not self.in_article:
            return
        ppr.insert(1, w("keepNext"))
        self.pages.keep_last()


def bookmark(draft: Draft, name: str, paragraph: Element) -> None:
    """A bookmark of one paragraph. (One that goes on behind a table comes back from LibreOffice
    as two.)"""
    start = w("bookmarkStart", id=draft.bookmarks, name=name)
    paragraph.insert(1 if paragraph.find(PPR) is not None else 0, start)
    paragraph.append(w("bookmarkEnd", id=draft.bookmarks))
    draft.bookmarks += 1


def set_space_before(paragraph: Element, points: int) -> None:
    """Direct spacing, because the same style has none at a page's head; in schema order."""
    ppr = paragraph.find(PPR)
    assert ppr is not None
    _spacing(ppr).set(q("before"), str(points * 20))


_BEFORE_SPACING = frozenset(map(q, ("pStyle", "keepNext", "numPr")))


def _spacing(ppr: Element) -> Element:
    """A paragraph's own spacing, in schema order."""
    spacing = ppr.find(q("spacing"))
    if spacing is None:
        spacing = w("spacing")
        ppr.insert(sum(node.tag in _BEFORE_SPACING for node in ppr), spacing)
    return spacing
