"""An issue's pages: one newspaper page after another, each beginning on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Literal

from exporter.messages import Message, say, say_chain, sentence
from exporter.model import Notice, Staff
from exporter.model import Page as Section
from exporter.startup.records import replace
from exporter.writers.pdf.layout.newspaper.cells import Cells
from exporter.writers.pdf.layout.newspaper.draw import Drawer
from exporter.writers.pdf.layout.newspaper.frame import Frame, folio
from exporter.writers.pdf.layout.newspaper.heads import Heads
from exporter.writers.pdf.layout.newspaper.levels import BRIEF, Override, Story, stories_of
from exporter.writers.pdf.layout.newspaper.place import Place, Placer, Planned
from exporter.writers.pdf.layout.newspaper.units import Unit, Units
from exporter.writers.pdf.look.theme import Style
from exporter.writers.pdf.objects.structure import Element
from exporter.writers.pdf.page.draw import Canvas, Page, line_width
from exporter.writers.pdf.page.margins import Furniture
from exporter.writers.pdf.setting.article import Part
from exporter.writers.pdf.setting.stories import without_staff

_STAFF_GAP = 12.0
_AHEAD = 24
"""Stories of a newspaper page that is thought of as a whole; of more, one page less is no gain."""
_NEARLY_EMPTY = 0.25
"""Of a page's lines: a last page that has no more is one to be saved."""
_Made = dict[tuple[tuple[str, ...], bool], dict[float, Cells]]
"""Texts by their story's articles, as briefs or not, and by width."""
_TIGHTER = (1, 2, 3, 4)
_SHARED = 1 / 7
"""Of a page's lines: rather than that a last page has no more, the one before it gives it stories,
of which it keeps `_KEPT` and the last one gets `_NEARLY_EMPTY` at least."""
_KEPT = 0.7


class Newspaper:
    """Lays an issue out. `start` is the number of pages before the first."""

    def __init__(
        self, furniture: Furniture, canvas: Canvas, start: int,
        overrides: Mapping[str, Override], jump: Literal["flow", "page"],
    ) -> None:  # fmt: skip
        self.furniture = furniture
        self.theme = furniture.theme
        self.grid = furniture.grid
        self.canvas = canvas
        self.start = start
        self.overrides = overrides
        self.jump = jump
        self.waiting: list[Unit] = []
        """What jumps to the next newspaper page."""
        self.frame = Frame(furniture, canvas.pictures)
        self.heads = Heads(furniture.composer, self.theme)
        self.pages: list[Page] = []
        self.labels: list[str] = []
        self.told: list[Notice] = []
        """Why each story stands where it does."""

    def lay(self, sections: Sequence[tuple[Section, Element]]) -> None:
        """The issue's newspaper pages, each with its place in the structure tree."""
        full = [(section, sect) for section, sect in sections if section.articles]
        for index, (section, sect) in enumerate(full):
            after = full[index + 1][0].number if index + 1 < len(full) else None
            self._section(section, sect, after)

    def _section(self, section: Section, sect: Element, after: int | None) -> None:
        """One newspaper page, on as many pages as it needs. `after` is the number of the next one,
        to which stories may jump."""
        jumps = after if self.jump == "page" and section.number is not None else None
        page, top, lines = self._open(section, 1)
        made = _Layout(self, section, sect, jumps, top, lines)
        self.waiting = []
        for number, planned in enumerate(made.pages(), 1):
            if number > 1:
                page, *_ = self._open(section, number)
            first = made.at
            self._draw(page, made, planned, section.number)
            if made.at >= len(made.units):
                self._staff(page, section, made.units)
            self._tell(made.units, planned)
            page.pack()
            for unit in made.units[first : made.at]:
                if unit not in self.waiting:
                    unit.drawn()

    def units(
        self, section: Section, roots: Mapping[str, Part], tight: int, made: _Made
    ) -> list[Unit]:
        """The stories of a newspaper page; see `stories_of`. `made` keeps what is set."""
        stories = stories_of(section.articles, self.overrides, tight)
        return [
            Unit(
                story,
                [roots[article.id] for article in story.articles],
                self.heads,
                self.grid,
                self.canvas.pictures,
                staff_apart=index == len(stories) - 1 and self._staff_fits(section),
                made=made.setdefault((_names(story), story.level == BRIEF), {}),
            )
            for index, story in enumerate(stories)
        ]

    def _open(self, section: Section, turn: int) -> tuple[Page, int, int]:
        """A page with what surrounds its text, and the lines [top, lines) that are free on it."""
        page = self.canvas.page(self.start + len(self.pages))
        top, lines = 0, self.grid.lines
        if not self.pages:
            top = self.frame.front(page, section)
            lines -= self.frame.foot_lines()
            if self.frame.foot_lines():
                self.frame.foot_box(page)
        else:
            self.frame.running_head(page, section)
        label = folio(section, page.index, turn)
        self.frame.foot(page, label)
        self.pages.append(page)
        self.labels.append(label.lstrip("0") or "0")
        return page, top, lines

    def _draw(self, page: Page, made: _Layout, planned: Planned, here: int | None) -> None:
        """Everything on a page in reading order. What is cut goes on at the next, or jumps from
        newspaper page `here` to that on which `made` says stories go on."""
        drawer = Drawer(page, self.furniture, self.canvas.spots)
        leaving: list[Unit] = []
        for place in planned.places:
            unit = made.units[place.story]
            drawer.place(unit, place)
            if made.jumps is not None and unit.reserve and unit.rest(place) is not None:
                drawer.goes_to(unit, place, made.jumps)
                leaving.append(unit)
        made.turn(planned)
        for unit in leaving:
            unit.jumped = here
        self.waiting += leaving
        drawer.rules(made.units, planned.places, planned.rules)

    # -- the staff lines at the foot -----------------------------------------------------------

    def _staff_lines(self, section: Section) -> list[Staff]:
        return list(without_staff(section.articles[-1].blocks)[1])

    def _staff_style(self) -> Style:
        return replace(self.theme.styles["staff"], align="left")

    def _staff_fits(self, section: Section) -> bool:
        """Whether the staff lines that close a newspaper page fit beside the folio."""
        style = self._staff_style()
        room = self.grid.measure - 6 * style.size
        for block in self._staff_lines(section):
            text = self.heads.one_line(block.text, style)
            room -= line_width(text, text.lines[0]) * style.size / 1000 + _STAFF_GAP
        return room >= 0

    def _staff(self, page: Page, section: Section, units: Sequence[Unit]) -> None:
        unit = next((unit for unit in units if unit.staff_apart), None)
        if unit is None:
            return
        x = self.furniture.left(page)
        for block in self._staff_lines(section):
            text = self.heads.one_line(block.text, self._staff_style())
            page.text(text, [0], x, [self.frame.foot_line], Part("Staff", unit.roots[-1]).owner)
            x += line_width(text, text.lines[0]) * text.style.size / 1000 + _STAFF_GAP

    # -- why -----------------------------------------------------------------------------------

    def _tell(self, units: Sequence[Unit], planned: Planned) -> None:
        """A sentence for the page and one for each story on it."""
        label = self.labels[-1]
        self.told.append(
            Notice(
                code="layout-page",
                detail=say("page {page}: cost {cost:.1f}", page=label, cost=planned.cost),
            )
        )
        for place in planned.places:
            self.told.append(
                Notice(code="layout-story", detail=_why(label, units[place.story], place))
            )


class _Layout:
    """The pages of one newspaper page. Where it has few stories they are all thought of before the
    first is drawn, and a last page that would be nearly empty is saved by lower levels, if that is
    enough, or shares the stories of the one before it. `jumps` is the newspaper page to which
    stories jump, if they do; `at` the story that the next page begins with."""

    def __init__(
        self, paper: Newspaper, section: Section, sect: Element, jumps: int | None, top: int,
        lines: int,
    ) -> None:  # fmt: skip
        self.paper = paper
        self.section = section
        self.jumps = jumps
        self.free = (top, lines)
        """Lines of the first page; those of the others are the grid's."""
        self.came = tuple(paper.waiting)
        """What jumped here."""
        part = Part("Sect", element=sect)
        self.roots = {article.id: Part("Art", part) for article in section.articles}
        for root in self.roots.values():
            root.made()  # in reading order, whatever is drawn first
        self.made: _Made = {}
        self.units = self._units(0)
        self.at = 0

    def pages(self) -> Iterable[Planned]:
        """One page after another; `turn` says that one has been drawn."""
        return self._each() if len(self.units) > _AHEAD else self._ahead()

    def turn(self, planned: Planned) -> None:
        """Goes on after a page: what is cut goes on at the next, or has left."""
        self.at = planned.next
        for place in planned.places:
            if place.cut:
                unit = self.units[place.story]
                rest = unit.rest(place)
                if rest is not None:
                    unit.goes_on(rest, place.columns)
                if rest is None or unit.reserve:
                    self.at = place.story + 1

    def _units(self, tight: int) -> list[Unit]:
        units = self.paper.units(self.section, self.roots, tight, self.made)
        for unit in units:
            unit.reserve = int(self.jumps is not None and not unit.staff_apart)
        for unit in self.came:
            unit.reserve = 0
        return [*units, *self.came]

    def _each(self, short: tuple[int, int] | None = None) -> Iterator[Planned]:
        """Each page when the one before it has been turned. `short` is a page, counted from 0, that
        takes whole stories alone in so many lines at most."""
        columns, most = self.paper.grid.columns, self.paper.grid.lines
        placer = Placer(Units(self.units, columns), columns, most)
        top, lines = self.free
        for number in count():
            if self.at >= len(self.units):
                return
            whole = short is not None and short[0] == number
            if whole and short is not None:
                lines = min(lines, short[1])
            found = placer.page(self.at, top, lines, whole=whole)
            yield found or _forced(self.at, top, lines, columns)
            placer.forget(self.at)
            top, lines = 0, most

    def _ahead(self) -> list[Planned]:
        """All pages, one fewer if lower levels save the last."""
        loose, most = self.units, self.paper.grid.lines
        pages = self._thought()
        if len(pages) == 1 or pages[-1].end > _NEARLY_EMPTY * most:
            return pages
        for tight in _TIGHTER:
            self.units = self._units(tight)
            fewer = self._thought()
            if len(fewer) < len(pages):
                return fewer
        self.units = loose
        return pages if pages[-1].end > _SHARED * most else self._shared(pages)

    def _shared(self, pages: list[Planned]) -> list[Planned]:
        """The same pages, the last one with whole stories of the one before it, where there are
        such that leave enough on either."""
        most, before = self.paper.grid.lines, len(pages) - 2
        top = self.free[0] if before == 0 else 0
        lines = self.free[1] if before == 0 else most
        while lines - top >= _KEPT * most:
            found = self._thought((before, lines))
            fewer = found[before]
            cut = any(place.cut for place in fewer.places)  # white would stand below its text
            if cut or len(found) != len(pages) or fewer.end - top < _KEPT * most:
                return pages
            if found[-1].end >= _NEARLY_EMPTY * most:
                return found
            lines = fewer.end - 1
        return pages

    def _thought(self, short: tuple[int, int] | None = None) -> list[Planned]:
        """All pages, as if they were drawn; then the stories are as they were."""
        states = [unit.state for unit in self.units]
        pages: list[Planned] = []
        for planned in self._each(short):
            pages.append(planned)
            self.turn(planned)
        for unit, state in zip(self.units, states, strict=True):
            unit.state = state
        self.at = 0
        return pages


def _names(story: Story) -> tuple[str, ...]:
    return tuple(article.id for article in story.articles)


_STANDS = {
    True: sentence(
        "page {page}, columns {left}–{right}, lines {top}–{foot}: {article}, briefs ({why})"
    ),
    False: sentence(
        "page {page}, columns {left}–{right}, lines {top}–{foot}: {article}, level {level} ({why})"
    ),
}
"""By whether they are briefs."""


def _why(label: str, unit: Unit, place: Place) -> Message:
    story = unit.story
    told = [
        say(
            _STANDS[unit.briefs],
            page=label,
            left=place.left + 1,
            right=place.left + place.columns,
            top=place.top + 1,
            foot=place.top + place.lines,
            article=story.article.id,
            level=story.level,
            why=story.why,
        )
    ]
    told += [say("boxed")] if story.boxed else []
    told += [say("goes on at the next page")] if place.cut else []
    return say_chain("{before}, {after}", told)


def _forced(at: int, top: int, lines: int, columns: int) -> Planned:
    """A page for a story that fits no page as it is: as much of it as goes."""
    place = Place(at, 0, columns, top, lines - top, cut=True)
    return Planned((place,), (), at, 0.0, lines)
