"""What a person should look at: characters no one typed on purpose, and words likely wrong.

Nothing is changed. Each kind is told a few times and then counted, so that a damaged file does
not bury its other notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from exporter.messages import say, say_counted, sentence
from exporter.model import Notice, Range, Source
from exporter.shipped import shipped_bytes
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

_SHORT = 40_000
"""Characters up to which the set of them costs less than a pattern."""
TOLD = 12
"""How many of one kind are told one by one."""

_STRANGE = Lazy(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\U000f0000-\U0010ffff]"
)
_GLYPH_NOTE = Lazy(r"[（(](?:左|上|外|内)[^（()），。]{1,3}(?:右|下|内|外)[^（()），。]{1,3}[）)]")
_GLYPH_SIGNS = ("（左", "（上", "(左", "(上", "（外")
_WEB_SIGNS = (("<", ">"), ("&", ";"))
"""What a text has at least in which the patterns are worth a search."""

_WEB = Lazy(
    r"</?(?:p|br|hr|div|span|img|a|b|i|u|em|font|strong|h[1-6]|ul|ol|li|table|tbody|tr|td|th)"
    r"(?:\s[^<>]{0,300})?\s?/?>|&(?:nbsp|lt|gt|amp|quot|[lr]dquo|mdash|hellip|middot|#\d{1,6});",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A likely misprint and what was probably meant; `after` and `before` are the characters
    beside it that show its letters to belong to other words."""

    wrong: str
    right: str
    after: str = ""
    before: str = ""


@cache
def suspects() -> tuple[Suspect, ...]:
    """The shipped table, `suspects.txt`."""
    text = shipped_bytes("reading/text/suspects.txt").decode()
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Suspect(*(cell.strip("-") for cell in row)) for row in rows)


def doubts_of(source: Source) -> Iterator[Notice]:
    """The notices about one source, in the order of their kinds and places."""
    text = source.text
    yield from _limited(_strange(source), source)
    if any(sign in text for sign in _GLYPH_SIGNS):
        yield from _limited(_glyph_notes(source), source)
    if any(first in text and last in text for first, last in _WEB_SIGNS):
        yield from _web(source)
    for suspect in _present(text):
        yield from _limited(_words(source, suspect), source)


def _present(text: str) -> list[Suspect]:
    """The table's words that the text holds, in the table's order. A word whose first characters
    are not there is not looked for."""
    if len(text) < _SHORT:
        characters = set(text)
        likely = [one for one in suspects() if characters.issuperset(one.wrong)]
    else:
        near = "\n".join(set(_beginnings().findall(text)))
        likely = [one for one in suspects() if one.wrong[:2] in near]
    return [one for one in likely if one.wrong in text]


@cache
def _beginnings() -> re.Pattern[str]:
    """Finds the first two characters of each suspect word wherever they are, and little else."""
    first, second = [
        re.escape("".join(sorted({one.wrong[i] for one in suspects()}))) for i in (0, 1)
    ]
    return re.compile(f"[{first}][{second}]+")


def _limited(found: Iterator[Notice], source: Source) -> Iterator[Notice]:
    counts: dict[str, int] = {}
    for notice in found:
        count = counts[notice.code] = counts.get(notice.code, 0) + 1
        if count <= TOLD:
            yield notice
    for code, count in counts.items():
        if count > TOLD:
            yield Notice(
                code=code,
                detail=say("{count} more in {name}", count=count - TOLD, name=source.name),
            )


def _strange(source: Source) -> Iterator[Notice]:
    for found in _STRANGE.finditer(source.text):
        char = found.group()
        code = _strange_kind(char)
        yield Notice(
            code=code,
            detail=say(
                _STRANGE_KINDS[code],
                char=ord(char),
                around=_around(source.text, found.start(), found.end()),
            ),
            range=Range(source.id, found.start(), found.end()),
        )


_STRANGE_KINDS = {
    "replacement-character": sentence(
        "U+{char:04X} stands for a character lost before this file was made: {around}"
    ),
    "private-use": sentence(
        "U+{char:04X} is a private-use character; only the paper's own font can show it: {around}"
    ),
    "control-character": sentence("U+{char:04X} is a control character: {around}"),
}


def _strange_kind(char: str) -> str:
    if char == "\ufffd":
        return "replacement-character"
    if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000":
        return "private-use"
    return "control-character"


def _glyph_notes(source: Source) -> Iterator[Notice]:
    for found in _GLYPH_NOTE.finditer(source.text):
        yield Notice(
            code="missing-glyph",
            detail=say(
                "{note} describes a character the file does not hold: {around}",
                note=found.group(),
                around=_around(source.text, found.start(), found.end()),
            ),
            range=Range(source.id, found.start(), found.end()),
        )


def _web(source: Source) -> Iterator[Notice]:
    """One notice for all of a source: who copied one tag copied many."""
    found = [one.span() for one in _WEB.finditer(source.text)]
    if found:
        (start, end), many = found[0], len(found)
        yield Notice(
            code="markup",
            detail=say_counted(
                "{sign} is a web page's sign, shown as it stands. Copy the page's text, not its "
                "source",
                "{sign} is a web page's sign, shown as it stands, the first of {n}. Copy the "
                "page's text, not its source",
                many,
                sign=source.text[start:end][:40],
            ),
            range=Range(source.id, start, end),
        )


def _words(source: Source, suspect: Suspect) -> Iterator[Notice]:
    text, wrong = source.text, suspect.wrong
    at = text.find(wrong)
    while at >= 0:
        end = at + len(wrong)
        after, before = text[end : end + 1], text[at - 1 : at] if at else ""
        other = (after and after in suspect.after) or (before and before in suspect.before)
        if not other:
            yield Notice(
                code="suspect-word",
                detail=say(
                    "{wrong} may be a misprint of {right}; it is left as it is: {around}",
                    wrong=wrong,
                    right=suspect.right,
                    around=_around(text, at, end),
                ),
                range=Range(source.id, at, end),
            )
        at = text.find(wrong, end)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 8) : end + 8].split())
