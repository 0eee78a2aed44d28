"""Issues taken apart and put together: one book an article, many issues as one volume.

A part of an issue keeps the whole source, so that it can be proved against the file it came from:
what stands in other articles is set aside as "other-article".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from exporter.model import (
    OTHER_ARTICLE,
    Article,
    Dropped,
    Figure,
    Issue,
    Meta,
    Page,
    Range,
    articles_of,
    lines_of_article,
)
from exporter.startup.records import field_names, replace
from exporter.titles import headline_text

COVER = "cover"
"""The id of the asset that is an issue's cover."""


def articles_apart(issue: Issue) -> Iterator[Issue]:
    """Each article as an issue of its own, on its page, named by its headline; made one at a time,
    for each holds what it sets aside."""
    everything = sorted((r for one in articles_of(issue) for r in _ranges(one)), key=_place)
    texts = {source.id: source.text for source in issue.sources}
    for page in issue.pages:
        for article in page.articles:
            yield _alone(issue, page, article, _without(everything, _ranges(article), texts))


def _alone(issue: Issue, page: Page, article: Article, others: Iterable[Range]) -> Issue:
    pictures = {block.asset for block in article.blocks if isinstance(block, Figure)}
    dropped = [*issue.dropped, *(Dropped(range=r, code=OTHER_ARTICLE) for r in others)]
    return replace(
        issue,
        meta=replace(issue.meta, title=headline_text(article)),
        pages=(replace(page, articles=(article,)),),
        dropped=tuple(sorted(dropped, key=lambda drop: _place(drop.range))),
        moves=tuple(move for move in issue.moves if move.to == article.id),
        assets=tuple(one for one in issue.assets if one.id in pictures or one.id == COVER),
    )


def _ranges(article: Article) -> tuple[Range, ...]:
    """The source text an article shows."""
    return tuple(
        span.range for line in lines_of_article(article) for span in line if span.range is not None
    )


def _without(
    everything: Sequence[Range], own: Iterable[Range], texts: Mapping[str, str]
) -> Iterator[Range]:
    """All ranges but an article's own; those with blanks alone between them become one."""
    mine = set(own)
    last: Range | None = None
    for r in everything:
        if r in mine:
            continue
        if last is not None and last.src == r.src and not texts[r.src][last.end : r.start].strip():
            last = Range(r.src, last.start, r.end)
            continue
        if last is not None:
            yield last
        last = r
    if last is not None:
        yield last


def _place(r: Range) -> tuple[str, int, int]:
    return r.src, r.start, r.end


def in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """By date where every issue has one, else as they were given."""
    given = tuple(issues)
    dated = [(issue.meta.date, at) for at, issue in enumerate(given) if issue.meta.date is not None]
    if len(dated) < len(given):
        return given
    return tuple(given[at] for _, at in sorted(dated))


def volume_meta(issues: Sequence[Issue], about: Mapping[str, Any]) -> Meta:
    """What is said of a volume: `about`, else what all its issues say alike. Their titles and
    numbers are their own; so are their dates, unless all are of one day."""
    told: dict[str, Any] = {}
    for name in field_names(Meta):
        values = {getattr(issue.meta, name) for issue in issues}
        if len(values) == 1 and name not in ("title", "number"):
            told[name] = values.pop()
    told.setdefault("language", issues[0].meta.language)
    return Meta(**told | dict(about))
