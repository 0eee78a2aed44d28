"""Attaching to an archive wherever it is: on the local disk, or at a URL (s3://bucket/name …)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exporter.archive import attaching
from exporter.archive.attaching import Receipt
from exporter.archive.kinds import Attachment, Kind, Listed, Options

Pathish = str | os.PathLike[str]


def is_url(archive: Pathish) -> bool:
    """Whether a name is a URL: it has a scheme of two letters or more, for c:// is a drive."""
    scheme, found, _ = os.fspath(archive).partition("://")
    return bool(found) and len(scheme) > 1 and scheme.isascii() and scheme.isalnum()


def attach(
    archive: Pathish, attachments: Sequence[Attachment], options: Options | None = None
) -> Receipt:
    """See `attaching.attach`."""
    if is_url(archive):
        done: Receipt = _remote().attach(os.fspath(archive), attachments, options or Options())
        return done
    return attaching.attach(Path(archive), attachments, options)


def contents(archive: Pathish) -> tuple[Kind, str, tuple[Listed, ...]]:
    """(kind, form, files) of an archive. Raises SinkError."""
    if is_url(archive):
        found: tuple[Kind, str, tuple[Listed, ...]] = _remote().contents(os.fspath(archive))
        return found
    return attaching.contents(Path(archive))


def _remote() -> Any:
    """Loaded when a URL is met: it brings fsspec, an extra."""
    return importlib.import_module("exporter.archive.remote")
