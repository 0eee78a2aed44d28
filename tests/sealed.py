"""The files of this machine out of reach: what is pure says so by still working."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import exporter
from exporter.typography.faces import font_folders

SHIPPED = (Path(exporter.__file__).parent, *font_folders())
"""Data of our own that rooms may open: weights, houses, themes, style sheets, fonts."""

_DOORS = (
    *((builtins, "open"), (io, "open"), (os, "open")),
    *((os, name) for name in ("stat", "lstat", "readlink", "listdir", "scandir")),
)


@contextmanager
def sealed(also: Collection[Path] = ()) -> Iterator[None]:
    """Meanwhile asking for a file, or whether there is one, fails, but for what is shipped and the
    files in `also`. Modules are still imported: Python looks for them by other doors."""
    with ExitStack() as stack:
        for module, name in _DOORS:
            watched = _watched(getattr(module, name), also)
            stack.enter_context(mock.patch.object(module, name, watched))
        yield


def _watched(door: Callable[..., Any], also: Collection[Path]) -> Callable[..., Any]:
    def watched(path: Any = ".", *arguments: Any, **options: Any) -> Any:
        if not isinstance(path, int):  # a file that is open already
            here = Path(os.fsdecode(path))
            shipped = any(folder in (here, *here.parents) for folder in SHIPPED)
            assert shipped or here in also, f"{door.__name__}: {here}"
        return door(path, *arguments, **options)

    return watched
