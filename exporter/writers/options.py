"""What a writer's options class says of itself: read once here, for the library and for the
command line alike, so that both refuse the same mistakes with the same sentence."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from exporter.declared import Kind, ListOf, OrNone, Place, TableOf, Value, checked, one_of
from exporter.messages import Message, say
from exporter.startup.records import dataclass, field

if TYPE_CHECKING:
    from dataclasses import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpec:
    """One option. `kinds` are the plain types a value (or, where `many`, each of its parts) may
    have; None among the values allowed is `optional`; `file` says what a file given for it becomes
    (`writers.base.option`)."""

    name: str
    kinds: tuple[type, ...]
    default: Any
    many: bool = False
    optional: bool = False
    help: str = field(default="", compare=False)
    choices: tuple[Any, ...] = ()
    file: str = ""


def option_specs(options: type[Any]) -> tuple[OptionSpec, ...]:
    """The options of a writer, in the order of its class."""
    kind: Any = options  # to mypy no class that is Any is hashable
    return _read_specs(kind)


@cache
def _read_specs(options: Any) -> tuple[OptionSpec, ...]:
    from dataclasses import MISSING, fields  # loaded with the class; the reader alone needs neither

    hints = get_type_hints(options)
    return tuple(
        _spec(field, hints[field.name], None if field.default is MISSING else field.default)
        for field in fields(options)
    )


def shared_specs(classes: Iterable[type[Any]]) -> tuple[OptionSpec, ...]:
    """The options that two writers or more have, and have alike."""
    found: dict[str, list[OptionSpec]] = {}
    for options in classes:
        for spec in option_specs(options):
            found.setdefault(spec.name, []).append(spec)
    return tuple(
        same[0] for same in found.values() if len(same) > 1 and all(s == same[0] for s in same)
    )


def made_options(format_name: str, options: type[Any], given: Mapping[str, Any]) -> Any:
    """The writer's options with what was given. Raises OptionError on a name it does not have,
    a value of another type, or one that is not among the choices."""
    kinds = {spec.name: _kind(spec) for spec in option_specs(options)}
    return options(**checked(given, TableOf(kinds), asked_of(format_name)))


def asked_of(*formats: str) -> Place:
    """The options of these formats, in words."""
    return Place(lambda key: say("The option {key!r} of {formats}", key=key, formats=formats))


def _spec(field: Field[Any], hint: Any, default: Any) -> OptionSpec:
    optional, hint = _without_none(hint)
    many = get_origin(hint) is tuple
    literal: tuple[Any, ...] = ()
    if many:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal:
        literal = get_args(hint)
        hint = type(literal[0])
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return OptionSpec(
        name=field.name,
        kinds=kinds,
        default=default,
        many=many,
        optional=optional,
        help=field.metadata.get("help", ""),
        choices=tuple(field.metadata.get("choices", ())) or literal,
        file=field.metadata.get("file", ""),
    )


def _without_none(hint: Any) -> tuple[bool, Any]:
    if get_origin(hint) not in (Union, types.UnionType):
        return False, hint
    rest = tuple(part for part in get_args(hint) if part is not type(None))
    return len(rest) < len(get_args(hint)), Union[rest]  # noqa: UP007 - made from a tuple


def _kind(spec: OptionSpec) -> Kind:
    one = _plain(spec.kinds)
    if spec.choices and spec.file != "text":
        one = one_of(spec.choices)
    kind = ListOf(one, say("a list of values")) if spec.many else one
    return OrNone(kind) if spec.optional else kind


def _plain(kinds: tuple[type, ...]) -> Value:
    """Exactly one of some types: True is no number here. A whole number is a number too."""
    must = reduce(_or, [_WORDS.get(kind) or say("{kind}", kind=kind.__name__) for kind in kinds])
    if kinds == (float,):
        return Value(must, lambda value: type(value) in (int, float), float)
    return Value(must, lambda value: type(value) in kinds)


def _or(one: Message, other: Message) -> Message:
    return say("{one} or {other}", one=one, other=other)


_WORDS = {
    int: say("a whole number"),
    float: say("a number"),
    bool: say("true or false"),
    str: say("text"),
}
