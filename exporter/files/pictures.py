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

from exporter.messages import Message, say
from exporter.reading.gallery import FoundPicture, Lookup, media_type_of

LARGEST = 64 << 20
"""Bytes of the largest picture taken: an A3 scan at 600 dots an inch has less."""


def pictures_beside(folder: Path) -> Lookup:
    """The lookup of texts that stand in `folder`."""

    def look(address: str) -> FoundPicture | Message:
        return _found(folder, address)

    return look


def _found(folder: Path, address: str) -> FoundPicture | Message:
    if "://" in address[:12] or address.startswith(("//", "data:")):
        return say(
            "{address} is not fetched: only files beside the text are taken", address=address
        )
    for name in dict.fromkeys((address, unquote(address))):
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
            return _outside(address)
        try:
            here = Path(os.path.realpath(folder / path))  # resolve() raises RuntimeError on loops
            if not here.is_relative_to(os.path.realpath(folder)):
                return _outside(address)
            if not stat.S_ISREG(here.stat().st_mode):  # a pipe nobody writes into never ends
                return say(
                    "{address} cannot be read: it is a folder, a pipe or a device", address=address
                )
            data = _bytes(here)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                continue
            reason = os.strerror(error.errno or errno.EIO)
            return say("{address} cannot be read: {reason}", address=address, reason=reason)
        if data is None:
            return say(
                "{address} is not taken: it has more than {most} MiB",
                address=address,
                most=LARGEST >> 20,
            )
        media_type = media_type_of(data)
        if media_type is None:
            return say(
                "{address} is not a picture known here (PNG, JPEG, GIF, WebP, SVG)", address=address
            )
        return FoundPicture(str(path), media_type, data)
    return say("{address} was not found beside the text", address=address)


def _outside(address: str) -> Message:
    return say("{address} is not taken: it leads out of the text's folder", address=address)


def _bytes(path: Path) -> bytes | None:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None
