"""One issue as a PDF: articles are set, placed, drawn and tagged one after another, then the
contents, then what the file says of itself. Reading order of the tags is the model's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

from exporter.messages import say
from exporter.model import Article, Block, Issue, Notice, Staff, articles_of
from exporter.model import Page as NewspaperPage
from exporter.startup.records import replace
from exporter.titles import label_text, page_text
from exporter.typography.faces import pinned
from exporter.writers.base import Context, Output
from exporter.writers.pdf.file import Bookmark, Drawing, write_file
from exporter.writers.pdf.layout.contents import ContentsPages, contents_rows
from exporter.writers.pdf.layout.flow import Band, Flow
from exporter.writers.pdf.look.theme import Theme
from exporter.writers.pdf.look.theme_loading import load_theme, with_marks
from exporter.writers.pdf.objects.metadata import facts_of
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.objects.structure import Element, StructureTree, utf16
from exporter.writers.pdf.page.draw import Canvas, Page
from exporter.writers.pdf.page.margins import Furniture, Place
from exporter.writers.pdf.setting.article import HeadStyles, Part, Rows, body_rows, head_rows
from exporter.writers.pdf.setting.compose import Composer
from exporter.writers.pdf.setting.paginate import Placed, Row, fill
from exporter.writers.pdf.setting.stories import (
    Story,
    head_styles,
    is_short,
    run_styles,
    stories_of,
    without_staff,
)

if TYPE_CHECKING:
    from exporter.writers.pdf.options import PdfOptions

SEVERAL, ALONE = "newspaper", "tearsheet"
"""The themes of an issue of several articles and of one, where none is asked for."""
_BETWEEN = 3.0
"""Blank lines between an article of a book and one that follows it on the page."""
_AT_LEAST = 4
"""Lines of text it must have on that page, if it does not end there."""


def write_book(issue: Issue, options: PdfOptions, context: Context) -> Output:
    """The PDF of an issue. Raises FontError, OptionError."""
    count = sum(1 for _ in articles_of(issue))
    theme = options.theme  # an empty one is a file with nothing in it
    if theme is None:
        theme = ALONE if count == 1 else SEVERAL
    file = context.files.get("theme")
    look = load_theme(theme, options.page_size, options.columns, options.font, file)
    look = with_marks(look, options.prohibition, options.adjacent, options.hanging)
    book = _Book(issue, options, context, look, with_contents=count != 1)
    if options.report:
        from exporter.typography.report import Tally  # loaded where it is asked for

        book.composer.tally = Tally()
    data = book.write()
    told = (
        *book.composer.notices, *book.canvas.pictures.notices, *book.told, *_report(book.composer)
    )  # fmt: skip
    return Output(data=data, notices=told)


def _report(composer: Composer) -> tuple[Notice, ...]:
    """One notice a rule, so that receipts carry the report as they carry everything found."""
    if composer.tally is None:
        return ()
    return tuple(
        Notice(code=f"typesetting-{rule}", detail=detail)
        for rule, detail in composer.tally.sentences()
    )


class _Book:
    def __init__(
        self,
        issue: Issue,
        options: PdfOptions,
        context: Context,
        look: Theme,
        *,
        with_contents: bool,
    ) -> None:
        self.issue = issue
        self.options = options
        self.context = context
        self.look = look
        self.with_contents = with_contents
        self.composer = Composer(
            options.punctuation,
            look.dateline_scale,
            context.fonts,
            look.marks,
            issue.meta.language,
        )
        self.facts = facts_of(issue, context.claimed(issue))
        self.canvas = Canvas(
            StructureTree(self.facts.language),
            self.composer.fonts,
            Pictures(issue.assets, context.assets),
            {},
        )
        self.furniture = Furniture(issue, look, self.composer, options.punctuation)
        self.told: list[Notice] = []

    def write(self) -> bytes:
        listed = self._contents_rows()
        covers = 1 if self.options.cover else 0
        before = 0 if self.look.contents == "back" else len(listed)
        front = [self.canvas.page(index) for index in range(covers + before)]
        if covers:
            from exporter.writers.pdf.page.cover import Cover  # few issues have one

            Cover(self.issue, self.look, self.composer, self.options.punctuation).draw(front[0])
        toc = self.canvas.tree.root.child("Contents") if before else None
        start = len(front)
        laid, labels = (
            self._newspaper(start) if self.look.layout == "pages" else (self._flow(start), [])
        )
        start += len(laid)
        back = [self.canvas.page(start + i) for i in range(len(listed) - before)]
        if labels:
            own = self.furniture.own
            contents = [own.contents] * len(listed)
            labels = [own.cover] * covers + contents[:before] + labels + contents[before:]
        if listed:
            toc = toc or self.canvas.tree.root.child("Contents")
            drawer = ContentsPages(
                listed, self.look, self.furniture, self.composer, toc, self.canvas.spots, labels
            )
            drawer.draw(front[covers:] or back)
        grid = self.look.grid
        drawn = Drawing(
            self.canvas,
            pages=[*front, *laid, *back],
            size=(grid.width, grid.height),
            bookmarks=self._bookmarks(),
            labels=labels,
        )
        return write_file(drawn, self.issue, self._recorded(), self.context, self.facts)

    def _recorded(self) -> PdfOptions:
        """The options as the record tells them: without the report, which is about the file and not
        part of it, and with a font that no other can be taken for."""
        font = self.options.font
        font = None if font is None else pinned(font, self.context.fonts)
        return replace(self.options, report=False, explain=False, font=font)

    def _unheeded(self) -> Iterator[Notice]:
        """A notice for each option given that only a newspaper's pages heed."""
        defaults = type(self.options)()
        for name in ("layout", "jump", "explain"):
            if getattr(self.options, name) != getattr(defaults, name):
                yield Notice(
                    code="option-unused",
                    detail=say(
                        "{option} is for themes that lay out a newspaper's pages; the theme "
                        "{theme} does not, and it changes nothing",
                        option=name,
                        theme=self.look.name,
                    ),
                )

    def _flow(self, start: int) -> list[Page]:
        """The articles one after another, flowing."""
        self.told += self._unheeded()
        flow = Flow(self.furniture, self.canvas, start)
        for section in self.issue.pages:
            self._section(section, flow)
        flow.finish()
        return flow.pages

    def _newspaper(self, start: int) -> tuple[list[Page], list[str]]:
        """The articles in rectangles on a newspaper's pages, and what these are called."""
        from exporter.writers.pdf.layout.newspaper.overrides import overrides_of
        from exporter.writers.pdf.layout.newspaper.pages import Newspaper  # one layout of several

        overrides, unused = overrides_of(
            self.options.layout or "",
            articles_of(self.issue),
            self.look.grid.columns,
            self.context.files.get("layout"),
        )
        paper = Newspaper(self.furniture, self.canvas, start, overrides, self.options.jump)
        paper.lay([(section, self._sect(section)) for section in self.issue.pages])
        self.told += unused
        if self.options.explain:
            self.told += paper.told
        return paper.pages, paper.labels

    def _sect(self, section: NewspaperPage) -> Element:
        """A newspaper page's place in the tree."""
        title = page_text(section, self.issue.meta.language)
        return self.canvas.tree.root.child("Sect", b"/T<%b>" % utf16(title) if title else b"")

    def _contents_rows(self) -> list[list[Placed]]:
        if not self.with_contents:
            return []
        rows = contents_rows(self.issue, self.options.punctuation, self.composer, self.look)
        pages: list[list[Placed]] = []
        at = 0
        while at < len(rows):
            columns, at = fill(rows, at, self.look.grid.lines, 1)
            pages += columns
        return pages

    def _bookmarks(self) -> list[Bookmark]:
        """Issue → newspaper page → article."""
        out: list[Bookmark] = []
        for section in self.issue.pages:
            kids = [
                Bookmark(
                    label_text(article, self.options.punctuation), self.canvas.spots[article.id]
                )
                for article in section.articles
            ]
            title = page_text(section, self.issue.meta.language)
            if title and kids:
                out.append(Bookmark(title, kids[0].spot, kids))
            else:
                out += kids
        return out

    def _section(self, section: NewspaperPage, flow: Flow) -> None:
        """One newspaper page's articles."""
        sect = Part("Sect", element=self._sect(section))
        if self.look.layout == "columns" and section.articles:
            first = not flow.pages
            flow.open_page(Place(section), opener=first)
            for story in stories_of(section.articles):
                self._story(story, Place(section), sect, flow)
        else:
            for index, article in enumerate(section.articles):
                set_one = self._following if index and self._runs_on(article) else self._alone
                set_one(article, Place(section, article), sect, flow)
        for article in section.articles:
            self.canvas.spots.setdefault(article.id, flow.spot())

    def _runs_on(self, article: Article) -> bool:
        opens = self.look.opens
        return opens == "run" or (opens == "long" and is_short(article))

    def _alone(self, article: Article, place: Place, sect: Part, flow: Flow) -> None:
        """An article on pages of its own."""
        look = self.look
        flow.open_page(place, opener=True)
        root = self._root(article, sect, flow)
        head = self._head(article, root, head_styles(look, article, None))
        if head and look.opener_rule == "short":
            head.append(Row(1.25, rule="short"))
        elif head:
            head.append(Row(1.0))
        blocks: Sequence[Block] = article.blocks
        staff: list[Row] = []
        if look.layout == "sheet":
            kept, closing = without_staff(article.blocks)
            blocks, staff = kept, self._staff(closing, root)
        body = self._closed(self._body(article, blocks, root), place)
        least = look.opener_lines if article.headline else 0
        below = ceil(sum(row.height for row in staff))
        flow.band(Band(head, body, place, sink=look.sink, least_head=least, reserve=below))
        if staff:
            flow.band(Band(staff, (), place))
        if look.layout == "sheet":
            self.furniture.record(flow.page, article, place.section)

    def _following(self, article: Article, place: Place, sect: Part, flow: Flow) -> None:
        """An article below the one before it."""
        root = self._root(article, sect, flow)
        head = self._head(article, root, run_styles(self.look, article))
        head += [Row(1.0)] if head else []
        body = self._closed(self._body(article, article.blocks, root), place)
        height = sum(row.height for row in head)
        if flow.fits(height + _BETWEEN, body, _AT_LEAST):
            flow.used += _BETWEEN
            flow.band(Band(head, body, place, least=_AT_LEAST))
        else:
            flow.open_page(place, opener=True)
            flow.band(Band(head, body, place, sink=1.0))

    def _closed(self, body: list[Row], place: Place) -> list[Row]:
        """The text with the line that says where it stood, kept with its end."""
        width = self.look.grid.column_width
        text = self.furniture.origin(place.section, width) if self.look.origin else None
        if text is None or not body:
            return body
        end, last = body[-1]._replace(keep=True), len(text.lines) - 1
        said = [Row(1.0, keep=i < last, text=text, line=i) for i in range(last + 1)]
        return [*body[:-1], end, Row(0.5, keep=True), *said]

    def _story(self, story: Story, place: Place, sect: Part, flow: Flow) -> None:
        """A band of the newspaper: one story under its headline, or a run of short ones."""
        look = self.look
        if len(story.articles) == 1:
            (article,) = story.articles
            root = self._root(article, sect, flow)
            head = self._head(article, root, head_styles(look, article, story.level))
            depth = sum(row.height for row in head)
            # What rounding to whole lines leaves: two thirds above, a third below.
            slack = ceil(depth + 1.2) - depth
            head = [*head, Row(slack / 3)] if head else head
            body = self._body(article, article.blocks, root)
            flow.band(Band(head, body, place, sink=2 * slack / 3, apart=True))
        else:
            rows: list[Row] = []
            for article in story.articles:
                root = self._root(article, sect, flow)
                styles = head_styles(look, article, story.level)
                head = self._head(article, root, styles, look.grid.column_width)
                depth = sum(row.height for row in head)
                rows += [Row(1.0), *head, Row(ceil(depth - 1e-6) - depth + 0.5, keep=True)]
                rows += self._body(article, article.blocks, root)
            flow.band(Band((), [Row(0.5, rule="none"), *rows[1:]], place, ruled=True, apart=True))

    def _root(self, article: Article, sect: Part, flow: Flow) -> Part:
        """The article's place in the tree; when it is first drawn, its spot is known."""

        def found() -> None:
            self.canvas.spots.setdefault(article.id, flow.spot())

        return Part("Art", sect, on_made=found)

    def _head(
        self, article: Article, root: Part, styles: HeadStyles, width: float | None = None
    ) -> list[Row]:
        rows = self._rows(root, self.look.grid.measure if width is None else width)
        head_rows(article, rows, styles)
        return rows.rows

    def _body(self, article: Article, blocks: Sequence[Block], root: Part) -> list[Row]:
        rows = self._rows(root, self.look.grid.column_width)
        body_rows(article, rows, blocks)
        return rows.rows

    def _staff(self, blocks: Sequence[Staff], root: Part) -> list[Row]:
        rows = self._rows(root, self.look.grid.measure)
        rows.rows.append(Row(1.0, rule="across"))
        for block in blocks:
            rows.line(block.text, self.look.styles["staff"], rows.part("Staff"))
        return rows.rows if blocks else []

    def _rows(self, root: Part, width: float) -> Rows:
        return Rows(self.composer, self.look, width, root, self.canvas.pictures)
