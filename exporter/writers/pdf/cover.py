"""The cover: the paper's name on its colour, the day, the lead and the next headlines.

It repeats what stands inside and is an artifact, outside the reading order. Sizes are parts of the
page, so that it reads the same from A5 to tabloid and as a thumbnail.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.display import Punctuation, date_text, number_text, shown_text
from exporter.model import Article, Issue, Line, articles_of
from exporter.typography.faces import HEAVY, KAI, SONG
from exporter.writers.pdf.compose import Composer
from exporter.writers.pdf.draw import Page
from exporter.writers.pdf.theme import Align, Style, Theme

_WHITE = "1 g"
_BAND = 0.35
"""The coloured part of the page's height."""
_NAME = 0.84
"""The part of the page's width that the name fills."""
_UNIT = 1600.0
"""Widths below are for a page 1,600 wide."""
_MORE = 4


class Cover:
    """Draws one page."""

    def __init__(
        self, issue: Issue, theme: Theme, composer: Composer, punctuation: Punctuation
    ) -> None:
        self.issue = issue
        self.theme = theme
        self.composer = composer
        self.punctuation = punctuation
        self.scale = theme.grid.width / _UNIT
        self.margin = 0.08 * theme.grid.width
        self.width = theme.grid.width - 2 * self.margin

    def draw(self, page: Page) -> None:
        """The whole cover; what was not given is left out."""
        grid = self.theme.grid
        band = _BAND * grid.height
        page.block(0, grid.height - band, grid.width, band, self.theme.accent)
        self._name(page, grid.height, band)
        articles = list(articles_of(self.issue))
        y = self._lead(page, articles[0], grid.height - band - 130 * self.scale)
        page.rule(self.margin, y, self.width, 6 * self.scale)
        page.rule(self.margin, y - 9 * self.scale, self.width, 1.5 * self.scale)
        step = 150 * self.scale
        for article in [a for a in articles[1:] if a.headline][:_MORE]:
            y -= step
            if y < 0.06 * grid.height:
                break
            words = "\u3000".join(self._shown(article.headline))
            self._line(page, words, HEAVY, 66, y + 0.3 * step, "left")
            page.rule(self.margin, y, self.width, 1.2 * self.scale, self.theme.grey)
        page.pack()

    def _name(self, page: Page, height: float, band: float) -> None:
        name = self.issue.meta.publication or ""
        half = (len(name) + 1) // 2
        lines = [name] if len(name) <= 6 else [name[:half], name[half:]]
        longest = max(map(len, lines))
        size = min(_NAME * self.theme.grid.width / max(longest, 1), 0.62 * band / len(lines))
        y = height - 0.14 * band
        for line in lines if name else ():
            y -= size
            self._line(page, line, HEAVY, size / self.scale, y + 0.14 * size, "centre", _WHITE)
        told = "\u3000".join(filter(None, (date_text(self.issue), number_text(self.issue))))
        if told:
            low = height - band + 60 * self.scale
            self._line(page, told, SONG, 60, low + 22 * self.scale, "centre", _WHITE)
            for rule in (low, low + 100 * self.scale):
                page.rule(self.margin, rule, self.width, 2 * self.scale, _WHITE)

    def _lead(self, page: Page, article: Article, y: float) -> float:
        """Kicker, headline and deck of the first article; the height of their foot."""
        kicker = () if article.kicker is None else (article.kicker,)
        parts: tuple[tuple[Sequence[Line], str, float], ...] = (
            (kicker, KAI, 56.0), (article.headline, HEAVY, 150.0), (article.deck, KAI, 56.0)
        )  # fmt: skip
        for lines, face, size in parts:
            for words in self._shown(lines):
                fitted = min(size, self.width / self.scale / max(len(words), 1))
                y -= 1.3 * fitted * self.scale
                self._line(page, words, face, fitted, y, "centre")
            y -= 14 * self.scale
        return y - 60 * self.scale

    def _shown(self, lines: Sequence[Line]) -> list[str]:
        return [shown_text(line, self.punctuation, heading=True) for line in lines]

    def _line(
        self, page: Page, words: str, face: str, size: float, y: float, align: Align,
        colour: str = "",
    ) -> None:  # fmt: skip
        """One line; `size` as on a page 1,600 wide."""
        points = size * self.scale
        most = int(self.width / points)
        words = words if len(words) <= most else words[: max(most - 2, 1)] + "……"
        style = Style(face=face, size=points, align=align, colour=colour or self.theme.ink)
        text = self.composer.plain(words, style, self.width)
        page.artifact("Header", text, self.margin, y)
