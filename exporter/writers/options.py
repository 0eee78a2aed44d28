"""What a writer's options class says of itself: read once here, for the library and for the
command line alike, so that both refuse the same mistakes with the same sentence."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from exporter.errors import OptionError
from exporter.messages import say
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
    specs = {spec.name: spec for spec in option_specs(options)}
    for name in given:
        if name not in specs:
            raise OptionError(
                f"{format_name} has no option {name!r}. {nearest(name, specs)}".rstrip()
            )
    return options(**{name: _checked(specs[name], value) for name, value in given.items()})


def nearest(name: str, known: Iterable[str]) -> str:
    """Did you mean …? or, where nothing is near, what there is."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"There are: {', '.join(names)}." if names else ""


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


def _checked(spec: OptionSpec, value: Any) -> Any:
    if value is None and spec.optional:
        return None
    if not spec.many:
        return _one(spec, value)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _wrong(spec, value, "a list of values")
    return tuple(_one(spec, part) for part in value)


def _one(spec: OptionSpec, value: Any) -> Any:
    if spec.kinds == (float,) and type(value) is int:
        value = float(value)
    if type(value) not in spec.kinds:  # exactly: True is no number here
        raise _wrong(
            spec, value, " or ".join([_KINDS.get(kind, kind.__name__) for kind in spec.kinds])
        )
    if spec.choices and value not in spec.choices and spec.file != "text":
        raise _wrong(spec, value, "one of " + ", ".join([str(c) for c in spec.choices]))
    return value


_KINDS = {
    int: "a whole number (int)",
    float: "a number (float)",
    bool: "True or False (bool)",
    str: "text (str)",
}


def _wrong(spec: OptionSpec, value: Any, wanted: str) -> OptionError:
    return OptionError(
        say(
            "The option {name!r} cannot be {value!r}: it is {wanted}.",
            name=spec.name,
            value=value,
            wanted=wanted,
        )
    )
