"""schema.org's NewsArticle for one article, as text that is safe inside an XHTML script element."""

from __future__ import annotations

import json
from typing import Any

from exporter.display import Punctuation, display_text, shown_text
from exporter.model import Article, Credit, Issue, Line, raw_text, written_by
from exporter.titles import headline_text
from exporter.writers.epub.plan import BookEntry

_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def article_data(entry: BookEntry, issue: Issue, punctuation: Punctuation) -> str:
    """The article's JSON-LD on one line; what is not known is left out."""
    article, meta = entry.article, issue.meta
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline_text(article, punctuation),
        "alternativeHeadline": _joined(
            (*filter(None, (article.kicker,)), *article.deck), punctuation
        ),
        "articleSection": _joined(filter(None, (article.column,)), punctuation),
        "description": _joined(article.summary, punctuation),
        "dateline": _dateline(article, issue, punctuation),
        "author": [_person(c, name) for c in written_by(article) for name in c.names],
        "inLanguage": meta.language,
        "datePublished": None if meta.date is None else meta.date.isoformat(),
        "publisher": meta.publisher and {"@type": "Organization", "name": _clean(meta.publisher)},
        "isPartOf": _issue_data(issue),
        "printPage": None if entry.page.number is None else str(entry.page.number),
        "printSection": entry.page.name and _clean(entry.page.name),
    }
    known = {key: value for key, value in data.items() if value}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).translate(_SAFE)


def _joined(lines: Any, punctuation: Punctuation) -> str:
    return "\u3000".join([_shown(line, punctuation) for line in lines])


def _shown(line: Line, punctuation: Punctuation) -> str:
    return shown_text(line, punctuation, heading=True)


def _clean(words: str) -> str:
    return display_text(words, "source")[0]


def _dateline(article: Article, issue: Issue, punctuation: Punctuation) -> str:
    if article.dateline is None:
        return ""
    return display_text(raw_text(article.dateline.ranges, issue.sources), punctuation)[0]


def _person(credit: Credit, name: str) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": _clean(name)}
    if credit.role:
        person["jobTitle"] = _clean(credit.role)
    if credit.organisation:
        person["affiliation"] = {"@type": "Organization", "name": _clean(credit.organisation)}
    return person


def _issue_data(issue: Issue) -> dict[str, Any] | None:
    meta = issue.meta
    if meta.publication is None:
        return None
    paper = {"@type": "Newspaper", "name": _clean(meta.publication)}
    if meta.number is None:
        return paper
    return {"@type": "PublicationIssue", "issueNumber": _clean(meta.number), "isPartOf": paper}
