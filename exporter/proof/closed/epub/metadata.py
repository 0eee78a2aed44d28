"""What the package document must say of the book: identifiers, titles, creators, what was given,
and what a reader who cannot see it may expect."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from exporter.display import shown_text
from exporter.model import OTHER_ARTICLE, Article, Figure, Issue, articles_of, lines_of_article
from exporter.proof.closed.epub.edition import Edition, clean
from exporter.proof.closed.epub.lists import page_points
from exporter.proof.closed.epub.plan import PlannedBook, PlannedPart
from exporter.proof.closed.epub.tree import E
from exporter.startup.patterns import Lazy
from exporter.titles import creators, headline_text

_SPACE = uuid.UUID("6a2f7f0e-6d5c-5b43-9a53-0d7f2c9be1a4")
_ISSN = Lazy(r"(?:urn:)?issn:?\s*(\d{4}-?\d{3}[\dXx])", re.IGNORECASE)
_BARE_ISSN = Lazy(r"\d{4}-\d{3}[\dXx]")
_NUMBER = Lazy(r"[0-9]+(\.[0-9]+)*")
_ROLES = (
    ("摄影", "pht"), ("摄", "pht"), ("图", "pht"), ("编辑", "edt"), ("责编", "edt"),
    ("翻译", "trl"), ("编译", "trl"), ("漫画", "ill"), ("插图", "ill"), ("绘", "ill"),
)  # fmt: skip
"""The paper's word for who did it, by its beginning, as a MARC relator."""


def statements(book: PlannedBook) -> tuple[E, ...]:
    """All elements of the metadata but the moment of the last change."""
    edition = book.edition
    return (
        *_identifiers(edition),
        *_titles(edition),
        E("dc:language", edition.meta.language),
        *_creators(edition.issues),
        *_given(edition),
        *_series(edition),
        E("opf:meta", book.words.summary, property="schema:accessibilitySummary"),
        *_access(book),
    )


def identifier(book: PlannedBook) -> str:
    """What names the book."""
    return str(next(_identifiers(book.edition)).content[0])


def _identifiers(edition: Edition) -> Iterator[E]:
    given = clean(edition.meta.identifier)
    issn = _ISSN.fullmatch(given) or _BARE_ISSN.fullmatch(given)
    if issn:
        number = issn[issn.re.groups].upper()
        urn = f"urn:issn:{number if '-' in number else number[:4] + '-' + number[4:]}"
        yield E("dc:identifier", f"{urn}#{_which(edition.issues)}", id="id")
        yield E("dc:identifier", urn, id="issn")
        return
    part = "" if edition.is_volume else _part_of(edition.issues[0])
    own = given and (f"{given}#{part}" if part else given)
    yield E("dc:identifier", own or _made_of(edition.issues), id="id")


def _made_of(issues: Sequence[Issue]) -> str:
    """A name from what the issues are."""
    lines: list[str] = []
    for issue in issues:
        meta = issue.meta
        lines += [source.sha256 for source in issue.sources]
        lines += [meta.publication or "", str(meta.date or ""), meta.number or ""]
        lines += filter(None, [_part_of(issue)])
    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"urn:uuid:{uuid.uuid5(_SPACE, digest)}"


def _which(issues: Sequence[Issue]) -> str:
    """Which issues of their paper these are: by dates, else by numbers, else by a name."""
    part = _part_of(issues[0]) if len(issues) == 1 else ""
    dates = [issue.meta.date for issue in issues]
    for told in (
        ["" if date is None else date.isoformat() for date in dates],
        [quote(issue.meta.number or "", safe="") for issue in issues],
    ):
        if all(told):
            return "/".join(filter(None, (*dict.fromkeys((told[0], told[-1])), part)))
    return _made_of(issues).rpartition(":")[2]


def _part_of(issue: Issue) -> str:
    """The id of an article that is an issue by itself, "" for whole issues."""
    if not any(drop.code == OTHER_ARTICLE for drop in issue.dropped):
        return ""
    return "-".join([quote(article.id, safe="") for article in articles_of(issue)])


def _titles(edition: Edition) -> Iterator[E]:
    title, subtitle = edition.title, _subtitle(edition)
    for kind, id_, value in (("main", "title", title), ("subtitle", "subtitle", subtitle)):
        if kind == "main" or value not in ("", title):
            yield E("dc:title", value, id=id_)
            yield E("opf:meta", kind, property="title-type", refines=f"#{id_}")


def _subtitle(edition: Edition) -> str:
    """The deck of an article that is a book by itself, or the lead headline of a paper's issue."""
    meta, articles = edition.meta, list(articles_of(edition.issues[0]))
    if not articles or edition.is_volume:
        return ""
    lead = articles[0]
    named = meta.title or meta.publication
    alone = len(articles) == 1 and (not named or meta.title == headline_text(lead))
    lines = lead.deck if alone else lead.headline if meta.publication else ()
    return "\u3000".join([shown_text(line, heading=True) for line in lines])


def _creators(issues: Sequence[Issue]) -> Iterator[E]:
    people: dict[str, str] = {}
    for issue in issues:
        for name, role in creators(issue):
            people.setdefault(name, role)
    for number, (name, role) in enumerate(people.items(), 1):
        id_, shown = f"creator-{number}", clean(name)
        relator = next((code for word, code in _ROLES if role.startswith(word)), "aut")
        yield E("dc:creator", shown, id=id_)
        yield E("opf:meta", relator, property="role", refines=f"#{id_}", scheme="marc:relators")
        yield E("opf:meta", _filed(shown), property="file-as", refines=f"#{id_}")


def _filed(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first and last.isascii() else name


def _given(edition: Edition) -> Iterator[E]:
    meta = edition.meta
    date = None if meta.date is None else meta.date.isoformat()
    subjects = (("subject", subject) for subject in meta.subjects)
    for name, value in (
        ("publisher", meta.publisher), ("date", date), ("rights", meta.rights), *subjects,
    ):  # fmt: skip
        if told := clean(value):
            yield E(f"dc:{name}", told)


def _series(edition: Edition) -> Iterator[E]:
    meta = edition.meta
    series = clean(meta.series or meta.publication)
    if series:
        yield E("opf:meta", series, property="belongs-to-collection", id="series")
        yield E("opf:meta", "series", property="collection-type", refines="#series")
        if meta.number and _NUMBER.fullmatch(meta.number):
            yield E("opf:meta", meta.number, property="group-position", refines="#series")


def _access(book: PlannedBook) -> Iterator[E]:
    vertical = book.edition.is_vertical
    pictures = book.cover is not None or any(_shows_pictures(part) for part in book.parts)
    pages = any(page_points(book))
    ruby = any(_has_ruby(entry.article) for entry in book.entries)
    features = (
        ("structuralNavigation", True), ("tableOfContents", True), ("readingOrder", True),
        ("displayTransformability", True), ("ARIA", True), ("alternativeText", pictures),
        ("pageNavigation", pages), ("pageBreakMarkers", pages), ("rubyAnnotations", ruby),
        ("verticalWriting" if vertical else "horizontalWriting", True),
    )  # fmt: skip
    pairs = (
        ("schema:accessMode", "textual"),
        *([("schema:accessMode", "visual")] if pictures else []),
        ("schema:accessModeSufficient", "textual"),
        *(("schema:accessibilityFeature", name) for name, holds in features if holds),
        ("schema:accessibilityHazard", "none"),
        *([("pageBreakSource", book.edition.title)] if pages else []),
    )
    return (E("opf:meta", value, property=name) for name, value in pairs)


def _shows_pictures(part: PlannedPart) -> bool:
    blocks = (block for entry in part.entries for block in entry.article.blocks)
    return any(isinstance(block, Figure) and block.asset in part.pictures for block in blocks)


def _has_ruby(article: Article) -> bool:
    spans = (span for line in lines_of_article(article) for span in line)
    return any(mark.tag == "ruby" for span in spans for mark in span.marks)
