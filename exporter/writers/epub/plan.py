"""Which documents a book has, what they are called and in which order: decided once, before
anything is written, so that every link knows its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.display import Punctuation
from exporter.model import Article, Issue, Page
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass
from exporter.titles import headline_text

_PLAIN_ID = Lazy(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_OURS = Lazy(
    r"(picture|font|record|page|creator)(-\d+|-list)?|cover(-page)?|contents|volume|nav|ncx|toc"
    r"|style|apple|landmarks|id|issn|title|subtitle|series",
    re.IGNORECASE,
)
"""The ids of everything in a book that is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """One article's document. `href` is relative to the package document; `name` is its manifest
    id and the id of its article element."""

    name: str
    href: str
    title: str
    article: Article
    page: Page
    opens_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPart:
    """One issue inside a book; a book of one issue has one part, a volume one for each day.
    `contents` is the href of its contents page, "" where one article needs none."""

    issue: Issue
    prefix: str
    contents: str
    entries: tuple[BookEntry, ...]

    def pages(self) -> Iterator[tuple[Page, tuple[BookEntry, ...]]]:
        """The newspaper's pages that hold articles, with their entries."""
        for page in self.issue.pages:
            entries = tuple(entry for entry in self.entries if entry.page is page)
            if entries:
                yield page, entries

    def opening(self, page_number: int) -> BookEntry | None:
        """The first article of the page with that number: where a jump leads."""
        for entry in self.entries:
            if entry.page.number == page_number:
                return entry
        return None


def part_of(issue: Issue, punctuation: Punctuation, prefix: str = "") -> BookPart:
    """The documents of one issue; every name begins with `prefix`."""
    entries: list[BookEntry] = []
    taken: set[str] = set()
    for page in issue.pages:
        for article in page.articles:
            name = _name(prefix, article.id, len(entries) + 1, taken)
            taken.add(name.lower())
            entries.append(
                BookEntry(
                    name=name,
                    href=f"text/{name}.xhtml",
                    title=headline_text(article, punctuation),
                    article=article,
                    page=page,
                    opens_page=not entries or entries[-1].page is not page,
                )
            )
    return BookPart(
        issue=issue,
        prefix=prefix,
        contents=f"text/{prefix}contents.xhtml" if len(entries) != 1 else "",
        entries=tuple(entries),
    )


def _name(prefix: str, article_id: str, number: int, taken: set[str]) -> str:
    """The article's own id where it can name a file, else one by position: a model read from
    JSON may hold anything."""
    plain = _PLAIN_ID.fullmatch(article_id) and not _OURS.fullmatch(article_id)
    if plain and (prefix + article_id).lower() not in taken:
        return prefix + article_id
    while (name := f"{prefix}article-{number}") in taken:
        number += 1
    return name


def page_anchor(page: Page, part: BookPart) -> str:
    """The id of the page break that opens a newspaper page."""
    at = next(i for i, other in enumerate(part.issue.pages) if other is page)
    return f"{part.prefix}page-{at + 1}"
