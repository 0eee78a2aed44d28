"""The cover that is drawn when none was given: from what the issue says of itself, no more.

1600 × 2560 pixels: the paper's name on vermilion between number and date, below it the lead
story's headline group and up to four more headlines, each with its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from exporter.display import Punctuation, shown_text
from exporter.model import Article
from exporter.startup.records import dataclass
from exporter.titles import headline_text
from exporter.typography.catalogue import NO_FONTS, Fonts
from exporter.typography.faces import HEAVY, HEI, KAI, SONG, Face, shipped_face
from exporter.writers.epub.cover.canvas import Band, png, text_width

WIDTH, HEIGHT = 1600, 2560
_TOP = HEIGHT * 35 // 100
_MARGIN = 131
_MEASURE = WIDTH - 2 * _MARGIN
_RED, _WHITE, _PAPER = (0xA8, 0x20, 0x1A), (0xFF, 0xFF, 0xFF), (0xFB, 0xFA, 0xF7)
_INK, _QUIET, _HAIR = (0x11, 0x11, 0x11), (0x5F, 0x5B, 0x54), (0xBF, 0xBA, 0xB0)
_MORE = 4
_STORY_FOOT = 1500
"""Pixels from the top of the lower band: below it stands only the publisher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a cover says; empty strings are left out. `name` is the paper's, or the title; with
    each article goes where it stands: 1版, or in a volume its day."""

    name: str
    number: str = ""
    pages: str = ""
    date: str = ""
    weekday: str = ""
    publisher: str = ""
    articles: tuple[tuple[str, Article], ...] = ()
    punctuation: Punctuation = "full"
    fonts: Fonts = NO_FONTS


def draw_cover(cover: Cover) -> tuple[bytes, tuple[str, ...]]:
    """The cover as PNG, and the characters on it that no font has. Raises FontError when a
    shipped font cannot be had."""
    bands = (_masthead(cover), _stories(cover))
    missing = dict.fromkeys(char for band in bands for char in band.missing)
    return png(bands), tuple(char for char in missing if char.isprintable())


def _masthead(cover: Cover) -> Band:
    fonts = cover.fonts
    band = Band(WIDTH, _TOP, _RED, fonts)
    heavy, hei, song = (shipped_face(name, fonts) for name in (HEAVY, HEI, SONG))
    if cover.number:
        room = _MEASURE - text_width(cover.pages, hei, 44, fonts) - 44
        band.text(_fitted(cover.number, hei, 44, fonts, room), hei, 44, _MARGIN, 187, _WHITE)
    if cover.pages:
        width = text_width(cover.pages, hei, 44, fonts)
        band.text(cover.pages, hei, 44, WIDTH - _MARGIN - width, 187, _WHITE)
    band.rule(_MARGIN, 212, _MEASURE, 3, _WHITE)
    lines, size = _name_lines(cover.name, heavy, fonts)
    gap, leading = size * _NAME_GAP, size * 1.2
    y = 479 + size * 0.38 - leading * (len(lines) - 1) / 2
    for line in lines:
        width = text_width(line, heavy, size, fonts, gap)
        band.text(line, heavy, size, (WIDTH - width) / 2, y, _WHITE, gap)
        y += leading
    band.rule(_MARGIN, 744, _MEASURE, 3, _WHITE)
    if cover.date:
        band.text(_fitted(cover.date, song, 52, fonts), song, 52, _MARGIN, 820, _WHITE)
    if cover.weekday:
        width = text_width(cover.weekday, song, 52, fonts)
        band.text(cover.weekday, song, 52, WIDTH - _MARGIN - width, 820, _WHITE)
    return band


_NAME_GAP = 0.08
"""Between the characters of the paper's name, in em."""


def _name_lines(name: str, face: Face, fonts: Fonts) -> tuple[list[str], float]:
    """The paper's name at 312, over six characters in two lines; smaller where it must be."""
    lines = [name] if len(name) <= 6 else _halved(name)
    widest = max([text_width(line, face, 1, fonts, _NAME_GAP) for line in lines] or [1])
    size = min(312 if len(lines) == 1 else 200, WIDTH * 0.84 / max(widest, 0.1))
    if size >= 64:
        return lines, size
    kept = _cut(name, lambda words: text_width(words, face, 64, fonts) <= 1.5 * _MEASURE)
    return _halved(kept), 64


def _halved(words: str) -> list[str]:
    """At the space nearest the middle, if one is near, else in the middle."""
    middle = (len(words) + 1) // 2
    spaces = [i for i, char in enumerate(words) if char.isspace() and abs(i - middle) <= middle / 2]
    at = min(spaces, key=lambda i: abs(i - middle), default=middle)
    return [part for part in (words[:at].strip(), words[at:].strip()) if part]


def _stories(cover: Cover) -> Band:
    fonts = cover.fonts
    band = Band(WIDTH, HEIGHT - _TOP, _PAPER, fonts)
    if cover.articles:
        y = _lead(band, cover.articles[0][1], cover.punctuation)
        rest = [(where, article) for where, article in cover.articles[1:] if article.headline]
        _others(band, rest, y, cover.punctuation)
    if cover.publisher:
        song = shipped_face(SONG, fonts)
        words = _fitted(cover.publisher, song, 38, fonts)
        band.text(words, song, 38, _MARGIN, 1576, _QUIET)
    return band


def _lead(band: Band, article: Article, punctuation: Punctuation) -> int:
    """The lead's headline group from the top; gives the y of what comes below it."""
    fonts = band.fonts
    kai, heavy = shipped_face(KAI, fonts), shipped_face(HEAVY, fonts)
    y = 180
    if article.kicker is not None:
        words = shown_text(article.kicker, punctuation, heading=True)
        band.text(_fitted(words, kai, 56, fonts), kai, 56, _MARGIN, y, _INK)
        y += 20
    lines = [shown_text(line, punctuation, heading=True) for line in article.headline]
    broken, size = _headline(lines or [headline_text(article, punctuation)], heavy, fonts)
    for words in broken:
        y += round(size * 1.16)
        band.text(words, heavy, size, _MARGIN, y, _INK)
    y += round(size * 0.3)
    for line in article.deck[:2]:
        y += 74
        words = shown_text(line, punctuation, heading=True)
        band.text(_fitted(words, kai, 56, fonts), kai, 56, _MARGIN, y, _INK)
    return max(806, y + 90)


def _headline(lines: list[str], face: Face, fonts: Fonts) -> tuple[list[str], float]:
    """At most three lines: at 150 where they fit, else smaller, else cut."""
    broken, size = lines, 150
    for size in (150, 132, 116, 100, 88):
        broken = [piece for line in lines for piece in _broken(line, face, size, fonts)]
        if len(broken) <= 3:
            return broken, size
    return [*broken[:2], _fitted("".join(broken[2:]), face, size, fonts)], size


def _broken(line: str, face: Face, size: float, fonts: Fonts) -> list[str]:
    """A line in pieces that fit: at its clause spaces, else evenly by characters."""
    width = text_width(line, face, size, fonts)
    if width <= _MEASURE:
        return [line]
    clauses = line.split("\u3000")
    if len(clauses) > 1 and all(
        text_width(clause, face, size, fonts) <= _MEASURE for clause in clauses
    ):
        return clauses
    pieces = int(width // _MEASURE) + 1
    each = -(-len(line) // pieces)
    return [line[at : at + each] for at in range(0, len(line), each)]


def _others(
    band: Band, rest: Iterable[tuple[str, Article]], y: int, punctuation: Punctuation
) -> None:
    """Up to four headlines between hairlines, each with where it stands."""
    fonts = band.fonts
    heavy, hei = shipped_face(HEAVY, fonts), shipped_face(HEI, fonts)
    rows = list(rest)[: min(_MORE, (_STORY_FOOT - y) // 150)]
    if not rows:
        return
    band.rule(_MARGIN, y, _MEASURE, 10, _INK)
    band.rule(_MARGIN, y + 17, _MEASURE, 3, _INK)
    y += 38
    for i, (label, article) in enumerate(rows):
        if i:
            band.rule(_MARGIN, y, _MEASURE, 2, _HAIR)
        width = text_width(label, hei, 44, fonts)
        room = _MEASURE - width - 40
        words = shortened(headline_text(article, punctuation), heavy, 66, fonts, room)
        band.text(words, heavy, 66, _MARGIN, y + 98, _INK)
        band.text(label, hei, 44, WIDTH - _MARGIN - width, y + 90, _RED)
        y += 150


def shortened(words: str, face: Face, size: float, fonts: Fonts, room: float) -> str:
    """As many whole clauses as fit, as a paper's own list of stories gives them; where not even
    the first does, it is cut."""
    clauses = words.split("\u3000")
    for count in range(len(clauses), 0, -1):
        kept = "\u3000".join(clauses[:count])
        if kept and text_width(kept, face, size, fonts) <= room:
            return kept
    return _fitted(words, face, size, fonts, room)


def _fitted(words: str, face: Face, size: float, fonts: Fonts, room: float = _MEASURE) -> str:
    """The words, cut with …… where they are wider than the room."""
    return _cut(words, lambda part: text_width(part, face, size, fonts) <= room)


def _cut(words: str, fits: Callable[[str], bool]) -> str:
    if fits(words):
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(words[:middle] + "……") else (low, middle - 1)
    return words[:low] + "……"
