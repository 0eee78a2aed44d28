"""The contents page: the newspaper's pages, and under each its articles with where they are."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.display import (
    Punctuation,
    date_text,
    headline_text,
    number_text,
    page_text,
    shown_text,
)
from exporter.model import Article, Issue, Page
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.writers.pdf.compose import Composer, SetText
from exporter.writers.pdf.paginate import Row
from exporter.writers.pdf.structure import Element
from exporter.writers.pdf.theme import ACCENT, GREY, Style, Theme

TITLE = "本期目录"
_NUMBER_ROOM = 40.0
"""Points kept free at the right for the leader and the page number."""


@dataclass(slots=True)
class Group:
    """The contents of one newspaper page; `toc` is its nested TOC element, made when drawn."""

    title: str
    toc: Element | None = None


@dataclass(slots=True)
class Entry:
    """One article's line. `last` is its last row's line number; `link` its Link element."""

    article: Article
    group: Group
    headline: SetText
    link: Element | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The page's own title, with what is set at its right."""

    side: str


ContentsPart = Title | Group | Entry


def contents_rows(
    issue: Issue, punctuation: Punctuation, composer: Composer, theme: Theme
) -> list[Row]:
    """The rows of the contents; each row's `part` says what it is."""
    size = theme.body
    width = theme.measure
    side = "\u3000".join(
        part
        for part in (issue.meta.publication or "", date_text(issue), number_text(issue))
        if part
    )
    title = composer.plain(TITLE, Style(face=HEAVY, size=2 * size, align="left"), width)
    rows = [Row(3.0, True, title, 0, Title(side)), Row(1.0, True, rule=True, part=Title(side))]
    for page in issue.pages:
        rows += _page_rows(page, punctuation, composer, theme)
    return rows


def _page_rows(page: Page, punctuation: Punctuation, composer: Composer, theme: Theme) -> list[Row]:
    group = Group(page_text(page))
    size = theme.body
    rows: list[Row] = [Row(0.5)]
    if group.title:
        style = Style(face=HEI, size=size, align="left", colour=ACCENT)
        text = composer.plain(group.title, style, theme.measure)
        rows += [Row(1.5, True, text, 0, group)]
    body = Style(face=SONG, size=size, align="left")
    small = Style(face=KAI, size=round(size * 1.6) / 2, align="left", colour=GREY)
    for article in page.articles:
        headline = composer.plain(
            headline_text(article, punctuation), body, theme.measure - _NUMBER_ROOM
        )
        entry = Entry(article, group, headline)
        if article.kicker is not None:
            words = shown_text(article.kicker, punctuation, heading=True)
            kicker = composer.plain(words, small, theme.measure - _NUMBER_ROOM)
            rows += [Row(0.85, True, kicker, i, entry) for i in range(len(kicker.lines))]
        last = len(headline.lines) - 1
        rows += [Row(1.15, i < last, headline, i, entry) for i in range(last + 1)]
        rows.append(Row(0.35))
    return rows
