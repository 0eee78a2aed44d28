"""The book that the records in a file ask for: which documents it has, what they are called, which
pictures it shows. Everything else here is held against this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from exporter.display import Punctuation, display_text
from exporter.model import Article, Issue, Page
from exporter.proof.closed.epub.edition import Edition, prefix_of
from exporter.proof.closed.epub.pictures import KnownPicture
from exporter.proof.closed.epub.words import BookWords, words_of
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass
from exporter.titles import date_text, headline_text

_PLAIN_ID = Lazy(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_OWN_ID = Lazy(
    r"(picture|font|record|page|creator)(-\d+|-list)?|cover(-page)?|contents|volume|nav|ncx|toc"
    r"|style|apple|landmarks|id|issn|title|subtitle|series",
    re.IGNORECASE,
)
"""Ids of what is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """One article's document; `href` is relative to the package document."""

    name: str
    href: str
    title: str
    article: Article
    page: Page
    anchor: str
    """The id of the page break it opens its newspaper page with, "" where it opens none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """One issue of the book. `contents` is the href of its contents page, "" where it has none;
    `day` stands above each article of a volume; `pictures` are by asset id."""

    issue: Issue
    contents: str
    entries: tuple[PlannedEntry, ...]
    words: BookWords
    day: str
    punctuation: Punctuation
    pictures: Mapping[str, KnownPicture]

    def pages(self) -> Iterator[tuple[Page, tuple[PlannedEntry, ...]]]:
        """The newspaper's pages that hold articles."""
        for page in self.issue.pages:
            entries = tuple(entry for entry in self.entries if entry.page is page)
            if entries:
                yield page, entries

    def shown(self, text: str) -> str:
        """A string of the paper that is no line, as it is shown."""
        return display_text(text, self.punctuation)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBook:
    """The whole book; `cover` is the picture on its cover's page."""

    edition: Edition
    parts: tuple[PlannedPart, ...]
    words: BookWords
    cover: KnownPicture | None

    @property
    def entries(self) -> tuple[PlannedEntry, ...]:
        """All articles' documents, in order."""
        return tuple(entry for part in self.parts for entry in part.entries)


def part_of(edition: Edition, number: int, pictures: Mapping[str, KnownPicture]) -> PlannedPart:
    """The n-th issue's documents, counted from 1."""
    issue, prefix = edition.issues[number - 1], prefix_of(edition, number)
    entries = tuple(_entries(issue, edition.punctuation, prefix))
    return PlannedPart(
        issue=issue,
        contents=f"text/{prefix}contents.xhtml" if len(entries) != 1 else "",
        entries=entries,
        words=words_of(issue.meta.language),
        day=date_text(issue) if prefix else "",
        punctuation=edition.punctuation,
        pictures=pictures,
    )


def _entries(issue: Issue, punctuation: Punctuation, prefix: str) -> Iterator[PlannedEntry]:
    taken: set[str] = set()
    number = 0
    for index, page in enumerate(issue.pages, 1):
        for place, article in enumerate(page.articles):
            number += 1
            name = _name(prefix, article.id, number, taken)
            taken.add(name.lower())
            yield PlannedEntry(
                name=name,
                href=f"text/{name}.xhtml",
                title=headline_text(article, punctuation),
                article=article,
                page=page,
                anchor="" if place else f"{prefix}page-{index}",
            )


def _name(prefix: str, article_id: str, number: int, taken: set[str]) -> str:
    """The article's own id where it can name a file, else one by its place."""
    plain = _PLAIN_ID.fullmatch(article_id) and not _OWN_ID.fullmatch(article_id)
    if plain and (prefix + article_id).lower() not in taken:
        return prefix + article_id
    while (name := f"{prefix}article-{number}") in taken:
        number += 1
    return name


def neighbours(
    entries: Sequence[PlannedEntry],
) -> Iterator[tuple[PlannedEntry | None, PlannedEntry | None]]:
    """Before and after each entry."""
    return zip((None, *entries), (*entries[1:], None), strict=False)
