"""Themes as data: sizes, faces, colours and the grid, read from TOML files a user can copy.

Points, unless a name says lines or em. A line is one step of the baseline grid; text takes whole
lines of it, so that columns and facing pages agree. The shipped files in `themes/` explain every
key where it stands; what a theme leaves out it has from `reader`.
"""

from __future__ import annotations

from typing import Any, Literal

from exporter.errors import OptionError
from exporter.messages import say
from exporter.startup.records import dataclass, replace
from exporter.typography.faces import HEAVY, HEI, KAI, SONG
from exporter.typography.rules import DEFAULT_MARKS, LEVELS, Marks

Align = Literal["justify", "left", "centre", "right"]
Opens = Literal["page", "long", "run"]
Layout = Literal["book", "columns", "sheet", "pages"]

PAGE_SIZES = {
    "A3": (841.89, 1190.55),
    "A4": (595.28, 841.89),
    "A5": (419.53, 595.28),
    "B5": (498.90, 708.66),
    "tabloid": (792.0, 1224.0),
    "Letter": (612.0, 792.0),
}
FACES = {"song": SONG, "heavy": HEAVY, "hei": HEI, "kai": KAI}
"""Short names of the shipped faces; any other name is a font file's."""
NARROWEST = 8
"""Em of the narrowest column that is still set."""
FEWEST = 12
"""Lines of the lowest text block that is still set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How one kind of text is set. `step` is the height of a line in grid lines; `indent` and
    `inset` (both sides) are in em of the style's own size; `before` and `after` in grid lines;
    `colour` is a PDF operator ("0 g"). A `heading` keeps with what follows, and its clauses stand
    apart as `display` has it, unless `clauses` is False (a column tag is kept as it is)."""

    face: str
    size: float
    step: float = 1.0
    align: Align = "justify"
    colour: str = "0 g"
    indent: float = 0.0
    inset: float = 0.0
    before: float = 0.0
    after: float = 0.0
    heading: bool = False
    clauses: bool = True
    ruled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSizes:
    """Size and step of the lines of a headline group."""

    kicker: tuple[float, float]
    headline: tuple[float, float]
    deck: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A page: columns of `column` em, `gutter` em between them, `lines` lines of `leading`; `left`
    is the inner margin where pages are mirrored."""

    width: float
    height: float
    left: float
    top: float
    columns: int
    column: int
    lines: int
    body: float
    leading: float
    gutter: float = 2.0
    lead: LevelSizes | None = None

    @property
    def measure(self) -> float:
        """The width of the text block."""
        return (self.columns * self.column + (self.columns - 1) * self.gutter) * self.body

    @property
    def column_width(self) -> float:
        return self.column * self.body

    def with_columns(self, count: int) -> Grid:
        """The same text block in another number of whole-em columns. Raises OptionError."""
        if count < 1:
            raise OptionError(say("A page has 1 column at least, not {count}.", count=count))
        free = self.measure / self.body - (count - 1) * self.gutter
        column = int(free / count + 1e-6)
        if column < NARROWEST:
            raise OptionError(
                say(
                    "{count} columns do not fit this page: each would be {column} em wide, and "
                    "{narrowest} is the least. Choose fewer columns or a larger page.",
                    count=count,
                    column=max(column, 0),
                    narrowest=NARROWEST,
                )
            )
        made = replace(self, columns=count, column=column)
        return replace(made, left=self.left + (self.measure - made.measure) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """A newspaper's head: its name set in `face` with `gap` em between the characters, or a
    picture of it, `image` (the bytes of a PNG or JPEG)."""

    face: str = HEAVY
    colour: str = "0 g"
    gap: float = 0.15
    image: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A look on one page size. `styles` by part: "kicker", "headline", "body" …; `opener_lines` is
    the least height of an article's headline group and `sink` the white above it, in lines. In a
    book `opens` says which articles begin a page (all, "long" ones, or only each newspaper page's
    first), and `origin` whether a line below each says where it stood."""

    name: str
    layout: Layout
    grid: Grid
    styles: dict[str, TextStyle]
    ink: str
    grey: str
    accent: str
    sink: float = 0.0
    opener_lines: int = 0
    opener_rule: Literal["short", "none"] = "none"
    opens: Opens = "page"
    origin: bool = False
    mirrored: bool = False
    dateline_scale: int = 970
    levels: tuple[LevelSizes, ...] = ()
    marks: Marks = DEFAULT_MARKS
    tint: str = "1 g"
    masthead: Masthead = Masthead()
    contents: Literal["front", "back"] = "front"


_MARKS: dict[str, tuple[str, dict[str, object]]] = {
    "prohibition": ("level", dict(LEVELS)),
    "adjacent": ("tight", {"normal": False, "tight": True}),
    "hanging": ("hanging", {"off": False, "on": True}),
}
"""By name of an option and of a theme's key: the field of `Marks`, and what each word means."""
MARK_WORDS = {key: tuple(meanings) for key, (_, meanings) in _MARKS.items()}
"""By key: the words it may have."""


def marks_of(data: dict[str, Any], ground: Marks = DEFAULT_MARKS) -> Marks:
    changes: dict[str, Any] = {}
    for key, word in data.items():
        field, meanings = _MARKS[key]
        changes[field] = meanings[word]
    return ground._replace(**changes)
