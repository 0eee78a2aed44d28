"""What surrounds the text of a newspaper's pages: masthead with 今日导读 and the day, running
heads, the page's foot. All of it is generated, and none of it in the reading order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from exporter.display import shown_text
from exporter.errors import OptionError
from exporter.messages import say
from exporter.model import Issue
from exporter.model import Page as Section
from exporter.startup.records import dataclass
from exporter.titles import headline_text, number_text
from exporter.typography.faces import HEI, SONG
from exporter.typography.measure import SetLine
from exporter.writers.pdf.layout.flow import CAP
from exporter.writers.pdf.look.theme import Align, Style
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.page.draw import Page, line_width
from exporter.writers.pdf.page.margins import Furniture, shortened
from exporter.writers.pdf.setting.compose import SetText, spaced

MOST_INSIDE = 4
_ENTRY_SIZES = (10.5, 9.5, 8.5)
_EAR_FROM = 4
"""Columns of a page that has an ear beside the name; others list what is inside at the foot."""
_HEIGHTS = {1: 4, 2: 5, 3: 6}
"""Lines of the masthead on pages of so many columns; _TALL on others."""
_TALL = 9
_NAMES = {1: 36.0, 2: 48.0, 3: 66.0}
_LARGE, _LONG = 96.0, 72.0
_FIVE, _SIX = 5, 6
"""Characters from which a name is set smaller, and beyond which in two lines."""
_LEAST_NAME = 16.0
"""The size below which a name is not read as one: what has no room in two lines of it is cut."""
_FILLS = 0.92
"""The part of the masthead's height that its name fills at most."""
_DAY_SIZE = 9.0
STRIP = 2
FOOT_BOX = 4
"""Lines of the list at a page's foot, with the white above it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A headline inside the paper, its first line, and its page's number."""

    headline: str
    short: str
    page: int

    def fitting(self, room: float, size: float) -> str:
        """What of it has room in so many points."""
        return self.headline if len(self.headline) * size <= room else self.short


def entry_size(entries: Sequence[Entry], room: float) -> float:
    """The largest size of a list in which every first line has room, else the least there is."""
    longest = max(len(entry.short) for entry in entries)
    return next((size for size in _ENTRY_SIZES if longest * size <= room), _ENTRY_SIZES[-1])


def inside(issue: Issue, furniture: Furniture) -> tuple[Entry, ...]:
    """What 今日导读 lists: the first article of each numbered page after the front page, then the
    second ones, four in all, in page order."""
    chosen: list[tuple[int, int, Entry]] = []
    pages = [page for page in issue.pages[1:] if page.number is not None]
    for rank in range(2):
        for order, page in enumerate(pages):
            if rank < len(page.articles) and len(chosen) < MOST_INSIDE and page.number is not None:
                article, how = page.articles[rank], furniture.punctuation
                words = headline_text(article, how)
                first = [shown_text(line, how, heading=True) for line in article.headline[:1]]
                chosen.append(
                    (order, rank, Entry(words, first[0] if first else words, page.number))
                )
    return tuple(entry for _, _, entry in sorted(chosen))


class Frame:
    """Draws it, page by page."""

    def __init__(self, furniture: Furniture, pictures: Pictures) -> None:
        self.furniture = furniture
        self.pictures = pictures
        self.issue = furniture.issue
        self.theme = furniture.theme
        self.grid = furniture.grid
        self.entries = inside(self.issue, furniture)
        self.ear = self.grid.columns >= _EAR_FROM
        self.lines = _HEIGHTS.get(self.grid.columns, _TALL)

    # -- above the text ------------------------------------------------------------------------

    def front(self, page: Page, section: Section) -> int:
        """The masthead, or a running head where the paper has no name; the lines it takes."""
        if not self.furniture.name and not self.theme.masthead.image:
            self.running_head(page, section)
            return 0
        self._name(page)
        if self.ear and self.entries:
            self._ear(page)
        y = self._y(self.lines)
        self.furniture.double_rule(page, y - 1.1)
        return self.lines + self._strip(page, y)

    def running_head(self, page: Page, section: Section) -> None:
        """报眉: the page's number and name, the paper's name, the day."""
        words, style = self.furniture.words, self.furniture.style
        y = self.furniture.top + 19
        number = "" if section.number is None else f"{section.number:02d}"
        words(page, number, style(HEI, 20, colour=self.theme.accent), y)
        name = section.name or ""
        x = 20 * 0.6 * len(number) + 8 if number else 0.0
        spaced_name = "\u3000".join(name) if len(name) == 2 else name
        left = x + words(page, spaced_name, style(HEI, 12), y, x=x)
        right = words(page, self.furniture.dated(), style(SONG, 9, "right"), y)
        self.furniture.between(page, y, left, right)
        if number or name or self.furniture.name or self.furniture.dated():
            self.furniture.double_rule(page, y - 7)

    def _name(self, page: Page) -> None:
        """The paper's name, as large as its place lets it be."""
        name, masthead = self.furniture.name, self.theme.masthead
        beside = self._ear_width() if self.ear and self.entries else 0.0
        room = self.grid.measure - beside
        high = self.lines * self.grid.leading
        if masthead.image:
            self._picture(page, masthead.image, room, _FILLS * high, centred=not beside)
            return
        most = 2 * int((room / _LEAST_NAME + masthead.gap) / (1 + masthead.gap))
        if len(name) > most:
            name = shortened(name, most - 2)
        rows = 1 if len(name) <= _SIX else 2
        longest = ceil(len(name) / rows)
        wide = longest + masthead.gap * (longest - 1)
        largest = _NAMES.get(self.grid.columns, _LONG if longest >= _FIVE else _LARGE)
        size = min(largest, room / wide, _FILLS * high / rows)
        align: Align = "left" if beside else "centre"
        style = Style(face=masthead.face, size=size, align=align, colour=masthead.colour)
        text = self._spaced(name, style, room, masthead.gap, longest)
        step = 1.02 * size
        top = self.furniture.top - (high - step * rows) / 2
        ys = [top - i * step - (step - size) / 2 - CAP * size for i in range(len(text.lines))]
        page.artifact("Header", text, self.furniture.left(page), *ys)

    def _picture(
        self, page: Page, image: bytes, room: float, high: float, *, centred: bool
    ) -> None:
        """The name as the theme has drawn it."""
        picture = self.pictures.own("masthead", image)
        if picture is None:
            raise OptionError(
                say(
                    "The image in the theme's masthead is no picture that can be read. Give a "
                    "PNG or JPEG in base64."
                )
            )
        across, down = picture.pixels
        scale = min(room / across, high / down)
        width, height = across * scale, down * scale
        x = self.furniture.left(page) + ((room - width) / 2 if centred else 0.0)
        y = self.furniture.top - (self.lines * self.grid.leading + height) / 2
        page.ornament(picture.resource, x, y, width, height)

    def _spaced(
        self, words: str, style: Style, room: float, gap: float, count: int = 100
    ) -> SetText:
        """Words with `gap` em between their characters, `count` characters a line."""
        text = self.furniture.composer.plain(words, style, 2 * room + style.size)
        m = spaced(text.measured, range(len(words) - 1), round(1000 * gap))
        lines = [
            SetLine(start, min(start + count, len(words)), 0, 0)
            for start in range(0, len(words), count)
        ]
        return text._replace(measured=m, lines=lines, width=round(1000 * room / style.size))

    def _ear_width(self) -> float:
        """Of what is beside the name, with the gutter between them."""
        count = 2 if self.grid.columns > _EAR_FROM else 1
        return count * (self.grid.column + self.grid.gutter) * self.grid.body

    def _ear(self, page: Page) -> None:
        """报眼: what is inside."""
        grid, words = self.grid, self.furniture.words
        width = self._ear_width() - grid.gutter * grid.body
        x = grid.measure - width
        left = self.furniture.left(page) + x
        page.rule(left, self.furniture.top - 0.5, width, 1.0)
        style = Style(face=HEI, size=12, align="left", colour=self.theme.accent)
        text = self._spaced(self.furniture.own.inside, style, width, 0.2)
        page.artifact("Header", text, left, self._middle(1.15, 12))
        room = width - 36
        size = entry_size(self.entries, room)
        title = self.furniture.style(SONG, size)
        where = self.furniture.style(HEI, 9, "right", self.theme.accent)
        for index, entry in enumerate(self.entries):
            y = self._middle(2.8 + 1.5 * index, size)
            words(page, entry.fitting(room, size), title, y, x=x, width=room)
            words(page, self._short(entry), where, y, x=x, width=width)

    def _short(self, entry: Entry) -> str:
        """3版: where an entry leads."""
        return self.furniture.forms.short_page.format(entry.page)

    def _strip(self, page: Page, y: float) -> int:
        """The day in cells below the name; lines it takes, none where no date was given."""
        date, _, weekday = self.furniture.dated().partition("\u3000")
        if not date:
            return 1
        publisher = self.issue.meta.publisher
        numbered = sum(section.number is not None for section in self.issue.pages)
        cells = (
            date,
            weekday,
            number_text(self.issue),
            self.furniture.own.published.format(publisher) if publisher else "",
            self.furniture.forms.pages.format(numbered) if numbered > 1 else "",
        )
        shown = [cell for cell in cells if cell]
        last = len(shown) - 1
        for index, (words, (x, width)) in enumerate(zip(shown, self._cells(shown), strict=True)):
            align: Align = "left" if not index else "right" if index == last else "centre"
            style = self.furniture.style(SONG, _DAY_SIZE, align)
            self.furniture.words(page, words, style, y - 15.5, x=x, width=width)
        page.rule(self.furniture.left(page), y - 23.5, self.grid.measure, 0.5)
        return STRIP

    def _cells(self, shown: Sequence[str]) -> list[tuple[float, float]]:
        """Where each cell of the day begins and how wide it is: all alike where all have room,
        else as wide as each asks for, and what is left over shared."""
        measure, count = self.grid.measure, len(shown)
        style = Style(face=SONG, size=_DAY_SIZE)
        texts = [self.furniture.composer.plain(words, style, measure) for words in shown]
        asked = [line_width(text, text.lines[0]) * _DAY_SIZE / 1000 + 1 for text in texts]
        if max(asked) <= measure / count or sum(asked) > measure:
            return [(index * measure / count, measure / count) for index in range(count)]
        more = (measure - sum(asked)) / max(count - 1, 1)
        return [(sum(asked[:index]) + index * more, asked[index]) for index in range(count)]

    # -- below the text ------------------------------------------------------------------------

    def foot_lines(self) -> int:
        """Lines at the front page's foot that its list of what is inside takes."""
        wanted = (
            (self.furniture.name or self.theme.masthead.image) and self.entries and not self.ear
        )
        return FOOT_BOX if wanted else 0

    def foot_box(self, page: Page) -> None:
        """今日导读 in a box at the front page's foot."""
        grid, words, style = self.grid, self.furniture.words, self.furniture.style
        lines = FOOT_BOX - 1
        low, high = self._y(grid.lines), self._y(grid.lines - lines)
        left = self.furniture.left(page)
        page.block(left, low, grid.measure, high - low, self.theme.tint)
        page.frame(left, low, grid.measure, high - low, 0.5, self.theme.ink)
        middle = grid.lines - lines / 2
        inside = style(HEI, 12, colour=self.theme.accent)
        words(page, self.furniture.own.inside, inside, self._middle(middle, 12), x=grid.body,
              edge="Footer")  # fmt: skip
        start = 7.5 * grid.body
        columns = 2 if grid.columns > 1 else 1
        room = (grid.measure - start) / columns
        listed = self.entries[: 2 * columns]
        size = entry_size(listed, room - 42)
        title, where = style(SONG, size), style(HEI, 9, "right", self.theme.accent)
        for index, entry in enumerate(listed):
            x = start + index % columns * room
            y = self._middle(middle + (index // columns - 0.5) * 1.25, size)
            words(page, entry.fitting(room - 42, size), title, y, x=x, width=room - 42,
                  edge="Footer")  # fmt: skip
            words(page, self._short(entry), where, y, x=x, width=room - grid.body, edge="Footer")

    def foot(self, page: Page, folio: str) -> None:
        """A rule, and the folio below it at the right."""
        y = self.furniture.foot
        page.rule(self.furniture.left(page), y - 6, self.grid.measure, 0.5)
        style = self.furniture.style(SONG, 8, "right", self.theme.grey)
        self.furniture.words(page, folio, style, self.foot_line, edge="Footer")

    @property
    def foot_line(self) -> float:
        """The baseline of the folio, and of the staff lines beside it."""
        return self.furniture.foot - 17.5

    # -- coordinates ---------------------------------------------------------------------------

    def _y(self, line: float) -> float:
        return self.furniture.top - line * self.grid.leading

    def _middle(self, line: float, size: float) -> float:
        """The baseline of text whose middle is `line` lines from the top."""
        return self._y(line) + size / 2 - CAP * size


def folio(section: Section, index: int, turn: int) -> str:
    """A page's number as it is printed: its newspaper page's, the second and later ones of which
    are counted; `index` from 0 where it has none."""
    if section.number is None:
        return str(index + 1)
    return f"{section.number:02d}" + (f"-{turn}" if turn > 1 else "")
