"""From an issue, or many, to a finished EPUB: plan, documents, navigation, metadata, package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exporter import carried
from exporter.display import date_text, issue_title, number_text
from exporter.errors import WriterError
from exporter.model import Issue, Meta, Notice, articles_of, lines_of_article
from exporter.writers.base import Context, Output
from exporter.writers.epub.article import Setting, article_bytes
from exporter.writers.epub.contents import contents_bytes
from exporter.writers.epub.frontmatter import COVER_HREF, VOLUME_HREF, cover_bytes, volume_bytes
from exporter.writers.epub.labels import Labels, labels_for
from exporter.writers.epub.metadata import access_statements, book_statements, clean
from exporter.writers.epub.navigation import (
    NAV_HREF,
    Point,
    contents_point,
    issue_points,
    landmarks,
    navigation_bytes,
    page_points,
)
from exporter.writers.epub.options import EpubOptions
from exporter.writers.epub.package import Item, Package, package_bytes
from exporter.writers.epub.pictures import COVER, Picture, pictures_of
from exporter.writers.epub.plan import Entry, part_of
from exporter.writers.epub.styles import STYLE_HREF, style_sheet
from exporter.writers.epub.volume import dated_points, volume_title

XHTML = "application/xhtml+xml"
APPLE_HREF = "META-INF/com.apple.ibooks.display-options.xml"
_APPLE = b"""<?xml version="1.0" encoding="utf-8"?>
<display_options>
  <platform name="*">
    <option name="specified-fonts">true</option>
  </platform>
</display_options>
"""
"""Apple Books shows a book's own fonts only when this file says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """Everything that is decided before the first document is written."""

    meta: Meta
    title: str
    labels: Labels
    settings: tuple[Setting, ...]
    options: EpubOptions
    context: Context
    stamp: dt.datetime
    notices: tuple[Notice, ...]

    @property
    def is_volume(self) -> bool:
        return len(self.settings) > 1

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for setting in self.settings for entry in setting.part.entries)


def write_book(issue: Issue, options: EpubOptions, context: Context) -> Output:
    """One issue as one EPUB."""
    return _written(_book((issue,), issue.meta, options, context))


def write_volume(
    issues: Sequence[Issue], meta: Meta, options: EpubOptions, context: Context
) -> Output:
    """Many issues, in the order given, as one EPUB; `meta` speaks of the volume as a whole.

    Each issue's record travels beside the others, numbered from 001.
    """
    if not issues:
        raise WriterError("A volume needs at least one issue.")
    if len(issues) == 1:
        return write_book(replace(issues[0], meta=meta), options, context)
    return _written(_book(tuple(issues), meta, options, context))


def _book(issues: tuple[Issue, ...], meta: Meta, options: EpubOptions, context: Context) -> _Book:
    settings: list[Setting] = []
    notices: list[Notice] = []
    for number, issue in enumerate(issues, 1):
        prefix = f"i{number:03}-" if len(issues) > 1 else ""
        pictures, told = pictures_of(issue.assets, context.assets, prefix)
        notices += told
        settings.append(
            Setting(
                part=part_of(issue, options.punctuation, prefix),
                labels=labels_for(issue.meta.language),
                language=issue.meta.language,
                punctuation=options.punctuation,
                vertical=options.vertical,
                pictures=pictures,
            )
        )
    title = issue_title(issues[0]) if len(issues) == 1 else volume_title(meta, issues)
    return _Book(
        meta=meta,
        title=clean(title),
        labels=labels_for(meta.language),
        settings=tuple(settings),
        options=options,
        context=context,
        stamp=max(context.stamp(issue) for issue in issues),
        notices=tuple(notices),
    )


def _written(book: _Book) -> Output:
    cover = _cover(book)
    pages = tuple(point for setting in book.settings for point in page_points(setting))
    points = _points(book)
    documents = (*_cover_page(book, cover), *_documents(book, points))
    marks = landmarks(
        book.labels,
        COVER_HREF if cover else "",
        VOLUME_HREF if book.is_volume else book.settings[0].part.contents,
        book.entries[0].href if book.entries else "",
    )
    navigation = navigation_bytes(book.title, book.meta.language, book.labels, points, pages, marks)
    items = (
        Item(name="nav", href=NAV_HREF, media_type=XHTML, data=navigation, properties=("nav",)),
        *documents,
        *_style_items(book, (navigation, *(item.data for item in documents))),
        *_picture_items(book, cover),
        *_records(book),
    )
    issues = [setting.part.issue for setting in book.settings]
    package = Package(
        language=book.meta.language,
        modified=book.stamp,
        statements=(
            *book_statements(book.meta, issues, book.title, book.labels, book.stamp),
            *access_statements(
                pictures=any(b"<img " in item.data for item in documents),
                described=True,  # no picture is written without an alternative text
                pages=bool(pages),
                ruby=any(_has_ruby(issue) for issue in issues),
                vertical=book.options.vertical,
                page_source=book.title,
            ),
        ),
        items=items,
        right_to_left=book.options.vertical,
        outline=points if book.options.compat else (),
        guide=marks if book.options.compat else (),
    )
    return Output(data=package_bytes(package), notices=book.notices)


def _points(book: _Book) -> tuple[Point, ...]:
    """The contents: of a volume by year, month and day, of an issue by page; never empty, which
    EPUB forbids."""
    parts = [(*contents_point(setting), *issue_points(setting)) for setting in book.settings]
    if not book.is_volume:
        return parts[0]
    days = zip((s.part.issue for s in book.settings), parts, strict=True)
    opening = Point(label=book.labels.contents, href=VOLUME_HREF)
    return (opening, *dated_points(list(days)))


def _documents(book: _Book, points: tuple[Point, ...]) -> Iterator[Item]:
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


def _neighbours(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Before and after each entry, across the issues of a volume."""
    return zip((None, *entries), (*entries[1:], None), strict=False)


def _page(name: str, href: str, data: bytes) -> Item:
    return Item(name=name, href=href, media_type=XHTML, data=data, spine="yes")


def _volume_page(book: _Book) -> bytes:
    days = [
        (Point(label=clean(issue_title(s.part.issue)), href=_opening(s)), s) for s in book.settings
    ]
    return volume_bytes(book.title, days, book.meta.language, book.labels)


def _opening(setting: Setting) -> str:
    part = setting.part
    return part.contents or part.entries[0].href


def _cover(book: _Book) -> Picture | None:
    """The cover: none, the asset that was given, or one drawn."""
    choice = book.options.cover
    if choice == "none":
        return None
    given = book.settings[0].pictures.get(COVER)
    if choice == "auto" and given is not None:
        return given
    if choice == "auto" and not book.meta.publication:
        return None
    return Picture(
        name=COVER,
        href="images/cover.png",
        media_type="image/png",
        data=_drawn_cover(book),
        size=(1600, 2560),
    )


def _drawn_cover(book: _Book) -> bytes:
    from exporter.writers.epub.cover import Cover, draw_cover

    meta, first = book.meta, book.settings[0].part
    issue = replace(first.issue, meta=meta)
    weekday = "" if meta.date is None else book.labels.weekday(meta.date)
    return draw_cover(
        Cover(
            name=clean(meta.publication) or book.title,
            number=clean(number_text(issue)),
            date=date_text(issue) or (book.title if book.is_volume else ""),
            weekday=weekday,
            publisher=clean(meta.publisher),
            articles=tuple((entry.page, entry.article) for entry in first.entries),
            punctuation=book.options.punctuation,
            font_dirs=book.context.font_dirs,
        )
    )


def _cover_page(book: _Book, cover: Picture | None) -> Iterator[Item]:
    if cover is not None:
        data = cover_bytes(cover, book.title, book.meta.language, book.labels)
        yield _page("cover-page", COVER_HREF, data)


def _picture_items(book: _Book, cover: Picture | None) -> Iterator[Item]:
    pictures = [p for s in book.settings for id_, p in s.pictures.items() if id_ != COVER]
    for picture in [*([cover] if cover else []), *pictures]:
        yield Item(
            name=picture.name,
            href=picture.href,
            media_type=picture.media_type,
            data=picture.data,
            properties=("cover-image",) if picture is cover else (),
            stored=picture.media_type != "image/svg+xml",
        )


def _style_items(book: _Book, documents: tuple[bytes, ...]) -> Iterator[Item]:
    """The style sheet, and the fonts with what makes reading systems use them."""
    rules = ""
    if book.options.embed_fonts:
        from exporter.writers.epub.webfonts import font_rules, web_fonts

        fonts = web_fonts(documents, book.context.font_dirs)
        rules = font_rules(fonts)
        for font in fonts:
            yield Item(
                name=font.name, href=font.href, media_type="font/woff2", data=font.data, stored=True
            )
        yield Item(
            name="apple", href=APPLE_HREF, media_type="application/xml", data=_APPLE, manifest=False
        )
    options = book.options
    sheet = style_sheet(options.theme, vertical=options.vertical, font_rules=rules, own=options.css)
    yield Item(name="style", href=STYLE_HREF, media_type="text/css", data=sheet.encode())


def _records(book: _Book) -> Iterator[Item]:
    """The record of each issue: one has the agreed name, those of a volume are numbered."""
    stem, _, suffix = carried.NAME.rpartition(".")
    for number, setting in enumerate(book.settings, 1):
        at = f"-{number:03}" if book.is_volume else ""
        yield Item(
            name=f"record{at}",
            href=f"{stem}{at}.{suffix}",
            media_type=carried.MEDIA_TYPE,
            data=carried.record_bytes(setting.part.issue, "epub", book.options, book.context.epoch),
        )


def _has_ruby(issue: Issue) -> bool:
    return any(
        mark.tag == "ruby"
        for article in articles_of(issue)
        for line in lines_of_article(article)
        for span in line
        for mark in span.marks
    )
