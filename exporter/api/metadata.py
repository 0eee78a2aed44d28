"""What a caller may say about an issue, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from exporter.errors import OptionError
from exporter.messages import say
from exporter.model import Meta
from exporter.startup.patterns import Lazy
from exporter.startup.records import field_names
from exporter.writers.options import nearest

_LANGUAGE = Lazy(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47


class MetaFields(TypedDict, total=False):
    """What a caller may say about an issue; a date is a `datetime.date` or "2031-05-12"."""

    publication: str | None
    date: dt.date | str | None
    number: str | None
    title: str | None
    language: str
    publisher: str | None
    rights: str | None
    identifier: str | None
    series: str | None
    subjects: Sequence[str]


def plain_meta(given: Mapping[str, Any]) -> dict[str, Any]:
    known = field_names(Meta)
    for name in given:
        if name not in known:
            raise OptionError(
                say(
                    "There is no metadata {name!r}. {nearest}",
                    name=name,
                    nearest=nearest(name, known),
                )
            )
    plain = dict(given)
    if "date" in plain:
        plain["date"] = _date(plain["date"])
    if isinstance(plain.get("subjects"), list):
        plain["subjects"] = tuple(plain["subjects"])
    if type(plain.get("number")) is int:  # as the TOML may have it
        plain["number"] = str(plain["number"])
    return plain


def _date(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise OptionError(
            say("The date {value!r} is not a day such as 2031-05-12.", value=value)
        ) from error


def checked_meta(meta: Meta) -> Meta:
    """The metadata, if every format can carry it."""
    for name in field_names(Meta):
        value = getattr(meta, name)
        if not _HOLDS.get(name, _is_text_or_none)(value):
            raise OptionError(
                say(
                    "The {name} {value!r} is not {wanted}.",
                    name=name,
                    value=value,
                    wanted=_WANTED.get(name, "text"),
                )
            )
    if not _LANGUAGE.fullmatch(meta.language):
        raise OptionError(
            say(
                "The language {language!r} is not a language tag such as zh-Hans, zh-Hant or ja.",
                language=meta.language,
            )
        )
    for name in field_names(Meta):
        value = getattr(meta, name)
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and not _is_utf8(text) for text in texts):
            raise OptionError(
                say("The {name} {value!r} is not valid text.", name=name, value=value)
            )
    return meta


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_day_or_none(value: object) -> bool:
    return value is None or isinstance(value, dt.date)


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(map(_is_text, value))


_HOLDS: Mapping[str, Callable[[object], bool]] = {
    "date": _is_day_or_none,
    "language": _is_text,
    "subjects": _are_texts,
}
_WANTED = {"date": "a datetime.date", "subjects": 'a list of texts such as ["防汛", "交通"]'}


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
