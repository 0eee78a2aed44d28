"""What stands at an archive's place, by its bytes; where nothing does, what its name means."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from exporter.archive.containers.folders import Folder
from exporter.archive.containers.staging import Staging
from exporter.archive.containers.streams import CODINGS
from exporter.archive.containers.tars import Tar
from exporter.archive.containers.zips import Zip
from exporter.errors import OptionError, SinkError
from exporter.messages import say

EARLIEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Dates members of a ZIP or tar where nobody gave a date; a ZIP can say none before it."""

_NO_FOLDERS = (
    *(".rar", ".7z", ".cab", ".iso", ".lzh", ".lzma", ".lz", ".lz4", ".br", ".z"),
    *(".gz", ".bz2", ".xz", ".zst"),
    *(".epub", ".pdf", ".docx", ".json", ".txt"),
)
"""Ends of names that nobody gives a folder: other archives, files packed alone, documents."""
Place = Folder | Zip | Tar


def container_at(
    archive: Path, stamp: dt.datetime | None = None, staging: Staging | None = None
) -> Place:
    """The container that stands there or, where nothing does, that the name means. Without
    `staging` it can only be read. Raises SinkError for a file that is no archive, and OptionError
    for a name that means a file of another kind."""
    stamp = max(stamp or EARLIEST, EARLIEST)
    if archive.is_dir():
        return Folder(archive, staging)
    if archive.exists():
        return _file_container(archive, stamp, staging)
    name = archive.name.lower()
    if name.endswith(".zip"):
        return Zip(archive, stamp, staging)
    if name.endswith(".tar"):
        return Tar(archive, None, stamp, staging)
    for coding, how in CODINGS.items():
        if name.endswith(how.suffixes):
            return Tar(archive, coding, stamp, staging)
    if name.endswith(_NO_FOLDERS) or name == "-":
        raise OptionError(
            say(
                "{archive} is no name for an archive that is written here: those are "
                "folders, .zip, .tar, .tar.gz, .tar.bz2, .tar.xz and .tar.zst.",
                archive=archive,
            ),
            path=str(archive),
        )
    return Folder(archive, staging)


def _file_container(archive: Path, stamp: dt.datetime, staging: Staging | None) -> Place:
    try:
        with open(archive, "rb") as file:
            start = file.read(512)
            file.seek(max(0, archive.stat().st_size - (1 << 16) - 22))
            ends_as_zip = b"PK\x05\x06" in file.read()
    except OSError as error:
        raise SinkError(
            say("{archive} cannot be read: {reason}.", archive=archive, reason=error.strerror),
            path=str(archive),
        ) from error
    for coding, how in CODINGS.items():
        if start.startswith(how.magic):
            return Tar(archive, coding, stamp, staging)
    if start[257:262] == b"ustar":
        return Tar(archive, None, stamp, staging)
    if ends_as_zip or start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Zip(archive, stamp, staging)
    if archive.name.lower().endswith(".tar") and start:
        return Tar(archive, None, stamp, staging)
    raise SinkError(
        say(
            "{archive} is neither a ZIP nor a tar. Name an archive first, then the files "
            "to put into it.",
            archive=archive,
        ),
        path=str(archive),
    )


def means_packed(name: str) -> bool:
    """Whether a name is that of a ZIP or tar, where nothing stands yet."""
    return stem_of(name) != name


def stem_of(title: str) -> str:
    """An archive's name without what says its form."""
    lower = title.lower()
    suffixes = [".zip", ".tar", *(suffix for how in CODINGS.values() for suffix in how.suffixes)]
    for suffix in suffixes:
        if lower.endswith(suffix):
            return title[: -len(suffix)] or title
    return title
