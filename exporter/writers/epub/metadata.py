"""What the package document says of the book, as plain statements: no clock, nothing invented."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from exporter.display import display_text, shown_text
from exporter.model import OTHER_ARTICLE, Issue, Meta, articles_of
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass
from exporter.titles import creators, headline_text
from exporter.writers.epub.words import Labels

_SPACE = uuid.UUID("6a2f7f0e-6d5c-5b43-9a53-0d7f2c9be1a4")
"""Ours alone: the name space of identifiers made from an issue's content."""

_ISSN = Lazy(r"(?:urn:)?issn:?\s*(\d{4}-?\d{3}[\dXx])", re.IGNORECASE)
_BARE_ISSN = Lazy(r"\d{4}-\d{3}[\dXx]")
_ROLES = (
    ("摄影", "pht"), ("摄", "pht"), ("图", "pht"), ("编辑", "edt"), ("责编", "edt"),
    ("翻译", "trl"), ("编译", "trl"), ("漫画", "ill"), ("插图", "ill"), ("绘", "ill"),
)  # fmt: skip
"""The paper's word, by its beginning, as a MARC relator; a reporter of any kind is an author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One element of the metadata: `dc` elements by local name, or a `meta` with its property.
    `id` is given where others refine it; `refines` names such an id."""

    name: str
    value: str
    id: str = ""
    property: str = ""
    refines: str = ""
    scheme: str = ""


def identifier_of(issues: Iterable[Issue]) -> str:
    """urn:uuid from what the issues are, so that the same issue has the same name for ever: its
    sources, publication, date and number; not the options, nor how it was read."""
    lines: list[str] = []
    for issue in issues:
        meta = issue.meta
        lines += [source.sha256 for source in issue.sources]
        lines += [meta.publication or "", str(meta.date or ""), meta.number or ""]
        lines += filter(None, [_part_of(issue)])
    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"urn:uuid:{uuid.uuid5(_SPACE, digest)}"


def book_statements(
    meta: Meta, issues: Sequence[Issue], title: str, labels: Labels, modified: dt.datetime
) -> tuple[Statement, ...]:
    """All but what depends on the documents (see `access_statements`)."""
    return (
        *_identifiers(meta, issues),
        *_titles(title, _subtitle(meta, issues)),
        Statement(name="language", value=meta.language),
        *_creators(issues),
        *_plain(meta),
        *_series(meta),
        Statement(name="meta", value=labels.summary, property="schema:accessibilitySummary"),
        Statement(name="meta", value=_instant(modified), property="dcterms:modified"),
    )


def _identifiers(meta: Meta, issues: Sequence[Issue]) -> tuple[Statement, ...]:
    """The identifier given, else ours.

    An ISSN names the paper, and EPUB wants a name for one book alone: the book's is the ISSN's URN
    with the issue as its fragment (RFC 8141, f-component), and the bare URN is said besides.
    """
    given = clean(meta.identifier)
    issn = _ISSN.fullmatch(given) or _BARE_ISSN.fullmatch(given)
    if issn:
        number = issn[issn.re.groups].upper()
        urn = f"urn:issn:{number if '-' in number else number[:4] + '-' + number[4:]}"
        return (
            Statement(name="identifier", value=f"{urn}#{_which(issues)}", id="id"),
            Statement(name="identifier", value=urn, id="issn"),
        )
    part = _part_of(issues[0]) if len(issues) == 1 else ""
    own = given and (f"{given}#{part}" if part else given)
    return (Statement(name="identifier", value=own or identifier_of(issues), id="id"),)


def _which(issues: Sequence[Issue]) -> str:
    """Which issues of their paper these are: dates, else numbers, else what they are made of."""
    for told in (
        [issue.meta.date and issue.meta.date.isoformat() for issue in issues],
        [issue.meta.number and quote(issue.meta.number, safe="") for issue in issues],
    ):
        known = [one for one in told if one]
        if len(known) == len(issues):
            ends = dict.fromkeys((known[0], known[-1]))
            part = _part_of(issues[0]) if len(issues) == 1 else ""
            return "/".join(filter(None, (*ends, part)))
    return identifier_of(issues).rpartition(":")[2]


def _part_of(issue: Issue) -> str:
    """The id of an article that is an issue by itself, "" for whole issues."""
    if not any(drop.code == OTHER_ARTICLE for drop in issue.dropped):
        return ""
    return "-".join([quote(article.id, safe="") for article in articles_of(issue)])


def _titles(title: str, subtitle: str) -> tuple[Statement, ...]:
    found = [
        Statement(name="title", value=title, id="title"),
        Statement(name="meta", value="main", property="title-type", refines="title"),
    ]
    if subtitle and subtitle != title:
        found += [
            Statement(name="title", value=subtitle, id="subtitle"),
            Statement(name="meta", value="subtitle", property="title-type", refines="subtitle"),
        ]
    return tuple(found)


def _subtitle(meta: Meta, issues: Sequence[Issue]) -> str:
    """The deck of an article that is a book by itself, or the lead headline of a paper's issue."""
    articles = [article for issue in issues for article in articles_of(issue)]
    if not articles or len(issues) != 1:
        return ""
    lead = articles[0]
    named = meta.title or meta.publication
    alone = len(articles) == 1 and (not named or meta.title == headline_text(lead))
    lines = lead.deck if alone else lead.headline if meta.publication else ()
    return "\u3000".join([shown_text(line, heading=True) for line in lines])


def _creators(issues: Iterable[Issue]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    people: dict[str, str] = {}
    for issue in issues:
        for name, role in creators(issue):
            people.setdefault(name, role)
    for number, (name, role) in enumerate(people.items(), 1):
        id_ = f"creator-{number}"
        shown = clean(name)
        relator = next((code for word, code in _ROLES if role.startswith(word)), "aut")
        found += [
            Statement(name="creator", value=shown, id=id_),
            Statement(
                name="meta", value=relator, property="role", refines=id_, scheme="marc:relators"
            ),
            Statement(name="meta", value=_filed(shown), property="file-as", refines=id_),
        ]
    return tuple(found)


def _filed(name: str) -> str:
    """Surname first: Chinese names are so already, Latin ones are turned round."""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first and last.isascii() else name


def _plain(meta: Meta) -> tuple[Statement, ...]:
    pairs = [
        ("publisher", meta.publisher),
        ("date", None if meta.date is None else meta.date.isoformat()),
        ("rights", meta.rights),
        *(("subject", subject) for subject in meta.subjects),
    ]
    return tuple(
        Statement(name=name, value=shown) for name, value in pairs if (shown := clean(value))
    )


def _series(meta: Meta) -> tuple[Statement, ...]:
    """The series given, else the publication, with the issue's number as its place in it."""
    series = clean(meta.series or meta.publication)
    if not series:
        return ()
    found = [
        Statement(name="meta", value=series, property="belongs-to-collection", id="series"),
        Statement(name="meta", value="series", property="collection-type", refines="series"),
    ]
    if meta.number and re.fullmatch(r"[0-9]+(\.[0-9]+)*", meta.number):
        found.append(
            Statement(name="meta", value=meta.number, property="group-position", refines="series")
        )
    return tuple(found)


def access_statements(
    *, pictures: bool, pages: bool, ruby: bool, vertical: bool, page_source: str
) -> tuple[Statement, ...]:
    """EPUB Accessibility 1.1 discovery metadata, each claim only where the book bears it out (no
    picture is written without an alternative text); conformance is for a person to claim."""
    features = [
        ("structuralNavigation", True),
        ("tableOfContents", True),
        ("readingOrder", True),
        ("displayTransformability", True),
        ("ARIA", True),
        ("alternativeText", pictures),
        ("pageNavigation", pages),
        ("pageBreakMarkers", pages),
        ("rubyAnnotations", ruby),
        ("verticalWriting" if vertical else "horizontalWriting", True),
    ]
    pairs = [
        ("schema:accessMode", "textual"),
        *([("schema:accessMode", "visual")] if pictures else []),
        ("schema:accessModeSufficient", "textual"),
        *(("schema:accessibilityFeature", name) for name, holds in features if holds),
        ("schema:accessibilityHazard", "none"),
        *([("pageBreakSource", page_source)] if pages else []),
    ]
    return tuple(Statement(name="meta", value=value, property=name) for name, value in pairs)


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clean(words: str | None) -> str:
    """Metadata as it is shown: never altered but for what no format can carry."""
    return display_text(words.strip(), "source")[0] if words else ""
