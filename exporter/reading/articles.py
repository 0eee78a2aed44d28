"""Rows to articles: the headline group, then the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exporter.model import Article, Block, Dropped, Guess, Line, Range, Summary
from exporter.reading import heads
from exporter.reading.blocks import read_body
from exporter.reading.heads import Part
from exporter.reading.lines import TextLine
from exporter.reading.spans import Views, part, whole


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with what was guessed about it and what of it is not shown."""

    article: Article
    guesses: tuple[Guess, ...]
    dropped: tuple[Dropped, ...]


@dataclass(slots=True)
class _Group:
    """The headline group while it is put together; `taken` rows belong to it."""

    kicker: Line | None = None
    headline: tuple[Line, ...] = ()
    deck: tuple[Line, ...] = ()
    column: Line | None = None
    taken: int = 0


def read_article(rows: Sequence[TextLine], ident: str, *, headed: bool) -> ReadArticle:
    """The article of these rows; `headed` says that the first row is its headline."""
    guesses: list[Guess] = []
    dropped: list[Dropped] = []
    group = _read_group(rows, ident, guesses) if headed else _Group()
    rest = _without_repeats(rows[group.taken :], rows[: group.taken], dropped)
    views = Views(ident)
    body = read_body(rest, ident, views)
    guesses += body.guesses
    summary, blocks = _opening_summary(body.blocks)
    article = Article(
        id=ident,
        kicker=group.kicker,
        headline=group.headline,
        deck=group.deck,
        summary=summary,
        column=group.column,
        blocks=tuple(blocks),
        dateline=views.dateline,
        credits=tuple(views.credits),
        jumps=tuple(views.jumps),
    )
    return ReadArticle(article, tuple(guesses), tuple(dropped))


def _opening_summary(blocks: list[Block]) -> tuple[tuple[Line, ...], list[Block]]:
    if blocks and isinstance(blocks[0], Summary):
        return blocks[0].lines, blocks[1:]
    return (), blocks


def _read_group(rows: Sequence[TextLine], ident: str, guesses: list[Guess]) -> _Group:
    parts, column = heads.split_column(heads.parts_of(rows[0]))
    split = heads.choose(parts)
    group = _Group(taken=1)
    headline = parts[split.kicker : split.deck]
    if split.kicker:
        group.kicker = _stretch(parts[: split.kicker])
    group.headline = heads.headline_lines(headline)
    deck = parts[split.deck :]
    if deck:
        group.deck = (_stretch(deck),)
    if column is not None:
        group.column = part(column.line, column.start, column.end)
    while not deck and group.taken < len(rows) and group.taken < 3:
        line = rows[group.taken]
        following = rows[group.taken + 1] if group.taken + 1 < len(rows) else None
        if not heads.may_be_deck(line) or not heads.is_deck(line, headline, following):
            break
        group.deck = (*group.deck, whole(line))
        group.taken += 1
    guesses.append(
        Guess(
            target=ident,
            part="headline",
            rule=split.rule,
            confidence=split.confidence,
            reason=split.reason,
            range=Range(rows[0].src, rows[0].start, rows[0].end),
        )
    )
    return group


def _stretch(parts: Sequence[Part]) -> Line:
    """From the first part to the last as one line, the blanks between them included."""
    first, last = parts[0], parts[-1]
    if first.line is last.line:
        return part(first.line, first.start, last.end)
    return tuple(span for one in parts for span in part(one.line, one.start, one.end))


def _without_repeats(
    rest: Sequence[TextLine], head: Sequence[TextLine], dropped: list[Dropped]
) -> Sequence[TextLine]:
    """A first line that says the headline again is not shown twice."""
    if rest and head and rest[0].kind != "mark" and len(rest[0].text) <= 120:
        said = "".join(head[0].text.split())
        again = "".join(rest[0].text.split())
        if again == said or (len(again) >= 6 and again in said and len(rest) > 1):
            here = rest[0]
            dropped.append(
                Dropped(range=Range(here.src, here.start, here.end), code="repeated-headline")
            )
            return rest[1:]
    return rest
