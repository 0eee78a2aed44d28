"""The documents that lead to the articles, as they must stand: navigation, the issues' contents
pages, the opening page of a volume, the cover's page; and for older reading systems the NCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from exporter.display import shown_text
from exporter.model import Issue, written_by
from exporter.proof.closed.epub.articles import beside, page, page_label
from exporter.proof.closed.epub.edition import shown
from exporter.proof.closed.epub.pictures import KnownPicture
from exporter.proof.closed.epub.plan import PlannedBook, PlannedEntry, PlannedPart
from exporter.proof.closed.epub.tree import E, Value
from exporter.startup.records import dataclass
from exporter.titles import (
    date_in_form,
    date_text,
    day_labels,
    forms_of,
    issue_label,
    issue_title,
    months_text,
    number_text,
    page_text,
    weekday_text,
)

COVER_PAGE, VOLUME_PAGE, SHEET = "text/cover.xhtml", "text/volume.xhtml", "../style.css"


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """One line of the navigation."""

    label: str
    href: str
    children: tuple[ListedPoint, ...] = ()


# -- the navigation --------------------------------------------------------------------------------


def navigation_tree(book: PlannedBook) -> E:
    """The navigation document."""
    words, meta = book.words, book.edition.meta
    toc = _nav("toc", words.contents, _rows(points(book)), role="doc-toc")
    marks = [
        E("li", E("a", label, href=href, **{"epub:type": kind}))
        for kind, label, href in places(book)
    ]
    navs = [toc, _nav("landmarks", words.landmarks, E("ol", *marks), hidden="hidden")]
    if pages := tuple(page_points(book)):
        navs.append(
            _nav("page-list", words.pages, _rows(pages), role="doc-pagelist", hidden="hidden")
        )
    return page(book.edition.title, meta.language, "style.css", E("body.nav-page", *navs))


def _nav(kind: str, heading: str, rows: E, **attributes: Value) -> E:
    told: dict[str, Value] = {"id": kind, "epub:type": kind, "aria_label": heading, **attributes}
    return E("nav", E("h2", heading), rows, **told)


def _rows(listed: Sequence[ListedPoint]) -> E:
    return E("ol", *(_row(point) for point in listed))


def _row(point: ListedPoint) -> E:
    holder = E("a", point.label, href=point.href) if point.href else E("span", point.label)
    return E("li", holder, *([_rows(point.children)] if point.children else []))


def places(book: PlannedBook) -> Iterator[tuple[str, str, str]]:
    """Where every book can be opened: (epub:type, label, href)."""
    words, volume = book.words, book.edition.is_volume
    yield from [("cover", words.cover, COVER_PAGE)] if book.cover else []
    if contents := VOLUME_PAGE if volume else book.parts[0].contents:
        yield "toc", words.contents, contents
    if book.entries:
        yield "bodymatter", words.start, book.entries[0].href


def points(book: PlannedBook) -> tuple[ListedPoint, ...]:
    """The navigation's lines: of a volume by year, month and day."""
    if not book.edition.is_volume:
        return tuple(_part_points(book.parts[0]))
    days = [(day_labels(part.issue), tuple(_part_points(part))) for part in book.parts]
    return (ListedPoint(book.words.back, VOLUME_PAGE), *_dated(days))


def _part_points(part: PlannedPart) -> Iterator[ListedPoint]:
    if part.contents:
        yield ListedPoint(part.words.contents, part.contents)
    for page_, entries in part.pages():
        articles = tuple(ListedPoint(entry.title, entry.href) for entry in entries)
        label = page_text(page_, part.issue.meta.language)
        yield from [ListedPoint(label, entries[0].href, articles)] if label else articles


def page_points(book: PlannedBook) -> Iterator[ListedPoint]:
    """The newspaper's pages, each with the page break it leads to."""
    for entry in book.entries:
        if entry.anchor and (label := page_label(entry)):
            yield ListedPoint(label, f"{entry.href}#{entry.anchor}")


def _dated(
    days: Sequence[tuple[tuple[str, ...], tuple[ListedPoint, ...]]],
) -> Iterator[ListedPoint]:
    """Neighbours of one year, and in it of one month, under one line."""
    for (label, depth), group in groupby(days, key=lambda day: (day[0][0], len(day[0]))):
        inside = [(labels[1:], children) for labels, children in group]
        if depth > 1:
            yield _over(label, tuple(_dated(inside)))
        else:
            yield from (_over(label, children) for _, children in inside)


def _over(label: str, children: tuple[ListedPoint, ...]) -> ListedPoint:
    return ListedPoint(label, children[0].href if children else "", children)


# -- pages -----------------------------------------------------------------------------------------


def contents_tree(part: PlannedPart) -> E:
    """The contents page of one issue."""
    nav = E(
        "nav.contents.generated", *_masthead(part), *_contents(part),
        role="doc-toc", aria_labelledby="contents-title",
    )  # fmt: skip
    return page(part.words.contents, part.issue.meta.language, SHEET, _front("contents-page", nav))


def _front(name: str, *content: E) -> E:
    return E(f"body.{name}", *content, **{"epub:type": "frontmatter"})


def _masthead(part: PlannedPart) -> Iterator[E]:
    issue, meta = part.issue, part.issue.meta
    name = meta.publication or meta.title or part.words.contents
    yield E("h1.paper", shown(name), id="contents-title")
    facts = [date_text(issue), weekday_text(issue), number_text(issue)]
    facts = [fact for fact in facts if fact]
    if facts or name != part.words.contents:
        told = facts or ([issue_title(issue)] if name != meta.title else [])
        yield E("p.issue-line", shown("\u3000".join(told)))


def _contents(part: PlannedPart) -> Iterator[E]:
    for page_, entries in part.pages():
        number = "" if page_.number is None else f"{page_.number:02}"
        name = shown(page_.name or "")
        if number or page_.name:
            figure = [E("span.number", number)] if number else []
            yield E("h2.contents-head", *figure, " " * bool(number and page_.name), name)
        yield E("ol.contents-list", *(E("li", _contents_row(entry, part)) for entry in entries))


def _contents_row(entry: PlannedEntry, part: PlannedPart) -> E:
    article = entry.article
    kicker = "" if article.kicker is None else shown_text(
        article.kicker, part.punctuation, heading=True
    )  # fmt: skip
    names = dict.fromkeys(name for credit in written_by(article) for name in credit.names)
    told = [
        *([] if article.kicker is None else [E("span.row-kicker", kicker)]),
        E("span.row-headline", entry.title),
        *([E("span.row-byline", byline)] if (byline := shown("、".join(names))) else []),
    ]
    return E("a", *told, href=beside(entry.href))


def volume_tree(book: PlannedBook) -> E:
    """The opening page of a volume."""
    meta, title = book.edition.meta, book.edition.title
    name = shown(meta.publication or title)
    told = shown(meta.title or months_text(book.edition.issues, meta.language))
    inside = [E("h1.paper", name), *([E("p.issue-line", told)] if told not in ("", name) else [])]
    for month, group in groupby(book.parts, key=lambda part: _month(part.issue)):
        inside += [E("h2.contents-head", month)] if month else []
        inside.append(E("ol.contents-list", *(E("li", _issue_row(part)) for part in group)))
    nav = E("nav.contents.generated", *inside, role="doc-toc", aria_label=book.words.contents)
    return page(title, meta.language, SHEET, _front("contents-page", nav))


def _month(issue: Issue) -> str:
    date = issue.meta.date
    return "" if date is None else date_in_form(forms_of(issue.meta.language).months, date)


def _issue_row(part: PlannedPart) -> E:
    lead = [E("span.row-headline", part.entries[0].title)] if part.entries else []
    href = part.contents or part.entries[0].href
    return E("a", E("span.row-kicker", issue_label(part.issue)), *lead, href=beside(href))


def cover_tree(book: PlannedBook, cover: KnownPicture) -> E:
    """The page that shows the cover."""
    image = E(
        "img", role="doc-cover", **cover.attributes(f"{book.words.cover}：{book.edition.title}")
    )
    body = E("body.cover-page", image, **{"epub:type": "cover"})
    return page(book.words.cover, book.edition.meta.language, SHEET, body, class_="upright")


# -- for older reading systems ---------------------------------------------------------------------


def ncx_tree(book: PlannedBook, identifier: str) -> E:
    """The NCX: the navigation's lines once more."""
    facts = {
        "dtb:uid": identifier, "dtb:depth": str(_depth(points(book))),
        "dtb:totalPageCount": "0", "dtb:maxPageNumber": "0",
    }  # fmt: skip
    head = E(
        "ncx:head", *(E("ncx:meta", name=name, content=value) for name, value in facts.items())
    )
    title = E("ncx:docTitle", E("ncx:text", book.edition.title))
    numbered = _Numbered()
    rows = E("ncx:navMap", *(numbered.point(point) for point in points(book)))
    language = book.edition.meta.language
    return E("ncx:ncx", head, title, rows, version="2005-1", **{"xml:lang": language})


def _depth(listed: Sequence[ListedPoint]) -> int:
    return max((1 + _depth(point.children) for point in listed), default=0)


class _Numbered:
    """Gives each point its id, and each place its order."""

    def __init__(self) -> None:
        self.count = 0
        self.places: dict[str, int] = {}

    def point(self, point: ListedPoint) -> E:
        self.count += 1
        order = self.places.setdefault(point.href, len(self.places) + 1)
        told: dict[str, Value] = {"id": f"point-{self.count}", "playOrder": str(order)}
        label = E("ncx:navLabel", E("ncx:text", point.label))
        return E(
            "ncx:navPoint", label, E("ncx:content", src=point.href),
            *[self.point(child) for child in point.children], **told,
        )  # fmt: skip
