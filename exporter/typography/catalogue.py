"""The font files at hand: found once, before anything is set, so that a writer searches no folder.

Whoever reads the options and folders of a person makes it (`exporter.files.fonts`); `faces` opens
what is asked for. The shipped fonts are not in it: they are data of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from exporter.startup.records import dataclass, field

SUFFIXES = (".ttf", ".otf")
PIN = "#sha256="
"""Between the name of a font's file and the SHA-256 of the file that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The font files of a person. `folders` are those that were searched, in order; `files` has
    what is in them by its name, the first of a name; `own` are the fonts among them, which are
    asked for characters that no other has. `named` has what options name, by path or by name."""

    folders: tuple[Path, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    own: tuple[Path, ...] = ()
    named: Mapping[str, Path] = field(default_factory=dict)


NO_FONTS = Fonts()


def files_called(name: str) -> tuple[str, ...]:
    """What a font's file may be called that is named with or without its suffix."""
    return name, *(name + suffix for suffix in SUFFIXES)
