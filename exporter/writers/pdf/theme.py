"""Themes as data: sizes, faces, colours and the grid, read from TOML files a user can copy.

Points, unless a name says lines or em. A line is one step of the baseline grid; text takes whole
lines of it, so that columns and facing pages agree. The shipped files in `themes/` explain every
key where it stands; what a theme leaves out it has from `reader`.
"""

from __future__ import annotations

import tomllib
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any, Literal

from exporter.errors import OptionError
from exporter.records import dataclass, field_names, replace
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
_MADE = frozenset(("marks", "tint", "masthead"))
"""Fields of a theme that are not taken from its file as they stand."""
NARROWEST = 8
"""Em of the narrowest column that is still set."""
FEWEST = 12
"""Lines of the lowest text block that is still set."""
_OWN = "of your own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
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
class Level:
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
    lead: Level | None = None

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
            raise OptionError(f"A page has 1 column at least, not {count}.")
        free = self.measure / self.body - (count - 1) * self.gutter
        column = int(free / count + 1e-6)
        if column < NARROWEST:
            raise OptionError(
                f"{count} columns do not fit this page: each would be {max(column, 0)} em wide, "
                f"and {NARROWEST} is the least. Choose fewer columns or a larger page."
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
    styles: dict[str, Style]
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
    levels: tuple[Level, ...] = ()
    marks: Marks = DEFAULT_MARKS
    tint: str = "1 g"
    masthead: Masthead = Masthead()
    contents: Literal["front", "back"] = "front"


def shipped_themes() -> tuple[str, ...]:
    """Names of the themes that come with the package."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def load_theme(
    named: str, page_size: str | None, columns: int | None, font: str | None = None
) -> Theme:
    """A shipped theme by name, or one of the user's as TOML text, on a page size (None: the
    theme's own); `font` takes the place of Song in its text.

    Raises OptionError saying what is wrong in it.
    """
    if page_size is not None and page_size not in PAGE_SIZES:
        raise OptionError(f"The page size {page_size!r} is not one of {', '.join(PAGE_SIZES)}.")
    theme = _theme(_theme_data(named), page_size)
    if font is not None:
        styles = {
            name: replace(style, face=font) if style.face == SONG else style
            for name, style in theme.styles.items()
        }
        theme = replace(theme, styles=styles)
    return theme if columns is None else replace(theme, grid=theme.grid.with_columns(columns))


def with_marks(
    theme: Theme, prohibition: str | None, adjacent: str | None, hanging: str | None
) -> Theme:
    """The theme with marks set as asked for; None leaves the theme's own way."""
    asked = {"prohibition": prohibition, "adjacent": adjacent, "hanging": hanging}
    given = {key: value for key, value in asked.items() if value is not None}
    return replace(theme, marks=_marks(given, theme.marks)) if given else theme


_MARKS: dict[str, tuple[str, dict[str, object]]] = {
    "prohibition": ("level", dict(LEVELS)),
    "adjacent": ("tight", {"normal": False, "tight": True}),
    "hanging": ("hanging", {"off": False, "on": True}),
}
"""By name of an option and of a theme's key: the field of `Marks`, and what each word means."""


MARK_WORDS = {key: tuple(meanings) for key, (_, meanings) in _MARKS.items()}
"""By key: the words it may have."""


def _marks(data: dict[str, Any], ground: Marks = DEFAULT_MARKS) -> Marks:
    changes: dict[str, Any] = {}
    for key, word in data.items():
        field, meanings = _MARKS[key]
        changes[field] = meanings[word]
    return ground._replace(**changes)


def _folder() -> Path:
    return Path(__file__).parent / "themes"


def shipped_styles() -> tuple[str, ...]:
    """Names of the styles that shipped themes have, in their order."""
    named = (name for theme in shipped_themes() for name in _shipped(theme).get("style", {}))
    return tuple(sorted(dict.fromkeys(named)))


def _theme_data(named: str) -> dict[str, Any]:
    if named in shipped_themes():
        return _whole(_shipped(named))
    if _is_name(named):
        raise OptionError(
            f"There is no theme {named!r}. Shipped are {', '.join(shipped_themes())}; "
            "a theme of your own is a TOML file."
        )
    # Shipped themes are held to it by a test.
    from exporter.writers.pdf.theme_keys import check_keys, check_whole

    own = _parsed(named, _OWN)
    check_keys(own, _OWN)
    data = _whole(own)
    check_whole(data, _OWN)
    return data


def _is_name(named: str) -> bool:
    """Whether it is meant as a theme's name, not as a theme in TOML."""
    return bool(named.strip()) and "=" not in named and "\n" not in named


def _whole(data: dict[str, Any]) -> dict[str, Any]:
    """A theme on top of the one it is based on; reader is the ground of all."""
    if data is _shipped("reader"):
        return data
    ground = _whole(_shipped(data.get("base", "reader")))
    # A page's grid is taken over from a base that was named: one changes what one says.
    grids = _joined(ground["grid"] if "base" in data else {}, data.get("grid", {}))
    return {
        **ground,
        **data,
        "grid": grids or ground["grid"],
        "style": _joined(ground.get("style", {}), data.get("style", {})),
        "marks": {**ground.get("marks", {}), **data.get("marks", {})},
        "colours": {**ground.get("colours", {}), **data.get("colours", {})},
    }


@cache
def _shipped(name: str) -> dict[str, Any]:
    return _parsed((_folder() / f"{name}.toml").read_text(encoding="utf-8"), name)


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"The theme {where} cannot be read: {error}.") from error


def _joined(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {name: {**base.get(name, {}), **own.get(name, {})} for name in {**base, **own}}


def _theme(data: dict[str, Any], page_size: str | None) -> Theme:
    colours = {name: _colour(value) for name, value in data["colours"].items()}
    size = page_size or str(data["page_size"])
    grid = _grid(data, size)
    scale = grid.body / data.get("styles_for_body", grid.body)
    styles = {name: _style(kind, colours, scale) for name, kind in data["style"].items()}
    known = set(field_names(Theme)) - {"name", "grid", "styles", "levels", *_MADE}
    plain = {key: data[key] for key in known if key in data}
    levels = tuple(_level(level) for level in data.get("levels", ()))
    if plain["layout"] == "pages" and not (levels and "short_headline" in styles):
        raise OptionError(
            f"The theme {_OWN} has no [[levels]] and no style short_headline, which a layout of "
            "pages needs. Base it on newspaper."
        )
    return Theme(
        name=data["name"],
        grid=grid,
        styles=styles,
        levels=levels,
        marks=_marks(data.get("marks", {})),
        ink=colours["ink"],
        grey=colours["grey"],
        accent=colours["accent"],
        tint=colours.get("tint", "1 g"),
        masthead=_masthead(data.get("masthead", {}), colours),
        **plain,
    )


def _grid(data: dict[str, Any], size: str) -> Grid:
    width, height = PAGE_SIZES[size]
    own = dict(data["grid"].get(size, {}))
    body = float(own.pop("body", data["body"]))
    leading = float(own.pop("leading", data["leading"]))
    gutter = float(own.pop("gutter", data.get("gutter", 2.0)))
    lead = _level(own.pop("lead")) if "lead" in own else None
    if not own:
        own = _derived(width, height, body, leading, gutter, float(data["column"]))
    return _fitting(
        Grid(
            width=width, height=height, body=body, leading=leading, gutter=gutter, lead=lead, **own
        ),
        size,
    )


def _fitting(grid: Grid, size: str) -> Grid:
    """The grid, if a text can be set in it. Raises OptionError."""
    right, low = grid.left + grid.measure, grid.top + grid.lines * grid.leading
    for wrong, told in (
        (grid.column < NARROWEST, f"columns {grid.column} em wide; {NARROWEST} em are the least"),
        (right > grid.width, f"columns to {right:g} points of a page {grid.width:g} points wide"),
        (low > grid.height, f"lines to {low:g} points of a page {grid.height:g} points high"),
        (grid.lines < FEWEST, f"{grid.lines} lines of text; {FEWEST} are the fewest"),
    ):
        if wrong:
            raise OptionError(f"The theme does not fit a page of {size}: it has {told}.")
    return grid


def _derived(
    width: float, height: float, body: float, leading: float, gutter: float, column: float
) -> dict[str, Any]:
    """A grid for a page size the theme does not list: margins in proportion, whole em."""
    room = int(0.82 * width / body)
    columns = max(1, round((room + gutter) / (column + gutter)))
    em = int((room - (columns - 1) * gutter) / columns)
    measure = (columns * em + (columns - 1) * gutter) * body
    lines = int((0.8 * height) / leading)
    return {
        "left": (width - measure) / 2,
        "top": 0.105 * height,
        "columns": columns,
        "column": em,
        "lines": lines,
    }


def _style(kind: dict[str, Any], colours: dict[str, str], scale: float) -> Style:
    own = dict(kind)
    own["size"] = round(float(own["size"]) * scale * 2) / 2
    own["face"] = FACES.get(own["face"], own["face"])
    own["colour"] = colours[own.get("colour", "ink")]
    return Style(**own)


def _masthead(data: dict[str, Any], colours: dict[str, str]) -> Masthead:
    own = dict(data)
    own["face"] = FACES.get(own.get("face", "heavy"), own.get("face", HEAVY))
    own["colour"] = colours[own.get("colour", "accent")]
    own["image"] = b64decode("".join(own.get("image", "").split()), validate=True)
    return Masthead(**own)


def _level(data: dict[str, Any]) -> Level:
    return Level(**{name: (float(size), float(step)) for name, (size, step) in data.items()})


def _colour(value: str) -> str:
    """A PDF fill operator from "#RRGGBB"."""
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if red == green == blue:
        return f"{red:.4g} g"
    return f"{red:.4g} {green:.4g} {blue:.4g} rg"
