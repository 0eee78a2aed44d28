"""How many lines a text takes, by the common proportions of the faces: Han one em, figures half of
it, a quarter between the two. No font is opened, for it is the reader's machine that has them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from math import ceil

from exporter.lexicon.characters import HAN
from exporter.startup.patterns import Lazy
from exporter.typography.rules import ASCII_CLOSING, ASCII_OPENING, CLOSING, DASHES, MIDDLE, OPENING
from exporter.writers.docx.parts.styles import WordStyle

_NO_START = frozenset(CLOSING + ASCII_CLOSING + MIDDLE + DASHES + "%％")
_NO_END = frozenset(OPENING + ASCII_OPENING)
_HALVED = frozenset(CLOSING)
"""Their blank half is given up at a line's end, where they would not fit otherwise."""
_ROUNDING = 0.001
_GAP = 0.25


class _Widths(dict[str, float]):
    """Fills itself: a narrow letter where the table does not name it, an em for Han."""

    def __missing__(self, char: str) -> float:
        self[char] = 1.0 if char >= "\u2e80" else 0.46
        return self[char]


_WIDTHS = _Widths(
    dict.fromkeys("0123456789", 0.5)
    | dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ%&@", 0.68)
    | dict.fromkeys(" .,:;!|'ijlIft()[]/-", 0.28)
    | dict.fromkeys("“”‘’—…·", 1.0)
)
_MIXED = Lazy(f"(?<={HAN})(?=[0-9A-Za-z%])|(?<=[0-9A-Za-z%])(?={HAN})")
_MOST_LINES = 4
"""Lines that a heading is balanced in, at most."""
_LOST = 0.4  # em a line may lose at its end to the break rules, as far as it matters here


def lines_of(text: str, row: WordStyle, measure: float, size: float = 0) -> int:
    """`measure` is the column's width in ems of 12 points, `size` another than the style's; line
    breaks begin new lines."""
    em = (size or row.size or 12) / 12
    width = measure / em - 2 * row.indent
    return sum(_lines(line, width, row.first) for line in text.split("\n"))


def width_em(text: str) -> float:
    """Of a text in one line, in ems of its own size."""
    return sum(_widths(text))


def wrapped_em(text: str, room: float) -> float | None:
    """The width in which a heading of lines of its own, some wider than `room`, wraps into lines
    as equal as can be, broken between words (rule 10). None where all lines fit, where the breaks
    wanted are not those that a reader's machine would come to by itself, or where the heading
    would take more lines."""
    lines = text.split("\n")
    if max(map(width_em, lines)) <= room:
        return None
    # Loaded here: few headings are as long.
    from exporter.typography.headings import balance_lines
    from exporter.typography.measure import measure

    found: list[tuple[float, float]] = []
    for line in lines:
        widths = [round(1000 * _WIDTHS[char]) for char in line]
        broken = balance_lines(measure(line, widths), int(1000 * room), _MOST_LINES, word_bonds)
        pieces = [line[one.start : one.end].strip() for one in broken]
        if len(pieces) > ceil(width_em(line) / room):
            return None
        for piece, after in zip(pieces, [*pieces[1:], ""], strict=True):
            found.append((width_em(piece), width_em(piece + _beginning(after)) if after else room))
    # What a line holds must fit, and what begins the next must not.
    least, most = max(one[0] for one in found), min(one[1] for one in found)
    return (least + min(most, room)) / 2 if least < min(most, room + _ROUNDING) else None


def _beginning(text: str) -> str:
    """What of a line would not be parted from its first character."""
    end = 1
    while end < len(text) and not _may_break(text[end - 1], text[end]):
        end += 1
    return text[:end]


def word_bonds() -> Mapping[str, str]:
    """How firmly two characters hold together, as reading knows it: few headings ask."""
    from exporter.lexicon.pairs import pair_levels

    return pair_levels()


def _lines(text: str, measure: float, first: float) -> int:
    """By the whole length where that is plain, else line by line."""
    narrow = (len(text.encode("utf-8", "replace")) - len(text)) / 2  # characters of three octets
    longest = first + len(text)
    if longest <= measure:
        return 1
    likely = first + narrow + (len(text) - narrow) * 0.55
    sure = likely / measure
    lines = ceil(sure)
    if lines - sure > _LOST * lines / measure and sure - (lines - 1) > 0.1:
        return lines
    return _broken(text, measure, first)


def _broken(text: str, measure: float, first: float) -> int:
    ends = list(accumulate(_widths(text), initial=0.0))
    at, lines, room = 0, 0, measure - first
    while at < len(text):
        limit = ends[at] + room + _ROUNDING
        fit = bisect_right(ends, limit) - 1
        if fit < len(text) and text[fit] in _HALVED and ends[fit] + 0.5 <= limit:
            fit += 1
        at = max(at + 1, _break_at(text, at, fit))
        lines, room = lines + 1, measure
    return max(1, lines)


def _widths(text: str) -> list[float]:
    """With the gap that stands before each character."""
    found = list(map(_WIDTHS.__getitem__, text))
    for gap in _MIXED.finditer(text):
        found[gap.start()] += _GAP
    return found


def _break_at(text: str, start: int, end: int) -> int:
    """Where a line breaks that has room up to `end`."""
    if end >= len(text):
        return len(text)
    found = end
    while found > start + 1 and not _may_break(text[found - 1], text[found]):
        found -= 1
    return found if found > start + 1 else end


def _may_break(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char.isascii() and not char.isspace()
