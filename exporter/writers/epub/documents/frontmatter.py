"""What stands before the first issue: the cover's page, and the opening page of a volume."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from exporter.display import display_text
from exporter.model import Issue, Meta
from exporter.titles import date_in_form, forms_of, issue_label, months_text
from exporter.writers.epub.documents.article import SHEET, Setting, neighbour_href
from exporter.writers.epub.documents.xhtml import Element, add, append, page, put, serialise, typed
from exporter.writers.epub.pictures import BookPicture
from exporter.writers.epub.words import Labels

COVER_HREF = "text/cover.xhtml"
VOLUME_HREF = "text/volume.xhtml"


def cover_bytes(picture: BookPicture, title: str, language: str, labels: Labels) -> bytes:
    """The page that shows the cover and nothing else. It is "upright" in a vertical book too: a
    picture in a vertical page is cut in two by reading systems that break columns across it."""
    html, body = page(labels.cover, language, SHEET, "cover-page")
    html.set("class", "upright")
    typed(body, "cover")
    image = add(body, "img", feed=True, role="doc-cover")
    put(image, picture.attributes(f"{labels.cover}：{title}"))
    return serialise(html)


def volume_bytes(
    meta: Meta, title: str, days: Sequence[tuple[str, Setting]], labels: Labels
) -> bytes:
    """The opening page of a volume: month by month its issues, each with its lead headline and
    the href it opens at."""
    html, body = page(title, meta.language, SHEET, "contents-page")
    typed(body, "frontmatter")
    nav = add(body, "nav", "contents generated", feed=True, role="doc-toc")
    nav.set("aria-label", labels.contents)
    nav.text = "\n"
    name = display_text(meta.publication or title, "source")[0]
    months = months_text([setting.part.issue for _, setting in days], meta.language)
    append(add(nav, "h1", "paper", feed=True), name)
    told = display_text(meta.title or months, "source")[0]
    if told and told != name:
        append(add(nav, "p", "issue-line", feed=True), told)
    for month, group in groupby(days, key=lambda day: _month(day[1].part.issue)):
        if month:
            append(add(nav, "h2", "contents-head", feed=True), month)
        rows = add(nav, "ol", "contents-list", feed=True)
        rows.text = "\n"
        for href, setting in group:
            _issue_row(add(rows, "li", feed=True), href, setting)
    return serialise(html)


def _month(issue: Issue) -> str:
    date = issue.meta.date
    return "" if date is None else date_in_form(forms_of(issue.meta.language).months, date)


def _issue_row(item: Element, href: str, setting: Setting) -> None:
    """One issue, the whole row a link."""
    link = add(item, "a", href=neighbour_href(href))
    label = issue_label(setting.part.issue)
    setting.inline.words(add(link, "span", "row-kicker", feed=True), label)
    if setting.part.entries:
        lead = setting.part.entries[0].title
        setting.inline.words(add(link, "span", "row-headline", feed=True), lead)
