"""Dataclasses that cost next to nothing until they are used.

`from exporter.startup.records import dataclass, field, replace` are, to type checkers and to
whoever reads a class, those of the standard library, for the one form this project writes: with
slots, without inheritance. What differs is when the work is done. The standard library writes and
compiles six methods for every class as it is defined, 0.4 ms each: for a command that reads one
page and makes one file that was 45 ms, a fifth of its time, most of it for classes and methods it
never used. (Measured again: with the library's, `exporter read` takes 1.5 times the processor time
on Python 3.11 and 1.55 on 3.13, `exporter pdf` 1.4.)
Here methods are shared, and `__init__` is compiled when a class turns out to be used much. (Setting
the slots by their own descriptors also makes it quicker than the library's.)

The rest of the world sees dataclasses: `dataclasses.fields`, `asdict`, `replace`, `is_dataclass`,
`inspect.signature`, `copy`, `pickle` and `match` work as ever, and so do the messages of errors.

Refused: named tuples, which equal any tuple; hand-written `__init__`s, which say each name thrice;
attrs, which compiles at definition too. Writers' option classes are the library's own, since third
parties' are, and a class that inherits would need what is left out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")
_FEW = 40
"""So many instances are made without an `__init__` of their own: compiling it costs as much."""
_UNSET = object()
_set = object.__setattr__


class _Field:
    """What a class body says of a field. `default_factory` makes one for each instance."""

    __slots__ = ("compare", "default", "default_factory")

    def __init__(
        self,
        *,
        default: Any = _UNSET,
        default_factory: Callable[[], Any] | None = None,
        compare: bool = True,
    ) -> None:
        if type(default).__hash__ is None:
            raise ValueError(f"all instances would share {default!r}: give a default_factory")
        self.default = default
        self.default_factory = default_factory
        self.compare = compare

    def __repr__(self) -> str:
        return "<factory>"


class _Record:
    """What one class was declared to be. `values(instance)` is equal where two instances are."""

    __slots__ = ("fields", "frozen", "kw_only", "made", "names", "values")

    def __init__(self, body: Mapping[str, Any], *, frozen: bool, kw_only: bool) -> None:
        self.names = tuple(body.get("__annotations__", ()))
        said = [body.get(name, _UNSET) for name in self.names]
        made = [one if type(one) is _Field else _Field(default=one) for one in said]
        self.fields = dict(zip(self.names, made, strict=True))
        self.frozen = frozen
        self.kw_only = kw_only
        self.made = 0
        compared = [name for name, field in self.fields.items() if field.compare]
        self.values: Callable[[Any], Any] = attrgetter(*compared) if compared else type


def _dataclass(
    *, slots: bool, frozen: bool = False, kw_only: bool = False
) -> Callable[[type[T]], type[T]]:
    def made(declared: type[T]) -> type[T]:
        body = dict(vars(declared))
        record = _Record(body, frozen=frozen, kw_only=kw_only)
        for name in (*record.names, "__dict__", "__weakref__"):
            body.pop(name, None)
        body |= {
            "__record__": record,
            "__slots__": record.names,
            "__match_args__": () if kw_only else record.names,
            "__qualname__": declared.__qualname__,
            **(_FROZEN if frozen else _MUTABLE),
            **_comparison(record.values, frozen=frozen),
        }
        kind: type[T] = type(declared.__name__, declared.__bases__, body)
        return kind

    assert slots, "other classes are not made here"
    return made


def _replace(instance: T, /, **changes: Any) -> T:
    kind: Any = type(instance)
    if not is_record(kind):
        import dataclasses

        return dataclasses.replace(instance, **changes)  # type: ignore[type-var]
    for name in kind.__record__.names:
        if name not in changes:
            changes[name] = getattr(instance, name)
    made: T = kind(**changes)
    return made


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class made here, in order."""
    names: tuple[str, ...] = kind.__record__.names
    return names


def is_record(kind: Any) -> bool:
    """Whether something is a class made here."""
    return isinstance(kind, type) and hasattr(kind, "__record__")


def _owner(kind: type[Any]) -> type[Any]:
    """The class made here that `kind` is or inherits from."""
    return next(base for base in kind.__mro__ if "__record__" in vars(base))


def _init(self: Any, /, *args: Any, **kwargs: Any) -> None:
    """Stands in while few instances are made, and all is in order with what is given."""
    kind: Any = _owner(type(self))
    record: _Record = kind.__record__
    record.made += 1
    values = _bound(record, args, kwargs) if record.made <= _FEW else None
    if values is None:
        _compiled(kind)
        kind.__init__(self, *args, **kwargs)  # which says what is wrong, if anything is
        return
    for name, value in zip(record.names, values, strict=True):
        _set(self, name, value)


def _bound(record: _Record, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any] | None:
    """The values of the fields; None when what is given is not what they ask for."""
    given = dict(zip(record.names, args, strict=False)) | kwargs
    if len(given) < len(args) + len(kwargs) or (args and record.kw_only):
        return None
    values: list[Any] = []
    for name, field in record.fields.items():
        value = given.pop(name, field.default)
        if value is _UNSET:
            if field.default_factory is None:
                return None
            value = field.default_factory()
        values.append(value)
    return None if given else values


def _compiled(kind: Any) -> None:
    """Puts the class's own `__init__` in the place of the stand-in."""
    record: _Record = kind.__record__
    scope: dict[str, Any] = {}
    parameters = ["self"] + ["*"] * (record.kw_only and bool(record.names))
    steps: list[str] = []
    for name, field in record.fields.items():
        parameter = value = name
        if field.default_factory is not None:
            scope[f"_default_{name}"], scope[f"_make_{name}"] = field, field.default_factory
            parameter = f"{name}=_default_{name}"
            value = f"_make_{name}() if {name} is _default_{name} else {name}"
        elif field.default is not _UNSET:
            scope[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        parameters.append(parameter)
        scope[f"_set_{name}"] = vars(kind)[name].__set__
        steps.append(f" _set_{name}(self, {value})")
    code = "\n".join([f"def __init__({', '.join(parameters)}):", *steps, " return None"])
    exec(compile(code, f"<{kind.__qualname__}.__init__>", "exec"), scope)
    init = scope["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = {**kind.__annotations__, "return": None}
    kind.__init__ = init


@recursive_repr()
def _repr(self: Any) -> str:
    told = [f"{name}={getattr(self, name)!r}" for name in self.__record__.names]
    return f"{type(self).__qualname__}({', '.join(told)})"


def _comparison(values: Callable[[Any], Any], *, frozen: bool) -> dict[str, Any]:
    """`__eq__` and `__hash__`: of each class its own, for the sets and dicts of long texts."""

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        if self.__class__ is other.__class__:
            return values(self) == values(other)
        return NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _refuse_set(self: Any, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__record__.names]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__record__.names, state, strict=True):
        _set(self, name, value)


class _Asked:
    """A class attribute that is worked out when first asked for: its value is `make(class)`."""

    def __init__(self, name: str, make: Callable[[type[Any]], Any]) -> None:
        self.name = name
        self.make = make

    def __get__(self, instance: object, kind: type[Any]) -> Any:
        owner = _owner(kind)
        found = self.make(owner)
        setattr(owner, self.name, found)
        return found


def _library_fields(kind: Any) -> Any:
    return _library_twin(kind).__dataclass_fields__


def _library_params(kind: Any) -> Any:
    return _library_twin(kind).__dataclass_params__


def _library_twin(kind: Any) -> Any:
    """The same class as the standard library makes it, for what it says of its fields."""
    import dataclasses

    record: _Record = kind.__record__
    declared: list[Any] = []
    for name, own in record.fields.items():
        settings: dict[str, Any] = {"compare": own.compare}
        if own.default_factory is not None:
            settings["default_factory"] = own.default_factory
        elif own.default is not _UNSET:
            settings["default"] = own.default
        declared.append((name, kind.__annotations__[name], dataclasses.field(**settings)))
    return dataclasses.make_dataclass(
        kind.__name__, declared, frozen=record.frozen, kw_only=record.kw_only
    )


def _signature(kind: Any) -> Any:
    import inspect

    if vars(kind)["__init__"] is _init:
        _compiled(kind)
    _, *parameters = inspect.signature(kind.__init__).parameters.values()
    return inspect.Signature(parameters, return_annotation=None)


_MUTABLE: dict[str, Any] = {
    "__init__": _init,
    "__repr__": _repr,
    "__replace__": _replace,  # copy.replace, from Python 3.13 on
    **{
        name: _Asked(name, make)
        for name, make in (
            ("__dataclass_fields__", _library_fields),
            ("__dataclass_params__", _library_params),
            ("__signature__", _signature),
        )
    },
}
_FROZEN: dict[str, Any] = {
    **_MUTABLE,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace
