"""What an article's document says of it to machines (schema.org's NewsArticle)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from exporter.display import shown_text
from exporter.model import Credit, Issue, Line, raw_text, written_by
from exporter.proof.closed.epub.edition import shown
from exporter.proof.closed.epub.plan import PlannedEntry, PlannedPart
from exporter.titles import headline_text


def article_data(entry: PlannedEntry, part: PlannedPart) -> dict[str, Any]:
    """All that is said; what is not known is not said."""
    article, meta = entry.article, part.issue.meta
    kicker = () if article.kicker is None else (article.kicker,)
    column = () if article.column is None else (article.column,)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline_text(article, part.punctuation),
        "alternativeHeadline": _joined((*kicker, *article.deck), part),
        "articleSection": _joined(column, part),
        "description": _joined(article.summary, part),
        "dateline": _dateline(entry, part),
        "author": [_person(c, name) for c in written_by(article) for name in c.names],
        "inLanguage": meta.language,
        "datePublished": None if meta.date is None else meta.date.isoformat(),
        "publisher": _named("Organization", meta.publisher),
        "isPartOf": _paper(part.issue),
        "printPage": None if entry.page.number is None else str(entry.page.number),
        "printSection": entry.page.name and shown(entry.page.name),
    }
    return {key: value for key, value in told.items() if value}


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"@type": kind, "name": shown(name)} if name else None


def _joined(lines: Iterable[Line], part: PlannedPart) -> str:
    return "\u3000".join([shown_text(line, part.punctuation, heading=True) for line in lines])


def _dateline(entry: PlannedEntry, part: PlannedPart) -> str:
    dateline = entry.article.dateline
    return "" if dateline is None else part.shown(raw_text(dateline.ranges, part.issue.sources))


def _person(credit: Credit, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Person", "name": shown(name)}
    if credit.role:
        told["jobTitle"] = shown(credit.role)
    if credit.organisation:
        told["affiliation"] = _named("Organization", credit.organisation)
    return told


def _paper(issue: Issue) -> dict[str, Any] | None:
    meta = issue.meta
    if meta.publication is None:
        return None
    paper = {"@type": "Newspaper", "name": shown(meta.publication)}
    if meta.number is None:
        return paper
    return {"@type": "PublicationIssue", "issueNumber": shown(meta.number), "isPartOf": paper}
