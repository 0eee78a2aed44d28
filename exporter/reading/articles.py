"""Rows to articles: the headline group, then the body."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.messages import say
from exporter.model import Article, Block, Dropped, Guess, Line, Move, Range, Summary
from exporter.reading.body.blocks import read_body
from exporter.reading.body.views import Views
from exporter.reading.decided.decisions import Decisions
from exporter.reading.decided.overrides import Override
from exporter.reading.decided.written_heads import told_head
from exporter.reading.heads.groups import (
    Group,
    Part,
    group_of,
    headline_lines,
    parts_of,
    split_column,
)
from exporter.reading.heads.scores import Scored, best_split
from exporter.reading.profiles import House
from exporter.reading.text.kinds import kind_of
from exporter.reading.text.lines import TextLine
from exporter.reading.text.spans import part, ranges_of, whole
from exporter.startup.records import dataclass, replace

_ANY_HOUSE = House()
_TOLD = say("a person decided it")


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with what was guessed about it, what of it is not shown, and its head as it was
    weighed (None where it has none, or a person wrote it)."""

    article: Article
    guesses: tuple[Guess, ...]
    dropped: tuple[Dropped, ...]
    moves: tuple[Move, ...] = ()
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What could be a headline group, and how it was split."""

    found: Group
    split: Scored
    clauses: bool
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    """The headline group while it is put together; `taken` rows belong to it."""

    kicker: Line | None = None
    headline: tuple[Line, ...] = ()
    deck: tuple[Line, ...] = ()
    column: Line | None = None
    taken: int = 0
    head: Head | None = None


def read_article(
    rows: Sequence[TextLine],
    ident: str,
    *,
    headed: bool,
    marked: bool = True,
    house: House = _ANY_HOUSE,
    decided: Decisions | None = None,
) -> ReadArticle:
    """The article of these rows; `headed` says that the first row is its headline, `marked` that
    a mark said so."""
    guesses: list[Guess] = []
    dropped: list[Dropped] = []
    decided = Decisions() if decided is None else decided
    rows = _without_doubled(rows, dropped, decided) if headed else rows
    group = _read_group(rows, ident, guesses, marked, house, decided) if headed else _Group()
    if headed and not group.taken:  # a person said that it has no headline
        rows = [replace(rows[0], kind=kind_of(rows[0].text), level=0), *rows[1:]]
    _tell_joins(rows[: group.taken], decided)
    rest = _without_repeats(rows[group.taken :], rows[: group.taken], dropped, decided)
    views = Views(ident, decided)
    body = read_body(rest, ident, views)
    guesses += body.guesses
    dropped += body.dropped
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
    moves = _moved_column(article)
    return ReadArticle(article, tuple(guesses), tuple(dropped), moves, group.head)


def _tell_joins(head: Sequence[TextLine], decided: Decisions) -> None:
    """A line of the headline group goes on no paragraph, though a person said it does."""
    for row in head:
        told = decided.of(row)
        if told is not None and told.join:
            decided.misfit(
                row, say("it is a line of the headline, and only paragraphs are joined.")
            )


def _moved_column(article: Article) -> tuple[Move, ...]:
    """The column tag is shown after the headline; where the paper had it after a deck, or between
    two lines of the headline, that is a move."""
    here = article.column[0].range if article.column else None
    if here is None:
        return ()
    before = article.headline[-1][-1].range if article.headline else None
    after = article.deck[0][0].range if article.deck else None
    if (after is not None and after.start < here.start) or (
        before is not None and here.start < before.start
    ):
        return (Move(range=here, to=article.id, reason="column-with-headline"),)
    return ()


def _opening_summary(blocks: list[Block]) -> tuple[tuple[Line, ...], list[Block]]:
    if blocks and isinstance(blocks[0], Summary):
        return blocks[0].lines, blocks[1:]
    return (), blocks


def _read_group(
    rows: Sequence[TextLine],
    ident: str,
    guesses: list[Guess],
    marked: bool,
    house: House,
    decided: Decisions,
) -> _Group:
    """The headline group: as a person wrote it, else of several lines each with its mark, else
    split as a person said or as weighed most probable."""
    told = decided.of(rows[0])
    group = _told_group(told, rows, decided)
    lines = _heading_lines(rows)
    rule, confidence, reason = "override", 1.0, _TOLD
    if group is None and lines > 1 and (told is None or told.split is None):
        group = _marked_group(rows[:lines], house)
        rule, confidence = "heading-lines", 0.7
        reason = say("{count} lines marked as headings, no text between: one headline", count=lines)
    elif group is None:
        head = _weighed(told, rows, marked, house, decided)
        group = group_lines(head)
        if head.split.reason != _TOLD:
            rule, reason = "head-splits", head.split.reason
            confidence = house.sure(head.split.confidence)
    guesses.append(
        Guess(
            target=ident,
            part="headline",
            rule=rule,
            confidence=round(confidence, 3),
            reason=reason,
            range=Range(rows[0].src, rows[0].start, rows[0].end),
        )
    )
    return group


def _weighed(
    told: Override | None,
    rows: Sequence[TextLine],
    marked: bool,
    house: House,
    decided: Decisions,
) -> Head:
    """What could be the headline group, split as a person said where that can be, else as weighed
    most probable."""
    most = next((i for i, row in enumerate(rows[1:]) if _is_set(decided, row)), len(rows))
    found = group_of(rows, marked=marked, local=house.local, most=most, tags=house.tags)
    own = len(found.parts)
    split = _told_split(told, found, rows)
    if split is not None:
        found = replace(found, below=tuple(rows[1 : 1 + max(0, split.deck - own)]))
    elif found.units:
        split = _best(found, house)
    else:
        split = Scored(
            0, own, own, 0.1, say("{count} parts: more than any headline has", count=own)
        )
    if told is not None and told.split is not None and split.reason != _TOLD:
        why = say(
            "split = {split}, but its line has {parts} parts, and the lines below must leave a "
            "body.",
            split=str(list(told.split)),
            parts=own,
        )
        decided.misfit(rows[0], why)
    return Head(found, split, house.clauses, house.tags)


def _best(found: Group, house: House) -> Scored:
    lean = house.lean
    split = best_split(found.units, found.facts, kicker=house.kicker, deck=house.deck, lean=lean)
    if not lean or len(found.units) == 1:
        return split
    own, glued = house.decks
    reason = say(
        "{reason}; of this text's sure decks {own} stand on lines of their own, {glued} after "
        "headlines",
        reason=split.reason,
        own=own,
        glued=glued,
    )
    return replace(split, reason=reason)


def _heading_lines(rows: Sequence[TextLine]) -> int:
    """How many lines of an article, from its first, are marked as its heading."""
    others = (i for i, row in enumerate(rows) if row.kind != "mark" or row.level != 1)
    return next(others, len(rows))


def _marked_group(rows: Sequence[TextLine], house: House) -> _Group:
    """The headline whose every line has the mark."""
    parts = [part for row in rows for part in parts_of(row)]
    headline, column = split_column(parts, house.tags)
    group = _Group(taken=len(rows), headline=headline_lines(headline, clauses=True))
    if column is not None:
        group.column = part(column.line, column.start, column.end)
    return group


def _is_set(decided: Decisions, row: TextLine) -> bool:
    told = decided.of(row)
    return told is not None and told.set is not None


def _told_group(
    told: Override | None, rows: Sequence[TextLine], decided: Decisions
) -> _Group | None:
    """The group whose texts a person wrote, where the rows have them."""
    if told is None or told.head is None:
        return None
    found = told_head(told.head, rows)
    if isinstance(found, str):
        decided.misfit(rows[0], found)
        return None
    return _Group(found.kicker, found.headline, found.deck, found.column, found.taken)


def group_lines(head: Head) -> _Group:
    """The lines of a split."""
    found, split = head.found, head.split
    own = len(found.parts)
    headline = _parts(found, split.kicker, split.headline)
    column = found.column
    if (
        column is None and split.headline < split.deck
    ):  # 主题（栏目） 副题: the tag is in the middle
        headline, column = split_column(headline, head.tags)
    group = _Group(taken=1 + max(0, split.deck - own), head=head)
    if split.kicker:
        group.kicker = _stretch(_parts(found, 0, split.kicker))
    group.headline = headline_lines(headline, clauses=head.clauses)
    if split.headline < min(split.deck, own):
        group.deck = (_stretch(_parts(found, split.headline, min(split.deck, own))),)
    group.deck += tuple(
        whole(row) for row in found.below[max(0, split.headline - own) : split.deck - own]
    )
    if column is not None:
        group.column = part(column.line, column.start, column.end)
    return group


def _told_split(told: Override | None, found: Group, rows: Sequence[TextLine]) -> Scored | None:
    """The split a person decided, when it can be: all of the headline's line, and body remains."""
    if told is None or told.split is None:
        return None
    kicker, headline, deck = told.split
    own, count = len(found.parts), sum(told.split)
    if not own <= count <= own + len(rows) - 1:
        return None
    return Scored(kicker, kicker + headline, kicker + headline + deck, 1.0, _TOLD)


def _parts(found: Group, start: int, end: int) -> list[Part]:
    """Units `start` to `end` as parts; a line below the first gives its own parts."""
    own = len(found.parts)
    parts = list(found.parts[start:end])
    for row in found.below[max(0, start - own) : max(0, end - own)]:
        parts += parts_of(row)
    return parts


def _stretch(parts: Sequence[Part]) -> Line:
    """From the first part to the last as one line, the blanks between them included."""
    first, last = parts[0], parts[-1]
    if first.line is last.line:
        return part(first.line, first.start, last.end)
    return tuple(span for one in parts for span in part(one.line, one.start, one.end))


def _without_doubled(
    rows: Sequence[TextLine], dropped: list[Dropped], decided: Decisions
) -> Sequence[TextLine]:
    """The rows without those right below the first that say it once more: they are no deck."""
    told = decided.of(rows[0])
    if told is not None and told.head is not None:
        return rows
    said = "".join(rows[0].text.split()) if len(rows[0].text) <= 120 else ""
    at = 1
    while at + 1 < len(rows) and "".join(rows[at].text.split()) == said:
        if rows[at].kind == "mark" or _is_set(decided, rows[at]):
            break
        here = ranges_of(rows[at : at + 1], 0, len(rows[at].text))
        dropped += [Dropped(range=one, code="repeated-headline") for one in here]
        at += 1
    return [rows[0], *rows[at:]] if at > 1 else rows


def _without_repeats(
    rest: Sequence[TextLine],
    head: Sequence[TextLine],
    dropped: list[Dropped],
    decided: Decisions,
) -> Sequence[TextLine]:
    """First lines that say the headline again are not shown twice."""
    count = 0
    while count < len(rest) and _says_again(rest[count:], head, decided):
        here = ranges_of(rest[count : count + 1], 0, len(rest[count].text))
        dropped += [Dropped(range=one, code="repeated-headline") for one in here]
        count += 1
    return rest[count:]


def _says_again(rest: Sequence[TextLine], head: Sequence[TextLine], decided: Decisions) -> bool:
    """Whether the first line is a repeated headline: all of it, or part of it above more text."""
    first = rest[0]
    if not head or first.kind == "mark" or len(first.text) > 120 or _is_set(decided, first):
        return False
    said = "".join(head[0].text.split())
    again = "".join(first.text.split())
    return again == said or (len(again) >= 6 and again in said and len(rest) > 1)
