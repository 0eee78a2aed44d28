"""Pictures that stand beside a text: found by the address the text has, never outside its folder.

Refused: fetching addresses of the net, and any way out of the folder (an absolute path, `..`, a
link of the file system), for a text from elsewhere must not bring other files into an output.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from exporter.messages import Message, say
from exporter.reading.gallery import FoundPicture, Pictures, media_type_of

LARGEST = 64 << 20
"""Bytes of the largest picture taken: an A3 scan at 600 dots an inch has less."""


def pictures_beside(folder: Path, addresses: Iterable[str]) -> Pictures:
    """What came of each address that a text in `folder` names."""
    return {address: _found(folder, address) for address in addresses}


def _found(folder: Path, address: str) -> FoundPicture | Message:
    if "://" in address[:12] or address.startswith(("//", "data:")):
        return say(
            "{address} is not fetched: only files beside the text are taken", address=address
        )
    for name in dict.fromkeys((address, unquote(address))):
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
            return say("{address} is not taken: it leads out of the text's folder", address=address)
        try:
            here = Path(os.path.realpath(folder / path))  # resolve() raises RuntimeError on loops
            if not here.is_relative_to(os.path.realpath(folder)):
                return say(
                    "{address} is not taken: it leads out of the text's folder", address=address
                )
            if not stat.S_ISREG(here.stat().st_mode):  # a pipe nobody writes into never ends
                return say(
                    "{address} cannot be read: it is a folder, a pipe or a device", address=address
                )
            data = _bytes(here)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                continue
            why = os.strerror(error.errno or errno.EIO)
            return say("{address} cannot be read: {why}", address=address, why=why)
        if data is None:
            return say(
                "{address} is not taken: it has more than {size} MiB",
                address=address,
                size=LARGEST >> 20,
            )
        media_type = media_type_of(data)
        if media_type is None:
            return say(
                "{address} is not a picture known here (PNG, JPEG, GIF, WebP, SVG)", address=address
            )
        return FoundPicture(str(path), media_type, data)
    return say("{address} was not found beside the text", address=address)


def _bytes(path: Path) -> bytes | None:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    return data if len(data) <= LARGEST else None
