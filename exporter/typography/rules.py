"""Character classes and break rules of horizontal Chinese, as tables.

Sources: W3C CLREQ (prohibition rules for line start and line end; width adjustment of marks),
GB/T 15834-2011 5.1, UAX #14 for Latin text. Classes, one letter a character:

    h  Han and whatever breaks on both sides      o  opening mark, never at a line's end
    c  closing mark, never at a line's start      m  other marks never at a line's start
    d  dash and ellipsis: as m, and never split   l  Latin letters, digits: break with the word
    k  ASCII closing mark, as c but narrow        j  ASCII opening mark, as o but narrow
    u  unit that stays with its number            s  space: may be broken after, hangs at the end
    p  the percent sign: as k, but a Han-Latin gap follows it
    z  invisible: takes no width, no break before
"""

from __future__ import annotations

from functools import lru_cache

OPENING = "“‘「『（《〈【〖〔［｛"
CLOSING = "、，。．：；！？”’」』）》〉】〗〕］｝"
MIDDLE = "～–·・‧々〻ー‼⁇⁈⁉"
DASHES = "—…⸺"
ASCII_CLOSING = ",.;:!?)]}"
ASCII_OPENING = "([{￥＄"
UNITS = "％‰℃℉°′″¢"

EM = 1000
HALF = 500
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

_INVISIBLE = ((0x0300, 0x036F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
              (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))  # fmt: skip


class _Classes(dict[int, str]):
    """Fills itself: what the table does not name is Latin below U+2E80, Han above."""

    def __missing__(self, code: int) -> str:
        hidden = any(a <= code <= b for a, b in _INVISIBLE)
        letter = "z" if hidden else "l" if code < 0x2E80 else "h"
        self[code] = letter
        return letter


_CLASSES = _Classes(_TABLE)

_NO_START = frozenset("cmdkupz")
_NO_END = frozenset("oj")
_WORD = frozenset("lkjp")
_IN_ADDRESS = frozenset("?&=#_@")
"""Where an address may be broken besides: after these, before a letter or digit."""
_DATE_UNITS = frozenset("年月日号时分秒点岁")


def classify(text: str) -> str:
    """The class letter of every character; same length as `text`."""
    return text.translate(_CLASSES)


def may_break(text: str, classes: str, at: int) -> bool:
    """Whether a line may end before character `at` (0 < at < len)."""
    before, after = classes[at - 1], classes[at]
    if after in _NO_START or before in _NO_END:
        return before == "s" and after not in "cmupz"
    if after == "s":
        return False
    if before in _WORD and after in _WORD:
        left, right = text[at - 1], text[at]
        return (left in "-/" and right.isalpha()) or (left in _IN_ADDRESS and right.isalnum())
    if text[at] in _DATE_UNITS and text[at - 1].isdigit():
        return False  # 4月, 12日: split dates are a mark of amateur setting
    return not (before == "l" and after == "u")


@lru_cache(maxsize=4096)
def is_han(char: str) -> bool:
    """A character a last line needs two of (rule 8): Han, kana, hangul."""
    return _CLASSES[ord(char)] == "h" and char.isalnum()
