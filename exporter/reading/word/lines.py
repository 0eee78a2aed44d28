"""A line of the model against the text that came back: what is equal keeps its place in the
source, the rest is "edited"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from exporter.model import Line, Mark, Range, Span, text_of
from exporter.startup.records import dataclass, field

_TOO_LONG = 4_000_000
"""Characters times characters beyond which a difference is taken as one."""
_FRAGMENT = 4
"""Fewer characters than this are not looked for elsewhere: they would be found by chance."""
_MANY = 500


@dataclass(slots=True)
class Leftovers:
    """Text of the baseline that did not come back where it stood: pieces cut from lines, whole
    lines. It may turn up elsewhere, for a paragraph cut in two or joined to another is still the
    paper's own text."""

    pieces: list[tuple[str, Line]] = field(default_factory=list)
    gone: list[Range] = field(default_factory=list)

    def put(self, shown: str, line: Line) -> None:
        """Notes a stretch as it was shown, with its spans; an empty one is nothing."""
        if shown:
            self.pieces.append((shown, line))

    def take(self, text: str, marks: tuple[Mark, ...]) -> list[Span]:
        """The text as spans: found pieces with their ranges and marks, the rest edited and with
        these marks."""
        found = self._containing(text) or self._contained(text)
        if found is None:
            return [Span(text, None, "edited", marks)] if text else []
        at, spans, length = found
        return [*self.take(text[:at], marks), *spans, *self.take(text[at + length :], marks)]

    def ranges(self) -> list[Range]:
        """Where the text stands that never came back."""
        lines = (line for _, line in self.pieces)
        return self.gone + [s.range for line in lines for s in line if s.range is not None]

    def _containing(self, text: str) -> tuple[int, Line, int] | None:
        """A piece that holds the whole text; what is around it stays."""
        if len(text) < _FRAGMENT or len(self.pieces) > _MANY:
            return None
        for index, (shown, line) in enumerate(self.pieces):
            at = shown.find(text)
            if at >= 0:
                end = at + len(text)
                self.pieces[index : index + 1] = [
                    (shown[a:b], cut(line, a, b)) for a, b in ((0, at), (end, len(shown))) if a < b
                ]
                return 0, cut(line, at, end), len(text)
        return None

    def _contained(self, text: str) -> tuple[int, Line, int] | None:
        """The longest piece that stands whole in the text."""
        if len(text) < _FRAGMENT or len(self.pieces) > _MANY:
            return None
        inside = [i for i, (shown, _) in enumerate(self.pieces)
                  if len(shown) >= _FRAGMENT and shown in text]  # fmt: skip
        if not inside:
            return None
        best = max(inside, key=lambda i: len(self.pieces[i][0]))
        shown, line = self.pieces.pop(best)
        return text.index(shown), line, len(shown)


def cut(line: Line, start: int, end: int) -> Line:
    """The part of a line between two offsets; spans keep the ranges of what is left of them."""
    out: list[Span] = []
    at = 0
    for span in line:
        a, b = max(start - at, 0), min(end - at, len(span.text))
        if a < b:
            out.append(Span(span.text[a:b], _range_of(span, a, b), span.origin, span.marks))
        at += len(span.text)
    return tuple(out)


def _range_of(span: Span, start: int, end: int) -> Range | None:
    """An edited span's range cannot be divided: it goes with the span's beginning."""
    r = span.range
    if r is None:
        return None
    if r.end - r.start == len(span.text):
        return Range(r.src, r.start + start, r.start + end)
    return r if start == 0 else None


def edited_line(line: Line, shown: str, text: str, leftovers: Leftovers) -> Line:
    """`line`, shown as `shown`, after a person made it `text`."""
    if shown == text:
        return line
    out: list[Span] = []
    for a, b, c, d in _differences(shown, text):
        if a < b and shown[a:b] == text[c:d]:
            out += cut(line, a, b)
            continue
        old = cut(line, a, b)
        if c == d:
            leftovers.put(shown[a:b], old)
        elif a == b:
            out.append(Span(text[c:d], None, "edited", _marks_around(line, a)))
        else:
            out += _replaced(old, text[c:d], leftovers)
    return merged(out)


def settled(line: Line, leftovers: Leftovers) -> Line:
    """The line once all others are compared: inserted text that was cut elsewhere is found again,
    unless that would make the line run backwards in its source."""
    out: list[Span] = []
    for span in line:
        if span.range is not None or span.origin != "edited":
            out.append(span)
            continue
        before = list(leftovers.pieces)
        found = leftovers.take(span.text, span.marks)
        if _rises([*_before(line, span), *found, *_after(line, span)]):
            out += found
        else:
            leftovers.pieces = before
            out.append(span)
    return merged(out)


def _before(line: Line, span: Span) -> Line:
    """The spans before one of a line."""
    return line[: line.index(span)]


def _after(line: Line, span: Span) -> Line:
    """The spans after one of a line."""
    return line[line.index(span) + 1 :]


def _rises(spans: Iterable[Span]) -> bool:
    ends: dict[str, int] = {}
    for span in spans:
        if span.range is not None:
            if span.range.start < ends.get(span.range.src, 0):
                return False
            ends[span.range.src] = span.range.end
    return True


def _differences(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Offsets (old from, old to, new from, new to), the whole of both in order; equal stretches
    are as long as they can be. Equal beginnings and ends are set aside first: edits are small."""
    limit = min(len(old), len(new))
    head = next((i for i in range(limit) if old[i] != new[i]), limit)
    tail = next((i for i in range(limit - head) if old[-1 - i] != new[-1 - i]), limit - head)
    yield 0, head, 0, head
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > _TOO_LONG:
        yield head, head + len(a), head, head + len(b)
    else:
        for _, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield head + i, head + j, head + k, head + m
    yield len(old) - tail, len(old), len(new) - tail, len(new)


def _replaced(old: Line, text: str, leftovers: Leftovers) -> list[Span]:
    """New text in place of old: it names the first range it replaced, the others are gone."""
    ranges = [span.range for span in old if span.range is not None]
    marks = old[0].marks if old else ()
    for extra in ranges[1:]:
        leftovers.gone.append(extra)
    return [Span(text, ranges[0] if ranges else None, "edited", marks)]


def _marks_around(line: Line, at: int) -> tuple[Mark, ...]:
    """The marks that hold on both sides of an insertion."""
    total = len(text_of(line))
    before = cut(line, at - 1, at) if at > 0 else ()
    after = cut(line, at, at + 1) if at < total else ()
    if not before or not after:
        return ()
    return tuple(mark for mark in before[0].marks if mark in after[0].marks)


def merged(spans: Iterable[Span]) -> Line:
    """Neighbours that continue one another are one span again."""
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        if last is not None and _continues(last, span):
            assert last.range is not None
            assert span.range is not None
            whole = Range(span.range.src, last.range.start, span.range.end)
            out[-1] = Span(last.text + span.text, whole, span.origin, span.marks)
        else:
            out.append(span)
    return tuple(out)


def _continues(last: Span, span: Span) -> bool:
    return (
        last.origin == span.origin == "source"
        and last.marks == span.marks
        and last.range is not None
        and span.range is not None
        and last.range.src == span.range.src
        and last.range.end == span.range.start
    )


def likeness(a: str, b: str) -> float:
    """How much two texts share, 0 to 1: pairs of neighbouring characters (Dice)."""
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


@lru_cache(maxsize=256)
def _pairs(text: str) -> frozenset[str]:
    """Kept: a line is compared with many."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,))
