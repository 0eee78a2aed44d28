"""What lies in a book beside its documents: cover, pictures, styles, fonts, records."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.interchange.record import MEDIA_TYPE, NAME, VOLUME_NAME, record_bytes, volume_bytes
from exporter.messages import say
from exporter.model import Article, Notice
from exporter.startup.records import replace
from exporter.titles import (
    date_text,
    day_labels,
    forms_of,
    months_text,
    number_text,
    pages_text,
    weekday_text,
)
from exporter.volumes import COVER
from exporter.writers.epub.documents.xhtml import text
from exporter.writers.epub.draft import Book
from exporter.writers.epub.look.styles import STYLE_HREF, style_sheet
from exporter.writers.epub.metadata import clean
from exporter.writers.epub.package import Item
from exporter.writers.epub.pictures import Picture

APPLE_HREF = "META-INF/com.apple.ibooks.display-options.xml"
_APPLE = b"""<?xml version="1.0" encoding="utf-8"?>
<display_options>
  <platform name="*">
    <option name="specified-fonts">true</option>
  </platform>
</display_options>
"""
"""Apple Books shows a book's own fonts only when this file says so."""


def cover_of(book: Book) -> tuple[Picture | None, tuple[Notice, ...]]:
    """The cover: none, the picture that was given, or one drawn."""
    choice = book.options.cover
    if choice == "none" or (choice == "auto" and not (book.cover or book.meta.publication)):
        return None, ()
    if choice == "auto" and book.cover:
        return book.cover, ()
    data, missing = _drawn_cover(book)
    picture = Picture(
        name=COVER,
        href="images/cover.png",
        media_type="image/png",
        data=data,
        size=(1600, 2560),
    )
    return picture, tuple(_missing(char) for char in missing)


def _missing(char: str) -> Notice:
    return Notice(
        code="missing-glyph",
        detail=say(
            "no font has U+{code:04X} {char!r}: it is drawn as 〓 on the cover",
            code=ord(char),
            char=char,
        ),
    )


def _drawn_cover(book: Book) -> tuple[bytes, tuple[str, ...]]:
    from exporter.writers.epub.cover.drawing import (  # HarfBuzz and fonts: only if asked
        Cover,
        draw_cover,
    )

    meta = book.meta
    issue = replace(book.issues[0], meta=meta)
    return draw_cover(
        Cover(
            name=clean(meta.publication) or book.title,
            number=clean(number_text(issue)),
            pages="" if book.is_volume else pages_text(issue),
            date=date_text(issue)
            or (months_text(book.issues, meta.language) if book.is_volume else ""),
            weekday=weekday_text(issue),
            publisher=clean(meta.publisher),
            articles=tuple(_leads(book) if book.is_volume else _stories(book)),
            punctuation=book.options.punctuation,
            fonts=book.context.fonts,
        )
    )


def _stories(book: Book) -> Iterator[tuple[str, Article]]:
    """An issue's articles, each with its page."""
    form = forms_of(book.meta.language).short_page
    for entry in book.entries:
        number = entry.page.number
        yield "" if number is None else form.format(number), entry.article


def _leads(book: Book) -> Iterator[tuple[str, Article]]:
    """A volume's lead stories, each with its day."""
    for setting in book.settings:
        issue, entries = setting.part.issue, setting.part.entries
        if entries:
            dated = issue.meta.date is not None
            yield day_labels(issue)[-1] if dated else "", entries[0].article


def picture_items(book: Book, cover: Picture | None) -> Iterator[Item]:
    """The cover and the articles' pictures."""
    articles = [picture for s in book.settings for picture in s.pictures.values()]
    for picture in [*([cover] if cover else []), *articles]:
        yield Item(
            name=picture.name,
            href=picture.href,
            media_type=picture.media_type,
            data=picture.data,
            properties=("cover-image",) if picture is cover else (),
            stored=picture.media_type != "image/svg+xml",
        )


def style_items(book: Book, documents: tuple[bytes, ...]) -> Iterator[Item]:
    """The style sheet, and fonts for these documents with what makes reading systems use them."""
    options, rules = book.options, ""
    if options.embed_fonts:
        from exporter.writers.epub.webfonts import font_rules, web_fonts  # HarfBuzz: only if asked

        fonts = web_fonts(documents, book.context.fonts)
        rules = font_rules(fonts)
        for font in fonts:
            yield Item(
                name=font.name, href=font.href, media_type="font/woff2", data=font.data, stored=True
            )
        yield Item(
            name="apple", href=APPLE_HREF, media_type="application/xml", data=_APPLE, manifest=False
        )
    sheet = style_sheet(
        options.theme,
        book.meta.language,
        vertical=options.vertical,
        fonts=rules,
        own=options.css,
    )
    yield Item(name="style", href=STYLE_HREF, media_type="text/css", data=text(sheet).encode())


def record_items(book: Book) -> Iterator[Item]:
    """The record of each issue: one has the agreed name; those of a volume are numbered, and named
    in the volume's own."""
    stem, _, suffix = NAME.rpartition(".")
    options, epoch = book.options, book.context.epoch
    records: list[tuple[str, bytes]] = []
    for number, issue in enumerate(book.issues, 1):
        at = f"-{number:03}" if book.is_volume else ""
        records.append((f"{stem}{at}.{suffix}", record_bytes(issue, "epub", options, epoch)))
        yield _record_item(f"record{at}", *records[-1])
    if book.is_volume:
        data = volume_bytes(book.meta, records, "epub", options, epoch)
        yield _record_item("record-list", VOLUME_NAME, data)


def _record_item(name: str, href: str, data: bytes) -> Item:
    return Item(name=name, href=href, media_type=MEDIA_TYPE, data=data)
