"""What a theme's file may hold: every key, its type and its range, in one table.

Shipped themes are held to it by a test, a user's own each time it is loaded.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, get_args

from exporter.declared import (
    YES,
    Kind,
    ListOf,
    TableOf,
    Value,
    checked,
    count,
    filled,
    in_file,
    number,
    one_of,
)
from exporter.messages import say
from exporter.writers.pdf.look.theme import MARK_WORDS, PAGE_SIZES, Align, Layout, Opens
from exporter.writers.pdf.look.theme_files import shipped_styles, shipped_themes

_WHOLE_GRID = ("left", "top", "columns", "column", "lines")
"""What a grid says altogether or not at all."""


def _is_colour(value: Any) -> bool:
    digits = value[1:] if isinstance(value, str) and value[:1] == "#" else ""
    return len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _is_base64(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_pair(value: Any) -> bool:
    size, step = number(4, 200), number(0.25, 40)
    return (
        isinstance(value, list) and len(value) == 2 and size.fits(value[0]) and step.fits(value[1])
    )


_COLOUR = Value(say("a colour such as #A8201A"), _is_colour)
_IMAGE = Value(say("a PNG or JPEG in base64"), _is_base64)
_PAIR = Value(say("a size and its step, such as [36, 3.5]"), _is_pair)
_LINES = number(0, 100)

_PARTS = ("kicker", "headline", "deck")
_LEVEL = TableOf(dict.fromkeys(_PARTS, _PAIR), needs=_PARTS)
_PAGE: dict[str, Kind] = {
    "body": number(4, 72),
    "leading": number(4, 144),
    "gutter": number(0, 20),
}
_GRID = TableOf(
    {
        **_PAGE,
        "left": number(0, 800),
        "top": number(0, 1200),
        "columns": count(1, 20),
        "column": count(1, 200),
        "lines": count(1, 300),
        "lead": _LEVEL,
    }
)
_STYLE: dict[str, Value] = {
    "face": filled("song"),
    "size": number(3, 200),
    "step": number(0.25, 40),
    "align": one_of(get_args(Align)),
    "colour": filled("ink"),
    "indent": number(0, 4),
    "inset": number(0, 3),
    "before": _LINES,
    "after": _LINES,
    "heading": YES,
    "clauses": YES,
    "ruled": YES,
}
_MASTHEAD = TableOf(
    {"face": filled("song"), "colour": filled("ink"), "gap": number(0, 4), "image": _IMAGE}
)


def _theme_keys() -> TableOf:
    return TableOf(
        {
            "name": filled("quiet"),
            "base": one_of(shipped_themes()),
            "layout": one_of(get_args(Layout)),
            "page_size": one_of(PAGE_SIZES),
            **_PAGE,
            "column": number(1, 200),
            "styles_for_body": number(4, 72),
            "mirrored": YES,
            "sink": _LINES,
            "opener_lines": count(0, 100),
            "opener_rule": one_of(("short", "none")),
            "opens": one_of(get_args(Opens)),
            "origin": YES,
            "contents": one_of(("front", "back")),
            "dateline_scale": count(500, 1500),
            "marks": TableOf({key: one_of(words) for key, words in MARK_WORDS.items()}),
            "colours": TableOf({}, rest=_COLOUR),
            "grid": TableOf(dict.fromkeys(PAGE_SIZES, _GRID)),
            "style": TableOf(dict.fromkeys(shipped_styles(), TableOf(_STYLE))),
            "levels": ListOf(_LEVEL, say("tables [[levels]]")),
            "masthead": _MASTHEAD,
        }
    )


def check_keys(data: Mapping[str, Any], where: str) -> None:
    """Whether a theme's file holds known keys alone, each of its type and in its range. Raises
    OptionError with the first that is not."""
    if not data:
        told = say("In {file} nothing is said of what is to be different.", file=where)
        raise in_file(where).error(told)
    checked(data, _theme_keys(), in_file(where))


def check_whole(data: Mapping[str, Any], where: str) -> None:
    """Whether a theme, on top of its base, has what must be together: grids that are whole, and
    colours that styles name. Raises OptionError."""
    place = in_file(where)
    for size, grid in data["grid"].items():
        lacking = [key for key in _WHOLE_GRID if key not in grid]
        if 0 < len(lacking) < len(_WHOLE_GRID):
            told = say(
                "{what} lacks {lacking}: a grid says all of {whole}, or the theme names its base.",
                what=place.of(f"grid.{size}"),
                lacking=lacking,
                whole=_WHOLE_GRID,
            )
            raise place.error(told)
    for name, style in data["style"].items():
        for key in ("face", "size"):
            if key not in style:
                raise place.missing(f"style.{name}.{key}", _STYLE[key].must)
    named = {f"style.{name}.colour": style for name, style in data["style"].items()}
    colours = tuple(data["colours"])
    for key, table in {**named, "masthead.colour": data.get("masthead", {})}.items():
        colour = table.get("colour", "ink")
        if colour not in colours:
            must = say("one of {names}, or another that stands in [colours]", names=colours)
            raise place.wrong(key, colour, must, colours)
