"""A theme from its file, on top of the one it is based on."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from exporter.errors import OptionError
from exporter.messages import say, sentence
from exporter.startup.records import field_names, replace
from exporter.typography.faces import HEAVY, SONG
from exporter.writers.pdf.look.theme import (
    FACES,
    FEWEST,
    NARROWEST,
    PAGE_SIZES,
    Grid,
    Level,
    Masthead,
    Style,
    Theme,
    marks_of,
)
from exporter.writers.pdf.look.theme_files import parsed, shipped, shipped_themes

_MADE = frozenset(("marks", "tint", "masthead"))
"""Fields of a theme that are not taken from its file as they stand."""
_OWN = "of your own"


def load_theme(
    named: str, page_size: str | None, columns: int | None, font: str | None = None
) -> Theme:
    """A shipped theme by name, or one of the user's as TOML text, on a page size (None: the
    theme's own); `font` takes the place of Song in its text.

    Raises OptionError saying what is wrong in it.
    """
    if page_size is not None and page_size not in PAGE_SIZES:
        raise OptionError(
            say(
                "The page size {given!r} is not one of {known}.",
                given=page_size,
                known=tuple(PAGE_SIZES),
            )
        )
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
    return replace(theme, marks=marks_of(given, theme.marks)) if given else theme


def _theme_data(named: str) -> dict[str, Any]:
    if named in shipped_themes():
        return _whole(shipped(named))
    if _is_name(named):
        raise OptionError(
            say(
                "There is no theme {name!r}. Shipped are {known}; a theme of your own is a TOML "
                "file.",
                name=named,
                known=shipped_themes(),
            )
        )
    # Shipped themes are held to it by a test.
    from exporter.writers.pdf.look.theme_keys import check_keys, check_whole

    own = parsed(named)
    check_keys(own, _OWN)
    data = _whole(own)
    check_whole(data, _OWN)
    return data


def _is_name(named: str) -> bool:
    """Whether it is meant as a theme's name, not as a theme in TOML."""
    return bool(named.strip()) and "=" not in named and "\n" not in named


def _whole(data: dict[str, Any]) -> dict[str, Any]:
    """A theme on top of the one it is based on; reader is the ground of all."""
    if data is shipped("reader"):
        return data
    ground = _whole(shipped(data.get("base", "reader")))
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
            say(
                "The theme of your own has no [[levels]] and no style short_headline, which a "
                "layout of pages needs. Base it on newspaper."
            )
        )
    return Theme(
        name=data["name"],
        grid=grid,
        styles=styles,
        levels=levels,
        marks=marks_of(data.get("marks", {})),
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
    for rule, wrong, has, limit in (
        ("column", grid.column < NARROWEST, grid.column, NARROWEST),
        ("width", right > grid.width, right, grid.width),
        ("height", low > grid.height, low, grid.height),
        ("lines", grid.lines < FEWEST, grid.lines, FEWEST),
    ):
        if wrong:
            raise OptionError(say(_UNFIT[rule], size=size, has=has, limit=limit))
    return grid


_UNFIT = {
    "column": sentence(
        "The theme does not fit a page of {size}: it has columns {has} em wide; {limit} em are the "
        "least."
    ),
    "width": sentence(
        "The theme does not fit a page of {size}: it has columns to {has:g} points of a page "
        "{limit:g} points wide."
    ),
    "height": sentence(
        "The theme does not fit a page of {size}: it has lines to {has:g} points of a page "
        "{limit:g} points high."
    ),
    "lines": sentence(
        "The theme does not fit a page of {size}: it has {has} lines of text; {limit} are the "
        "fewest."
    ),
}


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
