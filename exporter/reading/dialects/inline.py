"""Signs within a line of Markdown-like text: **strong**, *emphasis*, [links](…), escapes.

Chinese has no blanks between words, so a sign opens or closes by the blanks beside it alone, not
by CommonMark's rules of punctuation, under which **“甲”**乙 would stay unread. A sign that pairs
with nothing is text. One pass over the tokens; at most `_OPEN` signs wait for their pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from exporter.model import Mark
from exporter.reading.text.kinds import BLANKS
from exporter.reading.text.lines import SourceRun, TextLine
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field, replace

Drop = tuple[int, int, str]
SIGNS = frozenset("*_[<\\`")
"""A line without any of these holds no inline sign."""
_TOKEN = Lazy(
    r"\\[!-/:-@\[-`{-~]"
    r"|\[(?P<words>[^\[\]\n]{1,400})\]\((?P<address>[^()\s]{1,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)"
    r"(?:[ \t]{1,9}(?:\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'))?[ \t]{0,9}\)"
    r"|<(?P<url>(?:https?|mailto):[^<>\s]{1,1000})>"
    r"|(?P<code>`{1,3})(?=[^`\s])[^`\n]{1,400}(?P=code)"
    r"|\*{1,3}|_{1,3}"
)
_NAMES = {1: "em", 2: "strong"}
_STRONG = Mark("emphasis", "strong")
_OPEN = 32


@dataclass(slots=True)
class _Opener:
    """Signs that may open: `count` of them are still unpaired, the last ending at `end`."""

    char: str
    end: int
    count: int


@dataclass(slots=True)
class _Found:
    """What is left out of a line, and what is marked, as offsets in its text."""

    signs: list[Drop] = field(default_factory=list)
    marks: list[tuple[int, int, Mark]] = field(default_factory=list)
    waiting: list[_Opener] = field(default_factory=list)


def read_inline(line: TextLine) -> tuple[TextLine, list[Drop]]:
    """The line without its signs, and the stretches of the source they stand in."""
    if SIGNS.isdisjoint(line.text):
        return line, []
    found = _Found()
    for token in _TOKEN.finditer(line.text):
        _take(found, token, line.text)
    if not found.signs:
        return line, []
    runs = _trimmed(line.text, list(_runs(line, found)))
    if not runs:  # nothing but signs
        return line, []
    text = "".join([line.text[one.at : one.at + one.size] for one in runs])
    made = replace(
        line,
        start=runs[0].start,
        end=runs[-1].start + runs[-1].size,
        text=text,
        runs=tuple(_set_end_to_end(runs)),
    )
    return made, [(line.start + a, line.start + b, code) for a, b, code in found.signs]


def _take(found: _Found, token: re.Match[str], text: str) -> None:
    start, end = token.span()
    match token.lastgroup:
        case "words" | "address":
            a, b = token.span("words")
            found.signs += [(start, a, "link-mark"), (b, end, "link-mark")]
            found.marks.append((a, b, Mark("link", token["address"])))
            for inner in _TOKEN.finditer(text, a, b):
                _take(found, inner, text)
        case "url":
            found.signs += [(start, start + 1, "link-mark"), (end - 1, end, "link-mark")]
            found.marks.append((start + 1, end - 1, Mark("link", token["url"])))
        case "code":
            size = len(token["code"])
            found.signs += [(start, start + size, "code-mark"), (end - size, end, "code-mark")]
        case _:
            if text[start] == "\\":
                found.signs.append((start, start + 1, "escape-mark"))
            else:
                _emphasis(found, text, start, end)


def _emphasis(found: _Found, text: str, start: int, end: int) -> None:
    """Signs that close what waits for them, and open with what is left."""
    char, left = text[start], end - start
    before, after = text[start - 1 : start], text[end : end + 1]
    if left == 1 and before.isdigit() and after.isdigit():  # 5*3, a_1
        return
    inside = char == "_" and before.isalnum() and after.isalnum()
    if before and not before.isspace() and not inside:
        at = start
        while left and (opener := _opener_of(found.waiting, char, left)) is not None:
            size = min(2, left, opener.count)
            if opener.end >= at:
                break
            found.marks.append((opener.end, at, Mark("emphasis", _NAMES[size])))
            found.signs.append((opener.end - size, opener.end, "emphasis-mark"))
            found.signs.append((at, at + size, "emphasis-mark"))
            opener.end -= size
            opener.count -= size
            at += size
            left -= size
            del found.waiting[found.waiting.index(opener) + (1 if opener.count else 0) :]
    if left and after and not after.isspace() and not inside:
        found.waiting.append(_Opener(char, end, left))
        del found.waiting[:-_OPEN]


def _opener_of(waiting: list[_Opener], char: str, count: int) -> _Opener | None:
    """The last that waits for so many: two and two, one and one; three take either."""
    for one in reversed(waiting):
        if one.char == char and (one.count == count or 3 in (one.count, count)):
            return one
    return None


def _runs(line: TextLine, found: _Found) -> Iterator[SourceRun]:
    """What stays, in pieces of like marks, `at` still an offset in the line with its signs."""
    edges = {0, len(line.text)}
    for stretch in (*found.signs, *found.marks):
        edges |= {stretch[0], stretch[1]}
    gone = sorted(found.signs)
    marks = sorted(found.marks, key=_by_place)
    open_: list[tuple[int, int, Mark]] = []
    sign = mark = 0
    for a, b in pairwise(sorted(edges)):
        while sign < len(gone) and gone[sign][1] <= a:
            sign += 1
        while mark < len(marks) and marks[mark][0] <= a:
            open_.append(marks[mark])
            mark += 1
        open_ = [one for one in open_ if one[1] > a]
        if sign < len(gone) and gone[sign][0] <= a:
            continue
        yield SourceRun(a, line.start + a, b - a, tuple(one[2] for one in open_))


def _by_place(mark: tuple[int, int, Mark]) -> tuple[int, int]:
    return mark[0], -mark[1]


def _trimmed(text: str, runs: list[SourceRun]) -> list[SourceRun]:
    """Without the blanks that signs leave at the line's edges."""
    while runs and not text[runs[0].at : runs[0].at + runs[0].size].strip(BLANKS):
        runs.pop(0)
    while runs and not text[runs[-1].at : runs[-1].at + runs[-1].size].strip(BLANKS):
        runs.pop()
    if not runs:
        return []
    first = runs[0]
    words = text[first.at : first.at + first.size]
    lead = len(words) - len(words.lstrip(BLANKS))
    runs[0] = replace(first, at=first.at + lead, start=first.start + lead, size=first.size - lead)
    last = runs[-1]
    words = text[last.at : last.at + last.size]
    runs[-1] = replace(last, size=len(words.rstrip(BLANKS)))
    return runs


def _set_end_to_end(runs: list[SourceRun]) -> Iterator[SourceRun]:
    """The runs as offsets in the text that is left; neighbours with like marks are one."""
    at = 0
    open_: SourceRun | None = None
    for run in runs:
        if open_ is not None and open_.start + open_.size == run.start and open_.marks == run.marks:
            open_ = replace(open_, size=open_.size + run.size)
        else:
            if open_ is not None:
                yield open_
            open_ = replace(run, at=at)
        at += run.size
    if open_ is not None:
        yield open_


def without_strong(line: TextLine) -> TextLine:
    """The line without marks of strong text: a heading is that already."""
    runs = [
        replace(run, marks=tuple(mark for mark in run.marks if mark != _STRONG))
        for run in line.runs
    ]
    return replace(line, runs=tuple(_set_end_to_end(runs)))


def wholly_strong(line: TextLine) -> bool:
    """Whether the whole line is strong."""
    return bool(line.runs) and all(_STRONG in run.marks for run in line.runs)
