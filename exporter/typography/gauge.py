"""How wide a face sets a text and of which classes it is, told for whole texts at once.

Characters are told apart by kinds, a byte each: one for each mark, letter and digit that newspapers
use, and one for all Han of an em's width. A face learns a character before it may be told so; a
text of nothing but learnt ones costs no look at each of its characters.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from exporter.typography.faces import Face
from exporter.typography.rules import CLOSING, DASHES, EM, MIDDLE, OPENING, UNITS, classify

DASH = "—"
_HAN = ord("?")
"""The kind of Han: what `codecs` writes for a character that its map lacks."""
_ASCII = bytes(range(0x20, 0x7F)).decode()
_OTHERS = "\xa0\u3000￥×÷±→■●▲★◆①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩαβγδμπàáèéêíìóòúùüāēīōūǎěǐǒǔ"
_NAMED = [
    char
    for char in dict.fromkeys(_ASCII + OPENING + CLOSING + MIDDLE + DASHES + UNITS + _OTHERS)
    if char != chr(_HAN)
]
_FREE = [kind for kind in range(1, 256) if kind != _HAN]
_KIND_OF = dict(zip(_NAMED, _FREE, strict=False))
_UNUSED = "\ufffe"
_SETTLED = 400
"""So many looks at each character of a text cost as much as a pattern of those that are known."""
_MARKED = re.compile(b"\x01+")


def _kinds_map() -> Any:
    """A map for `codecs.charmap_encode`: from characters to kinds, "?" to that of Han."""
    table = ["\0", *[_UNUSED] * 255]
    table[_HAN] = chr(_HAN)
    for char, kind in _KIND_OF.items():
        table[kind] = char
    return codecs.charmap_build("".join(table))


_MAP = _kinds_map()


def kinds_of(text: str) -> bytes:
    """The kind of every character; that of Han for those without one of their own."""
    return codecs.charmap_encode(text, "replace", _MAP)[0]


class Gauge:
    """One face's widths. `known` are the characters of which `kinds_of` tells all: to be asked
    for a text (`knows`) before `widths` and `classes` of its kinds are."""

    def __init__(self, face: Face) -> None:
        self.face = face
        whole = face.whole_marks()
        self.known: set[str] = set()
        self._strange: set[str] = set()
        self._unknown: re.Pattern[str] | None = None
        self._asked = 0
        """Since something was learnt."""
        self._widths = [EM] * 256
        self._other = bytearray(256)
        """By kind, whether its width is another than an em."""
        letters = bytearray(b"h" * 256)
        classes = classify("".join(_KIND_OF), whole).encode("ascii")
        for kind, letter in zip(_KIND_OF.values(), classes, strict=True):
            letters[kind] = letter
        self._classes = bytes(letters)

    def knows(self, text: str) -> bool:
        """Whether all characters of a text are known."""
        if self._unknown is None:
            self._asked += 1
            if self._asked < _SETTLED:
                return self.known.issuperset(text)
            self._unknown = re.compile(f"[^{re.escape(''.join(sorted(self.known)))}]")
        return self._unknown.search(text) is None

    def learn(self, text: str) -> list[str]:
        """Learns what can be learnt of a text's characters; those that are new, in order."""
        new = sorted(set(text).difference(self.known, self._strange))
        learnt = [char for char in new if self._learn(char)]
        if learnt:
            self.known.update(learnt)
            self._unknown, self._asked = None, 0
        self._strange.update(set(new).difference(learnt))
        return learnt

    def _learn(self, char: str) -> bool:
        glyph = self.face.glyph(char)
        if not glyph:
            return False
        width = EM if char == DASH else self.face.glyph_advance(glyph)
        kind = _KIND_OF.get(char)
        if kind is None:
            return width == EM and classify(char) == "h"
        self._widths[kind] = width
        self._other[kind] = width != EM
        return True

    def widths(self, kinds: bytes) -> list[int]:
        """In thousandths of an em; an em for a dash, which is drawn joined to its neighbour."""
        out = [EM] * len(kinds)
        for found in _MARKED.finditer(kinds.translate(self._other)):
            start, end = found.span()
            out[start:end] = map(self._widths.__getitem__, kinds[start:end])
        return out

    def classes(self, kinds: bytes) -> str:
        """As `rules.classify` tells them; marks in the middle of their square are "w"."""
        return kinds.translate(self._classes).decode("ascii")
