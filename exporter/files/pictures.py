"""Pictures that stand beside a text: found by the address the text has, never outside its folder.

Refused: fetching addresses of the net, and any way out of the folder (an absolute path, `..`, a
link of the file system), for a text from elsewhere must not bring other files into an output.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from exporter.reading.gallery import FoundPicture, Lookup, media_type_of

LARGEST = 64 << 20
"""Bytes of the largest picture taken: an A3 scan at 600 dots an inch has less."""


def pictures_beside(folder: Path) -> Lookup:
    """The lookup of texts that stand in `folder`."""

    def look(address: str) -> FoundPicture | str:
        return _found(folder, address)

    return look


def _found(folder: Path, address: str) -> FoundPicture | str:
    if "://" in address[:12] or address.startswith(("//", "data:")):
        return "is not fetched: only files beside the text are taken"
    for name in dict.fromkeys((address, unquote(address))):
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
            return "is not taken: it leads out of the text's folder"
        try:
            here = Path(os.path.realpath(folder / path))  # resolve() raises RuntimeError on loops
            if not here.is_relative_to(os.path.realpath(folder)):
                return "is not taken: it leads out of the text's folder"
            if not stat.S_ISREG(here.stat().st_mode):  # a pipe nobody writes into never ends
                return "cannot be read: it is a folder, a pipe or a device"
            data = _bytes(here)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                continue
            return f"cannot be read: {os.strerror(error.errno or errno.EIO)}"
        if data is None:
            return f"is not taken: it has more than {LARGEST >> 20} MiB"
        media_type = media_type_of(data)
        if media_type is None:
            return "is not a picture known here (PNG, JPEG, GIF, WebP, SVG)"
        return FoundPicture(str(path), media_type, data)
    return "was not found beside the text"


def _bytes(path: Path) -> bytes | None:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None
