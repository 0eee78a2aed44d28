"""A person's decisions laid upon the lines of a text, and asked for while its articles are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from exporter.messages import Message, say
from exporter.model import Notice, Range, Source
from exporter.reading.decided.overrides import SETS, Override
from exporter.reading.text.kinds import BLANKS, kind_of
from exporter.reading.text.lines import Run, TextLine
from exporter.startup.records import dataclass, field, field_names, replace

Place = tuple[str, int]
"""A line: its source's id and its start."""

_TEXT_MARKED = -1
"""The level of a list's item that carries its own sign."""


@dataclass(slots=True)
class Decisions:
    """What is decided of lines, by their places, and of statements within the line at a place.
    `notices` tell of what fits its text but not what was read."""

    lines: dict[Place, Override] = field(default_factory=dict)
    statements: dict[Place, list[Override]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lines or self.statements)

    def of(self, line: TextLine) -> Override | None:
        """What is decided of a line."""
        return self.lines.get((line.src, line.start)) if self.lines else None

    def within(self, line: TextLine) -> Sequence[Override]:
        """What is decided of statements within a line."""
        return self.statements.get((line.src, line.start), ()) if self.statements else ()

    def misfit(self, line: TextLine, why: Message) -> None:
        """Tells that a decision about this line could not be followed."""
        self.notices.append(
            Notice(
                code="override-misfit",
                detail=say(
                    "the override for {line!r} was not followed: {why}",
                    line=line.text[:24],
                    why=why,
                ),
                range=Range(line.src, line.start, line.end),
            )
        )

    def lay(
        self, lines: Sequence[TextLine], told: Sequence[Override], source: Source
    ) -> list[TextLine]:
        """The source's lines as a person set them: cut, and of the kinds said."""
        cut, joins = _cut_lines(lines, told)
        starts = [line.start for line in cut]
        for one in told:
            at = _index(cut, starts, one, source)
            if at is None:
                self.notices.append(_unused(one, source))
                continue
            line = cut[at]
            if not one.of_lines and (one.start > line.start or one.end < line.end):
                self.statements.setdefault((line.src, line.start), []).append(one)
                continue
            self._decide(line, one, source)
            if one.set is None and not one.begins_article:
                continue
            end = bisect_right(starts, one.end - 1)
            for i in range(at, max(end, at + 1)):
                cut[i] = _as_set(cut[i], one)
                if i > at:
                    self._decide(
                        cut[i], Override(source="", start=0, end=0, digest="", set=one.set), source
                    )
        for start, join in joins.items():
            place = source.id, start
            here = self.lines.get(place) or Override(source="", start=start, end=start, digest="")
            if here.join is None and here.set in (None, "text"):
                self.lines[place] = replace(here, join=join)
        return cut

    def _decide(self, line: TextLine, one: Override, source: Source) -> None:
        """Notes a decision; two about one line are one, and what both say the later says."""
        place = source.id, line.start
        before = self.lines.get(place)
        if before is not None:
            said = {name: getattr(one, name) for name in field_names(Override)}
            one = replace(before, **{name: v for name, v in said.items() if v not in (None, "")})
        self.lines[place] = one


def _as_set(line: TextLine, one: Override) -> TextLine:
    if one.begins_article:
        return replace(line, kind="mark", level=1)
    assert one.set is not None
    if line.kind == SETS[one.set]:  # a list's item keeps its number
        return line
    level = _TEXT_MARKED if one.set == "list" else 0
    return replace(line, kind=SETS[one.set], level=level)


def _index(
    lines: Sequence[TextLine], starts: Sequence[int], one: Override, source: Source
) -> int | None:
    """The line an override begins in, or right before, on the same line of the source."""
    at = max(0, bisect_right(starts, one.start) - 1)
    for i in (at, at + 1):
        if i >= len(lines):
            break
        line = lines[i]
        if line.start <= one.start < line.end:
            return i
        before = source.text[one.start : line.start]
        if one.start < line.start < one.end and len((before + ".").splitlines()) == 1:
            return i
    return None


def _unused(one: Override, source: Source) -> Notice:
    return Notice(
        code="override-unused",
        detail=say(
            "an override for {label} fits its text, but nothing that is read begins "
            "there; its range must begin where a line or a statement does.",
            label=one.label,
        ),
        range=Range(source.id, one.start, one.end),
    )


def _cut_lines(
    lines: Sequence[TextLine], told: Sequence[Override]
) -> tuple[list[TextLine], dict[int, bool]]:
    """The lines, cut where decisions about lines begin or end within them; and whether each piece
    that begins so goes on what stands before it: it does after a stretch that is dropped."""
    joins: dict[int, bool] = {}
    for one in told:
        if one.of_lines:
            joins.setdefault(one.end, one.set == "drop")
    joins |= {one.start: False for one in told if one.of_lines}
    edges = sorted(joins)
    out: list[TextLine] = []
    pieces: dict[int, bool] = {}
    for line in lines:
        inside = edges[bisect_right(edges, line.start) : bisect_right(edges, line.end - 1)]
        if not inside:
            out.append(line)
            continue
        offsets = [0, *(offset_in(line, edge) for edge in inside), len(line.text)]
        made = [_slice(line, a, b) for a, b in pairwise(offsets)]
        for edge, piece in zip([None, *inside], made, strict=True):
            if piece is None:
                continue
            out.append(piece)
            if edge is not None:
                pieces[piece.start] = joins[edge]
    return out, pieces


def offset_in(line: TextLine, place: int) -> int:
    """The offset in the line's text of a place in its source."""
    if not line.runs:
        return min(max(0, place - line.start), len(line.text))
    for run in line.runs:
        if place < run.start + run.size:
            return run.at + max(0, place - run.start)
    return len(line.text)


def _slice(line: TextLine, start: int, end: int) -> TextLine | None:
    """`line.text[start:end]` as a line of its own, without its edges; None where only these are."""
    while start < end and line.text[start] in BLANKS:
        start += 1
    while end > start and line.text[end - 1] in BLANKS:
        end -= 1
    if start == end:
        return None
    text = line.text[start:end]
    kind = line.kind if start == 0 else kind_of(text)
    if not line.runs:
        here = line.start + start
        return replace(line, start=here, end=here + len(text), text=text, kind=kind)
    runs = tuple(
        Run(max(run.at - start, 0), run.start + max(0, start - run.at), b - a, run.marks)
        for run in line.runs
        if (a := max(run.at, start)) < (b := min(run.at + run.size, end))
    )
    last = runs[-1]
    return replace(
        line, start=runs[0].start, end=last.start + last.size, text=text, kind=kind, runs=runs
    )
