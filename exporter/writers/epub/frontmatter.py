"""What stands before the first issue: the cover's page, and the opening page of a volume."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.display import headline_text
from exporter.writers.epub.article import SHEET, Setting, neighbour_href
from exporter.writers.epub.labels import Labels
from exporter.writers.epub.navigation import Point
from exporter.writers.epub.pictures import Picture
from exporter.writers.epub.xhtml import add, append, page, put, serialise, typed

COVER_HREF = "text/cover.xhtml"
VOLUME_HREF = "text/volume.xhtml"


def cover_bytes(picture: Picture, title: str, language: str, labels: Labels) -> bytes:
    """The page that shows the cover and nothing else."""
    html, body = page(labels.cover, language, SHEET, "cover-page")
    typed(body, "cover")
    image = add(body, "img", feed=True, role="doc-cover")
    put(image, picture.attributes(f"{labels.cover}：{title}"))
    return serialise(html)


def volume_bytes(
    title: str, days: Sequence[tuple[Point, Setting]], language: str, labels: Labels
) -> bytes:
    """The opening page of a volume: its issues, each with its lead headline."""
    html, body = page(title, language, SHEET, "contents-page")
    typed(body, "frontmatter")
    nav = add(body, "nav", "contents generated", feed=True, role="doc-toc")
    nav.set("aria-label", labels.contents)
    nav.text = "\n"
    append(add(nav, "h1", "paper", feed=True), title)
    rows = add(nav, "ol", "contents-list", feed=True)
    rows.text = "\n"
    for point, setting in days:
        link = add(add(rows, "li", feed=True), "a", href=neighbour_href(point.href))
        append(add(link, "span", "row-headline", feed=True), point.label)
        if setting.part.entries:
            lead = headline_text(setting.part.entries[0].article, setting.punctuation)
            append(add(link, "span", "row-kicker", feed=True), lead)
    return serialise(html)
