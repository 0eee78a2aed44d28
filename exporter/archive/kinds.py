"""What attaching means for each kind of archive: a bag, a plain archive, an OCFL object.

Nothing here writes: a container's members and the files to attach go in, changes come out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from exporter.archive import bags, ocfl, plain
from exporter.archive.crates import About
from exporter.archive.members import Changes, Container, Content, check_room, digest_of
from exporter.archive.places import EARLIEST, stem_of
from exporter.errors import OptionError, SinkError
from exporter.records import dataclass, field

Kind = Literal["bag", "plain", "ocfl"]
Action = Literal["added", "replaced", "same"]
KINDS: tuple[Kind, ...] = ("bag", "plain", "ocfl")


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
    """One file an archive holds; `sha256` where its own lists say it."""

    name: str
    bytes: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to attach. `stamp` dates members of new ZIP and tar entries (None: 1980); `wait` for
    another process's attach, else be refused."""

    kind: Kind | None = None
    replace: bool = False
    dry_run: bool = False
    wait: bool = True
    stamp: dt.datetime | None = None
    identifier: str | None = None
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
        f"{shown} already holds another {name}. Give --replace to put this one in its place, "
        "or another name with --as.",
        path=shown,
    )


_Plan = tuple[str | None, tuple[Attached, ...], Changes]


def _plan_bag(job: Job) -> _Plan:
    about, container = job.options.about, job.container
    if job.new:
        prefix = "" if container.form == "folder" else stem_of(job.title) + "/"
        files = job.named({one.name: _in_bag(prefix, one.name) for one in job.attachments})
        return None, files, bags.begun(stem_of(job.title), prefix, _changed(job, files), about)
    bag = bags.read_bag(container, bags.prefix_of(container) or "")
    elsewhere = bags.fetched(container, bag)
    for one in job.attachments:
        if bags.payload_name(one.name) in elsewhere:
            raise SinkError(
                f"{container.shown} says in fetch.txt that its {one.name} is kept elsewhere. "
                "Give another name with --as.",
                path=container.shown,
            )
    files = job.named({one.name: _in_bag(bag.prefix, one.name) for one in job.attachments})
    put = _changed(job, files)
    return (
        None,
        files,
        bags.added(container, bag, stem_of(job.title), put, about) if put else Changes(),
    )


def _in_bag(prefix: str, name: str) -> str:
    return prefix + bags.payload_name(name)


def _plan_plain(job: Job) -> _Plan:
    files = job.named({one.name: plain.plain_name(one.name) for one in job.attachments})
    put = _changed(job, files)
    return None, files, plain.added(job.container, put) if put else Changes()


def _plan_ocfl(job: Job) -> _Plan:
    found = None if job.new else ocfl.read_object(job.container)
    state = found.state if found else {}
    algorithm = found.algorithm if found else ocfl.ALGORITHM
    names = [one.name for one in job.attachments]
    check_room(names, state, frozenset(), job.container.shown)
    files = tuple(_ocfl_fate(job, one, state.get(one.name), algorithm) for one in job.attachments)
    put = _changed(job, files)
    if not put:
        return found.head if found else None, files, Changes()
    version, changes = ocfl.added(
        job.container,
        found,
        put,
        title=stem_of(job.title),
        created=_created(job),
        identifier=job.options.identifier or job.options.about.identifier,
        message="Attached " + ", ".join(put),
    )
    return version, files, changes


def _ocfl_fate(job: Job, one: Attachment, standing: str | None, algorithm: str) -> Attached:
    action: Action = "added"
    if standing is not None:
        same = one.content.digest(algorithm) == standing
        action = "same" if same else "replaced"
        if not same and not job.options.replace:
            raise taken_error(one.name, job.container.shown)
    return Attached(
        name=one.name,
        member=one.name,
        bytes=one.content.size,
        sha256=one.content.sha256,
        action=action,
    )


def _created(job: Job) -> dt.datetime:
    """OCFL demands a moment for a version. Not the clock, so that the same files give the same
    object: the stamp if there is one, else when the newest of the files was last changed."""
    times = [one.modified for one in job.attachments if one.modified is not None]
    return job.options.stamp or max(times, default=EARLIEST)


PLANS = {"bag": _plan_bag, "plain": _plan_plain, "ocfl": _plan_ocfl}
NAMED = {"bag": "a BagIt bag", "plain": "a plain archive", "ocfl": "an OCFL object"}


def _changed(job: Job, files: Sequence[Attached]) -> dict[str, Content]:
    """The contents that are not there yet, by name."""
    wanted = {one.name for one in files if one.action != "same"}
    return {one.name: one.content for one in job.attachments if one.name in wanted}


def kind_of(container: Container) -> Kind | None:
    """What stands there; None where nothing does. Raises SinkError for a folder that is neither
    empty nor an archive, and for files that only look like archives."""
    members = container.members()
    if any(name in members for name in ocfl.DECLARATIONS):
        return "ocfl"
    if any(name in members for name in ocfl.STORAGE_ROOTS):
        raise SinkError(
            f"{container.shown} is an OCFL storage root. Name one object in it.",
            path=container.shown,
        )
    if bags.prefix_of(container) is not None:
        _refuse_links(container)
        return "bag"
    if container.form != "folder":
        _refuse_books(container)
        return "plain" if container.stands() else None
    if members or container.links():
        raise SinkError(
            f"{container.shown} is a folder with files that is neither a bag nor an OCFL object. "
            "To verify files, name them; to attach, make it a bag first, or name a new folder.",
            path=container.shown,
        )
    return None


def _refuse_links(container: Container) -> None:
    if container.links():
        name = min(container.links())
        raise SinkError(
            f"{container.shown} is a bag with a link or device in it ({name}); what that means "
            "depends on the machine. It is left as it is.",
            path=container.shown,
        )


def _refuse_books(container: Container) -> None:
    """A ZIP inside is not an archive: one more member would make a broken book of it."""
    for name in ("mimetype", "[Content_Types].xml"):
        if container.form == "zip" and name in container.members():
            raise SinkError(
                f"{container.shown} is a document that uses ZIP inside, not an archive. "
                "Name an archive first, then the files to put into it.",
                path=container.shown,
            )


def refuse_form(kind: Kind, container: Container) -> None:
    folder = container.form == "folder"
    if (kind == "ocfl" and not folder) or (kind == "plain" and folder):
        wanted = "a folder" if kind == "ocfl" else "a .zip or .tar file"
        raise OptionError(f"{NAMED[kind].capitalize()} is {wanted}; name one that is.")


def _list_bag(container: Container) -> Iterator[Listed]:
    prefix = bags.prefix_of(container) or ""
    bag = bags.read_bag(container, prefix)
    sums = {path: digest for digest, path in bags.lines_of(bag.manifests.get("sha256", ""))}
    for name, member in container.members().items():
        path = name.removeprefix(prefix)
        if path.startswith(bags.PAYLOAD):
            yield Listed(name=path, bytes=member.size, sha256=sums.get(path))


def _list_plain(container: Container) -> Iterator[Listed]:
    sums = plain.read_manifest(container)
    for name, member in container.members().items():
        if name != plain.MANIFEST:
            yield Listed(name=name, bytes=member.size, sha256=sums.get(name))


def _list_ocfl(container: Container) -> Iterator[Listed]:
    found = ocfl.read_object(container)
    members, manifest = container.members(), found.manifest
    for name, digest in sorted(found.state.items()):
        stored = members.get(manifest[digest][0])
        yield Listed(
            name=name,
            bytes=stored.size if stored else 0,
            sha256=digest if found.algorithm == "sha256" else None,
        )


LISTS = {"bag": _list_bag, "plain": _list_plain, "ocfl": _list_ocfl}
