"""What a writer is, and what it is given.

A writer is an object with `name`, `suffix`, `media_type`, an `options` class and `write`. Third
parties offer theirs through the entry-point group `exporter.writers` (see `registry`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

from exporter.model import Issue, Meta, Notice
from exporter.startup.records import dataclass, field
from exporter.typography.catalogue import Fonts

ZERO_STAMP = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""The earliest moment a ZIP can hold: used where a date is demanded and none was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The world, as an argument. `epoch` is SOURCE_DATE_EPOCH (UTC) or None; `fonts` are the
    person's font files, which come before the shipped ones (`exporter.files.fonts` finds them);
    `assets` maps a picture's SHA-256 to its bytes, and `files` an option to the file that its text
    is from, for sentences to name it."""

    epoch: dt.datetime | None = None
    fonts: Fonts = field(default_factory=Fonts)
    assets: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def stamp(self, issue: Issue) -> dt.datetime:
        """The moment to write where a format demands one: SOURCE_DATE_EPOCH, else the issue's
        date, else `ZERO_STAMP`. Never before 1980."""
        claimed = self.claimed(issue)
        return max(claimed, ZERO_STAMP) if claimed else ZERO_STAMP

    def claimed(self, issue: Issue) -> dt.datetime | None:
        """The moment to claim where a format lets one be left out; None when nobody gave one."""
        if self.epoch is not None:
            return self.epoch
        date = issue.meta.date
        return None if date is None else dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A finished file and what there is to say about it."""

    data: bytes
    notices: tuple[Notice, ...] = ()


O = TypeVar("O", contravariant=True)  # noqa: E741 - the letter house-style uses for Options


class Writer(Protocol[O]):
    """One output format. `options` is a frozen dataclass whose fields all have defaults and are
    str, int, float, bool, None or tuples of these; a field's `metadata` may hold "help" and
    "choices", which the command line shows as an option of that name."""

    name: str
    suffix: str
    media_type: str
    options: type[Any]

    def write(self, issue: Issue, options: O, context: Context) -> Output:
        """The whole file. Raises WriterError or FontError; same arguments, same bytes."""
        ...


class FontWriter(Writer[O], Protocol[O]):
    """A format set in fonts that its options may name. They are looked for before it writes, and
    are in `Context.fonts.named`."""

    def named_fonts(self, options: O) -> tuple[str, ...]:
        """The fonts that options name, by path or name; words that name none do no harm."""
        ...


class VolumeWriter(Writer[O], Protocol[O]):
    """A format that can hold many issues in one file."""

    def write_volume(
        self, issues: Sequence[Issue], meta: Meta, options: O, context: Context
    ) -> Output:
        """The issues in the order given; `meta` speaks of the whole. Raises as `write` does."""
        ...


def option(
    default: Any,
    help: str,
    choices: tuple[Any, ...] = (),
    file: Literal["", "text", "asset", "bytes"] = "",
) -> Any:
    """A field of an options class, with what the command line says about it.

    Options are plain values, never files. With `file` the command line takes a file's name and
    gives what is in it: "text", its text is the option's value; "asset", a value that is none of
    the choices names a picture, which joins the issue's assets under the option's name; "bytes",
    the value is the SHA-256 of what is in it, which travels in `Context.assets` under that key.
    """
    import dataclasses  # the library's own, as a third party's options class is

    return dataclasses.field(
        default=default, metadata={"help": help, "choices": choices, "file": file}
    )
