"""Metadata against the issue: title, authors, language, date and what else was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from exporter.messages import as_message
from exporter.proof.compared.differences import Difference, within
from exporter.proof.compared.expected import Expected, ShownArticle, authors_of, plain
from exporter.proof.found.extracted import Extracted, Found
from exporter.titles import issue_title

_REGIONS = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""Language tags that say the same where readers know regions better than scripts."""
_ALWAYS = ("title", "language")


def fact_differences(
    expected: Expected, found: Extracted, pairs: Mapping[str, Found], output: str
) -> Iterator[Difference]:
    """`pairs` gives, by article id, the article found for it."""
    known = _facts(expected, found.epoch)
    told: set[str] = set()
    for fact, place, values in found.facts:
        told.add(fact)
        allowed = known.get(fact)
        if allowed is None or any(_same(values, one) for one in allowed):
            continue
        yield _of("metadata-differs", output, place, allowed[0], values, fact)
    needed = [*_ALWAYS]
    needed += ["creators"] if any(map(plain, authors_of(expected.issue))) else []
    needed += ["date"] if expected.issue.meta.date else []
    for fact in needed:
        if fact not in told:
            yield _of("metadata-missing", output, "", known[fact][0], (), fact)
    yield from _article_facts(expected, found, pairs, output)


def _facts(expected: Expected, epoch: dt.datetime | None) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Fact to every way it may be told, the usual one first; nothing is allowed where nothing was
    given."""
    issue = expected.issue
    meta = issue.meta
    languages = dict.fromkeys((meta.language, *expected.languages))
    dates = [one for one in (meta.date, epoch.date() if epoch else None) if one is not None]
    facts: dict[str, tuple[tuple[str, ...], ...]] = {
        "title": ((issue_title(issue),),),
        "creators": (authors_of(issue),),
        "language": tuple((tag,) for one in languages for tag in (one, _REGIONS.get(one, one))),
        "date": tuple((date.isoformat(),) for date in dates) or ((),),
        "publisher": tuple((name,) for name in (meta.publisher, meta.publication) if name) or ((),),
        "rights": ((meta.rights,) if meta.rights else (),),
        "subjects": (tuple(meta.subjects),),
    }
    if meta.identifier:
        facts["identifier"] = ((meta.identifier,),)
    return facts


def _same(values: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Equal one by one; or as a whole, where a name holds what separates names."""
    bare, other = [plain(v) for v in values], [plain(w) for w in wanted]
    if [one for one in bare if one] == [one for one in other if one]:
        return True
    if not any(";" in one for one in wanted):
        return False
    return "".join(bare).replace(";", "") == "".join(other).replace(";", "")


def _article_facts(
    expected: Expected, found: Extracted, pairs: Mapping[str, Found], output: str
) -> Iterator[Difference]:
    """What a file says of each article, beside the article."""
    by_place: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for fact, place, values in found.facts:
        if fact in ("article-title", "article-authors", "page-label"):
            by_place.setdefault(place, []).append((fact, values))
    if not by_place:
        return
    labels = expected.page_labels()
    for article in expected.articles:
        here = pairs.get(article.id)
        if here is None:
            continue
        wanted = {
            "article-title": (article.title,),
            "article-authors": article.authors,
            "page-label": (labels[article.page],),
        }
        for place in dict.fromkeys((here.key, here.place)):
            for fact, values in by_place.get(place, ()):
                if not _same(values, wanted[fact]):
                    yield _told(fact, output, article, here, wanted[fact], values)


def _told(
    fact: str, output: str, article: ShownArticle, here: Found,
    wanted: tuple[str, ...], values: tuple[str, ...],
) -> Difference:  # fmt: skip
    code = "generated-text" if fact == "page-label" else "metadata-differs"
    return _of(code, output, within(article.id, here.place), wanted, values, fact)


def _of(
    code: str, output: str, place: str, wanted: tuple[str, ...], values: tuple[str, ...], fact: str
) -> Difference:
    return Difference(
        code=code, output=output, place=place, expected="; ".join(wanted)[:80],
        found="; ".join(values)[:80], detail=as_message(fact),
    )  # fmt: skip
