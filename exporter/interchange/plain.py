"""Records as plain data for JSON and back, by what their classes declare.

For records that are a person's settings (the model has a form of its own, `json_form`): a field
that has its default is left out, and what comes back is checked type by type.
"""

from __future__ import annotations

import datetime as dt
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from exporter.startup.records import field_names, is_record

Plain = Any
"""What `json.dumps` takes."""


def plain_of(value: Any) -> Plain:
    """The value as plain data; a record as a table of the fields that are not their defaults."""
    kind: Any = type(value)
    if is_record(kind):
        told = {name: getattr(value, name) for name in field_names(kind)}
        return {name: plain_of(v) for name, v in told.items() if v != _default(kind, name)}
    if isinstance(value, tuple):
        return [plain_of(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def made_of(kind: Any, plain: Plain) -> Any:
    """The inverse of `plain_of` for a value declared as `kind`. Raises ValueError where it is
    none."""
    if is_record(kind):
        return _record_of(kind, plain)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _first_of(get_args(kind), plain)
    if origin is tuple:
        return _tuple_of(get_args(kind), plain)
    if origin is Literal:
        fits = any(plain == one and type(plain) is type(one) for one in get_args(kind))
    elif kind is dt.date:
        return dt.date.fromisoformat(_held(isinstance(plain, str), plain))
    elif kind is None or kind is type(None):
        fits = plain is None
    else:
        fits = type(plain) is kind
    return _held(fits, plain)


def _record_of(kind: Any, plain: Plain) -> Any:
    hints = _hints(kind)
    _held(isinstance(plain, dict) and plain.keys() <= hints.keys(), plain)
    try:
        return kind(**{name: made_of(hints[name], value) for name, value in plain.items()})
    except TypeError as error:  # a field without a default is missing
        raise ValueError(str(error)) from error


def _tuple_of(kinds: tuple[Any, ...], plain: Plain) -> tuple[Any, ...]:
    _held(isinstance(plain, list), plain)
    if kinds[-1] is Ellipsis:
        return tuple(made_of(kinds[0], one) for one in plain)
    _held(len(plain) == len(kinds), plain)
    return tuple(map(made_of, kinds, plain))


def _first_of(kinds: tuple[Any, ...], plain: Plain) -> Any:
    for kind in kinds:
        try:
            return made_of(kind, plain)
        except ValueError:
            continue
    return _held(False, plain)


def _held(fits: bool, plain: Plain) -> Any:
    if not fits:
        raise ValueError(f"{plain!r} is not what belongs there")
    return plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _default(kind: Any, name: str) -> Any:
    """A field's default; something equal to nothing where it has none."""
    declared = kind.__record__.fields[name]
    if declared.default_factory is not None:
        return declared.default_factory()
    return declared.default
