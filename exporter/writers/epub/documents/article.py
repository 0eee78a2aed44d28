"""An article as an XHTML document of its own.

What a machine can rely on: everything of the paper stands inside `article.article`, each part
with its class; everything else (page label, links to neighbours) carries the class "generated".

    p.kicker                引题              p.byline          署名 on its own line
    h1.headline > span.line 主题, a line each  p.staff           责编, 版式
    p.column                栏目              aside.editor-note 编者按, a paragraph a line
    p.deck > span.line      副题              .figure           图片: .caption, .photo-credit
    .summary > p            提要              .list, table.table, blockquote.quote
    h2…h6.subhead           小标题            p.jump-line       下转, 上接
    p                       正文              span.dateline, span.credit, a.jump: see `inline`

Without the picture a figure is `div.figure.absent`: never an empty frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from exporter.display import Punctuation, display_text
from exporter.model import (
    Block,
    Byline,
    EditorNote,
    Figure,
    JumpLine,
    Line,
    ListBlock,
    Page,
    Paragraph,
    Quote,
    Staff,
    Subhead,
    Summary,
    Table,
    group_lines,
    text_of,
)
from exporter.startup.records import dataclass
from exporter.titles import page_text
from exporter.writers.epub.documents.inline import InlineMarkup, inline_of
from exporter.writers.epub.documents.xhtml import (
    Element,
    add,
    append,
    page,
    put,
    serialise,
    text,
    typed,
)
from exporter.writers.epub.jsonld import article_data
from exporter.writers.epub.look.styles import STYLE_HREF
from exporter.writers.epub.pictures import BookPicture
from exporter.writers.epub.plan import BookEntry, BookPart, page_anchor
from exporter.writers.epub.words import Labels
from exporter.writers.shared.table_columns import figures

SHEET = f"../{STYLE_HREF}"
_WHOLE = 40
"""Characters of a heading's line that is kept together: a quarter of a phone's page."""
_PHONE, _NAME = 6, 4
"""Columns and characters of a cell, up to which cells are kept in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all documents of a part share. `pictures` are by asset id; `day` is said above each
    article of a volume, "" in a book of one issue, whose day is its title's."""

    part: BookPart
    labels: Labels
    language: str
    punctuation: Punctuation
    vertical: bool
    pictures: Mapping[str, BookPicture]
    day: str = ""

    @property
    def inline(self) -> InlineMarkup:
        """The rules of text outside articles, which carries no marks."""
        return InlineMarkup(punctuation=self.punctuation, vertical=self.vertical)

    def shown(self, words: str) -> str:
        """A plain string of the paper, such as an alternative text, as it is shown."""
        return display_text(words, self.punctuation)[0]


def article_page(
    entry: BookEntry, previous: BookEntry | None, following: BookEntry | None, setting: Setting
) -> Element:
    """The whole document; `previous` and `following` are its neighbours in the book."""
    html, body = page(entry.title, setting.language, SHEET, "article-page")
    typed(body, "bodymatter")
    script = add(html[0], "script", feed=True, type_="application/ld+json")
    append(script, article_data(entry, setting.part.issue, setting.punctuation))
    chapter = typed(add(body, "section", "chapter", feed=True), "chapter", "doc-chapter")
    chapter.text = "\n"
    holder = add(chapter, "article", "article", feed=True, id=entry.name)
    holder.text = "\n"
    if entry.article.headline:
        chapter.set("aria-labelledby", f"{entry.name}-title")
    else:
        chapter.set("aria-label", entry.title)
    jumps = _jump_targets(entry, setting.part)
    inline = inline_of(entry.article, setting.punctuation, setting.vertical, jumps)
    _group(holder, entry, inline, setting)
    _Body(holder, inline, setting).blocks(entry.article.blocks)
    _turn(body, previous, following, setting)
    return html


def article_bytes(
    entry: BookEntry, previous: BookEntry | None, following: BookEntry | None, setting: Setting
) -> bytes:
    """`article_page`, serialised."""
    return serialise(article_page(entry, previous, following, setting))


def neighbour_href(href: str) -> str:
    """A document's address as seen from another in the same folder."""
    return href.rpartition("/")[2]


def _jump_targets(entry: BookEntry, part: BookPart) -> dict[str, str]:
    targets: dict[str, str] = {}
    for jump in entry.article.jumps:
        opening = None if jump.page is None else part.opening(jump.page)
        if opening is not None and opening is not entry:
            targets[jump.id] = neighbour_href(opening.href)
    return targets


def _group(parent: Element, entry: BookEntry, inline: InlineMarkup, setting: Setting) -> None:
    """The headline group: page label, kicker, headline, column tag, deck, summary."""
    article = entry.article
    alone = next(group_lines(article), None) is None  # a continuation has only its page
    if alone and not (setting.day or page_text(entry.page, setting.language)):
        return
    header = add(parent, "header", "group bare" if alone else "group", feed=True)
    header.text = "\n"
    if setting.day:
        setting.inline.words(add(header, "p", "day generated", feed=True), setting.day)
    _page_label(header, entry, setting)
    if article.kicker is not None:
        inline.fill(add(header, "p", "kicker", feed=True), article.kicker, heading=True)
    if article.headline:
        title = add(header, "h1", "headline", feed=True, id=f"{entry.name}-title")
        _lines(title, article.headline, inline)
    if article.column is not None:
        inline.fill(add(header, "p", "column", feed=True), article.column)
    if article.deck:
        deck = typed(add(header, "p", "deck", feed=True), "subtitle", "doc-subtitle")
        _lines(deck, article.deck, inline)
    if article.summary:
        _summary(header, article.summary, inline)


def _page_label(parent: Element, entry: BookEntry, setting: Setting) -> None:
    """The newspaper page, with the page break that the page list leads to."""
    label = page_text(entry.page, setting.language)
    if not label:
        return
    line = add(parent, "p", "page generated", feed=True)
    if entry.opens_page:
        anchor = page_anchor(entry.page, setting.part)
        mark = add(line, "span", id=anchor, aria_label=page_label(entry.page))
        typed(mark, "pagebreak", "doc-pagebreak").text = ""
    setting.inline.words(line, label)


def page_label(page_: Page) -> str:
    """A page's name in the page list: its number, else its name."""
    return page_text(page_) if page_.number is None else str(page_.number)


def _lines(parent: Element, lines: tuple[Line, ...], inline: InlineMarkup) -> None:
    """Lines of a heading, a `span.line` each, with a space between for whoever reads on. A line is
    kept whole where it is short: a box taller than a page would be cut off at its foot."""
    for i, line in enumerate(lines):
        holder = add(parent, "span", "line" if len(text_of(line)) <= _WHOLE else "line long")
        inline.fill(holder, line, heading=True)
        if i + 1 < len(lines):
            holder.tail = " "


def _summary(parent: Element, lines: tuple[Line, ...], inline: InlineMarkup) -> None:
    section = typed(add(parent, "section", "summary", feed=True), "abstract", "doc-abstract")
    _paragraphs(section, lines, inline)


def _paragraphs(parent: Element, lines: tuple[Line, ...], inline: InlineMarkup) -> None:
    parent.text = "\n"
    for line in lines:
        inline.fill(add(parent, "p", feed=True), line)


CLASSES: Mapping[type[Block], str] = {
    Paragraph: "",
    Subhead: "subhead",
    Summary: "summary",
    EditorNote: "editor-note",
    Byline: "byline",
    Staff: "staff",
    Figure: "figure",
    ListBlock: "list",
    Table: "table",
    Quote: "quote",
    JumpLine: "jump-line",
}
"""The class of a kind's element."""


@dataclass(frozen=True, slots=True)
class _Body:
    """The blocks of one article: one short method for each kind."""

    article: Element
    inline: InlineMarkup
    setting: Setting

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        body = add(self.article, "div", "body", feed=True)
        body.text = "\n"
        for block in blocks:
            self.block(body, block)

    def block(self, body: Element, block: Block) -> None:
        name = CLASSES[type(block)]
        match block:
            case Paragraph() | Byline() | Staff() | JumpLine():
                self.inline.fill(add(body, "p", name, feed=True), block.text)
            case Subhead():
                heading = add(body, f"h{min(6, block.level + 1)}", name, feed=True)
                self.inline.fill(heading, block.text, heading=True)
            case Summary():
                _summary(body, block.lines, self.inline)
            case EditorNote():
                aside = add(body, "aside", name, feed=True, role="note")
                _paragraphs(aside, block.lines, self.inline)
            case Quote():
                _paragraphs(add(body, "blockquote", name, feed=True), block.lines, self.inline)
            case ListBlock():
                self.list(body, block)
            case Table():
                self.table(body, block)
            case Figure():
                self.figure(body, block)
            case _:
                assert_never(block)

    def list(self, body: Element, block: ListBlock) -> None:
        if not block.items:
            return
        if block.marker == "number":
            holder = add(body, "ol", "list", feed=True)
            if block.start != 1:
                holder.set("start", str(block.start))
        else:
            holder = add(body, "ul", f"list list-{block.marker}", feed=True)
        holder.text = "\n"
        for item in block.items:
            self.inline.fill(add(holder, "li", feed=True), item)

    def table(self, body: Element, block: Table) -> None:
        if not block.rows:  # a caption alone is a line of its own
            if block.caption is not None:
                self.inline.fill(add(body, "p", "caption", feed=True), block.caption)
            return
        table = add(body, "table", "table", feed=True)
        if block.caption is not None:
            self.inline.fill(add(table, "caption", "caption", feed=True), block.caption)
        columns = max(map(len, block.rows))
        heads, rest = block.rows[: block.header_rows], block.rows[block.header_rows :]
        for section, rows, cell in (("thead", heads, "th"), ("tbody", rest, "td")):
            if rows:
                self.rows(add(table, section, feed=True), rows, cell, figures(block, columns))

    def rows(
        self, section: Element, rows: tuple[tuple[Line, ...], ...], cell: str, of: Sequence[bool]
    ) -> None:
        """`of` says of every column whether it holds figures. A short name is kept in one line,
        where there are not so many columns that a phone's page would be too narrow."""
        for row in rows:
            holder = add(section, "tr", feed=True)
            for line, numeric in zip(row, of, strict=False):
                short = cell == "td" and len(of) <= _PHONE and len(text_of(line)) <= _NAME
                classes = [name for name, on in (("figures", numeric), ("short", short)) if on]
                filled = add(holder, cell, " ".join(classes))
                if cell == "th":
                    filled.set("scope", "col")
                self.inline.fill(filled, line)

    def figure(self, body: Element, block: Figure) -> None:
        picture = None if block.asset is None else self.setting.pictures.get(block.asset)
        if picture is None and block.caption is None and block.credit is None:
            return
        lines = [("caption", block.caption), ("photo-credit", block.credit)]
        if picture is None:
            holder = add(body, "div", "figure absent", feed=True)
        else:
            figure = add(body, "figure", "figure", feed=True)
            put(add(figure, "img", feed=True), picture.attributes(self.alternative(block)))
            if block.caption is None and block.credit is None:
                return
            holder = add(figure, "figcaption", feed=True)
        for class_, line in lines:
            if line is not None:
                self.inline.fill(add(holder, "p", class_, feed=True), line)

    def alternative(self, block: Figure) -> str:
        """The alternative text: as given, else the caption, else the word for a picture."""
        if block.alt is not None:
            return self.setting.shown(block.alt)
        if block.caption is not None:
            return self.setting.shown(text_of(block.caption))
        return self.setting.labels.picture


def _turn(
    body: Element, previous: BookEntry | None, following: BookEntry | None, setting: Setting
) -> None:
    """Links to the article before, the contents page, and the article after."""
    labels, contents = setting.labels, setting.part.contents
    links = (
        ("prev", labels.previous, previous.href, previous.title) if previous else None,
        ("contents", labels.back, contents, "") if contents else None,
        ("next", labels.next, following.href, following.title) if following else None,
    )
    if not any(links):
        return
    nav = add(body, "nav", "turn generated", feed=True, aria_label=labels.turn)
    nav.text = "\n"
    for kind, label, href, title in filter(None, links):
        link = add(nav, "a", f"turn-{kind}", feed=True, href=neighbour_href(href))
        link.text = label
        if title:
            link.set("title", text(title))
