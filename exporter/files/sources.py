"""Bytes of sources, and the settings file that stands beside them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from exporter.errors import ExporterError, InputError, OptionError, VerifyError
from exporter.messages import say, sentence

Pathish = str | os.PathLike[str]

SETTINGS_SUFFIX = ".toml"
OVERRIDES_SUFFIX = ".overrides.toml"
FOLDER_SETTINGS = "issue.toml"

_UNREAD = {
    errno.ENOENT: sentence("{path} does not exist. Check the name and the folder."),
    errno.ENOTDIR: sentence("{path} does not exist: a part of its path is a file. Check the name."),
    errno.EISDIR: sentence("{path} is a folder. Name the files in it."),
    errno.EACCES: sentence("{path} may not be read: permission is denied."),
    errno.EPERM: sentence("{path} may not be read: permission is denied."),
    errno.ENAMETOOLONG: sentence("{path} does not exist: its name is too long for this system."),
    errno.EINVAL: sentence("{path} is not a name this system knows."),
}
_UNREAD_ELSE = sentence("{path} cannot be read: {reason}.")


def paths_of(named: Pathish | Iterable[Pathish]) -> list[Pathish]:
    """One name or several as a list: a text is one name, not its characters."""
    return [named] if isinstance(named, str | os.PathLike) else list(named)


def source_bytes(path: Path) -> bytes:
    """The whole file. Raises InputError where there is none, or nothing in it."""
    if path.suffix.lower() == SETTINGS_SUFFIX:
        raise InputError(
            say(
                "{path} is a settings file, not a text: it is read when it stands beside its "
                "text. Leave it out of the sources, or give it with --toml.",
                path=path,
            ),
            path=str(path),
        )
    data = _bytes(path, InputError)
    if not data:
        raise InputError(
            say("{path} is empty: there is nothing to export.", path=path), path=str(path)
        )
    return data


def settings_bytes(path: Path) -> bytes:
    """The whole settings file. Raises OptionError where there is none."""
    return _bytes(path, OptionError)


def option_bytes(path: Path) -> bytes:
    """The whole of a file that an option names. Raises OptionError where there is none."""
    return _bytes(path, OptionError)


def output_bytes(path: Path) -> bytes:
    """The whole of a finished file. Raises VerifyError where there is none."""
    return _bytes(path, VerifyError)


def settings_beside(path: Path) -> Path | None:
    """The TOML that belongs to a source: 要闻.txt.toml, else 要闻.toml, else the folder's
    issue.toml, else none. The first that exists counts; they are not merged."""
    names = (path.name + SETTINGS_SUFFIX, path.stem + SETTINGS_SUFFIX, FOLDER_SETTINGS)
    return next((found for name in names if (found := path.with_name(name)).is_file()), None)


def overrides_beside(path: Path) -> Path:
    """Where the decisions about a source stand: 要闻.overrides.toml, whether or not it exists."""
    return path.with_name(path.stem + OVERRIDES_SUFFIX)


def shown_name(path: Path) -> str:
    """A file's own name as text: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", errors="replace")


def _bytes(path: Path, kind: type[ExporterError]) -> bytes:
    """A device is not read, for it need not end; a pipe is, for a shell's <(…) is one."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
            raise kind(
                say(
                    "{path} is a device, not a file. Name a file, or give - to read standard "
                    "input.",
                    path=path,
                ),
                path=str(path),
            )
        return path.read_bytes()
    except OSError as error:
        told = _UNREAD.get(error.errno or 0, _UNREAD_ELSE)
        raise kind(say(told, path=path, reason=error.strerror or error), path=str(path)) from error
    except ValueError as error:  # a NUL in the name
        raise kind(
            say("{path!r} is not a name this system knows.", path=str(path)), path=str(path)
        ) from error
