"""What a caller may say about an issue, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from exporter.declared import Place, TableOf, checked
from exporter.messages import say
from exporter.model import Meta
from exporter.reading.desk import ABOUT
from exporter.startup.records import field_names

_CALLER = Place(lambda key: say("The {key}", key=key))


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
    """What a caller says of an issue, as the model has it. Raises OptionError."""
    plain: dict[str, Any] = checked(given, TableOf(ABOUT), _CALLER)
    return plain


def checked_meta(meta: Meta) -> Meta:
    """The metadata, if every format can carry it. Raises OptionError, for one made by hand too."""
    given = {name: getattr(meta, name) for name in field_names(Meta)}
    for name, plain in plain_meta(given).items():
        if type(plain) is not type(given[name]):  # what `read` takes, and the model does not
            must = say("a {type} in a Meta", type=type(plain).__name__)
            raise _CALLER.wrong(name, given[name], must)
    return meta
