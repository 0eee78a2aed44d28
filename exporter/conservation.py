"""Conservation: every non-blank character of a source shown once and in order, or accounted for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from exporter.model import (
    Article,
    Issue,
    Line,
    Move,
    Notice,
    Range,
    Source,
    Span,
    articles_of,
    lines_of_article,
)


def healed(line: Line, sources: Iterable[Source]) -> Iterator[tuple[Span, Span]]:
    """Where a line was put together from pieces: neighbours with a line's end between them in the
    source, or from two places. Signs left out within a line are no seam."""
    ranged = [span for span in line if span.range is not None]
    if len(ranged) < 2:
        return
    texts = {source.id: source.text for source in sources}
    for before, after in pairwise(ranged):
        a, b = before.range, after.range
        if a is None or b is None or a.end == b.start:
            continue
        between = texts[a.src][a.end : b.start] + "."  # so that a line's end is never the last
        if a.src != b.src or b.start < a.end or len(between.splitlines()) > 1:
            yield before, after


def unaccounted(issue: Issue) -> tuple[Notice, ...]:
    """Where the issue breaks the promise of conservation; empty when it is kept.

    Codes: "lost" (non-blank source text in no span and not dropped), "doubled" (in two),
    "altered" (a source span whose text is not its slice), "disorder" (text stands before what
    precedes it in its source, in a line or between the lines of an article, and no `Move` says
    so). Linear in the text.
    """
    found: list[Notice] = []
    texts = {source.id: source.text for source in issue.sources}
    covered: dict[str, list[Range]] = {source.id: [] for source in issue.sources}
    moved = Moved(issue.moves)
    for article in articles_of(issue):
        found += [
            Notice(code="disorder", detail=texts[r.src][r.start : r.end][:40], range=r)
            for r in _backwards(article, moved)
        ]
        for line in lines_of_article(article):
            for span in line:
                if span.range is not None:
                    found += _altered(span, span.range, texts)
                    covered[span.range.src].append(span.range)
    for drop in issue.dropped:
        covered[drop.range.src].append(drop.range)
    for src, ranges in covered.items():
        found += _cover_faults(src, texts[src], sorted(ranges, key=lambda r: (r.start, r.end)))
    return tuple(found)


def out_of_order(article: Article, moves: Iterable[Move] = ()) -> Iterator[Range]:
    """Ranges that stand before what precedes them in their source. What lies within a move says
    nothing of the order of the rest."""
    return _backwards(article, Moved(moves))


def _backwards(article: Article, moved: Moved) -> Iterator[Range]:
    reached: dict[str, int] = {}
    for line in lines_of_article(article):
        within: Range | None = None
        for span in line:
            here = span.range
            if here is None:
                continue
            backwards = within is not None and within.src == here.src and here.start < within.end
            within = here
            if here not in moved:
                backwards = backwards or here.start < reached.get(here.src, 0)
                reached[here.src] = max(here.end, reached.get(here.src, 0))
            if backwards:
                yield here


class Moved:
    """The ranges of moves, to ask whether another lies within one of them."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self.starts: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        for move in sorted(moves, key=lambda m: (m.range.src, m.range.start, m.range.end)):
            ends = self.ends.setdefault(move.range.src, [])
            self.starts.setdefault(move.range.src, []).append(move.range.start)
            ends.append(max(move.range.end, ends[-1] if ends else 0))

    def __contains__(self, r: Range) -> bool:
        at = bisect_right(self.starts.get(r.src, ()), r.start)
        return at > 0 and r.end <= self.ends[r.src][at - 1]


def _altered(span: Span, here: Range, texts: dict[str, str]) -> Iterator[Notice]:
    if span.origin == "source" and texts[here.src][here.start : here.end] != span.text:
        yield Notice(code="altered", detail=span.text[:40], range=here)


def _cover_faults(src: str, text: str, ranges: list[Range]) -> Iterator[Notice]:
    at = 0
    for r in [*ranges, Range(src, len(text), len(text))]:
        if text[at : r.start].strip():
            yield Notice(
                code="lost", detail=text[at : r.start].strip()[:40], range=Range(src, at, r.start)
            )
        if r.start < at and text[r.start : min(at, r.end)].strip():
            overlap = Range(src, r.start, min(at, r.end))
            yield Notice(
                code="doubled", detail=text[overlap.start : overlap.end][:40], range=overlap
            )
        at = max(at, r.end)
