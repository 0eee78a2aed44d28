"""Spans of the model from stretches of a text's lines: pieces joined, seams inserting nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.model import (
    Line,
    Range,
    Span,
)
from exporter.reading.text.lines import TextLine


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
