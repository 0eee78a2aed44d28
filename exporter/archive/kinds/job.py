"""One attach as every kind of archive is given it, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from exporter.archive.containers.members import Changes, Container, Content, check_room, digest_of
from exporter.archive.kinds.crates import About
from exporter.errors import SinkError
from exporter.messages import say
from exporter.startup.records import dataclass, field

Action = Literal["added", "replaced", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to attach: its name in the archive (below data/ in a bag) and its bytes."""

    name: str
    content: Content
    modified: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What became of one file. `member` is its whole name in the archive (in an OCFL object: its
    logical name)."""

    name: str
    member: str
    bytes: int
    sha256: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file an archive holds: its name as the kind has it, `member` where its bytes are;
    `sha256` where the archive's own lists say it."""

    name: str
    member: str
    bytes: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to attach. `kind` is a key of `table.KINDS`, for a new archive (None: what its name
    says); `stamp` dates members of new ZIP and tar entries (None: 1980); `wait` for another
    process's attach, else be refused; `info` are fields (label, value) for a bag's bag-info.txt."""

    kind: str | None = None
    replace: bool = False
    dry_run: bool = False
    wait: bool = True
    stamp: dt.datetime | None = None
    identifier: str | None = None
    info: tuple[tuple[str, str], ...] = ()
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attach, as the kinds are given it."""

    container: Container
    attachments: Sequence[Attachment]
    options: Options
    title: str
    new: bool

    def named(self, member_of: Mapping[str, str]) -> tuple[Attached, ...]:
        """What is to become of each file, by the names their members would have. Raises SinkError
        when one stands there with other bytes and is not to be replaced."""
        members = self.container.members()
        links = self.container.links()
        inside = [f"{folder}/." for folder in self.container.folders()]
        check_room(member_of.values(), [*members, *inside], links, self.container.shown)
        return tuple(
            _fate(self, one, member_of[one.name], members.get(member_of[one.name]) is not None)
            for one in self.attachments
        )


def _fate(job: Job, one: Attachment, member: str, taken: bool) -> Attached:
    action: Action = "added"
    if taken:
        standing = job.container.members()[member]
        same = standing.size == one.content.size and (
            digest_of(job.container.read(member)) == one.content.sha256
        )
        action = "same" if same else "replaced"
        if not same and not job.options.replace:
            raise taken_error(one.name, job.container.shown)
    return Attached(
        name=one.name,
        member=member,
        bytes=one.content.size,
        sha256=one.content.sha256,
        action=action,
    )


def taken_error(name: str, shown: str) -> SinkError:
    """What to say when other bytes stand under a name."""
    return SinkError(
        say(
            "{archive} already holds another {name}. Give --replace to put this one in its "
            "place, or another name with --as.",
            archive=shown,
            name=name,
        ),
        path=shown,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an attach is to do: what becomes of each file, and the changes, none where nothing is
    to be done. `version` is an OCFL object's head afterwards."""

    files: tuple[Attached, ...]
    changes: Changes
    version: str | None = None


def changed(job: Job, files: Sequence[Attached]) -> dict[str, Content]:
    """The contents that are not there yet, by name."""
    wanted = {one.name for one in files if one.action != "same"}
    return {one.name: one.content for one in job.attachments if one.name in wanted}
