"""The cover: the paper's name on its colour, the day, the lead and the next headlines.

It repeats what stands inside and is an artifact, outside the reading order. Lengths are those of a
page 1,600 wide, so that it reads the same from A5 to tabloid and as a thumbnail.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.display import Punctuation, shown_text
from exporter.model import Article, Issue, Line
from exporter.model import Page as NewspaperPage
from exporter.titles import (
    date_text,
    forms_of,
    headline_text,
    number_text,
    pages_text,
    weekday_text,
)
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.typography.measure import natural
from exporter.writers.pdf.look.theme import Align, Style, Theme
from exporter.writers.pdf.page.draw import Page
from exporter.writers.pdf.page.margins import fitted
from exporter.writers.pdf.setting.compose import Composer

_WHITE = "1 g"
_PAPER = "0.984 0.98 0.965 rg"
_HAIR = "0.75 g"
_BAND = 0.35
"""The coloured part of the page's height."""
_UNIT = 1600.0
_MARGIN = 131.0
_MEASURE = _UNIT - 2 * _MARGIN
_SIDES: tuple[Align, Align] = ("left", "right")
_NAME, _TWO_LINES = 312.0, 200.0
_HEADLINES = (150.0, 132.0, 116.0, 100.0, 88.0)
_MOST_LINES = 3
_MORE = 4
_STEP = 150.0
_FOOT = 150.0
"""Kept free at the page's foot, for the publisher."""


class Cover:
    """Draws one page. `y` below is counted down from the page's top."""

    def __init__(
        self, issue: Issue, theme: Theme, composer: Composer, punctuation: Punctuation
    ) -> None:
        self.issue = issue
        self.theme = theme
        self.composer = composer
        self.punctuation = punctuation
        self.scale = theme.grid.width / _UNIT
        self.height = theme.grid.height / self.scale

    def draw(self, page: Page) -> None:
        """The whole cover; what was not given is left out."""
        grid = self.theme.grid
        band = _BAND * self.height
        low = (self.height - band) * self.scale
        page.block(0, 0, grid.width, low, _PAPER)
        page.block(0, low, grid.width, grid.height - low, self.theme.accent)
        self._band(page, band)
        articles = [(one, article) for one in self.issue.pages for article in one.articles]
        if articles:
            y = self._lead(page, articles[0][1], band)
            self._others(page, [(p, a) for p, a in articles[1:] if a.headline], y)
        if self.issue.meta.publisher:
            style = self._style(SONG, 38, colour=self.theme.grey)
            self._line(page, self.issue.meta.publisher, style, self.height - 70)
        page.pack()

    def _band(self, page: Page, band: float) -> None:
        """Number and pages above the name, day and weekday below it, between white rules."""
        high, low = 0.235 * band, 0.83 * band
        left, right = (self._style(HEI, 44, align, _WHITE) for align in _SIDES)
        self._line(page, number_text(self.issue), left, high - 25)
        self._line(page, pages_text(self.issue), right, high - 25)
        self._rule(page, high, 3, _WHITE)
        self._rule(page, low, 3, _WHITE)
        left, right = (self._style(SONG, 52, align, _WHITE) for align in _SIDES)
        self._line(page, date_text(self.issue), left, low + 74)
        self._line(page, weekday_text(self.issue), right, low + 74)
        name = self.issue.meta.publication or ""
        lines = (
            [name] if len(name) <= 6 else [name[: -(-len(name) // 2)], name[-(-len(name) // 2) :]]
        )
        widest = max(self._em(line, HEAVY) for line in lines)
        size = min(_NAME if len(lines) == 1 else _TWO_LINES, _MEASURE / max(widest, 0.1))
        y = (high + low) / 2 + 0.38 * size - 0.6 * size * (len(lines) - 1)
        for line in lines:
            self._line(page, line, self._style(HEAVY, size, "centre", _WHITE), y)
            y += 1.2 * size

    def _lead(self, page: Page, article: Article, top: float) -> float:
        """Kicker, headline and deck of the first article; the height of what comes below."""
        y = top + 180
        small = self._style(KAI, 56)
        kicker = () if article.kicker is None else (article.kicker,)
        for words in self._shown(kicker):
            self._line(page, words, small, y)
            y += 20
        headline = self._shown(article.headline) or [headline_text(article, self.punctuation)]
        broken, size = self._broken(headline)
        for words in broken:
            y += 1.16 * size
            self._line(page, words, self._style(HEAVY, size), y)
        y += 0.3 * size
        for words in self._shown(article.deck[:2]):
            y += 74
            self._line(page, words, small, y)
        return max(y + 90, min(top + 806, self.height - _FOOT - _MORE * _STEP))

    def _broken(self, lines: Sequence[str]) -> tuple[list[str], float]:
        """A headline in at most three lines: at the largest size that does it."""
        out: list[str] = []
        for size in _HEADLINES:
            out = []
            for line in lines:
                style = Style(face=HEAVY, size=size, align="left", heading=True)
                text = self.composer.plain(line, style, _MEASURE)
                out += [line[one.start : one.end].strip() for one in text.lines]
            if len(out) <= _MOST_LINES:
                return out, size
        return out[:_MOST_LINES], _HEADLINES[-1]

    def _others(self, page: Page, rest: Sequence[tuple[NewspaperPage, Article]], y: float) -> None:
        """Up to four headlines between hairlines, each with the number of its page."""
        rows = rest[: max(0, min(_MORE, int((self.height - _FOOT - y) // _STEP)))]
        if not rows:
            return
        self._rule(page, y, 10, self.theme.ink)
        self._rule(page, y + 17, 3, self.theme.ink)
        y += 38
        short = forms_of(self.issue.meta.language).short_page
        for index, (section, article) in enumerate(rows):
            if index:
                self._rule(page, y, 2, _HAIR)
            label = "" if section.number is None else short.format(section.number)
            room = _MEASURE - 44 * self._em(label, HEI) - 40
            words = headline_text(article, self.punctuation)
            self._line(page, words, self._style(HEAVY, 66), y + 98, room)
            self._line(page, label, self._style(HEI, 44, "right", self.theme.accent), y + 90)
            y += _STEP

    def _shown(self, lines: Sequence[Line]) -> list[str]:
        return [shown_text(line, self.punctuation, heading=True) for line in lines]

    def _em(self, words: str, face: str) -> float:
        """The width of a line in em of its size."""
        text = self.composer.plain(words, Style(face=face, size=1, align="left"), _UNIT)
        return natural(text.measured, 0, len(words)) / 1000 if words else 0.0

    def _rule(self, page: Page, y: float, weight: float, colour: str) -> None:
        k = self.scale
        page.rule(_MARGIN * k, (self.height - y) * k, _MEASURE * k, weight * k, colour)

    def _style(self, face: str, size: float, align: Align = "left", colour: str = "") -> Style:
        """How a line is set; in the theme's ink, unless a colour is given."""
        return Style(
            face=face, size=size * self.scale, align=align, colour=colour or self.theme.ink
        )

    def _line(self, page: Page, words: str, style: Style, y: float, room: float = _MEASURE) -> None:
        """One line with its baseline at `y`, in the measure."""
        if not words:
            return
        k = self.scale
        text = fitted(self.composer, words, style, room * k)
        page.artifact("Header", text, _MARGIN * k, (self.height - y) * k)
