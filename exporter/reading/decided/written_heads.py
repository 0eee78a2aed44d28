"""The headline group as a person wrote it: its texts found again in the lines, character by
character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from exporter.messages import Message, say
from exporter.model import Line
from exporter.reading.decided.overrides import HeadTexts
from exporter.reading.text.lines import TextLine
from exporter.reading.text.spans import part
from exporter.startup.records import dataclass

_Place = tuple[int, int]
"""A character: the index of its row, and its offset there."""


@dataclass(frozen=True, slots=True)
class ToldHead:
    """The group's lines; `taken` rows belong to it."""

    kicker: Line | None
    headline: tuple[Line, ...]
    deck: tuple[Line, ...]
    column: Line | None
    taken: int


def told_head(told: HeadTexts, rows: Sequence[TextLine]) -> ToldHead | Message:
    """The group where the rows have its texts, nothing left out; else where they differ."""
    if not told.headline:
        if told.kicker or told.deck or told.column:
            return say("a group without headline has no other part.")
        return ToldHead(None, (), (), None, 0)
    size = sum(len(_bare(text)) for text in _texts(told))
    places, taken = _characters(rows, size)
    have = "".join([rows[row].text[at] for row, at in places])
    furthest = 0
    for order in _orders(told):
        wanted = "".join([_bare(text) for _, text in order])
        if wanted == have:
            return _head(order, places, rows, taken)
        furthest = max(furthest, _agree(wanted, have))
    wanted = "".join([_bare(text) for text in _texts(told)])
    if furthest == len(have) or furthest == len(wanted):
        return say("its texts end within a line; they must be whole lines together.")
    end = furthest + 8
    return say(
        "where it says {written!r} the text has {found!r}.",
        written=wanted[furthest:end],
        found=have[furthest:end],
    )


def _texts(told: HeadTexts) -> list[str]:
    return [text for text in (told.kicker, *told.headline, told.column, *told.deck) if text]


def _bare(text: str) -> str:
    return "".join(text.split())


def _agree(one: str, other: str) -> int:
    for i, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return i
    return min(len(one), len(other))


def _characters(rows: Sequence[TextLine], size: int) -> tuple[list[_Place], int]:
    """The places of the characters of as many whole rows as `size` characters need."""
    places: list[_Place] = []
    for i, row in enumerate(rows):
        places += [(i, at) for at, char in enumerate(row.text) if not char.isspace()]
        if len(places) >= size:
            return places, i + 1
    return places, len(rows)


def _orders(told: HeadTexts) -> Iterator[list[tuple[str, str]]]:
    """The parts in the orders a paper may print them: the column after any line of the headline
    or after the deck."""
    kicker = [("kicker", told.kicker)] if told.kicker else []
    rest = [("headline", text) for text in told.headline] + [("deck", text) for text in told.deck]
    if not told.column:
        yield kicker + rest
        return
    for at in sorted(range(1, len(rest) + 1), key=lambda at: abs(at - len(told.headline))):
        yield [*kicker, *rest[:at], ("column", told.column), *rest[at:]]


def _head(
    order: Sequence[tuple[str, str]],
    places: Sequence[_Place],
    rows: Sequence[TextLine],
    taken: int,
) -> ToldHead:
    found: dict[str, list[Line]] = {"kicker": [], "headline": [], "deck": [], "column": []}
    at = 0
    for name, text in order:
        size = len(_bare(text))
        found[name].append(_line(places[at : at + size], rows))
        at += size
    return ToldHead(
        kicker=next(iter(found["kicker"]), None),
        headline=tuple(found["headline"]),
        deck=tuple(found["deck"]),
        column=next(iter(found["column"]), None),
        taken=taken,
    )


def _line(places: Sequence[_Place], rows: Sequence[TextLine]) -> Line:
    spans: list[Line] = []
    for i, group in groupby(places, key=lambda place: place[0]):
        offsets = [at for _, at in group]
        spans.append(part(rows[i], offsets[0], offsets[-1] + 1))
    return tuple(span for line in spans for span in line)
