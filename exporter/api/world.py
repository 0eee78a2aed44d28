"""The world as an argument: dates, font folders, files by their SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from exporter.errors import OptionError
from exporter.files.fonts import fonts_in, with_named
from exporter.files.sources import Pathish, option_bytes
from exporter.messages import say
from exporter.model import Issue, Reading
from exporter.startup.records import replace
from exporter.writers.base import Context, FontWriter, Writer


def context_from_environment(
    *,
    font_dirs: Iterable[Pathish] = (),
    assets: Mapping[str, bytes] | None = None,
    templates: Iterable[Pathish] = (),
    environ: Mapping[str, str] = os.environ,
) -> Context:
    """The world as the environment describes it: SOURCE_DATE_EPOCH (seconds since 1970, UTC), and
    EXPORTER_FONTS, folders searched after `font_dirs`. `templates` are files that what is exported
    again was made with. Raises OptionError when any of it is wrong."""
    listed = [Path(part) for part in environ.get("EXPORTER_FONTS", "").split(os.pathsep) if part]
    fonts = fonts_in((*(Path(folder) for folder in font_dirs), *listed))
    return Context(
        epoch=_epoch(environ.get("SOURCE_DATE_EPOCH", "")),
        fonts=fonts,
        assets={**({} if assets is None else assets), **_by_sum(templates)},
    )


def _by_sum(files: Iterable[Pathish]) -> dict[str, bytes]:
    """Files by their SHA-256, as a record names them."""
    read = [option_bytes(Path(file)) for file in files]
    return {hashlib.sha256(data).hexdigest(): data for data in read}


def world_of(source: Reading | Issue, context: Context | None) -> Context:
    """The context, with the pictures a reading brings along."""
    world = context or context_from_environment()
    if not isinstance(source, Reading) or not source.pictures:
        return world
    return replace(world, assets={**source.pictures, **world.assets})


def with_fonts(context: Context, writer: Writer[Any], options: Any) -> Context:
    """The context, with the font files that a writer's options name (`FontWriter`)."""
    if not hasattr(writer, "named_fonts"):
        return context
    names = cast("FontWriter[Any]", writer).named_fonts(options)
    return replace(context, fonts=with_named(context.fonts, names)) if names else context


def _epoch(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise OptionError(
            say(
                "SOURCE_DATE_EPOCH is {text!r}; it must be whole seconds since 1970, as "
                "`date +%s` prints them. Correct or unset it.",
                text=text,
            )
        ) from error
