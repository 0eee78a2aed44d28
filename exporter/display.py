"""What is shown: the one owner of every difference between source text and shown text.

`display` turns a line of the model into the text an output carries, with the list of what it
changed; `undisplay` is its exact inverse. Every change replaces one code point by one code point,
so an offset in the shown text is the same offset in the line, and spans keep their places.

What may change, and why:

* "fullwidth": ASCII `, ; : ! ? ( )` standing for a Chinese mark (typography rule 18; GB/T 15834).
  Guards: 12:30, 3.14, 10,641, addresses, marks inside Latin text.
  `punctuation="source"` asks for none.
* "clause-space": the space between clauses of a heading becomes U+3000 (one full-width space).
* "control": a control character or noncharacter no format can carry becomes U+FFFD or a picture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from exporter.messages import say
from exporter.model import (
    Line,
    text_of,
)
from exporter.startup.patterns import Lazy

Punctuation = Literal["full", "source"]


class Substitution(NamedTuple):
    """At `offset` (code points in the line) `source` is shown as `shown`; both one code point."""

    offset: int
    source: str
    shown: str
    code: str


Shown = tuple[str, tuple[Substitution, ...]]

_FULL = {ord(a): b for a, b in zip(",;:!?()", "，；：！？（）", strict=True)}
_ASCII_MARK = Lazy(r"[,;:!?()]")
_ASCII_STOP = Lazy("([,;:!?])")
_UNSURE = Lazy("[,;:!?()](?:(?<=[()])|(?<![0-9].)|(?![0-9]))")
"""Marks that are not a part of a number: those need a look at what stands around them."""
_BRACKETS = Lazy(r"\(([^()]*)\)")
_FULL_STOP = dict(zip(",;:!?", "，；：！？", strict=True))
_SPACE = Lazy(r"(?<=\S)[ \xa0](?=\S)")
# Addresses keep their marks; they end at the first character outside printable ASCII. (Those of
# e-mail hold none of the marks, and a pattern for them can be led to try every split of a line.)
_ADDRESS = Lazy(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+")
# C0 without tab and line ends, DEL, C1, noncharacters: XML 1.0 forbids most of them.
_CONTROL = Lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CJK = (
    "\u2014\u2015\u2018\u201e\u2026\u2027\u2e80\u3040\u3041\ua000\uac00\ud7b0"
    "\uf900\ufb00\ufe30\ufe50\uff00\ufff0\U00020000\U00040000"
)
"""Where ranges of Chinese, Japanese and Korean begin and, by turns, are over."""
# Marks that say nothing of the language beside them: English has “” — … too.
_NEUTRAL = frozenset(" \xa0,;:!?()“”‘’—…")


def display(line: Line, punctuation: Punctuation = "full", *, heading: bool = False) -> Shown:
    """The text to show for a line, and what differs from `text_of(line)`.

    `heading` is True for kicker, headline, deck, summary title and subhead lines.
    """
    return display_text(text_of(line), punctuation, heading=heading)


def display_text(text: str, punctuation: Punctuation = "full", *, heading: bool = False) -> Shown:
    """`display` for a plain string (a name in metadata, a caption's alternative text)."""
    changes: list[Substitution] = []
    if punctuation == "full":
        changes += _full_width(text)
    if heading:
        # Beside the marks as they will be shown: 夜校 (下) is set like 夜校 （下）.
        changes += _clause_spaces(_apply(text, [(c.offset, c.shown) for c in changes]))
    if not text.isprintable():
        changes += _controls(text)
    if not changes:
        return text, ()
    changes.sort(key=_by_offset)
    return _apply(text, [(change.offset, change.shown) for change in changes]), tuple(changes)


def undisplay(shown: str, substitutions: Iterable[Substitution]) -> str:
    """The line's own text again. Raises ValueError when `shown` does not carry a substitution."""
    back: list[tuple[int, str]] = []
    for change in substitutions:
        if shown[change.offset : change.offset + 1] != change.shown:
            raise ValueError(
                say(
                    "character {number} of the shown text is not {char!r}",
                    number=change.offset,
                    char=change.shown,
                )
            )
        back.append((change.offset, change.source))
    return _apply(shown, back)


def shown_text(line: Line, punctuation: Punctuation = "full", *, heading: bool = False) -> str:
    """`display` without the list of changes."""
    return shown_string(text_of(line), punctuation, heading=heading)


def shown_string(text: str, punctuation: Punctuation = "full", *, heading: bool = False) -> str:
    """`display_text` without the list of changes, and quicker where that has little to think
    about: where every mark stands behind Han, and brackets around it."""
    if heading:
        return _shown_heading(text, punctuation)
    if punctuation != "full" or "://" in text or "www." in text:
        return display_text(text, punctuation)[0]
    shown = text
    pieces = _ASCII_STOP.split(text)
    if len(pieces) > 1:
        for i in range(1, len(pieces), 2):
            if "\u4e00" <= pieces[i - 1][-1:] <= "\u9fff":
                pieces[i] = _FULL_STOP[pieces[i]]
        shown = "".join(pieces)
    if "(" in shown:  # brackets with Chinese in them need no look at what stands around
        shown = _BRACKETS.sub(_wide_brackets, shown)
    plain = text.isprintable() and not _UNSURE.search(shown)
    return shown if plain else display_text(text)[0]


def _wide_brackets(pair: re.Match[str]) -> str:
    return f"（{pair[1]}）" if any(map(_is_cjk, pair[1])) else pair[0]


@lru_cache(maxsize=256)
def _shown_heading(text: str, punctuation: Punctuation) -> str:
    """Kept: one heading is asked for time and again, for contents, bookmarks and every width."""
    return display_text(text, punctuation, heading=True)[0]


def _by_offset(change: Substitution) -> int:
    return change.offset


def _apply(text: str, changes: list[tuple[int, str]]) -> str:
    pieces: list[str] = []
    at = 0
    for offset, new in changes:
        pieces += (text[at:offset], new)
        at = offset + 1
    pieces.append(text[at:])
    return "".join(pieces)


def _full_width(text: str) -> list[Substitution]:
    marks = [m.start() for m in _ASCII_MARK.finditer(text)]
    if not marks or not any(map(_is_cjk, text)):
        return []
    pairs = _bracket_pairs(text, [at for at in marks if text[at] in "()"])
    addressed = _marks_in_addresses(text) if "://" in text or "www." in text else set()
    out: list[Substitution] = []
    for at in marks:
        if at in addressed:
            continue
        pair = pairs.get(at)
        if _brackets_chinese(text, *pair) if pair else _mark_chinese(text, at):
            out.append(Substitution(at, text[at], _FULL[ord(text[at])], "fullwidth"))
    return out


def _bracket_pairs(text: str, brackets: list[int]) -> dict[int, tuple[int, int, bool]]:
    """By each bracket that has another: where the two stand, and whether Chinese is between. Every
    character is looked at once, however deep brackets are nested."""
    pairs: dict[int, tuple[int, int, bool]] = {}
    open_: list[int] = []
    chinese = [False]  # in the line itself, and in each pair that is open
    last = 0
    for at in brackets:
        chinese[-1] |= any(map(_is_cjk, text[last:at]))
        last = at
        if text[at] == "(":
            open_.append(at)
            chinese.append(False)
        elif open_:
            start, inside = open_.pop(), chinese.pop()
            chinese[-1] |= inside
            pairs[start] = pairs[at] = (start, at, inside)
    return pairs


def _marks_in_addresses(text: str) -> set[int]:
    return {
        mark.start()
        for address in _ADDRESS.finditer(text)
        for mark in _ASCII_MARK.finditer(text, *address.span())
    }


def _brackets_chinese(text: str, start: int, end: int, inside: bool) -> bool:
    """A pair goes full width when Chinese stands inside it, or on both sides of it."""
    if inside:
        return True
    before, after = _neighbour(text, start, -1), _neighbour(text, end, 1)
    return (
        (not before or _is_cjk(before)) and (not after or _is_cjk(after)) and bool(before or after)
    )


def _mark_chinese(text: str, at: int) -> bool:
    """A mark is Chinese when the nearest characters say so.

    Between two digits it belongs to the number (12:30, 10,641, 3:2); between two Latin letters to
    the Latin text, space or not. Otherwise one Chinese neighbour is enough; at the end of a line
    after a digit or Latin word (…超过PM2.5;) Chinese anywhere in the line decides.
    """
    before = _neighbour(text, at, -1)
    if _is_cjk(before):  # nearly always: spares the walk to the other side
        return True
    after = _neighbour(text, at, 1)
    # Where nothing follows, the line has Chinese in it, or nobody would ask.
    return _is_cjk(after) or (not after and bool(before))


def _neighbour(text: str, at: int, step: int) -> str:
    """The nearest character on one side that says something of the language, or ""."""
    i = at + step
    while 0 <= i < len(text) and text[i] in _NEUTRAL and abs(i - at) <= 8:
        i += step
    return text[i] if 0 <= i < len(text) else ""


def _is_cjk(char: str) -> bool:
    return bisect_right(_CJK, char) % 2 == 1


def _clause_spaces(text: str) -> list[Substitution]:
    return [
        Substitution(m.start(), m.group(), "\u3000", "clause-space")
        for m in _SPACE.finditer(text)
        if _is_cjk(text[m.start() - 1]) and _is_cjk(text[m.end()])
    ]


def _controls(text: str) -> list[Substitution]:
    return [
        Substitution(m.start(), m.group(), _stand_in(m.group()), "control")
        for m in _CONTROL.finditer(text)
    ]


def _stand_in(char: str) -> str:
    """Unicode's control pictures for C0 and DEL, U+FFFD for what has none."""
    code = ord(char)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
