"""An issue's pages: one newspaper page after another, each beginning on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from exporter.model import Notice, Staff
from exporter.model import Page as Section
from exporter.records import replace
from exporter.writers.pdf.article import Part
from exporter.writers.pdf.draw import Page, line_width
from exporter.writers.pdf.flow import Spot
from exporter.writers.pdf.fonts import FontSet
from exporter.writers.pdf.furniture import Furniture
from exporter.writers.pdf.newspaper.draw import Drawer
from exporter.writers.pdf.newspaper.frame import Frame, folio
from exporter.writers.pdf.newspaper.heads import Heads
from exporter.writers.pdf.newspaper.levels import Override, stories_of
from exporter.writers.pdf.newspaper.place import Place, Placer, Planned
from exporter.writers.pdf.newspaper.units import Unit, Units
from exporter.writers.pdf.pictures import Pictures
from exporter.writers.pdf.stories import without_staff
from exporter.writers.pdf.structure import Element, StructureTree
from exporter.writers.pdf.theme import Style

_STAFF_GAP = 12.0


class Newspaper:
    """Lays an issue out. `start` is the number of pages before the first."""

    def __init__(
        self, furniture: Furniture, tree: StructureTree, fonts: FontSet, pictures: Pictures,
        spots: dict[str, Spot], start: int, overrides: Mapping[str, Override],
        jump: Literal["flow", "page"],
    ) -> None:  # fmt: skip
        self.furniture = furniture
        self.theme = furniture.theme
        self.grid = furniture.grid
        self.tree = tree
        self.fonts = fonts
        self.pictures = pictures
        self.spots = spots
        self.start = start
        self.overrides = overrides
        self.jump = jump
        self.waiting: list[Unit] = []
        """What jumps to the next newspaper page."""
        self.frame = Frame(furniture, pictures)
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
        units = [*self._units(section, sect), *self.waiting]
        self.waiting = []
        jumps = self.jump == "page" and section.number is not None and after is not None
        for unit in units:
            unit.reserve = int(jumps and not unit.staff_apart and not unit.begin)
        placer = Placer(Units(units, self.grid.columns), self.grid.columns, self.grid.lines)
        at = turn = 0
        while at < len(units):
            turn += 1
            page = Page(self.start + len(self.pages), self.tree, self.fonts)
            top, lines = self._open(page, section, turn)
            planned = placer.page(at, top, lines) or _forced(at, top, lines, self.grid.columns)
            at = self._draw(page, units, planned, section.number, after if jumps else None)
            if at >= len(units):
                self._staff(page, section, units)
            else:
                placer.forget(at)
            self._tell(units, planned)
            page.pack()

    def _units(self, section: Section, sect: Element) -> list[Unit]:
        top = Part("Sect", element=sect)
        roots = {article.id: Part("Art", top) for article in section.articles}
        for root in roots.values():
            root.made()  # in reading order, whatever is drawn first
        stories = stories_of(section.articles, self.overrides)
        return [
            Unit(
                story,
                [roots[article.id] for article in story.articles],
                self.heads,
                self.grid,
                self.pictures,
                staff_apart=index == len(stories) - 1 and self._staff_fits(section),
            )
            for index, story in enumerate(stories)
        ]

    def _open(self, page: Page, section: Section, turn: int) -> tuple[int, int]:
        """Draws what surrounds a page; the lines that are free on it."""
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
        self.labels.append(label.lstrip("0"))
        return top, lines

    def _draw(
        self, page: Page, units: Sequence[Unit], planned: Planned, here: int | None,
        after: int | None,
    ) -> int:  # fmt: skip
        """Everything on a page in reading order; the story the next page begins with. What is cut
        goes on there, or jumps from newspaper page `here` to `after`."""
        drawer = Drawer(page, self.furniture, self.spots)
        next_story = planned.next
        for place in planned.places:
            unit = units[place.story]
            rest = drawer.place(unit, place)
            if rest is None:
                continue
            if rest >= unit.text(place.columns).cells.count:
                next_story = place.story + 1
            elif unit.reserve and after is not None:
                drawer.goes_to(unit, place, after)
                unit.goes_on(rest, place.columns)
                unit.jumped = here
                self.waiting.append(unit)
                next_story = place.story + 1
            else:
                unit.goes_on(rest, place.columns)
        drawer.rules(units, planned.places, planned.rules)
        return next_story

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
            Notice(code="layout-page", detail=f"page {label}: cost {planned.cost:.1f}")
        )
        for place in planned.places:
            self.told.append(
                Notice(code="layout-story", detail=_why(label, units[place.story], place))
            )


def _why(label: str, unit: Unit, place: Place) -> str:
    story = unit.story
    what = "briefs" if unit.briefs else f"level {story.level}"
    columns = f"columns {place.left + 1}–{place.left + place.columns}"
    lines = f"lines {place.top + 1}–{place.top + place.lines}"
    more = ", boxed" if story.boxed else ""
    more += ", goes on at the next page" if place.cut else ""
    return f"page {label}, {columns}, {lines}: {story.article.id}, {what} ({story.why}){more}"


def _forced(at: int, top: int, lines: int, columns: int) -> Planned:
    """A page for a story that fits no page as it is: as much of it as goes."""
    place = Place(at, 0, columns, top, lines - top, cut=True)
    return Planned((place,), (), at, 0.0, lines)
