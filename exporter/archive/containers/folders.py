"""A folder on the local disk as a container."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from exporter.archive.containers.members import PIECE, Changes, Member, digest_of
from exporter.archive.containers.staging import Staging, replace_folder
from exporter.errors import SinkError
from exporter.files.whole import sink_error
from exporter.messages import say


class Folder:
    """See `members.Container`. A folder that does not exist yet has no members."""

    form = "folder"

    def __init__(self, root: Path, staging: Staging | None = None) -> None:
        self.root = root
        self.shown = str(root)
        self._staging = staging

    def stands(self) -> bool:
        return os.path.lexists(self.root)

    def members(self) -> Mapping[str, Member]:
        return self._walked[0]

    def links(self) -> frozenset[str]:
        return self._walked[1]

    def folders(self) -> frozenset[str]:
        return frozenset()  # the file system itself refuses

    @cached_property
    def _walked(self) -> tuple[dict[str, Member], frozenset[str]]:
        members: dict[str, Member] = {}
        links: set[str] = set()
        try:
            if os.path.lexists(self.root):
                self._walk(str(self.root), "", members, links)
        except OSError as error:
            raise sink_error(self.root, error) from error
        except RecursionError as error:
            raise SinkError(
                say("{folder} has folders nested too deep to be read.", folder=self.root),
                path=self.shown,
            ) from error
        return members, frozenset(links)

    def _walk(self, folder: str, prefix: str, members: dict[str, Member], links: set[str]) -> None:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            name = prefix + entry.name
            told = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(told.st_mode):
                self._walk(entry.path, name + "/", members, links)
            elif stat.S_ISREG(told.st_mode):
                members[name] = Member(name=name, size=told.st_size)
            else:
                links.add(name)

    def read(self, name: str) -> Iterator[bytes]:
        path = self.root.joinpath(*name.split("/"))
        try:
            with open(path, "rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except OSError as error:
            raise SinkError(
                say(
                    "{path} cannot be read: {reason}.",
                    path=path,
                    reason=error.strerror or error,
                ),
                path=str(path),
            ) from error

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        return ((name, self.read(name)) for name in self.members())

    def apply(self, changes: Changes) -> None:
        if self._staging is None:
            raise AssertionError("a folder is changed under its lock")
        if self.root.resolve() in (here := Path.cwd().resolve(), *here.parents):
            raise SinkError(
                say(
                    "The current folder lies in {folder}, which is replaced as a whole. Run the "
                    "command from outside it.",
                    folder=self.root,
                ),
                path=str(self.root),
            )
        replace_folder(self._staging, changes, lambda built: _check(built, changes, self.shown))
        del self._walked


def _check(built: Path, changes: Changes, shown: str) -> None:
    """Reads back what was written. Raises SinkError."""
    there = Folder(built)
    for name, content in changes.put.items():
        if digest_of(there.read(name)) != content.sha256:
            raise SinkError(
                say(
                    "{name} does not read back as it was written to {archive}: the disk may be "
                    "failing. The old archive stands.",
                    name=name,
                    archive=shown,
                ),
                path=shown,
            )
    for name in changes.remove:
        if name in there.members():
            raise AssertionError(f"{name} was to be removed")
