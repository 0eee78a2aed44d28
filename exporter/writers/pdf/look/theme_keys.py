"""What a theme's file may hold: every key, its type and its range, in one table.

Shipped themes are held to it by a test, a user's own each time it is loaded.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from exporter.errors import OptionError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.writers.pdf.look.theme import MARK_WORDS, PAGE_SIZES, Align, Layout, Opens
from exporter.writers.pdf.look.theme_files import shipped_styles, shipped_themes

_SHOWN = 60
"""Characters of a wrong value that a message shows."""
_WHOLE_GRID = ("left", "top", "columns", "column", "lines")
"""What a grid says altogether or not at all."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A plain value: what it is in words, and whether one is that."""

    told: str
    fits: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of known keys; of them `needs` must be there."""

    keys: Mapping[str, Any]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Each:
    """A table of any keys, or a list, whose values are all of one kind."""

    kind: Any
    list: bool = False


def _number(least: float, most: float) -> _Value:
    return _Value(
        f"a number from {least:g} to {most:g}",
        lambda value: type(value) in (int, float) and least <= value <= most,
    )


def _count(least: int, most: int) -> _Value:
    return _Value(
        f"a whole number from {least} to {most}",
        lambda value: type(value) is int and least <= value <= most,
    )


def _word(known: Iterable[str]) -> _Value:
    words = tuple(known)
    return _Value(f"one of {', '.join(words)}", lambda value: value in words)


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
    size, step = _number(4, 200), _number(0.25, 40)
    return (
        isinstance(value, list) and len(value) == 2 and size.fits(value[0]) and step.fits(value[1])
    )


_YES = _Value("true or false", lambda value: isinstance(value, bool))
_TEXT = _Value("a text", lambda value: isinstance(value, str) and bool(value.strip()))
_COLOUR = _Value("a colour such as #A8201A", _is_colour)
_IMAGE = _Value("a PNG or JPEG in base64", _is_base64)
_PAIR = _Value("a size and its step, [36, 3.5]", _is_pair)
_LINES = _number(0, 100)

_LEVEL = _Table(
    dict.fromkeys(("kicker", "headline", "deck"), _PAIR), ("kicker", "headline", "deck")
)
_PAGE: dict[str, Any] = {
    "body": _number(4, 72),
    "leading": _number(4, 144),
    "gutter": _number(0, 20),
}
_GRID = _Table(
    {
        **_PAGE,
        "left": _number(0, 800),
        "top": _number(0, 1200),
        "columns": _count(1, 20),
        "column": _count(1, 200),
        "lines": _count(1, 300),
        "lead": _LEVEL,
    }
)
_STYLE = _Table(
    {
        "face": _TEXT,
        "size": _number(3, 200),
        "step": _number(0.25, 40),
        "align": _word(get_args(Align)),
        "colour": _TEXT,
        "indent": _number(0, 4),
        "inset": _number(0, 3),
        "before": _LINES,
        "after": _LINES,
        "heading": _YES,
        "clauses": _YES,
        "ruled": _YES,
    }
)
_MASTHEAD = _Table({"face": _TEXT, "colour": _TEXT, "gap": _number(0, 4), "image": _IMAGE})


def _theme_keys() -> _Table:
    return _Table(
        {
            "name": _TEXT,
            "base": _word(shipped_themes()),
            "layout": _word(get_args(Layout)),
            "page_size": _word(PAGE_SIZES),
            **_PAGE,
            "column": _number(1, 200),
            "styles_for_body": _number(4, 72),
            "mirrored": _YES,
            "sink": _LINES,
            "opener_lines": _count(0, 100),
            "opener_rule": _word(("short", "none")),
            "opens": _word(get_args(Opens)),
            "origin": _YES,
            "contents": _word(("front", "back")),
            "dateline_scale": _count(500, 1500),
            "marks": _Table({key: _word(words) for key, words in MARK_WORDS.items()}),
            "colours": _Each(_COLOUR),
            "grid": _Table(dict.fromkeys(PAGE_SIZES, _GRID)),
            "style": _Table(dict.fromkeys(shipped_styles(), _STYLE)),
            "levels": _Each(_LEVEL, list=True),
            "masthead": _MASTHEAD,
        }
    )


def check_keys(data: Mapping[str, Any], where: str) -> None:
    """Whether a theme's file holds known keys alone, each of its type and in its range. Raises
    OptionError with the first that is not."""
    if not data:
        raise OptionError(
            say("The theme {where} is empty: it says nothing that is to be different.", where=where)
        )
    _check(data, _theme_keys(), "", where)


def check_whole(data: Mapping[str, Any], where: str) -> None:
    """Whether a theme, on top of its base, has what must be together: grids that are whole, and
    colours that styles name. Raises OptionError."""
    for size, grid in data["grid"].items():
        said = [key for key in _WHOLE_GRID if key in grid]
        lacking = [key for key in _WHOLE_GRID if key not in grid]
        if said and lacking:
            raise OptionError(
                say(
                    "The theme {where} lacks {lacking} in [grid.{size}]: a grid says all of "
                    "{whole_grid}, or the theme names its base.",
                    where=where,
                    lacking=tuple(lacking),
                    size=size,
                    whole_grid=tuple(_WHOLE_GRID),
                )
            )
    for name, style in data["style"].items():
        lacking = [key for key in ("face", "size") if key not in style]
        if lacking:
            raise OptionError(
                say(
                    "The theme {where} lacks {lacking} in style.{name}.",
                    where=where,
                    lacking=tuple(lacking),
                    name=name,
                )
            )
    named = {f"style.{name}.colour": style for name, style in data["style"].items()}
    for key, table in {**named, "masthead.colour": data.get("masthead", {})}.items():
        colour = table.get("colour", "ink")
        if colour not in data["colours"]:
            raise OptionError(
                say(
                    "The theme {where} says {key} = {toml}; it is one of {data}, or another that "
                    "stands in [colours].",
                    where=where,
                    key=key,
                    toml=_toml(colour),
                    data=tuple(data["colours"]),
                )
            )


def _check(value: Any, kind: Any, key: str, where: str) -> None:
    match kind:
        case _Value():
            if not kind.fits(value):
                raise _wrong(value, kind.told, key, where)
        case _Each(list=True):
            if not isinstance(value, list):
                raise _wrong(value, f"a list of tables, [[{key}]]", key, where)
            for number, one in enumerate(value, 1):
                _check(one, kind.kind, f"{key}[{number}]", where)
        case _Each():
            _check_table(value, key, where)
            for name, one in value.items():
                _check(one, kind.kind, f"{key}.{name}", where)
        case _Table():
            _check_table(value, key, where)
            _check_names(value, kind, key, where)
            for name, one in value.items():
                _check(one, kind.keys[name], f"{key}.{name}" if key else name, where)


def _check_table(value: Any, key: str, where: str) -> None:
    if not isinstance(value, dict):
        raise _wrong(value, f"a table, [{key}]", key, where)


def _check_names(value: dict[str, Any], kind: _Table, key: str, where: str) -> None:
    place = f" in {key}" if key else ""
    for name in value:
        if name not in kind.keys:
            raise OptionError(
                say(
                    "The theme {where} has {name}{place}, which is no key there. Known are {keys}.",
                    where=where,
                    name=name,
                    place=place,
                    keys=tuple(kind.keys),
                )
            )
    lacking = [name for name in kind.needs if name not in value]
    if lacking:
        raise OptionError(
            say(
                "The theme {where} lacks {lacking}{place}.",
                where=where,
                lacking=tuple(lacking),
                place=place,
            )
        )


def _wrong(value: Any, told: str, key: str, where: str) -> OptionError:
    return OptionError(
        say(
            "The theme {where} says {key} = {toml}; it is {told}.",
            where=where,
            key=key,
            toml=_toml(value),
            told=told,
        )
    )


def _toml(value: Any) -> str:
    """A value nearly as it stands in the file, cut where it is long."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "……"
