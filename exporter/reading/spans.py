"""Lines of the model from lines of the text: pieces joined, views cut out as marked spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exporter.model import (
    Credit,
    CreditPlace,
    Dateline,
    Jump,
    JumpDirection,
    Line,
    Mark,
    Range,
    Span,
)
from exporter.reading.credits import FoundCredits, FoundDateline
from exporter.reading.decisions import Decisions, offset_in
from exporter.reading.lines import TextLine
from exporter.reading.names import Named
from exporter.reading.overrides import Override

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
            self.decided.misfit(
                pieces[0], "no dateline was found in it; let the range be that of its words."
            )
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
        self.decided.misfit(
            pieces[0], "no credit was found in it; let the range be that of its words."
        )
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


def whole(line: TextLine) -> Line:
    """The line as one span, or as many as it has runs."""
    if line.runs:
        return part(line, 0, len(line.text))
    return (Span(line.text, Range(line.src, line.start, line.end), "source"),)


def part(line: TextLine, start: int, end: int) -> Line:
    """`line.text[start:end]` as one span, or as many as it has runs."""
    if line.runs:
        return tuple(_spans_of_runs(line, start, end))
    here = Range(line.src, line.start + start, line.start + end)
    return (Span(line.text[start:end], here, "source"),)


def _spans_of_runs(line: TextLine, start: int, end: int) -> Iterator[Span]:
    for run in line.runs:
        a, b = max(start, run.at), min(end, run.at + run.size)
        if a < b:
            at = run.start - run.at
            here = Range(line.src, at + a, at + b)
            yield Span(line.text[a:b], here, "source", run.marks)


def seam_glue(before: str, after: str) -> str:
    """What a healed seam needs between its pieces: a space between Latin words, else nothing."""
    left, right = before[-1], after[0]
    if not (left.isascii() and right.isascii() and right.isalpha()):
        return ""
    return " " if left.isalpha() or (left in ",.;:!?" and before[-2:-1].isalnum()) else ""


def joined_text(pieces: Sequence[TextLine]) -> str:
    """The pieces as one text, without any glue: offsets in it are what cuts speak of."""
    return pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])


def ranges_of(pieces: Sequence[TextLine], start: int, end: int) -> tuple[Range, ...]:
    """The source ranges of `joined_text(pieces)[start:end]`."""
    found: list[Range] = []
    at = 0
    for piece in pieces:
        size = len(piece.text)
        a, b = max(start - at, 0), min(end - at, size)
        if a < b and piece.runs:
            found += [span.range for span in part(piece, a, b) if span.range is not None]
        elif a < b:
            found.append(Range(piece.src, piece.start + a, piece.start + b))
        at += size
    return tuple(found)


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
