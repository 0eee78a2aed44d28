"""Character classes and break rules of horizontal Chinese, as tables.

Sources: W3C CLREQ (prohibition rules for line start and line end; width adjustment of marks),
GB/T 15834-2011 5.1, UAX #14 for Latin text. Classes, one letter a character:

    h  Han and whatever breaks on both sides      o  opening mark, never at a line's end
    c  closing mark, never at a line's start      m  other marks never at a line's start
    d  dash and ellipsis, never split             l  Latin letters, digits: break with the word
    k  ASCII closing mark, as c but narrow        j  ASCII opening mark, as o but narrow
    u  unit that stays with its number            s  space: may be broken after, hangs at the end
    p  the percent sign: as k, but a Han-Latin gap follows it
    z  invisible: takes no width, no break before
    w  closing mark in the middle of its square, as Traditional Chinese has 、，。: as c, but with a
       blank quarter on either side

Which of them may begin or end a line is a matter of the level (`LEVELS`), how wide they are one of
the style (`Marks`).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

OPENING = "“‘「『（《〈【〖〔［｛"
CLOSING = "、，。．：；！？”’」』）》〉】〗〕］｝"
MIDDLE = "～–·・‧／々〻ー‼⁇⁈⁉"
DASHES = "—…⸺"
ASCII_CLOSING = ",.;:!?)]}/"
ASCII_OPENING = "([{￥＄≤≥≈≠±"
"""The signs of comparison stay with their number and have no gap before them."""
UNITS = "％‰℃℉°′″¢"

EM = 1000
HALF = 500
QUARTER = 250
GAP = 250
"""The Han-Latin gap, 1/4 em (rule 4)."""
GAP_SHRINK = 125
"""How much of that gap justification may take (to 1/8 em) or first add."""
FULL_WIDTH = 900
"""A mark at least this wide has a blank half that can be trimmed; a narrower one has none."""

_TABLE: dict[int, str] = {}
for _chars, _letter in (
    (OPENING, "o"),
    (CLOSING, "c"),
    (MIDDLE, "m"),
    (DASHES, "d"),
    (ASCII_CLOSING, "k"),
    (ASCII_OPENING, "j"),
    (UNITS, "u"),
    ("%", "p"),
    (" \t\u00a0\u2002\u2003\u2009\u3000", "s"),
    ("\u00ad\u200b\u200c\u200d\u2060\ufeff", "z"),
):
    _TABLE.update({ord(char): _letter for char in _chars})

_INVISIBLE = (0x0300, 0x0370, 0x200B, 0x2010, 0x202A, 0x202F, 0x2060, 0x2065,
              0xFE00, 0xFE10, 0xE0100, 0xE01F0)  # fmt: skip
"""Where ranges of characters that are not seen begin and, by turns, are over."""

_SYMBOLS = (0x2190, 0x2200, 0x2460, 0x27C0)
"""The same of arrows, enclosed numbers, shapes and stars: as Han, for they are no letters."""


class _Classes(dict[int, str]):
    """Fills itself: what the table does not name is Latin below U+2E80, Han above and where there
    are symbols."""

    def __missing__(self, code: int) -> str:
        hidden = bisect_right(_INVISIBLE, code) % 2 == 1
        letters = code < 0x2E80 and bisect_right(_SYMBOLS, code) % 2 == 0
        letter = "z" if hidden else "l" if letters else "h"
        self[code] = letter
        return letter


_CLASSES = _Classes(_TABLE)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the prohibition rules (CLREQ): the classes that may not begin or end a line;
    whether the solidus between Han may end one; whether a dash or an ellipsis may begin one where
    the line before would else be pulled wide (they never do where it would not)."""

    no_start: frozenset[str]
    no_end: frozenset[str]
    solidus_ends: bool
    dash_begins: bool


_NO_START = frozenset("cwmdkupz")
_NO_END = frozenset("oj")
LEVELS = {
    "none": Level(frozenset("upz"), frozenset(), True, True),
    "basic": Level(_NO_START, _NO_END, True, True),
    "gb": Level(_NO_START, _NO_END, False, True),
    "strict": Level(_NO_START, _NO_END, False, False),
}
BASIC = LEVELS["basic"]


class Marks(NamedTuple):
    """How marks are set. `tight`: each of several adjacent marks takes half an em, not only one of
    two; `hanging`: 、，。． at a line's end stand outside the measure (rule 13)."""

    level: Level = BASIC
    tight: bool = False
    hanging: bool = False


DEFAULT_MARKS = Marks()
HANGING = frozenset("、，。．")
CLAUSE_ENDS = frozenset("，。；：！？、")
"""Marks after which a heading is broken by preference."""
_WORD = frozenset("lkjp")
_IN_ADDRESS = frozenset("?&=#_@")
"""Where an address may be broken besides: after these, before a letter or digit."""
_DATE_UNITS = frozenset("年月日号號时時分秒点點岁歲")


def classify(text: str, whole: frozenset[str] = frozenset()) -> str:
    """The class letter of every character; same length as `text`. Marks in `whole` stand in the
    middle of their square."""
    classes = text.translate(_CLASSES)
    if whole.isdisjoint(text):
        return classes
    pairs = zip(text, classes, strict=True)
    return "".join(["w" if char in whole else letter for char, letter in pairs])


def latin_quotes(text: str) -> frozenset[int]:
    """Where “” and ‘’ are those of Latin text (rule 14): apostrophes, and pairs that hold Latin
    text and stand in Latin text."""
    if not (_after_ascii(text, "”") or _after_ascii(text, "’")):
        return frozenset()
    found = {match.start() for match in _APOSTROPHE.finditer(text)}
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        around = (text[:start].rstrip()[-1:], text[end:].lstrip()[:1])
        if all(char == "" or char.isascii() for char in around):
            found |= {start, end - 1}
    return frozenset(found)


def _after_ascii(text: str, mark: str) -> bool:
    """Whether a mark stands right after an ASCII character: quicker to say than by a pattern."""
    at = text.find(mark)
    while at >= 0:
        if at and text[at - 1].isascii():
            return True
        at = text.find(mark, at + 1)
    return False


_APOSTROPHE = Lazy("(?<=[A-Za-z0-9])’(?=[A-Za-z])")
_QUOTED = Lazy(r"“(?=[ -~’]*?[A-Za-z])[ -~‘’]*”|‘(?=[ -~]*?[A-Za-z])[ -~]*’(?![A-Za-z])")


def may_break(text: str, classes: str, at: int, level: Level = BASIC) -> bool:
    """Whether a line may end before character `at` (0 < at < len). Dashes that `level` suffers at a
    line's start are no places to choose freely: see `may_begin_with_dash`."""
    before, after = classes[at - 1], classes[at]
    if after in level.no_start or before in level.no_end:
        return before == "s" and after not in "cwmupz"
    if after == "s" or before == after == "d":
        return False
    left, right = text[at - 1], text[at]
    if before in _WORD and after in _WORD:
        return _parts_word(left, right)
    if right in _DATE_UNITS and left.isdigit():
        return False  # 4月, 12日: split dates are a mark of amateur setting
    return level.solidus_ends or left not in "/／"


def _parts_word(left: str, right: str) -> bool:
    """Whether a Latin word may be parted between these: well-|known, 5/|a, ?id=|7."""
    if left in "-/":
        return right.isalpha()
    return left in _IN_ADDRESS and right.isalnum()


def may_begin_with_dash(classes: str, at: int, level: Level) -> bool:
    """Whether a line may begin with the dash or ellipsis at `at`, if nothing better is at hand."""
    before = classes[at - 1]
    return level.dash_begins and classes[at] == "d" and before != "d" and before not in level.no_end


@lru_cache(maxsize=4096)
def is_han(char: str) -> bool:
    """A character a last line needs two of (rule 8): Han, kana, hangul."""
    return _CLASSES[ord(char)] == "h" and char.isalnum()
