"""Text to lines: where each begins and ends in its source, and what kind of line it looks like.

Kinds are first looks at one line alone; what the line becomes also depends on its neighbours.
Long lines are decided by their first and last characters, so that a hostile megabyte costs little.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.model import Mark, Range
from exporter.reading.text.kinds import BLANKS, INVISIBLE, Kind, ends_sentence, kind_of
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, replace

_EDGE = BLANKS + INVISIBLE
_FAR = 8
"""Ems from the left at which a line at least begins that is set to the right."""
_SIGNATURE = 16
"""Longest line, in code points, that signs a text by standing far to the right."""
_LEAST_ROWS, _LEAST_CELLS, _LONGEST_ROW = 3, 3, 40
_NO_ROW = frozenset("。，；！？：、（）()“”\u3000\xa0\t#")
_DIGIT_SIGNS = frozenset("0123456789０１２３４５６７８９")

_MARK = Lazy(r"[#＃]{1,6}[ \t\u3000\xa0]+(?=\S)")


@dataclass(frozen=True, slots=True)
class SourceRun:
    """A stretch of a line: `size` characters from `at` in its text stand from `start` on in the
    source."""

    at: int
    start: int
    size: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """What a "figure" line shows: the picture its text names by `address`, with a sign that stands
    at `place`; its words for those who cannot see it; `bare` where the line has no caption, and so
    no text to show. `asset` is the picture's id, None where it did not come, and until it does."""

    address: str
    place: Range
    alt: str | None = None
    bare: bool = False
    asset: str | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its edges: `text == sources[src].text[start:end]`, never empty.

    For a "mark" line `text` is what follows the mark, and `level` counts the `#`; for an "item"
    `level` is its number, 0 where it has none. Where signs within the line are left out or
    stretches of it are marked, `runs` say where its text stands. `literal` are the places of bars
    in a row's text that part no cells.
    """

    src: str
    start: int
    end: int
    text: str
    kind: Kind
    level: int = 0
    runs: tuple[SourceRun, ...] = ()
    shot: Shot | None = None
    literal: tuple[int, ...] = ()


def read_lines(text: str, src: str) -> tuple[list[TextLine], list[tuple[int, int, str]]]:
    """The lines that hold something, and the ranges to drop: (start, end, code)."""
    lines: list[TextLine] = []
    dropped: list[tuple[int, int, str]] = []
    at = 0
    invisible = not text.isascii() and any(char in text for char in INVISIBLE)
    for whole in text.splitlines(keepends=True):
        here, at = at, at + len(whole)
        content = whole.strip(_EDGE)
        if invisible:
            _drop_invisible(whole, content, here, dropped)
        if not content:
            continue
        start = here + whole.index(content[0]) if content[0] != whole[0] else here
        level = 0
        if content[0] in "#＃" and (found := _MARK.match(content)):
            level = len(found.group().rstrip(BLANKS))
            dropped.append((start, start + level, "heading-mark"))
            start += found.end()
            content = content[found.end() :]
        kind: Kind = "mark" if level else kind_of(content)
        lines.append(TextLine(src, start, start + len(content), content, kind, level))
    for i in range(1, len(lines)):
        line = lines[i]
        far = line.kind == "text" and line.start - lines[i - 1].end > _FAR
        if far and _signs_far_right(text, lines, i):
            lines[i] = replace(line, kind="byline")
    _find_tables(lines)
    return lines, dropped


def _find_tables(lines: list[TextLine]) -> None:
    """Runs of lines of as many words each, set apart by single blanks, are rows where each but the
    first holds a number: 石坪镇 12 8."""
    i = 0
    while i < len(lines):
        count, end = _words_in(lines[i]), i + 1
        while count and end < len(lines) and _words_in(lines[end]) == count:
            end += 1
        if end - i >= _LEAST_ROWS and all(map(_holds_number, lines[i + 1 : end])):
            lines[i:end] = [replace(line, kind="row") for line in lines[i:end]]
        i = end


def _words_in(line: TextLine) -> int:
    """How many words a line is that could be a row of them; 0 where it could not."""
    if line.kind != "text" or len(line.text) > _LONGEST_ROW or " " not in line.text:
        return 0
    words = line.text.split(" ")
    if len(words) < _LEAST_CELLS or not all(words) or not _NO_ROW.isdisjoint(line.text):
        return 0
    return len(words)


def _holds_number(line: TextLine) -> bool:
    return not _DIGIT_SIGNS.isdisjoint(line.text)


def _signs_far_right(text: str, lines: Sequence[TextLine], i: int) -> bool:
    """Whether a short line is set far to the right, right below the end of a text and not right
    above another: who signs it, not what follows it is called."""
    before, line = lines[i - 1], lines[i]
    gap = text[before.end : line.start]
    if len(line.text) > _SIGNATURE or ends_sentence(line.text) or len(gap.splitlines()) != 2:
        return False
    if len(gap.splitlines()[1]) + gap.count("\u3000") < 2 * _FAR:
        return False
    if before.kind != "text" or not ends_sentence(before.text):
        return False
    after = lines[i + 1] if i + 1 < len(lines) else None
    return (
        after is None or after.kind != "text" or len(text[line.end : after.start].splitlines()) > 2
    )


def _drop_invisible(
    whole: str, content: str, here: int, dropped: list[tuple[int, int, str]]
) -> None:
    """Invisible characters at a line's edges are in no span, so they are dropped by name."""
    left = whole.index(content[0]) if content else len(whole)
    right = left + len(content)
    for i, char in enumerate(whole):
        if char in INVISIBLE and not left <= i < right:
            dropped.append((here + i, here + i + 1, "invisible"))
