"""What stands on a page around the text: folios, running heads, the paper's name, the record.

All of it is generated and none of it is in the reading order: artifacts (ISO 32000-1, 14.8.2.2).
"""

from __future__ import annotations

import re
from typing import Literal

from exporter.conservation import healed
from exporter.display import Punctuation, display
from exporter.model import Article, Issue, Paragraph, line_number, lines_of_article
from exporter.model import Page as NewspaperPage
from exporter.startup.records import dataclass, replace
from exporter.titles import date_text, forms_of, headline_text, number_text, page_text, weekday_text
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.typography.rules import CLAUSE_ENDS
from exporter.writers.pdf.look.theme import Align, Style, Theme
from exporter.writers.pdf.look.words import words_of
from exporter.writers.pdf.page.draw import Page, line_width
from exporter.writers.pdf.setting.compose import Composer, SetText

_TITLE_ROOM = 0.6
"""The share of a running head that an article's headline may take."""
_RECORD_STEPS = ((8.0, 12.5), (7.0, 10.5), (6.0, 9.0))
"""Sizes of a record's facts and their line steps: the first in which all of it fits."""
_RECORD_LABEL = 42.0
"""From a fact's label to the fact."""
_RECORD_WHITE = 14.0
"""From a record's last line to the sheet's lowest, at least."""
_CLAUSE_END = re.compile(f"[\u3000{''.join(sorted(CLAUSE_ENDS))}]")
_WORD = re.compile(r"[^\W\u2e80-\uffff](?:[-.,:/'’%&]?[^\W\u2e80-\uffff])*")
"""A Latin word or a number, marks within it and all."""
_NOT_LAST = " \u3000“‘《〈（「『—·" + "".join(sorted(CLAUSE_ENDS))
"""What does not stand before ……."""
_BESIDE_NAME = 8.0
"""Between a paper's name in a running head and what stands beside it, at least."""
_NAME_ROOM = 36.0
"""The least room of a name there; without it the name is left out, as the masthead says it."""
_NAME_SIZES = (66.0, 54.0, 44.0, 36.0, 28.0, 22.0, 16.0)
Edge = Literal["Header", "Footer"]


@dataclass(frozen=True, slots=True)
class Place:
    """What a page shows: a newspaper page, and the article that is on it alone, if one is."""

    section: NewspaperPage
    article: Article | None = None


class Furniture:
    """Draws what surrounds the text of one issue in one theme."""

    def __init__(
        self, issue: Issue, theme: Theme, composer: Composer, punctuation: Punctuation
    ) -> None:
        self.issue = issue
        self.theme = theme
        self.grid = theme.grid
        self.composer = composer
        self.punctuation = punctuation
        self.name = issue.meta.publication or ""
        self.own = words_of(issue.meta.language)
        """What the PDF says by itself."""
        self.forms = forms_of(issue.meta.language)
        self._made: dict[tuple[str, Style, float], SetText] = {}
        """What was set before: a running head stands on many pages."""

    def left(self, page: Page) -> float:
        """The text block's left edge: where pages are mirrored, page 1 is a right-hand one."""
        grid = self.grid
        if self._verso(page):
            return grid.width - grid.left - grid.measure
        return grid.left

    @property
    def top(self) -> float:
        """The text block's upper edge."""
        return self.grid.height - self.grid.top

    @property
    def foot(self) -> float:
        """The text block's lower edge."""
        return self.top - self.grid.lines * self.grid.leading

    def style(self, face: str, size: float, align: Align = "left", colour: str = "") -> Style:
        """How generated text is set: in the theme's ink, unless a colour is given."""
        return Style(face=face, size=size, align=align, colour=colour or self.theme.ink)

    def words(
        self, page: Page, text: str, style: Style, y: float, *,
        x: float = 0.0, width: float | None = None, edge: Edge = "Header",
    ) -> float:  # fmt: skip
        """One line of generated text in the text block (or from `x` of it, `width` wide); the
        points it takes."""
        if not text:
            return 0.0
        room = self.grid.measure if width is None else width
        key = (text, style, room)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = fitted(self.composer, text, style, room)
        page.artifact(edge, made, self.left(page) + x, y)
        return line_width(made, made.lines[0]) * style.size / 1000

    def between(self, page: Page, y: float, left: float, right: float) -> None:
        """The paper's name in the middle of a running head whose sides take so many points."""
        side = max(left, right) + _BESIDE_NAME
        width = self.grid.measure - 2 * side
        if width >= _NAME_ROOM:
            self.words(page, self.name, self.style(HEAVY, 12, "centre"), y, x=side, width=width)

    def double_rule(self, page: Page, y: float) -> None:
        """文武线: a thick rule and a fine one below it."""
        page.rule(self.left(page), y, self.grid.measure, 2.2)
        page.rule(self.left(page), y - 3.55, self.grid.measure, 0.5)

    def dated(self) -> str:
        """Date and weekday, as far as a date was given."""
        return "\u3000".join(filter(None, (date_text(self.issue), weekday_text(self.issue))))

    # -- by layout ---------------------------------------------------------------------------

    def contents(self, page: Page) -> None:
        """The folio of a contents page."""
        self._folio(page)

    def begin(self, page: Page, place: Place, *, opener: bool) -> float:
        """Everything a fresh page of text has; the grid lines it takes from the text block."""
        match self.theme.layout:
            case "book":
                return self._book(page, place, opener)
            case "sheet":
                return self._sheet(page, place)
            case "columns" | "pages":
                return self._newspaper(page, place, opener)

    def _book(self, page: Page, place: Place, opener: bool) -> float:
        """An opener has a folio only; else the article stands at the outer end of a running head,
        the paper and its day beside it."""
        self._folio(page)
        if opener:
            return 0.0
        y = self.top + 1.3 * self.grid.leading
        title = "" if place.article is None else headline_text(place.article, self.punctuation)
        paper = "\u3000".join(part for part in (self.name, date_text(self.issue)) if part)
        outer: Align = "left" if self._verso(page) else "right"
        measure = self.grid.measure
        taken = self.words(page, title, self.style(HEI, 8, outer), y, width=_TITLE_ROOM * measure,
                           x=0.0 if outer == "left" else (1 - _TITLE_ROOM) * measure)  # fmt: skip
        taken += 12.0 if taken else 0.0
        self.words(page, paper, self.style(SONG, 8, outer, self.theme.grey), y,
                   x=taken if outer == "left" else 0.0, width=measure - taken)  # fmt: skip
        page.rule(self.left(page), y - 5, measure, 0.4)
        return 0.0

    def _verso(self, page: Page) -> bool:
        """Whether a page lies left of the spine."""
        return self.theme.mirrored and page.index % 2 == 1

    def origin(self, section: NewspaperPage, width: float) -> SetText | None:
        """Where an article stood, as a book says it below the article; None where nobody knows."""
        if not self.name:
            return None
        page = NewspaperPage(id="", number=section.number)
        where = page_text(page, self.issue.meta.language)
        style = Style(face=KAI, size=9, align="right", colour=self.theme.ink)
        said = self.own.printed_in.format(self.name, page=where).rstrip(" ,")
        return self.composer.plain(said, style, width)

    def _folio(self, page: Page) -> None:
        y = self.foot - 1.7 * self.grid.leading
        outer: Align = "left" if self._verso(page) else "right"
        self.words(page, str(page.index + 1), self.style(SONG, 9, outer), y, edge="Footer")

    def _sheet(self, page: Page, place: Place) -> float:
        y = self.top + 14
        self.words(page, self.name, self.style(HEAVY, 18, colour=self.theme.accent), y)
        dates = "\u3000".join(part for part in (self.dated(), number_text(self.issue)) if part)
        where = page_text(place.section, self.issue.meta.language)
        right = self.style(SONG, 9, "right")
        self.words(page, dates, right, y + (13 if where else 0))
        self.words(page, where, right, y)
        if self.name or dates or where:
            self.double_rule(page, y - 8)
        title = "" if place.article is None else headline_text(place.article, self.punctuation)
        low = self._sheet_foot
        half = self.grid.measure * 0.8
        named = f"{self.own.clipping}\u3000{title}"
        grey = self.theme.grey
        self.words(page, named, self.style(SONG, 8, colour=grey), low, width=half, edge="Footer")
        number = str(page.index + 1)
        self.words(page, number, self.style(SONG, 8, "right", grey), low, edge="Footer")
        return 0.0

    @property
    def _sheet_foot(self) -> float:
        """The baseline of a sheet's lowest line."""
        return self.grid.height - self.grid.height * 0.957

    def record(self, page: Page, article: Article, section: NewspaperPage) -> None:
        """The table at a sheet's foot: where its text comes from."""
        y = self.foot - 10
        page.rule(self.left(page), y, self.grid.measure, 0.5)
        columns = [
            [(label, value) for label, value in facts if value]
            for facts in (self._told(article, section), self._traced(article))
        ]
        step, texts = self._set_record(columns, y - 13 - self._sheet_foot - _RECORD_WHITE)
        small = self.style(HEI, 7.5, colour=self.theme.grey)
        for column, (known, made) in enumerate(zip(columns, texts, strict=True)):
            x, at = column * self.grid.measure / 2, y - 13
            for (label, _), text in zip(known, made, strict=True):
                self.words(page, label, small, at, x=x, edge="Footer")
                ys = [at - line * step for line in range(len(text.lines))]
                page.artifact("Footer", text, self.left(page) + x + _RECORD_LABEL, *ys)
                at = ys[-1] - step

    def _set_record(
        self, columns: list[list[tuple[str, str]]], depth: float
    ) -> tuple[float, list[list[SetText]]]:
        """The facts of each column, set so large that all their lines fit in `depth` points below
        the first, and the step of the lines; where none is small enough, each cut to one line."""
        width = self.grid.measure / 2 - _RECORD_LABEL - 10
        for size, step in _RECORD_STEPS:
            style = Style(face=SONG, size=size, align="left", colour=self.theme.ink)
            texts = [[self.composer.plain(v, style, width) for _, v in known] for known in columns]
            most = max(sum(len(text.lines) for text in made) for made in texts)
            if (most - 1) * step <= depth:
                return step, texts
        return step, [[fitted(self.composer, v, style, width) for _, v in c] for c in columns]

    def _told(self, article: Article, section: NewspaperPage) -> list[tuple[str, str]]:
        """What an article is, and what was done for it to be shown."""
        paragraphs = [block for block in article.blocks if isinstance(block, Paragraph)]
        cut = sum(any(healed(one.text, self.issue.sources)) for one in paragraphs)
        wide = sum(len(display(line, self.punctuation)[1]) for line in lines_of_article(article))
        own = self.own
        repairs = [own.healed.format(cut)] if cut else []
        repairs += [own.widened.format(wide)] if wide else []
        names = [f"{credit.role} {' '.join(credit.names)}".strip() for credit in article.credits]
        return [
            (own.headline, headline_text(article, self.punctuation)),
            (own.author, "\u3000".join(dict.fromkeys(names))),
            (own.page, page_text(section, self.issue.meta.language)),
            (own.repairs, own.comma.join(repairs)),
        ]

    def _traced(self, article: Article) -> list[tuple[str, str]]:
        """Where an article's text stands in its source, and which source that is."""
        spans = [s for line in lines_of_article(article) for s in line if s.range is not None]
        ranges = [span.range for span in spans if span.range is not None]
        source = next((s for s in self.issue.sources if ranges and s.id == ranges[0].src), None)
        where = digest = ""
        if source is not None:
            mine = [r for r in ranges if r.src == source.id]
            ends = min(r.start for r in mine), max(r.end for r in mine)
            first, last = (line_number(source.text, at) for at in ends)
            told = self.own.lines.format(first, last)
            where, digest = f"{source.name}\u3000{told}", source.sha256
        short = f"{digest[:4]} {digest[4:8]} {digest[8:12]} … {digest[-4:]}"
        return [
            (self.own.source, where),
            (self.own.length, str(sum(len(span.text.replace(" ", "")) for span in spans))),
            ("SHA-256", short if len(digest) > 12 else digest),
            (self.own.identifier, self.issue.meta.identifier or ""),
        ]

    def _newspaper(self, page: Page, place: Place, opener: bool) -> float:
        low = self.foot - 20
        page.rule(self.left(page), self.foot - 7, self.grid.measure, 0.4, self.theme.grey)
        small = self.style(SONG, 8, "right", self.theme.grey)
        self.words(page, str(page.index + 1), small, low, edge="Footer")
        if opener and self.name:
            return self._masthead(page)
        self._running_head(page, place.section)
        return 0.0

    def _masthead(self, page: Page) -> float:
        room = self.grid.measure * 0.9
        size = next((s for s in _NAME_SIZES if len(self.name) * s * 1.15 <= room), _NAME_SIZES[-1])
        spaced = replace(
            self.theme.styles["headline"], size=size, colour=self.theme.accent, align="centre"
        )
        text = fitted(self.composer, "\u2009".join(self.name), spaced, self.grid.measure)
        leading = self.grid.leading
        y = self.top - 0.86 * size
        page.artifact("Header", text, self.left(page), y)
        lines = int(1.15 * size / leading + 0.999)
        y = self.top - lines * leading
        self.double_rule(page, y)
        cells = [self.dated(), number_text(self.issue), self.issue.meta.publisher or ""]
        cells = [cell for cell in cells if cell]
        if not cells:
            return lines + 1.0
        aligns: tuple[Align, ...] = ("left", "right", "centre")
        for cell, align in zip(cells, aligns, strict=False):
            self.words(page, cell, self.style(SONG, 9, align), y - 15.5)
        page.rule(self.left(page), y - 21, self.grid.measure, 0.4)
        return lines + 2.0

    def _running_head(self, page: Page, section: NewspaperPage) -> None:
        y = self.top + 13
        number = "" if section.number is None else f"{section.number:02d}"
        self.words(page, number, self.style(HEI, 20, colour=self.theme.accent), y)
        x = 32.0 if number else 0.0
        left = x + self.words(page, section.name or "", self.style(HEI, 12), y, x=x)
        right = self.words(page, self.dated(), self.style(SONG, 9, "right"), y)
        self.between(page, y, left, right)
        if number or section.name or self.name or self.dated():
            self.double_rule(page, y - 6)


def fitted(composer: Composer, text: str, style: Style, room: float) -> SetText:
    """One line of generated text, cut with …… where it is wider than `room` points."""
    kept, shown = len(text), text
    while kept > 1 and composer.plain_width(shown, style) > room:
        kept -= 1
        shown = shortened(text, kept)
    return composer.plain(shown, style, room)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, `most` characters of it or fewer, and ……: whole clauses where they
    are half of that, else to the last character that ends no word or number in its middle (nor a
    number before what it counts)."""
    most = len(text[:most].rstrip())
    clause = max((m.start() for m in _CLAUSE_END.finditer(text, 0, most + 1)), default=0)
    if 2 * clause >= most:
        kept = clause
    else:
        kept = next((m.start() for m in _WORD.finditer(text) if _parts(m, most)), most) or most
    return (text[:kept].rstrip(_NOT_LAST) or text[:kept]) + "……"


def _parts(word: re.Match[str], at: int) -> bool:
    """Whether a cut there parts a word, or a number from what it counts."""
    return word.start() < at < word.end() + word.group()[-1].isdigit()
