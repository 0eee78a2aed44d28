"""An article's document as it must stand: head, headline group, body, block by block."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import assert_never

from exporter.model import (
    Block,
    Byline,
    EditorNote,
    Figure,
    JumpLine,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Staff,
    Subhead,
    Summary,
    Table,
    group_lines,
    text_of,
)
from exporter.proof.closed.epub.inline import Lines
from exporter.proof.closed.epub.jsonld import article_data
from exporter.proof.closed.epub.plan import PlannedEntry, PlannedPart
from exporter.proof.closed.epub.tree import Data, E, Value
from exporter.startup.records import dataclass
from exporter.titles import page_text

_BY_KIND = {Byline: "p.byline", Staff: "p.staff", JumpLine: "p.jump-line", Paragraph: "p"}
_SHORT = 8
"""So many characters at most stand in a cell that is never broken."""


def page(title: str, language: str, sheet: str, body: E, *more: E, **attributes: Value) -> E:
    """A whole document; `more` stands in its head."""
    link = E("link", rel="stylesheet", type_="text/css", href=sheet)
    head = E("head", E("title", title), link, *more)
    told: dict[str, Value] = {"lang": language, "xml:lang": language}
    return E("html", head, body, **told, **attributes)


def article_tree(
    entry: PlannedEntry, before: PlannedEntry | None, after: PlannedEntry | None, part: PlannedPart
) -> E:
    """The document of one article between its neighbours."""
    article = E("article.article", *_group(entry, part), _body(entry, part), id=entry.name)
    named: dict[str, Value] = (
        {"aria_labelledby": f"{entry.name}-title"}
        if entry.article.headline
        else {"aria_label": entry.title}
    )
    typed: dict[str, Value] = {"epub:type": "chapter", "role": "doc-chapter"}
    chapter = E("section.chapter", article, **typed, **named)
    script = E("script", Data(article_data(entry, part)), type_="application/ld+json")
    body = E(
        "body.article-page", chapter, *_turn(before, after, part), **{"epub:type": "bodymatter"}
    )
    return page(entry.title, part.issue.meta.language, "../style.css", body, script)


def beside(href: str) -> str:
    """A document's address as seen from another in the same folder."""
    return posixpath.basename(href)


def _lines(entry: PlannedEntry, part: PlannedPart) -> Lines:
    article = entry.article
    opening: dict[int | None, PlannedEntry] = {}
    for one in part.entries:
        opening.setdefault(one.page.number, one)
    jumps = {
        jump.id: beside(opening[jump.page].href)
        for jump in article.jumps
        if jump.page is not None and jump.page in opening and opening[jump.page] is not entry
    }
    places = {credit.id: credit.where for credit in article.credits}
    return Lines(punctuation=part.punctuation, places=places, jumps=jumps)


# -- the headline group ----------------------------------------------------------------------------


def _group(entry: PlannedEntry, part: PlannedPart) -> Iterator[E]:
    article, lines = entry.article, _lines(entry, part)
    label = page_text(entry.page, part.issue.meta.language)
    alone = next(group_lines(article), None) is None
    if alone and not part.day and not label:
        return
    inside: list[E] = []
    if part.day:
        inside.append(E("p.day.generated", part.day))
    if label:
        inside.append(E("p.page.generated", *_page_break(entry), label))
    if article.kicker is not None:
        inside.append(E("p.kicker", *lines.nodes(article.kicker, heading=True)))
    if article.headline:
        inside.append(E("h1.headline", *_lined(article.headline, lines), id=f"{entry.name}-title"))
    if article.column is not None:
        inside.append(E("p.column", *lines.nodes(article.column)))
    if article.deck:
        typed: dict[str, Value] = {"epub:type": "subtitle", "role": "doc-subtitle"}
        inside.append(E("p.deck", *_lined(article.deck, lines), **typed))
    if article.summary:
        inside.append(_summary(article.summary, lines))
    yield E("header.group.bare" if alone else "header.group", *inside)


def _page_break(entry: PlannedEntry) -> Iterator[E]:
    if entry.anchor:
        typed: dict[str, Value] = {"epub:type": "pagebreak", "role": "doc-pagebreak"}
        yield E("span", id=entry.anchor, aria_label=page_label(entry), **typed)


def page_label(entry: PlannedEntry) -> str:
    """What the page list calls an article's page."""
    number = entry.page.number
    return page_text(entry.page) if number is None else str(number)


def _lined(lines: Sequence[Line], shown: Lines) -> Iterator[E | str]:
    for index, line in enumerate(lines):
        if index:
            yield " "
        yield E("span", *shown.nodes(line, heading=True), class_=("line", "line long"))


def _summary(lines: Sequence[Line], shown: Lines) -> E:
    typed: dict[str, Value] = {"epub:type": "abstract", "role": "doc-abstract"}
    return E("section.summary", *_paragraphs(lines, shown), **typed)


def _paragraphs(lines: Sequence[Line], shown: Lines) -> Iterator[E]:
    return (E("p", *shown.nodes(line)) for line in lines)


# -- the body --------------------------------------------------------------------------------------


def _body(entry: PlannedEntry, part: PlannedPart) -> E:
    body = _Body(_lines(entry, part), part)
    return E("div.body", *(one for block in entry.article.blocks for one in body.block(block)))


@dataclass(frozen=True, slots=True)
class _Body:
    """What must stand for each kind of block."""

    lines: Lines
    part: PlannedPart

    def block(self, block: Block) -> Iterator[E]:
        shown = self.lines
        match block:
            case Paragraph() | Byline() | Staff() | JumpLine():
                yield E(_BY_KIND[type(block)], *shown.nodes(block.text))
            case Subhead():
                level = min(6, block.level + 1)
                yield E(f"h{level}.subhead", *shown.nodes(block.text, heading=True))
            case Summary():
                yield _summary(block.lines, shown)
            case EditorNote():
                yield E("aside.editor-note", *_paragraphs(block.lines, shown), role="note")
            case Quote():
                yield E("blockquote.quote", *_paragraphs(block.lines, shown))
            case ListBlock():
                yield from self.items(block)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case _:
                assert_never(block)

    def items(self, block: ListBlock) -> Iterator[E]:
        items = [E("li", *self.lines.nodes(item)) for item in block.items]
        if items and block.marker == "number":
            start = (None, "1") if block.start == 1 else str(block.start)
            yield E("ol.list", *items, start=start)
        elif items:
            yield E(f"ul.list.list-{block.marker}", *items)

    def table(self, block: Table) -> Iterator[E]:
        caption = [] if block.caption is None else self.lines.nodes(block.caption)
        if not block.rows:
            if block.caption is not None:
                yield E("p.caption", *caption)
            return
        inside = [] if block.caption is None else [E("caption.caption", *caption)]
        heads, rest = block.rows[: block.header_rows], block.rows[block.header_rows :]
        for section, rows, cell in (("thead", heads, self.head), ("tbody", rest, self.cell)):
            if rows:
                inside.append(E(section, *(E("tr", *map(cell, row)) for row in rows)))
        yield E("table.table", *inside)

    def head(self, line: Line) -> E:
        return E("th", *self.lines.nodes(line), scope="col", class_=(None, "figures"))

    def cell(self, line: Line) -> E:
        kept = ("short", "figures short") if len(text_of(line)) <= _SHORT else ()
        return E("td", *self.lines.nodes(line), class_=(None, "figures", *kept))

    def figure(self, block: Figure) -> Iterator[E]:
        picture = None if block.asset is None else self.part.pictures.get(block.asset)
        lines = (("p.caption", block.caption), ("p.photo-credit", block.credit))
        words = [E(shape, *self.lines.nodes(line)) for shape, line in lines if line is not None]
        if picture is not None:
            image = E("img", **picture.attributes(self.alternative(block)))
            yield E("figure.figure", image, *([E("figcaption", *words)] if words else []))
        elif words:
            yield E("div.figure.absent", *words)

    def alternative(self, block: Figure) -> str:
        """What is said of the picture to who cannot see it."""
        if block.alt is not None:
            return self.part.shown(block.alt)
        if block.caption is not None:
            return self.part.shown(text_of(block.caption))
        return self.part.words.picture


# -- what follows ----------------------------------------------------------------------------------


def _turn(
    before: PlannedEntry | None, after: PlannedEntry | None, part: PlannedPart
) -> Iterator[E]:
    words = part.words
    links: list[E] = []
    if before:
        links.append(_link("prev", words.previous, before))
    if part.contents:
        links.append(E("a.turn-contents", words.back, href=beside(part.contents)))
    if after:
        links.append(_link("next", words.next, after))
    if links:
        yield E("nav.turn.generated", *links, aria_label=words.turn)


def _link(kind: str, words: str, entry: PlannedEntry) -> E:
    return E(f"a.turn-{kind}", words, href=beside(entry.href), title=entry.title or None)
