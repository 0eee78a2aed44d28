"""Font files: what is in the folders a person names, and the files that options name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from exporter.errors import OptionError
from exporter.messages import say
from exporter.startup.records import replace
from exporter.typography.catalogue import PIN, SUFFIXES, Fonts, files_called


def fonts_in(folders: Iterable[Path]) -> Fonts:
    """The font files of these folders, in their order and that of names. Raises OptionError."""
    searched = tuple(folders)
    files = [path for folder in searched for path in _listed(folder)]
    return Fonts(
        folders=searched,
        files={path.name: path for path in reversed(files)},
        own=tuple(path for path in files if path.suffix.lower() in SUFFIXES),
    )


def with_named(fonts: Fonts, names: Iterable[str]) -> Fonts:
    """The fonts, with the files that options name: by a path, or by one within the folders. What
    is not found is left to whoever needs it, who can say what for."""
    named = dict(fonts.named)
    for name in (name.partition(PIN)[0] for name in names):
        found = next(filter(os.path.isfile, _places(name, fonts.folders)), None)
        if found is not None:
            named[name] = found
    return replace(fonts, named=named)


def _listed(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise OptionError(
            say("The font folder {folder} does not exist.", folder=folder), path=str(folder)
        )
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise OptionError(
            say(
                "The font folder {folder} cannot be read: {why}.", folder=folder, why=error.strerror
            ),
            path=str(folder),
        ) from error


def _places(name: str, folders: Iterable[Path]) -> Iterator[Path]:
    yield Path(name)
    for folder in folders:
        yield from (folder / file for file in files_called(name))
