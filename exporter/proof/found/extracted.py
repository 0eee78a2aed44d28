"""What a reader of finished files brings back: the same neutral form for every format.

Nothing here knows the model. Which formats do not tell two kinds of part apart is said in
`exporter.proof.compared.compare`.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from exporter.messages import Message, say
from exporter.startup.records import dataclass, field

_MOST = 80
"""Characters of an excerpt."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters [start, end) of a part stand in a "dateline", "credit" or "jump"."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph, heading, item or cell. `kind` is "kicker", "headline", "column", "deck", one
    of the parts of `exporter.model.BLOCKS`, or "unknown" for what no export has. Lines of one
    heading are joined by a line feed. `place` says where in the file, for a person."""

    kind: str
    text: str
    place: str
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One article as it stands in a file; `key` is what links lead to it by,
    "" where nothing of it is drawn."""

    key: str
    place: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list that leads somewhere. `target` is the key of the article it leads to, None
    where it leads to something else that exists, "" where it leads nowhere. `level` counts from 1.
    `document` is what it leads to where that is no article, as far as a format has documents.
    `number` is the page number it shows, where it shows one apart from its label."""

    label: str
    target: str | None
    place: str
    level: int = 1
    number: str | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of contents, a navigation list, bookmarks, a page list."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong that shows without the model: a code of `compared.differences`, where,
    what should be, what is, and why."""

    code: str
    place: str
    expected: str
    found: str
    detail: Message


def fault(code: str, place: str, expected: str, found: str, detail: Message) -> Fault:
    """A fault, with excerpts of what should be and of what is."""
    return Fault(code, place, _excerpt(expected), _excerpt(found), detail)


def _excerpt(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST]  # whole, it stays the sentence it may be


@cache
def page_place(number: int) -> Message:
    """The place of what stands on a page of the file, for a person; pages count from 1."""
    return say("page {number}", number=number)


@dataclass(slots=True)
class Extracted:
    """A finished file, read. `facts` is its metadata by neutral name ("title", "creators",
    "language", "date" …): every place that tells a fact, with what it tells."""

    format: str
    articles: list[Found] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    facts: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    generated: int = 0
    """How many characters of the file are not the paper's (labels, contents, running heads)."""
    furniture: list[tuple[Message, str]] = field(default_factory=list)
    """Running heads, folios and the like: (place, text)."""
    fonts: int = 0
    links: int = 0
    epoch: dt.datetime | None = None
    """The SOURCE_DATE_EPOCH the file's record says it was made under."""
    contents: bool = True
    """Whether its options asked for contents, where a format leaves the choice."""
    saved_by: str | None = None
    """The word processor that saved it after it was made; None where it does not say so."""
    spine: tuple[str, ...] = ()
    """The documents in reading order, of a format that has several."""
    attached: dict[str, bytes] = field(default_factory=dict)
    """Attached files besides the record, by name."""


class Text:
    """A part's text while it is put together, with its stretches."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.stretches: list[Stretch] = []

    def add(self, text: str, kind: str | None = None) -> None:
        """Appends text, which stands in a stretch of that kind or in none."""
        if not text:
            return
        if kind is not None:
            self.cover(kind, self.length, self.length + len(text))
        self.pieces.append(text)
        self.length += len(text)

    def cover(self, kind: str, start: int, end: int) -> None:
        """Says that [start, end) stands in a stretch; touching ones of a kind become one."""
        last = self.stretches[-1] if self.stretches else None
        if last is not None and last.kind == kind and last.end == start:
            self.stretches[-1] = Stretch(kind, last.start, end)
        elif end > start:
            self.stretches.append(Stretch(kind, start, end))

    def part(self, kind: str, place: str) -> Part:
        return Part(kind, "".join(self.pieces), place, tuple(self.stretches))
