"""One issue as a PDF book: the articles are set, paged, drawn and tagged, then the file is made.

The order of work: set every article (which fixes its pages), draw the contents, draw the pages in
order, then write what the file says of itself. Reading order of the tags is the model's order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from exporter.display import date_text, headline_text, page_text
from exporter.errors import WriterError
from exporter.model import Article, Issue, articles_of
from exporter.model import Page as NewspaperPage
from exporter.typography.faces import SONG
from exporter.writers.base import Context, Output
from exporter.writers.pdf import theme as themes
from exporter.writers.pdf.article import Part, article_rows, opener
from exporter.writers.pdf.compose import Composer
from exporter.writers.pdf.contents import Entry, Group, Title, contents_rows
from exporter.writers.pdf.draw import Page, line_width
from exporter.writers.pdf.file import Bookmark, write_file
from exporter.writers.pdf.fonts import FontSet
from exporter.writers.pdf.metadata import facts_of
from exporter.writers.pdf.paginate import Placed, paginate
from exporter.writers.pdf.structure import Element, StructureTree
from exporter.writers.pdf.theme import ACCENT, GREY, INK, Style, Theme

if TYPE_CHECKING:
    from exporter.writers.pdf import PdfOptions

_CAP = 0.88
"""Where the baseline of Han stands in its em box, from the top."""


def write_book(issue: Issue, options: PdfOptions, context: Context) -> Output:
    """The PDF of an issue. Raises FontError, WriterError."""
    if next(articles_of(issue), None) is None:
        raise WriterError("The issue has no article to print. Read another source.")
    look = themes.reader(options.page_size)
    composer = Composer(options.punctuation, look.dateline_scale, context.font_dirs)
    book = _Book(issue, options, context, look, composer)
    return Output(data=book.write(), notices=tuple(composer.notices))


@dataclass(slots=True)
class _SetArticle:
    """An article with its place: the book page its opener stands on (0-based)."""

    article: Article
    head: list[Placed]
    pages: list[list[Placed]]
    first_page: int = 0


@dataclass(slots=True)
class _Section:
    """A newspaper page with its set articles."""

    page: NewspaperPage
    articles: list[_SetArticle] = field(default_factory=list)


class _Book:
    def __init__(
        self,
        issue: Issue,
        options: PdfOptions,
        context: Context,
        look: Theme,
        composer: Composer,
    ) -> None:
        self.issue = issue
        self.options = options
        self.context = context
        self.look = look
        self.composer = composer
        self.facts = facts_of(issue, context.claimed(issue))
        self.fonts = FontSet()
        self.tree = StructureTree(self.facts.language)
        self.pages: list[Page] = []
        self.where: dict[str, int] = {}

    def write(self) -> bytes:
        sections = [
            _Section(page, [self._set(article) for article in page.articles])
            for page in self.issue.pages
        ]
        lines = self.look.grid.lines
        rows = contents_rows(self.issue, self.options.punctuation, self.composer, self.look)
        contents = paginate(rows, lines, lines)
        self._number(sections, len(contents))
        self._draw_contents(contents)
        for section in sections:
            self._draw_section(section)
        grid = self.look.grid
        return write_file(
            issue=self.issue,
            options=self.options,
            context=self.context,
            facts=self.facts,
            fonts=self.fonts,
            tree=self.tree,
            pages=self.pages,
            size=(grid.width, grid.height),
            where=self.where,
            bookmarks=self._bookmarks(sections),
        )

    def _set(self, article: Article) -> _SetArticle:
        head, height = opener(article, self.composer, self.look)
        rows = article_rows(article, self.composer, self.look)
        lines = self.look.grid.lines
        return _SetArticle(article, head, paginate(rows, lines - height, lines) or [[]])

    def _number(self, sections: list[_Section], start: int) -> None:
        """Gives every article its first page: contents come first."""
        for section in sections:
            for item in section.articles:
                item.first_page = self.where[item.article.id] = start
                start += len(item.pages)

    def _bookmarks(self, sections: list[_Section]) -> list[Bookmark]:
        """Issue → newspaper page → article."""
        out: list[Bookmark] = []
        for section in sections:
            kids = [
                Bookmark(headline_text(item.article, self.options.punctuation), item.first_page)
                for item in section.articles
            ]
            title = page_text(section.page)
            if title and kids:
                out.append(Bookmark(title, kids[0].page, kids))
            else:
                out += kids
        return out

    # -- pages -------------------------------------------------------------------------------

    def _new_page(self) -> Page:
        page = Page(len(self.pages), self.tree, self.fonts)
        self.pages.append(page)
        self._folio(page)
        return page

    def _left(self, page: Page) -> float:
        """The text block's left edge: the inner margin is at the spine; page 1 is a recto."""
        grid = self.look.grid
        return grid.inner if page.index % 2 == 0 else grid.width - grid.inner - self.look.measure

    def _top(self) -> float:
        return self.look.grid.height - self.look.grid.top

    def _baseline(self, placed: Placed) -> float:
        row, look = placed.row, self.look
        size = look.body if row.text is None else row.text.style.size
        height = row.height or 1.0
        top = self._top() - (placed.top + row.drop) * look.leading
        return top - (height * look.leading - size) / 2 - _CAP * size

    def _generated(self, text: str, size: float, align: Literal["left", "right"], colour: str,
                   page: Page, y: float, kind: str = "Header") -> None:  # fmt: skip
        if not text:
            return
        style = Style(face=SONG, size=size, align=align, colour=colour)
        made = self.composer.plain(text, style, self.look.measure)
        page.artifact(kind, made, self._left(page), y)

    def _folio(self, page: Page) -> None:
        foot = self._top() - (self.look.grid.lines + 1.7) * self.look.leading
        outer: Literal["left", "right"] = "right" if page.index % 2 == 0 else "left"
        self._generated(str(page.index + 1), 9, outer, INK, page, foot, "Footer")

    def _running_head(self, page: Page, article: Article) -> None:
        y = self._top() + 1.3 * self.look.leading
        named = (self.issue.meta.publication or "", date_text(self.issue))
        title = headline_text(article, self.options.punctuation)
        text = "\u3000".join(part for part in (*named, title) if part)
        most = int(self.look.measure / 8) - 1
        text = text if len(text) <= most else text[: most - 2] + "……"
        self._generated(text, 8, "right", GREY, page, y)
        page.rule(self._left(page), y - 5, self.look.measure, 0.4)

    # -- contents ----------------------------------------------------------------------------

    def _draw_contents(self, pages: list[list[Placed]]) -> None:
        toc = self.tree.root.child("Contents")
        for rows in pages:
            page = self._new_page()
            for placed in rows:
                self._draw_contents_row(page, placed, toc)

    def _draw_contents_row(self, page: Page, placed: Placed, toc: Element) -> None:
        y = self._baseline(placed)
        part = placed.row.part
        match part:
            case Title() if placed.row.rule:
                page.rule(self._left(page), y + 9, self.look.measure, 2.2)
                page.rule(self._left(page), y + 5.45, self.look.measure, 0.5)
            case Title():
                self._contents_text(page, placed, y, toc.child("Caption"))
                self._generated(part.side, 9, "right", GREY, page, y)
            case Group():
                part.toc = toc.child("Contents")
                self._contents_text(page, placed, y, part.toc.child("Caption"))
            case Entry():
                self._draw_entry(page, placed, y, part, toc)

    def _contents_text(self, page: Page, placed: Placed, y: float, element: Element) -> None:
        row = placed.row
        assert row.text is not None
        page.text(row.text, [row.line], self._left(page), [y], lambda _: element)

    def _draw_entry(self, page: Page, placed: Placed, y: float, entry: Entry, toc: Element) -> None:
        row = placed.row
        if entry.link is None:
            above = entry.group.toc or toc
            entry.link = above.child("TOCI").child("Reference").child("Link")
        link = entry.link
        self._contents_text(page, placed, y, link)
        left, right = self._left(page), self._left(page) + self.look.measure
        box = (left, y - 0.3 * self.look.leading, right, y + 0.7 * self.look.leading)
        page.links.append((box, entry.article.id, link))
        if row.text is not entry.headline or row.line < len(entry.headline.lines) - 1:
            return
        number = str(self.where[entry.article.id] + 1)
        style = Style(face=SONG, size=self.look.body, align="right")
        text = self.composer.plain(number, style, self.look.measure)
        page.text(text, [0], left, [y], lambda _: link)
        width = line_width(entry.headline, entry.headline.lines[row.line])
        start = left + width * self.look.body / 1000 + 9
        page.leader(start, right - 8 - 6 * len(number), y + 2.2)

    # -- articles ----------------------------------------------------------------------------

    def _draw_section(self, section: _Section) -> None:
        title = page_text(section.page).encode("utf-16-be").hex()
        sect = self.tree.root.child("Sect", b"/T<feff%s>" % title.encode() if title else b"")
        for item in section.articles:
            art = sect.child("Art")
            for index, rows in enumerate(item.pages):
                page = self._new_page()
                if index:
                    self._running_head(page, item.article)
                else:
                    self._page_label(page, section.page)
                    self._draw_rows(page, item.head, art, opener=True)
                self._draw_rows(page, rows, art)

    def _page_label(self, page: Page, newspaper: NewspaperPage) -> None:
        """第1版：要闻 above an opener: generated, and so an artifact."""
        title = page_text(newspaper)
        if title:
            text = self.composer.plain(title, self.look.styles["page"], self.look.measure)
            page.artifact("Header", text, self._left(page), self._top())

    def _draw_rows(
        self, page: Page, rows: list[Placed], art: Element, *, opener: bool = False
    ) -> None:
        """Draws the rows of one page; lines of one paragraph go in one piece."""
        at = 0
        while at < len(rows):
            placed = rows[at]
            row = placed.row
            end = at + 1
            if row.rule:
                self._rule(page, placed, opener)
            elif row.text is not None:
                while end < len(rows) and rows[end].row.text is row.text:
                    end += 1
                self._draw_text(page, rows[at:end], art)
            at = end

    def _draw_text(self, page: Page, rows: list[Placed], art: Element) -> None:
        text, part = rows[0].row.text, rows[0].row.part
        assert text is not None
        assert isinstance(part, Part)
        page.text(
            text,
            [placed.row.line for placed in rows],
            self._left(page) + part.x,
            [self._baseline(placed) for placed in rows],
            part.owner(art),
        )

    def _rule(self, page: Page, placed: Placed, opener: bool) -> None:
        left, measure = self._left(page), self.look.measure
        y = self._top() - (placed.top + placed.row.height / 2) * self.look.leading
        if opener:
            width = 3 * self.look.body
            page.rule(left + (measure - width) / 2, y, width, 1.2, ACCENT)
        else:
            page.rule(left, y, measure, 0.4)
