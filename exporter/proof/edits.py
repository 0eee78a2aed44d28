"""What a person changed after an issue was made: told from the model, where an edited Word file's
changes are marked as such, and nothing of it is ever the paper's own."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from exporter.messages import Message, say
from exporter.model import EDITED, Article, Issue, Span, articles_of, lines_of_article
from exporter.startup.records import dataclass

Change = Literal["replaced", "added", "removed", "moved"]
_SHOWN = 40
_HASH = 12


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: in which article, and what text now stands, stood, or moved there."""

    change: Change
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes, in the order of the issue; those taken out last."""

    all: tuple[Edit, ...]

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def hash(self) -> str:
        """What names exactly these edits: whoever accepts them names it."""
        told = json.dumps([[one.change, one.article, one.text] for one in self.all])
        return hashlib.sha256(told.encode()).hexdigest()[:_HASH]

    def sentences(self) -> Iterator[Message]:
        """How much was changed in which way, one sentence a way."""
        characters = sum(len(one.text) for one in self.all if one.change == "replaced")
        counts = Counter(one.change for one in self.all)
        if characters:
            yield say("{count} characters replaced", count=characters)
        if counts["added"]:
            yield say("{count} paragraphs added", count=counts["added"])
        if counts["moved"]:
            yield say("{count} passages moved", count=counts["moved"])
        if counts["removed"]:
            yield say("{count} passages removed", count=counts["removed"])


def edits_of(issue: Issue) -> Edits:
    """The changes a person made, as the model marks them."""
    texts = {source.id: source.text for source in issue.sources}
    found = [edit for article in articles_of(issue) for edit in _in_article(article)]
    found += [
        Edit("moved", move.to, texts[move.range.src][move.range.start : move.range.end][:_SHOWN])
        for move in issue.moves
        if move.reason == EDITED
    ]
    found += [
        Edit("removed", "", texts[drop.range.src][drop.range.start : drop.range.end][:_SHOWN])
        for drop in issue.dropped
        if drop.code == EDITED and texts[drop.range.src][drop.range.start : drop.range.end].strip()
    ]
    return Edits(tuple(found))


def _in_article(article: Article) -> Iterator[Edit]:
    for line in lines_of_article(article):
        edited = [span for span in line if span.origin == EDITED and span.text.strip()]
        if not edited:
            continue
        if all(_is_new(span) for span in line):
            yield Edit("added", article.id, "".join(span.text for span in line))
        else:
            yield from (Edit("replaced", article.id, span.text) for span in edited)


def _is_new(span: Span) -> bool:
    return span.origin == EDITED and span.range is None
