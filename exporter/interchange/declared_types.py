"""Whether a value made from outside data really has the types its dataclass declares.

Dataclasses take what they are given; a model decoded from a file somebody edited must not carry a
number where a name belongs into a writer. Checkers are made once from the declared types. A model
of 800,000 characters is checked in about the time its JSON takes to parse.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from exporter.messages import say
from exporter.startup.records import field_names, is_record

Check = Callable[[Any], None]


def check_shape(value: Any, kind: type) -> None:
    """Nothing if `value` is a `kind` all the way down. Raises TypeError naming the first field
    that is not."""
    _checker(kind)(value)


@cache
def _checker(hint: Any) -> Check:
    origin = get_origin(hint)
    if origin is Literal:
        return _literal(get_args(hint))
    if origin in (Union, types.UnionType):
        return _union(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint)[0])
    if origin is Mapping:  # pictures by their SHA-256: never of a document, so always empty there
        return _plain(dict)
    if is_record(hint):
        return _dataclass(hint)
    return _plain(hint)


def _plain(kind: type) -> Check:
    allowed = (int, float) if kind is float else (kind,)

    def check(value: Any) -> None:
        if type(value) not in allowed:  # exactly: True is no number
            raise TypeError(
                say("{value} is not of type {type}", value=repr(value), type=kind.__name__)
            )

    return check


def _literal(allowed: tuple[Any, ...]) -> Check:
    def check(value: Any) -> None:
        if type(value) is not str or value not in allowed:
            raise TypeError(
                say("{value} is not one of {allowed}", value=repr(value), allowed=allowed)
            )

    return check


def _union(kinds: tuple[Any, ...]) -> Check:
    by_type = {kind: _checker(kind) for kind in kinds if isinstance(kind, type)}
    others = [_checker(kind) for kind in kinds if not isinstance(kind, type)]  # tuple[Span, ...]

    def check(value: Any) -> None:
        known = by_type.get(type(value))
        if known is not None:
            known(value)
        elif others and isinstance(value, tuple):
            others[0](value)
        else:
            raise TypeError(say("{value} is of no type allowed here", value=repr(value)))

    return check


def _tuple(kind: Any) -> Check:
    part = _checker(kind)

    def check(value: Any) -> None:
        if type(value) is not tuple:
            raise TypeError(say("{value} is not a sequence", value=repr(value)))
        for item in value:
            part(item)

    return check


def _dataclass(kind: type) -> Check:
    hints = get_type_hints(kind)
    parts = [(name, _checker(hints[name])) for name in field_names(kind)]

    def check(value: Any) -> None:
        if type(value) is not kind:
            raise TypeError(say("{value} is not a {type}", value=repr(value), type=kind.__name__))
        for name, part in parts:
            try:
                part(getattr(value, name))
            except TypeError as error:
                where = f"{kind.__name__}.{name}"
                raise TypeError(say("{where}: {error}", where=where, error=error)) from None

    return check
