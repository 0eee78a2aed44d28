"""The contents page: the newspaper's pages, and under each its articles with where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exporter.display import (
    Punctuation,
    date_text,
    headline_text,
    number_text,
    page_text,
    shown_text,
)
from exporter.model import Article, Issue, Page
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.writers.pdf.compose import Composer, SetText
from exporter.writers.pdf.draw import Page as Sheet
from exporter.writers.pdf.draw import line_width
from exporter.writers.pdf.flow import CAP, Spot
from exporter.writers.pdf.furniture import Furniture
from exporter.writers.pdf.paginate import Placed, Row
from exporter.writers.pdf.structure import Element
from exporter.writers.pdf.theme import Style, Theme

TITLE = "本期目录"
_NUMBER_ROOM = 40.0
"""Points kept free at the right for the leader and the page number."""


@dataclass(slots=True)
class Group:
    """The contents of one newspaper page; `toc` is its nested TOC element, made when drawn."""

    title: str
    toc: Element | None = None


@dataclass(slots=True)
class Entry:
    """One article's line. `last` is its last row's line number; `link` its Link element."""

    article: Article
    group: Group
    headline: SetText
    link: Element | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The page's own title, with what is set at its right."""

    side: str


ContentsPart = Title | Group | Entry


def contents_rows(
    issue: Issue, punctuation: Punctuation, composer: Composer, theme: Theme
) -> list[Row]:
    """The rows of the contents; each row's `part` says what it is."""
    size = _size(theme)
    width = theme.grid.measure
    side = "\u3000".join(
        part
        for part in (issue.meta.publication or "", date_text(issue), number_text(issue))
        if part
    )
    title = composer.plain(TITLE, Style(face=HEAVY, size=2 * size, align="left"), width)
    rows = [Row(3.0, True, title, 0, Title(side)), Row(1.0, True, rule="double", part=Title(side))]
    for page in issue.pages:
        rows += _page_rows(page, punctuation, composer, theme)
    return rows


def _size(theme: Theme) -> float:
    """Of the contents' text: a narrow-columned page still has a list to read at arm's length."""
    return max(theme.grid.body, 10.5)


def _page_rows(page: Page, punctuation: Punctuation, composer: Composer, theme: Theme) -> list[Row]:
    group = Group(page_text(page))
    size = _size(theme)
    measure = theme.grid.measure
    rows: list[Row] = [Row(0.5)]
    if group.title:
        style = Style(face=HEI, size=size, align="left", colour=theme.accent)
        text = composer.plain(group.title, style, measure)
        rows += [Row(1.5, True, text, 0, group)]
    body = Style(face=SONG, size=size, align="left")
    small = Style(face=KAI, size=round(size * 1.6) / 2, align="left", colour=theme.grey)
    for article in page.articles:
        headline = composer.plain(headline_text(article, punctuation), body, measure - _NUMBER_ROOM)
        entry = Entry(article, group, headline)
        if article.kicker is not None:
            words = shown_text(article.kicker, punctuation, heading=True)
            kicker = composer.plain(words, small, measure - _NUMBER_ROOM)
            rows += [Row(0.85, True, kicker, i, entry) for i in range(len(kicker.lines))]
        last = len(headline.lines) - 1
        rows += [Row(1.15, i < last, headline, i, entry) for i in range(last + 1)]
        rows.append(Row(0.35))
    return rows


class ContentsPages:
    """Draws the contents once every article has its page."""

    def __init__(
        self,
        pages: list[list[Placed]],
        theme: Theme,
        furniture: Furniture,
        composer: Composer,
        toc: Element,
        spots: Mapping[str, Spot],
    ) -> None:
        self.rows = pages
        self.theme = theme
        self.furniture = furniture
        self.composer = composer
        self.toc = toc
        self.spots = spots

    def draw(self, pages: Sequence[Sheet]) -> None:
        """One list of rows on each page."""
        for page, rows in zip(pages, self.rows, strict=True):
            self.furniture.contents(page)
            for placed in rows:
                self._row(page, placed)
            page.pack()

    def _row(self, page: Sheet, placed: Placed) -> None:
        row = placed.row
        leading = self.theme.grid.leading
        size = self.theme.grid.body if row.text is None else row.text.style.size
        top = self.furniture.top - placed.top * leading
        y = top - (row.height * leading - size) / 2 - CAP * size
        match row.part:
            case Title() if row.rule:
                self.furniture.double_rule(page, y + 9)
            case Title():
                self._text(page, placed, y, self.toc.child("Caption"))
                self.furniture.words(
                    page, row.part.side, SONG, 9, y, align="right", colour=self.theme.grey
                )
            case Group():
                row.part.toc = self.toc.child("Contents")
                self._text(page, placed, y, row.part.toc.child("Caption"))
            case Entry():
                self._entry(page, placed, y, row.part)

    def _text(self, page: Sheet, placed: Placed, y: float, element: Element) -> None:
        row = placed.row
        assert row.text is not None
        left = self.furniture.left(page)
        page.text(row.text, [row.line], left, [y], lambda _: element)

    def _entry(self, page: Sheet, placed: Placed, y: float, entry: Entry) -> None:
        row, leading = placed.row, self.theme.grid.leading
        if entry.link is None:
            above = entry.group.toc or self.toc
            entry.link = above.child("TOCI").child("Reference").child("Link")
        link = entry.link
        self._text(page, placed, y, link)
        left = self.furniture.left(page)
        right = left + self.theme.grid.measure
        box = (left, y - 0.3 * leading, right, y + 0.7 * leading)
        page.links.append((box, entry.article.id, link))
        if row.text is not entry.headline or row.line < len(entry.headline.lines) - 1:
            return
        number = str(self.spots[entry.article.id].page + 1)
        size = _size(self.theme)
        style = Style(face=SONG, size=size, align="right")
        text = self.composer.plain(number, style, self.theme.grid.measure)
        page.text(text, [0], left, [y], lambda _: link)
        width = line_width(entry.headline, entry.headline.lines[row.line])
        start = left + width * size / 1000 + 9
        page.leader(start, right - 8 - 0.6 * size * len(number), y + 2.2)
