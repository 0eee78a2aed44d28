"""From an issue to a finished EPUB: plan, documents, navigation, metadata, package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exporter import carried
from exporter.model import Issue, articles_of, lines_of_article
from exporter.writers.base import Context, Output
from exporter.writers.epub.article import Setting, article_bytes
from exporter.writers.epub.contents import contents_bytes
from exporter.writers.epub.labels import labels_for
from exporter.writers.epub.metadata import access_statements, issue_statements
from exporter.writers.epub.navigation import (
    NAV_HREF,
    book_title,
    contents_point,
    issue_points,
    landmarks,
    navigation_bytes,
    page_points,
)
from exporter.writers.epub.options import EpubOptions
from exporter.writers.epub.package import Item, Package, package_bytes
from exporter.writers.epub.pictures import pictures_of
from exporter.writers.epub.plan import part_of

XHTML = "application/xhtml+xml"


def write_book(issue: Issue, options: EpubOptions, context: Context) -> Output:
    """One issue as one EPUB."""
    pictures, notices = pictures_of(issue.assets, context.assets)
    labels = labels_for(issue.meta.language)
    setting = Setting(
        part=part_of(issue, options.punctuation),
        labels=labels,
        language=issue.meta.language,
        punctuation=options.punctuation,
        vertical=False,
        pictures=pictures,
    )
    title = book_title(setting)
    pages = page_points(setting)
    points = (*contents_point(setting), *issue_points(setting))
    navigation = navigation_bytes(
        title, setting.language, labels, points, pages, landmarks(setting, "")
    )
    items = (
        Item(name="nav", href=NAV_HREF, media_type=XHTML, data=navigation, properties=("nav",)),
        *_documents(setting),
        Item(name="style", href="style.css", media_type="text/css", data=style_bytes()),
        *(
            Item(
                name=p.name,
                href=p.href,
                media_type=p.media_type,
                data=p.data,
                stored=p.media_type != "image/svg+xml",
            )
            for p in pictures.values()
        ),
        Item(
            name="record",
            href=carried.NAME,
            media_type=carried.MEDIA_TYPE,
            data=carried.record_bytes(issue, "epub", options, context.epoch),
        ),
    )
    stamp = context.stamp(issue)
    statements = (
        *issue_statements(issue, labels, stamp),
        *access_statements(
            pictures=bool(pictures),
            described=True,
            pages=bool(pages),
            ruby=_has_ruby(issue),
            vertical=False,
            page_source=title,
        ),
    )
    package = Package(language=setting.language, modified=stamp, statements=statements, items=items)
    return Output(data=package_bytes(package), notices=notices)


def _documents(setting: Setting) -> Iterator[Item]:
    """The contents page and the articles, in reading order."""
    part = setting.part
    if part.contents:
        yield Item(
            name=f"{part.prefix}contents",
            href=part.contents,
            media_type=XHTML,
            data=contents_bytes(setting),
            spine="yes",
        )
    around = (None, *part.entries, None)
    for previous, entry, following in zip(around, part.entries, around[2:], strict=False):
        yield Item(
            name=entry.name,
            href=entry.href,
            media_type=XHTML,
            data=article_bytes(entry, previous, following, setting),
            spine="yes",
        )


def style_bytes() -> bytes:
    """The style sheet shipped beside this module."""
    return Path(__file__).with_name("style.css").read_bytes()


def _has_ruby(issue: Issue) -> bool:
    return any(
        mark.tag == "ruby"
        for article in articles_of(issue)
        for line in lines_of_article(article)
        for span in line
        for mark in span.marks
    )
