"""The contents page: the newspaper's pages, and under each its articles with where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporter.display import Punctuation, shown_text
from exporter.model import Article, Issue, Page
from exporter.startup.records import dataclass
from exporter.titles import date_text, headline_text, number_text, page_text
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.writers.pdf.layout.flow import CAP
from exporter.writers.pdf.look.theme import TextStyle, Theme
from exporter.writers.pdf.objects.structure import Element
from exporter.writers.pdf.page.draw import PageCanvas as Sheet
from exporter.writers.pdf.page.draw import PageLink, Spot, line_width
from exporter.writers.pdf.page.margins import PageMargins, shortened
from exporter.writers.pdf.setting.compose import Composer, SetText
from exporter.writers.pdf.setting.paginate import PlacedRow, SetRow
from exporter.writers.shared.words import contents_title

_TITLE_SIZE = 22 / 10.5
_TITLE_GAP = 220
"""Between the characters of the title, in mem."""
_BESIDE = 7.0
"""Points between the title and what stands beside it."""
_SIDES, _SIDE_LINES, _SIDE_STEP = (9.0, 8.0, 7.0), 3, 1.25
"""Sizes of that, its lines at most, and their step."""
_TURN = 1.0
"""How far, in em, further lines of an entry stand in."""
_NAME_GAP = 0.65
"""Between a page's number and its name, in em."""
_NUMBER_ROOM = 48.0
"""Points kept free at the right for the leader and the page number."""


@dataclass(slots=True)
class ContentsGroup:
    """The contents of one newspaper page, its number and name set apart; `toc` is its nested TOC
    element, made when drawn."""

    texts: tuple[SetText, ...]
    toc: Element | None = None


@dataclass(slots=True)
class ContentsRow:
    """One article's line. `last` is its last row's line number; `link` its Link element."""

    article: Article
    group: ContentsGroup
    headline: SetText
    link: Element | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The page's own title, with what is set at its right: the paper's name, its day and number."""

    name: str
    dates: str


def contents_rows(
    issue: Issue, punctuation: Punctuation, composer: Composer, theme: Theme
) -> list[SetRow]:
    """The rows of the contents; each row's `part` says what it is."""
    size = _size(theme)
    width = theme.grid.measure
    dates = "\u3000".join(part for part in (date_text(issue), number_text(issue)) if part)
    part = Title(issue.meta.publication or "", dates)
    words = contents_title(issue.meta.language)
    title = composer.plain(
        words, TextStyle(face=HEAVY, size=_TITLE_SIZE * size, align="left"), width
    )
    (line,) = title.lines
    gaps = 0 if words.isascii() else len(words) - 1
    spaced = line._replace(slack=_TITLE_GAP * gaps)
    title = title._replace(lines=(spaced,))
    rows = [SetRow(3.0, True, title, 0, part), SetRow(1.0, True, rule="double", part=part)]
    for page in issue.pages:
        name = _page_name(page, issue.meta.language, composer, theme)
        rows += _page_rows(page, ContentsGroup(name), punctuation, composer, theme)
    return rows


def _size(theme: Theme) -> float:
    """Of the contents' text: a narrow-columned page still has a list to read at arm's length."""
    return max(theme.grid.body, 10.5)


def _page_rows(
    page: Page, group: ContentsGroup, punctuation: Punctuation, composer: Composer, theme: Theme
) -> list[SetRow]:
    size = _size(theme)
    measure = theme.grid.measure
    rows: list[SetRow] = [SetRow(0.5)]
    if group.texts:
        rows += [SetRow(1.25, True, group.texts[0], 0, group)]
    body = TextStyle(face=SONG, size=size, align="left")
    small = TextStyle(face=KAI, size=round(size * 1.6) / 2, align="left", colour=theme.grey)
    for article in page.articles:
        headline = composer.plain(headline_text(article, punctuation), body, measure - _NUMBER_ROOM)
        entry = ContentsRow(article, group, headline)
        if article.kicker is not None:
            words = shown_text(article.kicker, punctuation, heading=True)
            kicker = composer.plain(words, small, measure - _NUMBER_ROOM)
            rows += [SetRow(0.85, True, kicker, i, entry) for i in range(len(kicker.lines))]
        last = len(headline.lines) - 1
        rows += [SetRow(1.15 if i == last else 0.95, i < last, headline, i, entry)
                 for i in range(last + 1)]  # fmt: skip
    return rows


def _page_name(page: Page, language: str, composer: Composer, theme: Theme) -> tuple[SetText, ...]:
    """01 in the accent and the page's name in ink; where one of them is not known, 第1版 or the
    name."""
    number = f"{page.number:02d}" if page.number is not None and page.name else ""
    name = page.name if number else page_text(page, language)
    size = round(2 * _size(theme) * 11 / 10.5) / 2
    return tuple(
        composer.plain(words, TextStyle(face=HEI, size=size, align="left", colour=colour), 1000.0)
        for words, colour in ((number, theme.accent), (name or "", theme.ink))
        if words
    )


def side_texts(part: Title, room: float, composer: Composer, colour: str) -> list[SetText]:
    """What stands beside the title, at most `_SIDE_LINES` lines in `room` points: all in one, or
    the name above the rest and as large as it can be; a name that is too long even so is cut."""
    facts = [words for words in (part.name, part.dates) if words]

    def texts(words: Sequence[str], size: float) -> list[SetText]:
        style = TextStyle(face=SONG, size=size, align="right", colour=colour)
        return [composer.plain(one, style, room) for one in words]

    tries = [(["\u3000".join(facts)], _SIDES[0], 1)] if facts else []
    tries += [(facts, size, _SIDE_LINES) for size in _SIDES]
    kept = len(part.name)
    while True:
        for words, size, most in tries:
            made = texts(words, size)
            if sum(len(text.lines) for text in made) <= most:
                return made
        if kept <= 2:
            return []
        kept = min(kept - 2, int(_SIDE_LINES * room / _SIDES[-1]))
        tries = [([shortened(part.name, kept), *facts[1:]], _SIDES[-1], _SIDE_LINES)]


class ContentsPages:
    """Draws the contents once every article has its page."""

    def __init__(
        self,
        pages: list[list[PlacedRow]],
        theme: Theme,
        furniture: PageMargins,
        composer: Composer,
        toc: Element,
        spots: Mapping[str, Spot],
        labels: Sequence[str] = (),
    ) -> None:
        """`labels` are what pages are called, where they have names of their own."""
        self.labels = labels
        self.rows = pages
        self.theme = theme
        self.furniture = furniture
        self.composer = composer
        self.toc = toc
        self.spots = spots

    def draw(self, pages: Sequence[Sheet]) -> None:
        """One list of rows on each page."""
        for page, rows in zip(pages, self.rows, strict=True):
            if not self.labels:
                self.furniture.contents(page)
            for placed in rows:
                self._row(page, placed)
            page.pack()

    def _row(self, page: Sheet, placed: PlacedRow) -> None:
        row = placed.row
        leading = self.theme.grid.leading
        size = self.theme.grid.body if row.text is None else row.text.style.size
        top = self.furniture.top - placed.top * leading
        y = top - (row.height * leading - size) / 2 - CAP * size
        match row.part:
            case Title() if row.rule:
                self.furniture.double_rule(page, y + 9)
            case Title():
                self._text(page, placed, y, self.toc.child("Caption"))
                self._beside(page, row.part, y, row.text)
            case ContentsGroup():
                row.part.toc = self.toc.child("Contents")
                self._group(page, y, row.part.texts, row.part.toc.child("Caption"))
            case ContentsRow():
                self._entry(page, placed, y, row.part)

    def _beside(self, page: Sheet, part: Title, y: float, title: SetText | None) -> None:
        """The paper, its day and number at the title's right, the last line on its baseline."""
        assert title is not None
        taken = (line_width(title, title.lines[0]) + title.lines[0].slack) * title.style.size / 1000
        room = self.theme.grid.measure - taken - _BESIDE
        left = self.furniture.left(page) + taken + _BESIDE
        texts = side_texts(part, room, self.composer, self.theme.grey)
        above = sum(len(text.lines) for text in texts)
        for text in texts:
            step, above = _SIDE_STEP * text.style.size, above - len(text.lines)
            ys = [y + step * (above + i) for i in reversed(range(len(text.lines)))]
            page.artifact("Header", text, left, *ys)

    def _text(
        self, page: Sheet, placed: PlacedRow, y: float, element: Element, x: float = 0.0
    ) -> None:
        row = placed.row
        assert row.text is not None
        left = self.furniture.left(page) + x
        page.text(row.text, [row.line], left, [y], lambda _: element)

    def _group(self, page: Sheet, y: float, texts: Sequence[SetText], element: Element) -> None:
        left = self.furniture.left(page)
        for text in texts:
            page.text(text, [0], left, [y], lambda _: element)
            size = text.style.size
            left += line_width(text, text.lines[0]) * size / 1000 + _NAME_GAP * size

    def _entry(self, page: Sheet, placed: PlacedRow, y: float, entry: ContentsRow) -> None:
        row, leading = placed.row, self.theme.grid.leading
        assert row.text is not None
        if entry.link is None:
            above = entry.group.toc or self.toc
            entry.link = above.child("TOCI").child("Reference").child("Link")
        link = entry.link
        turned = _TURN * row.text.style.size if row.line else 0.0
        self._text(page, placed, y, link, turned)
        left = self.furniture.left(page)
        right = left + self.theme.grid.measure
        box = (left, y - 0.3 * leading, right, y + 0.7 * leading)
        page.links.append(PageLink((box,), link, article=entry.article.id))
        if row.text is not entry.headline or row.line < len(entry.headline.lines) - 1:
            return
        at = self.spots[entry.article.id].page
        number = self.labels[at] if self.labels else str(at + 1)
        size = _size(self.theme)
        style = TextStyle(face=SONG, size=size, align="right")
        text = self.composer.plain(number, style, self.theme.grid.measure)
        page.text(text, [0], left, [y], lambda _: link)
        width = line_width(entry.headline, entry.headline.lines[row.line])
        start = left + turned + width * size / 1000 + 9
        page.leader(start, right - 8 - 0.6 * size * len(number), y + 2.2)
