"""Data from outside held to what it is declared to be: settings, decisions, houses, themes,
layouts, writers' options, metadata.

A declaration is data: a `Value` says in words what it must be, `ListOf` and `TableOf` what is
in them. `checked` gives back what was said as the model has it. What is wrong is told in one of
three sentences, whoever said it; a `Place` puts the key into words.

>>> checked({"date": "2031-05-12"}, Table({"date": DAY}), in_file("a.toml"))
{'date': datetime.date(2031, 5, 12)}
>>> checked({"dat": 5}, Table({"date": DAY}), in_file("a.toml"))
Traceback (most recent call last):
exporter.errors.OptionError: In a.toml the key dat is not known. Did you mean date?
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from exporter.errors import OptionError, one_line
from exporter.messages import Message, say
from exporter.startup.records import dataclass

_SHOWN = 60
"""Characters of a wrong value that a sentence shows."""
_BARE = frozenset(string.ascii_letters + string.digits + "-_")
"""What a key of TOML without quotes is made of."""
_UNQUOTED = ("Invalid value", "Expected newline")
"""How the parser begins to speak of a value without quotes, or in Chinese ones."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Value:
    """A plain value: what it `must` be, in words; whether one is that, and what is made of it.
    `words` are those of a choice."""

    must: Message
    fits: Callable[[Any], bool]
    made: Callable[[Any], Any] = _same
    words: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `least` or more of one kind; a tuple is made of it."""

    kind: Kind
    must: Message
    least: int = 0


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of known `keys`, of which `needs` must be there; other keys are of the kind `rest`.
    `instead` is what may stand in its place, and says both; `made` is what is made of it."""

    keys: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    rest: Kind | None = None
    instead: Value | None = None
    made: Callable[[dict[str, Any]], Any] = _same


@dataclass(frozen=True, slots=True)
class OrNone:
    """What may be None where a caller says so; a file says nothing instead."""

    kind: Kind


Kind = Value | ListOf | TableOf | OrNone


@dataclass(frozen=True, slots=True)
class Place:
    """Who says something: `of` puts a key into words, to begin a sentence with; `path` is the
    file, where it is one."""

    of: Callable[[str], Message]
    path: str | None = None

    def wrong(
        self, key: str, value: object, must: Message, words: Iterable[Any] = ()
    ) -> OptionError:
        """A value that is not what it must be, one of `words` perhaps."""
        told = say(
            "{what} is {value}; it must be {must}.",
            what=self.of(key),
            value=shown(value),
            must=must,
        )
        meant = near(value, words) if isinstance(value, str) else None
        return self.error(
            told if meant is None else say("{told} Did you mean {meant}?", told=told, meant=meant)
        )

    def unknown(self, key: str, name: str, known: Iterable[str]) -> OptionError:
        """A name that is none of the table `key`; misspelt, it would be silently without effect."""
        what = self.of(within(key, name))
        return self.error(say("{what} is not known. {hint}", what=what, hint=nearest(name, known)))

    def missing(self, key: str, must: Message) -> OptionError:
        """A key that is not there and has to be."""
        return self.error(
            say("{what} is missing; it must be {must}.", what=self.of(key), must=must)
        )

    def error(self, told: Message) -> OptionError:
        """What else is wrong there."""
        return OptionError(told, path=self.path)


def in_file(name: str) -> Place:
    """The keys of a file, or of what a sentence calls otherwise ("the theme")."""
    path = None if isinstance(name, Message) else name
    return Place(lambda key: say("In {file} the key {key}", file=name, key=key), path)


def parse_toml(data: bytes | str, name: str) -> dict[str, Any]:
    """A TOML as plain data. Raises OptionError with the place of the first mistake."""
    import tomllib  # loaded only when there is a TOML

    try:
        return tomllib.loads(data if isinstance(data, str) else data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        told = say("In {file} byte {at} is not UTF-8. Save it as UTF-8.", file=name, at=error.start)
        raise in_file(name).error(told) from error
    except tomllib.TOMLDecodeError as error:
        told = say("In {file} this is not TOML: {error}.", file=name, error=error)
        if str(error).startswith(_UNQUOTED):
            told = say(
                '{told} Texts stand in straight quotes, "霖川日报", days as 2031-05-12.', told=told
            )
        raise in_file(name).error(told) from error


def checked(value: Any, kind: Kind, place: Place, key: str = "") -> Any:
    """What was said, as the model has it. Raises OptionError with the first that is not as
    declared, by its key as TOML writes it; what stands in lists is counted from 1."""
    match kind:
        case OrNone():
            return None if value is None else checked(value, kind.kind, place, key)
        case Value():
            if not kind.fits(value):
                raise place.wrong(key, value, kind.must, kind.words)
            return kind.made(value)
        case ListOf():
            parts = None if isinstance(value, _NO_LISTS) else value
            if not isinstance(parts, Iterable) or len(parts := tuple(parts)) < kind.least:
                raise place.wrong(key, value, kind.must)
            return tuple(
                checked(one, kind.kind, place, f"{key}[{number}]")
                for number, one in enumerate(parts, 1)
            )
        case TableOf(instead=Value() as instead) if not isinstance(value, Mapping):
            return checked(value, instead, place, key)
        case _:
            return _checked_table(value, kind, place, key)


_NO_LISTS = (str, bytes, Mapping, Set)


def _checked_table(table: Any, kind: TableOf, place: Place, key: str) -> Any:
    if not isinstance(table, Mapping):
        raise place.wrong(key, table, _must_be(kind, key))
    kinds = {name: kind.keys.get(name, kind.rest) for name in table}
    for name, own in kinds.items():
        if own is None:
            raise place.unknown(key, name, kind.keys)
    for name in kind.needs:
        if name not in table:
            inner = within(key, name)
            raise place.missing(inner, _must_be(kind.keys[name], inner))
    made = {
        name: checked(table[name], own, place, within(key, name))
        for name, own in kinds.items()
        if own is not None
    }
    return kind.made(made)


def _must_be(kind: Kind, key: str) -> Message:
    """What a value of a kind must be, in words."""
    return kind.must if isinstance(kind, Value | ListOf) else say("a table, [{key}]", key=key)


def within(key: str, name: str) -> str:
    """A key in the table `key`, as TOML writes it."""
    part = name if name and _BARE.issuperset(name) else shown(name)
    return f"{key}.{part}" if key else part


def near(word: object, known: Iterable[Any]) -> str | None:
    """The known word that was meant, in capitals or not; None where none is near."""
    from difflib import get_close_matches  # for mistakes alone

    by_fold = {str(one).casefold(): str(one) for one in known}
    close = get_close_matches(str(word).casefold(), by_fold, 1)
    return by_fold[close[0]] if close else None


def nearest(word: str, known: Iterable[str], other: Message | None = None) -> Message:
    """Did you mean …? or, where nothing is near, what else to say: by default what there is."""
    names = tuple(known)
    meant = near(word, names)
    if meant is not None:
        return say("Did you mean {meant}?", meant=meant)
    if other is not None:
        return other
    return say("Known: {names}.", names=names) if names else say("There are none.")


def shown(value: object) -> str:
    """A value nearly as TOML writes it, on one line and cut where it is long."""
    import json  # for mistakes alone

    if value is None or isinstance(value, dt.date | dt.time):
        told = str(value)
    else:
        told = one_line(json.dumps(value, ensure_ascii=False, default=str, skipkeys=True))
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "……"


def number(least: float, most: float) -> Value:
    return Value(
        say("a number from {least:g} to {most:g}", least=least, most=most),
        lambda value: type(value) in (int, float) and least <= value <= most,
    )


def count(least: int, most: int | None = None) -> Value:
    """A whole number; exactly, for True is none."""
    if most is None:
        return Value(
            say("a whole number of {least} or more", least=least),
            lambda value: type(value) is int and value >= least,
        )
    return Value(
        say("a whole number from {least} to {most}", least=least, most=most),
        lambda value: type(value) is int and least <= value <= most,
    )


def one_of(known: Iterable[Any], must: Message | None = None) -> Value:
    """One of some words, or numbers; `must` says it where that is not all."""
    words = tuple(known)
    return Value(
        must or say("one of {words}", words=words),
        lambda value: any(
            value == word and isinstance(value, bool) is isinstance(word, bool) for word in words
        ),
        lambda value: words[words.index(value)],
        words,
    )


def _is_text(value: Any) -> bool:
    """Whether it is text, and no half of a character is in it."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def filled(example: str) -> Value:
    """Text that is more than blanks."""
    return Value(
        say('text such as "{example}", not an empty one', example=example),
        lambda value: _is_text(value) and bool(value.strip()),
    )


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


TEXT = Value(say('valid text such as "霖川日报"'), _is_text)
TEXTS = ListOf(TEXT, say('a list of texts such as ["防汛", "交通"]'))
YES = Value(say("true or false"), lambda value: isinstance(value, bool))
DAY = Value(say("a day such as 2031-05-12"), lambda value: _day(value) is not None, _day)
