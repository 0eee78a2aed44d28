"""Attaching to an archive wherever it is: on the local disk, or at a URL (s3://bucket/name …)."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exporter.archive import attaching
from exporter.archive.attaching import Receipt
from exporter.archive.containers.members import Container
from exporter.archive.containers.places import container_at
from exporter.archive.containers.tars import Tar
from exporter.archive.kinds.job import Attachment, Listed, Options
from exporter.archive.urls import is_url
from exporter.errors import SinkError
from exporter.files.sources import Pathish
from exporter.messages import say

Read = Callable[[Listed], bytes]


def attach(
    archive: Pathish, attachments: Sequence[Attachment], options: Options | None = None
) -> Receipt:
    """See `attaching.attach`."""
    if is_url(archive):
        done: Receipt = _remote().attach(os.fspath(archive), attachments, options or Options())
        return done
    return attaching.attach(Path(archive), attachments, options)


def contents(archive: Pathish) -> tuple[str, str, tuple[Listed, ...]]:
    """(kind, form, files) of an archive. Raises SinkError."""
    with opened(archive) as container:
        return attaching.listed(container)


@contextmanager
def opened(archive: Pathish) -> Iterator[Container]:
    """An archive to read from; a packed one at a URL is copied here for that time. Raises
    SinkError where there is none."""
    if is_url(archive):
        with _remote().opened(os.fspath(archive)) as container:
            yield container
        return
    if not Path(archive).exists():
        raise SinkError(say("{archive} does not exist.", archive=archive), path=str(archive))
    yield container_at(Path(archive))


@contextmanager
def in_any_order(container: Container) -> Iterator[Container]:
    """The same archive in a form whose members can be read in any order at the cost of each: a
    tar is unpacked for that time; nothing is written for any other."""
    if not isinstance(container, Tar):
        yield container
        return
    with tempfile.TemporaryDirectory(prefix="exporter-") as scratch:
        yield container.unpacked(Path(scratch))


def files(container: Container) -> tuple[tuple[Listed, ...], Read]:
    """What was attached to an archive, and how its bytes are read."""
    _, _, listed = attaching.listed(container)
    return listed, lambda one: b"".join(container.read(one.member))


def looks_packed(path: Path) -> bool:
    """Whether a file is a ZIP or tar by its bytes."""
    try:
        return path.is_file() and container_at(path).form != "folder"
    except SinkError:
        return False


def _remote() -> Any:
    """Loaded when a URL is met: it brings fsspec, an extra."""
    return importlib.import_module("exporter.archive.remote")
