"""From an issue, or many, to a finished EPUB: plan, documents, navigation, metadata, package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.errors import WriterError
from exporter.messages import say
from exporter.model import Issue, Meta, articles_of, lines_of_article
from exporter.startup.records import replace
from exporter.writers.base import Context, Output
from exporter.writers.epub.documents.article import Setting, article_bytes
from exporter.writers.epub.documents.contents import contents_bytes
from exporter.writers.epub.documents.frontmatter import (
    COVER_HREF,
    VOLUME_HREF,
    cover_bytes,
    volume_bytes,
)
from exporter.writers.epub.documents.navigation import (
    NAV_HREF,
    Landmark,
    NavPoint,
    contents_point,
    issue_points,
    landmarks,
    navigation_bytes,
    page_points,
)
from exporter.writers.epub.draft import BookDraft, book_of
from exporter.writers.epub.metadata import Statement, access_statements, book_statements
from exporter.writers.epub.options import EpubOptions
from exporter.writers.epub.package import Item, Package, package_bytes
from exporter.writers.epub.pictures import BookPicture
from exporter.writers.epub.plan import BookEntry
from exporter.writers.epub.resources import cover_of, picture_items, record_items, style_items
from exporter.writers.epub.volume import dated_points

XHTML = "application/xhtml+xml"


def write_book(issue: Issue, options: EpubOptions, context: Context) -> Output:
    """One issue as one EPUB."""
    return _written(book_of((issue,), issue.meta, options, context))


def write_volume(
    issues: Sequence[Issue], meta: Meta, options: EpubOptions, context: Context
) -> Output:
    """Many issues, in the order given, as one EPUB; `meta` speaks of the volume as a whole.

    Each issue's record travels beside the others, numbered from 001.
    """
    if not issues:
        raise WriterError(say("A volume needs at least one issue."))
    if len(issues) == 1:
        return write_book(replace(issues[0], meta=meta), options, context)
    return _written(book_of(tuple(issues), meta, options, context))


def _written(book: BookDraft) -> Output:
    cover, notices = cover_of(book)
    points = _points(book)
    pages = tuple(point for setting in book.settings for point in page_points(setting))
    marks = _landmarks(book, cover)
    navigation = navigation_bytes(book.title, book.meta.language, book.labels, points, pages, marks)
    documents = (*_cover_page(book, cover), *_documents(book))
    items = (
        Item(name="nav", href=NAV_HREF, media_type=XHTML, data=navigation, properties=("nav",)),
        *documents,
        *style_items(book, (navigation, *(item.data for item in documents))),
        *picture_items(book, cover),
        *record_items(book),
    )
    compat = book.options.compat
    package = Package(
        language=book.meta.language,
        modified=book.stamp,
        statements=_statements(book, documents, has_pages=bool(pages)),
        items=items,
        right_to_left=book.options.vertical,
        outline=points if compat else (),
        guide=marks if compat else (),
    )
    return Output(data=package_bytes(package), notices=(*book.notices, *notices))


def _statements(
    book: BookDraft, documents: Sequence[Item], *, has_pages: bool
) -> tuple[Statement, ...]:
    return (
        *book_statements(book.meta, book.issues, book.title, book.labels, book.stamp),
        *access_statements(
            pictures=any(b"<img " in item.data for item in documents),
            pages=has_pages,
            ruby=any(_has_ruby(issue) for issue in book.issues),
            vertical=book.options.vertical,
            page_source=book.title,
        ),
    )


def _landmarks(book: BookDraft, cover: BookPicture | None) -> tuple[Landmark, ...]:
    return landmarks(
        book.labels,
        COVER_HREF if cover else "",
        VOLUME_HREF if book.is_volume else book.settings[0].part.contents,
        book.entries[0].href if book.entries else "",
    )


def _points(book: BookDraft) -> tuple[NavPoint, ...]:
    """The contents: of a volume by year, month and day, of an issue by page; never empty, which
    EPUB forbids."""
    parts = [(*contents_point(setting), *issue_points(setting)) for setting in book.settings]
    if not book.is_volume:
        return parts[0]
    days = zip((s.part.issue for s in book.settings), parts, strict=True)
    opening = NavPoint(label=book.labels.back, href=VOLUME_HREF)
    return (opening, *dated_points(list(days)))


def _documents(book: BookDraft) -> Iterator[Item]:
    """Opening page of a volume, then each issue's contents page and articles, in reading order."""
    if book.is_volume:
        yield _page("volume", VOLUME_HREF, _volume_page(book))
    around = _neighbours(book.entries)
    for setting in book.settings:
        part = setting.part
        if part.contents:
            yield _page(f"{part.prefix}contents", part.contents, contents_bytes(setting))
        for entry in part.entries:
            before, after = next(around)
            yield _page(entry.name, entry.href, article_bytes(entry, before, after, setting))


def _neighbours(
    entries: tuple[BookEntry, ...],
) -> Iterator[tuple[BookEntry | None, BookEntry | None]]:
    """Before and after each entry, across the issues of a volume."""
    return zip((None, *entries), (*entries[1:], None), strict=False)


def _page(name: str, href: str, data: bytes) -> Item:
    return Item(name=name, href=href, media_type=XHTML, data=data, spine="yes")


def _volume_page(book: BookDraft) -> bytes:
    days = [(_opening(setting), setting) for setting in book.settings]
    return volume_bytes(book.meta, book.title, days, book.labels)


def _opening(setting: Setting) -> str:
    part = setting.part
    return part.contents or part.entries[0].href


def _cover_page(book: BookDraft, cover: BookPicture | None) -> Iterator[Item]:
    if cover is not None:
        data = cover_bytes(cover, book.title, book.meta.language, book.labels)
        yield _page("cover-page", COVER_HREF, data)


def _has_ruby(issue: Issue) -> bool:
    return any(
        mark.tag == "ruby"
        for article in articles_of(issue)
        for line in lines_of_article(article)
        for span in line
        for mark in span.marks
    )
