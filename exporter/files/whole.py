"""Bytes into a file, whole or not at all: written beside it under another name, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from exporter.errors import SinkError
from exporter.messages import say, sentence

_REFUSED = {
    errno.ENOENT: sentence(
        "{path} cannot be written: its folder does not exist. Create the folder, or give another "
        "name."
    ),
    errno.ENOTDIR: sentence(
        "{path} cannot be written: a part of its path is a file, not a folder. Give another name."
    ),
    errno.EISDIR: sentence(
        "{path} cannot be written: it is a folder. Give a file name, or end the folder's name with "
        "a slash."
    ),
    errno.EACCES: sentence(
        "{path} cannot be written: permission is denied. Choose a folder you may write to."
    ),
    errno.EPERM: sentence(
        "{path} cannot be written: the system does not permit it. Choose a folder you may write to."
    ),
    errno.EROFS: sentence(
        "{path} cannot be written: the file system is read-only. Choose another folder."
    ),
    errno.ENOSPC: sentence(
        "{path} cannot be written: the disk is full. Free some space and run the command again."
    ),
    errno.EDQUOT: sentence(
        "{path} cannot be written: your disk quota is used up. Free some space and run the command "
        "again."
    ),
    errno.ENAMETOOLONG: sentence(
        "{path} cannot be written: the name is too long. Give a shorter one."
    ),
}
_REFUSED_OPTION = _REFUSED | {
    errno.ENOENT: sentence(
        "{path} cannot be written: its folder does not exist. Create the folder, or give another "
        "name with -o."
    ),
    errno.ENOTDIR: sentence(
        "{path} cannot be written: a part of its path is a file, not a folder. Give another name "
        "with -o."
    ),
    errno.ENAMETOOLONG: sentence(
        "{path} cannot be written: the name is too long. Give a shorter one with -o."
    ),
}
"""The same for what is named with the option -o."""


def put(path: Path, data: bytes, *, keep: Iterable[Path] = ()) -> None:
    """Makes `data` the content of `path`; on any error what stood there before still stands.

    A new file gets the permissions the umask leaves, an old one keeps its own; a link is followed;
    a device or pipe is written straight into. Files in `keep` (the sources) are never replaced.
    Raises SinkError.
    """
    try:
        target = Path(os.path.realpath(path))  # resolve() raises RuntimeError on loops
        mode = _mode_of(target)
        _refuse(path, target, mode, keep)
        if mode is not None and not stat.S_ISREG(mode):
            target.write_bytes(data)
        else:
            _replace(target, data, mode)
    except OSError as error:
        raise sink_error(path, error) from error


def means_folder(name: str) -> bool:
    """Whether a name says by its last character that a folder is meant: out/."""
    return name.endswith(tuple(filter(None, (os.sep, os.altsep))))


def ensure_folder(path: Path) -> None:
    """Creates a folder and those above it. Raises SinkError when something else stands there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise SinkError(
            say(
                "{path} is a file, and a folder of that name is needed for the output. Give "
                "another folder with -o.",
                path=path,
            ),
            path=str(path),
        ) from error
    except OSError as error:
        raise sink_error(path, error) from error


def _mode_of(target: Path) -> int | None:
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def _refuse(path: Path, target: Path, mode: int | None, keep: Iterable[Path]) -> None:
    if mode is None:
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "is a folder")
    if not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "not writable")
    for source in keep:
        if source.exists() and source.samefile(target):
            raise SinkError(
                say(
                    "{path} is the source itself and is not overwritten. Give another name or "
                    "folder with -o.",
                    path=path,
                ),
                path=str(path),
            )


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    temporary, handle = _open_beside(target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            if mode is not None:
                with contextlib.suppress(OSError):  # a file system without permissions
                    temporary.chmod(stat.S_IMODE(mode))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:  # an interrupt too must leave no half file
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _open_beside(folder: Path) -> tuple[Path, int]:
    """A new file in the folder; a leftover of a killed process of the same number is passed by."""
    for number in count():
        name = folder / f".exporter-{os.getpid()}-{number}.part"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            return name, os.open(name, flags, 0o666)
        except FileExistsError:
            continue
    raise AssertionError("counting does not end")


def sync_folder(folder: Path) -> None:
    """Makes the rename itself survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_REFUSED_ELSE = sentence("{path} cannot be written: {reason}.")


def sink_error(path: Path, error: OSError, *, option: bool = True) -> SinkError:
    """What to say about a refusal of the system: what, why, what to do next; `option` says that
    the path is named with -o."""
    told = (_REFUSED_OPTION if option else _REFUSED).get(error.errno or 0, _REFUSED_ELSE)
    return SinkError(say(told, path=path, reason=error.strerror or error), path=str(path))
