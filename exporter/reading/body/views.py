"""Lines of the model from lines of the text: pieces joined, views cut out as marked spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exporter.messages import say
from exporter.model import (
    Credit,
    CreditPlace,
    Dateline,
    Jump,
    JumpDirection,
    Line,
    Mark,
    Span,
)
from exporter.reading.credits.names import Named
from exporter.reading.credits.statements import FoundCredits, FoundDateline
from exporter.reading.decided.decisions import Decisions, offset_in
from exporter.reading.decided.overrides import Override
from exporter.reading.text.lines import TextLine
from exporter.reading.text.spans import part, ranges_of, seam_glue, whole

Cut = tuple[int, int, Mark]
_OPENING = 80
"""Where in a paragraph a statement still opens it, in characters."""


class Views:
    """The datelines, credits and jumps of one article, in the order they are found."""

    def __init__(self, article_id: str, decided: Decisions) -> None:
        self.article_id = article_id
        self.decided = decided
        self.dateline: Dateline | None = None
        self.credits: list[Credit] = []
        self.jumps: list[Jump] = []

    def told_dateline(
        self, found: FoundDateline | None, pieces: Sequence[TextLine]
    ) -> FoundDateline | None:
        """The dateline as a person decided, else as it was found."""
        if not self.decided:
            return found
        for start, end, one in self._within(pieces):
            if one.dateline is not None:
                return FoundDateline(start, end, *one.dateline) if one.dateline else None
        told = self.decided.of(pieces[0])
        if told is None or told.dateline is None:
            return found
        if not told.dateline:
            return None
        if found is None:
            why = say("no dateline was found in it; let the range be that of its words.")
            self.decided.misfit(pieces[0], why)
            return None
        return FoundDateline(found.start, found.end, *told.dateline)

    def told_credits(
        self,
        found: Sequence[FoundCredits],
        pieces: Sequence[TextLine],
        where: CreditPlace | None = None,
    ) -> list[FoundCredits]:
        """The statements as a person decided, else as they were found. `where` is the place of
        those on a line that is nothing else; in a paragraph they stand at its opening or end."""
        if not self.decided:
            return list(found)
        told = [(a, b, one) for a, b, one in self._within(pieces) if one.credits is not None]
        size = sum(len(piece.text) for piece in pieces) if told else 0
        whole = self.decided.of(pieces[0])
        if whole is not None and whole.credits is not None:
            found = self._told_whole(found, pieces, whole.credits, where)
        kept = [f for f in found if not any(f.start < b and a < f.end for a, b, _ in told)]
        for start, end, one in told:
            if one.credits:
                last = start > 0 and end >= size - 1
                place = where or ("opening" if start < _OPENING and not last else "end")
                kept.append(FoundCredits(start, end, one.credits, place))
        return sorted(kept, key=_by_start)

    def _told_whole(
        self,
        found: Sequence[FoundCredits],
        pieces: Sequence[TextLine],
        named: tuple[Named, ...],
        where: CreditPlace | None,
    ) -> list[FoundCredits]:
        """One statement from the first that was found to the last; of a line that is nothing
        else, the line."""
        if not named:
            return []
        if found:
            return [FoundCredits(found[0].start, found[-1].end, named, found[0].where)]
        if where is not None:
            return [FoundCredits(0, len(pieces[0].text), named, where)]
        why = say("no credit was found in it; let the range be that of its words.")
        self.decided.misfit(pieces[0], why)
        return []

    def _within(self, pieces: Sequence[TextLine]) -> list[tuple[int, int, Override]]:
        """What is decided of statements in the pieces, with offsets in their joined text."""
        found: list[tuple[int, int, Override]] = []
        base = 0
        for piece in pieces:
            for one in self.decided.within(piece):
                a, b = offset_in(piece, one.start), offset_in(piece, one.end)
                found.append((base + a, base + b, one))
            base += len(piece.text)
        return found

    def add_dateline(self, found: FoundDateline, pieces: Sequence[TextLine]) -> Cut:
        """Notes the dateline; the cut marks its span."""
        ident = f"{self.article_id}-d1"
        self.dateline = Dateline(
            id=ident,
            ranges=ranges_of(pieces, found.start, found.end),
            agency=found.agency,
            place=found.place,
            date=found.date,
        )
        return found.start, found.end, Mark("dateline", ident)

    def add_credits(self, found: FoundCredits, pieces: Sequence[TextLine]) -> list[Cut]:
        """Notes a credit for each role of the statement; they share its ranges."""
        ranges = ranges_of(pieces, found.start, found.end)
        cuts: list[Cut] = []
        for one in found.named:
            ident = f"{self.article_id}-c{len(self.credits) + 1}"
            self.credits.append(
                Credit(
                    id=ident,
                    ranges=ranges,
                    role=one.role,
                    names=one.names,
                    organisation=one.organisation,
                    where=found.where,
                )
            )
            cuts.append((found.start, found.end, Mark("credit", ident)))
        return cuts

    def add_jump(
        self,
        start: int,
        end: int,
        direction: JumpDirection,
        page: int | None,
        pieces: Sequence[TextLine],
    ) -> Cut:
        """Notes a jump."""
        ident = f"{self.article_id}-j{len(self.jumps) + 1}"
        ranges = ranges_of(pieces, start, end)
        self.jumps.append(Jump(id=ident, ranges=ranges, direction=direction, page=page))
        return start, end, Mark("jump", ident)


def _by_start(found: FoundCredits) -> int:
    return found.start


def compose(pieces: Sequence[TextLine], cuts: Iterable[Cut] = ()) -> Line:
    """One line of the model from its pieces; each cut's stretch is marked.

    Cuts are offsets in `joined_text(pieces)`; cuts over the same stretch give one span with
    several marks. Other overlaps do not occur, for views are found left to right.
    """
    if len(pieces) == 1 and not cuts:
        return whole(pieces[0])
    marks: dict[tuple[int, int], tuple[Mark, ...]] = {}
    for start, end, mark in cuts:
        marks[start, end] = (*marks.get((start, end), ()), mark)
    spans: list[Span] = []
    at = 0
    for i, piece in enumerate(pieces):
        if i and (glue := seam_glue(pieces[i - 1].text, piece.text)):
            spans.append(Span(glue))
        spans += _cut_piece(piece, at, marks)
        at += len(piece.text)
    return tuple(spans)


def _cut_piece(
    piece: TextLine, base: int, marks: dict[tuple[int, int], tuple[Mark, ...]]
) -> list[Span]:
    size = len(piece.text)
    spans: list[Span] = []
    at = 0
    for (start, end), mark in sorted(marks.items(), key=_by_place):
        a, b = max(start - base, at), min(end - base, size)
        if a >= b:
            continue
        if a > at:
            spans += part(piece, at, a)
        spans += [
            Span(span.text, span.range, "source", mark + span.marks) for span in part(piece, a, b)
        ]
        at = b
    if at < size:
        spans += part(piece, at, size)
    return spans


def _by_place(item: tuple[tuple[int, int], tuple[Mark, ...]]) -> tuple[int, int]:
    return item[0]
