"""Which writers there are: one table for ours, entry points for guests."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from exporter.errors import OptionError, WriterError
from exporter.messages import say, sentence
from exporter.writers.base import VolumeWriter, Writer
from exporter.writers.options import option_specs

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "exporter.writers"

BUILTIN = {
    "epub": "exporter.writers.epub:EpubWriter",
    "pdf": "exporter.writers.pdf:PdfWriter",
    "docx": "exporter.writers.docx:DocxWriter",
    "json": "exporter.writers.json:JsonWriter",
}
"""Name to dotted class, in the order `exporter all` and `exporter formats` use."""


def writer(name: str) -> Writer[Any]:
    """The writer of that name, loaded now. Raises OptionError when there is none or two, and
    WriterError when a guest cannot be loaded."""
    if name in BUILTIN:
        return _builtin(name)
    found = guests().get(name)
    if found is None:
        known = (*BUILTIN, *guests())
        raise OptionError(
            say("There is no format {name!r}. Known formats: {known}.", name=name, known=known)
        )
    return _guest(name, found)


def _guest(name: str, found: EntryPoint) -> Writer[Any]:
    """A guest, if it is what a writer must be; whatever goes wrong in a third party's code is
    told as theirs."""
    try:
        made: Writer[Any] = found.load()()
        option_specs(made.options)
        for attribute in ("name", "suffix", "media_type"):
            if not isinstance(getattr(made, attribute), str):
                raise TypeError(say("its {attribute} is no text", attribute=attribute))
        if not made.suffix.startswith("."):
            raise TypeError(
                say("its suffix {suffix!r} does not begin with a dot", suffix=made.suffix)
            )
        if not callable(made.write):
            raise TypeError(say("its write is no method"))
    except Exception as error:  # a third party's module may raise anything
        raise WriterError(
            say(
                "The writer {name!r} of {owner} cannot be loaded: {error}. Update or remove "
                "that package.",
                name=name,
                owner=_owner(found),
                error=error,
            )
        ) from error
    return made


def usable() -> dict[str, Writer[Any]]:
    """The writers that can be loaded, by name: for what speaks of all formats and must not fail
    because one guest does."""
    found: dict[str, Writer[Any]] = {}
    for name in names():
        with suppress(WriterError):
            found[name] = writer(name)
    return found


def failed(name: str, error: Exception) -> WriterError:
    """What to say when a guest raises what no writer may."""
    found = guests().get(name)
    owner = _owner(found) if found else ""
    return WriterError(
        say(_FAILED[bool(found)], name=name, owner=owner, type=type(error).__name__, error=error)
    )


_FAILED = {
    True: sentence(
        "The writer {name!r} of {owner} failed: {type}: {error}. This is a fault of that package: "
        "report it there, or choose another format."
    ),
    False: sentence(
        "The writer {name!r} failed: {type}: {error}. This is a fault of that package: report it "
        "there, or choose another format."
    ),
}
"""By whether it is a guest's."""


def volume_writer(name: str) -> VolumeWriter[Any]:
    """The writer of that name, if it can put many issues into one file. Raises OptionError."""
    found = writer(name)
    if not makes_volumes(found):
        raise OptionError(
            say("{name} files hold one issue each. Choose epub for a volume of several.", name=name)
        )
    return cast("VolumeWriter[Any]", found)


def makes_volumes(found: Writer[Any]) -> bool:
    """Whether a writer can put many issues into one file."""
    return hasattr(found, "write_volume")


def _builtin(name: str) -> Writer[Any]:
    module, _, attribute = BUILTIN[name].partition(":")
    try:
        made: Writer[Any] = getattr(importlib.import_module(module), attribute)()
    except ModuleNotFoundError as error:
        raise missing_library(name, error) from error
    return made


def missing_library(name: str, error: ModuleNotFoundError) -> WriterError:
    """What to say when a format's library is not installed (EPUB's need not be)."""
    return WriterError(
        say(
            "The format {name!r} needs the package {package!r}, which is not installed. "
            "Install it, or choose another format.",
            name=name,
            package=str(error.name),
        )
    )


def guests() -> dict[str, EntryPoint]:
    """Third parties' writers by name. Raises OptionError when a name is taken twice."""
    if not _guests_possible():
        return {}
    from importlib.metadata import entry_points  # here, for its 30 ms are seldom needed

    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name in BUILTIN or point.name in found:
            other = "Exporter" if point.name in BUILTIN else _owner(found[point.name])
            raise OptionError(
                say(
                    "Two writers are named {name!r}: {other}'s and {owner}'s. Remove one of the "
                    "two packages.",
                    name=point.name,
                    other=other,
                    owner=_owner(point),
                )
            )
        found[point.name] = point
    return found


def _guests_possible() -> bool:
    """Whether any installed package may offer a writer: a look at the files that would say so.

    A tenth of what importlib.metadata takes to say that there is none, which is the common case;
    where a path is no folder (a ZIP of packages) it is left to decide.
    """
    for place in map(Path, dict.fromkeys(sys.path)):
        if place.is_file():
            return True
        for about in place.glob("*-info/entry_points.txt"):
            if GROUP.encode() in about.read_bytes():
                return True
    return False


def names() -> tuple[str, ...]:
    """All formats, ours first."""
    return (*BUILTIN, *sorted(guests()))


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value
