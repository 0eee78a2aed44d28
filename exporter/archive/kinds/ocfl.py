"""OCFL 1.1 objects: each attach is a new version, and no version before it changes.

Refuses what it cannot keep true: objects with an unpublished head (the extension mutable-head),
other digest algorithms than the two the standard allows.
"""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from exporter.archive.containers.members import (
    Changes,
    Container,
    Content,
    check_room,
    content_of_bytes,
    text_of,
)
from exporter.archive.containers.places import EARLIEST, stem_of
from exporter.archive.kinds import ocfl
from exporter.archive.kinds.job import (
    Action,
    Attached,
    Attachment,
    Job,
    Listed,
    Plan,
    changed,
    taken_error,
)
from exporter.errors import SinkError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.version import __version__

INVENTORY = "inventory.json"
DECLARATIONS = ("0=ocfl_object_1.1", "0=ocfl_object_1.0")
STORAGE_ROOTS = ("0=ocfl_1.1", "0=ocfl_1.0")
ALGORITHM = "sha512"
_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_ALGORITHMS = frozenset({"sha512", "sha256"})
_VERSION = re.compile(r"v(0*)([1-9][0-9]*)")
_HEAD_EXTENSION = "extensions/0005-mutable-head/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """An object as it stands: its root inventory, decoded."""

    inventory: dict[str, Any]

    @property
    def algorithm(self) -> str:
        """Of the digests that name contents."""
        return str(self.inventory["digestAlgorithm"])

    @property
    def head(self) -> str:
        """The newest version, "v3"."""
        return str(self.inventory["head"])

    @property
    def state(self) -> dict[str, str]:
        """Digest by logical name in the newest version."""
        return state_of(self.inventory, self.head)

    @property
    def manifest(self) -> dict[str, list[str]]:
        """Content paths by digest in lower case."""
        return {digest.lower(): list(paths) for digest, paths in self.inventory["manifest"].items()}


def state_of(inventory: Mapping[str, Any], version: str) -> dict[str, str]:
    """Digest by logical name in a version."""
    state = inventory["versions"][version]["state"]
    return {name: digest.lower() for digest, names in state.items() for name in names}


def read_object(container: Container) -> Object:
    """The object, checked as far as adding to it needs. Raises SinkError."""
    shown, members = container.shown, container.members()
    if any(name.startswith(_HEAD_EXTENSION) for name in members):
        raise SinkError(
            say(
                "{archive} has an unpublished version (mutable head). Publish it with the tool "
                "that made it; the object is left as it is.",
                archive=shown,
            ),
            path=shown,
        )
    found = Object(inventory=read_inventory(container, INVENTORY))
    sidecar = f"{INVENTORY}.{found.algorithm}"
    raw = b"".join(container.read(INVENTORY))
    told = text_of(container, sidecar).split()[:1] if sidecar in members else []
    if told != [content_of_bytes(raw).digest(found.algorithm)]:
        raise SinkError(
            say(
                "{archive} has an inventory that does not match its checksum ({file}). It "
                "is left as it is.",
                archive=shown,
                file=sidecar,
            ),
            path=shown,
        )
    return found


def read_inventory(container: Container, name: str) -> dict[str, Any]:
    """An inventory of the right shape, as far as anything here asks for it. Raises SinkError."""
    shown = container.shown
    try:
        inventory = json.loads(text_of(container, name))
        json.dumps(inventory, ensure_ascii=False).encode()  # half a character can only be read
        _shape(inventory)
    except KeyError as error:
        raise _broken(shown, name, f"{error.args[0]!r} is missing") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _broken(shown, name, str(error)) from error
    checked: dict[str, Any] = inventory
    return checked


def _shape(inventory: Any) -> None:
    """Raises KeyError, ValueError, TypeError or AttributeError when it is not an inventory."""
    head = _VERSION.fullmatch(inventory["head"])
    if head is None:
        raise ValueError(f"head is {inventory['head']!r}")
    for key in ("id", "digestAlgorithm"):
        if not isinstance(inventory[key], str):
            raise TypeError(f"{key} is no text")
    if inventory["digestAlgorithm"] not in _ALGORITHMS:
        told = inventory["digestAlgorithm"]
        raise ValueError(f"it names contents by {told!r}, and OCFL allows sha512 and sha256")
    for block in (inventory["manifest"], *inventory.get("fixity", {}).values()):
        if not all(map(_are_names, block.values())):
            raise TypeError("a content has no path, or one that is no text")
    versions = inventory["versions"]
    count = int(head[2])
    wanted = [f"v{number:0{_width(head)}d}" for number in range(1, min(count, len(versions)) + 1)]
    if count != len(versions) or sorted(versions) != sorted(wanted):
        raise ValueError(f"versions are {', '.join(versions)}, head is {head[0]}")
    digests = {digest.lower() for digest in inventory["manifest"]}
    for version in wanted:
        for digest, names in versions[version]["state"].items():
            if digest.lower() not in digests or not _are_names(names):
                raise ValueError(f"{version} names a content that is not in the manifest")


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _width(head: re.Match[str]) -> int:
    """Digits of padded version numbers, 0 where they are not padded."""
    return len(head[1] + head[2]) if head[1] else 0


def added(
    container: Container,
    found: Object | None,
    put: Mapping[str, Content],
    *,
    title: str,
    created: dt.datetime,
    identifier: str | None,
    message: str,
) -> tuple[str, Changes]:
    """The new version's name and the changes that make it: its contents, its inventory, then the
    object's own inventory and last its checksum, which is what commits it where a store cannot
    change several objects at once."""
    inventory = _first(title, identifier) if found is None else found.inventory
    algorithm = inventory["digestAlgorithm"]
    version = "v1" if found is None else _next(found.head, container.shown)
    folder = inventory.get("contentDirectory", "content")
    manifest = {} if found is None else found.manifest
    state = {} if found is None else found.state
    contents: dict[str, Content] = {}
    for name, content in put.items():
        digest = content.digest(algorithm)
        state[name] = digest
        if digest not in manifest:
            path = f"{version}/{folder}/{name}"
            manifest[digest] = [path]
            contents[path] = content
    block = {
        "created": created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "message": message,
        "user": {"name": f"Exporter {__version__}"},
        "state": _by_digest(state),
    }
    renewed = {
        **inventory,
        "head": version,
        "manifest": manifest,
        "versions": {**inventory["versions"], version: block},
    }
    data = (json.dumps(renewed, ensure_ascii=False, indent=1) + "\n").encode()
    listed = content_of_bytes(data)
    sidecar = content_of_bytes(f"{listed.digest(algorithm)} {INVENTORY}\n".encode())
    files = {
        **contents,
        f"{version}/{INVENTORY}": listed,
        f"{version}/{INVENTORY}.{algorithm}": sidecar,
    }
    if found is None:
        files[DECLARATIONS[0]] = content_of_bytes(b"ocfl_object_1.1\n")
    files |= {INVENTORY: listed, f"{INVENTORY}.{algorithm}": sidecar}
    return version, Changes(put=files)


def _first(title: str, identifier: str | None) -> dict[str, Any]:
    return {
        "id": identifier or uuid.uuid5(uuid.NAMESPACE_URL, f"urn:exporter:{title}").urn,
        "type": _TYPE,
        "digestAlgorithm": ALGORITHM,
        "head": "v0",
        "manifest": {},
        "versions": {},
    }


def _next(head: str, shown: str) -> str:
    found = _VERSION.fullmatch(head)
    if found is None:
        raise AssertionError("checked when it was read")
    width = _width(found)
    version = f"v{int(found[2]) + 1:0{width}d}"
    if width and not version.startswith("v0"):
        raise SinkError(
            say(
                "{archive} numbers its versions with {digits} digits and has used them up.",
                archive=shown,
                digits=width,
            ),
            path=shown,
        )
    return version


def _by_digest(state: Mapping[str, str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, digest in state.items():
        names.setdefault(digest, []).append(name)
    return names


def is_beneath(path: str, folder: str) -> bool:
    """Whether a content path lies in a folder, without leaving it."""
    return posixpath.normpath(path) == path and path.startswith(folder + "/")


def _broken(shown: str, name: str, what: str) -> SinkError:
    return SinkError(
        say(
            "{name} in {archive} is not an OCFL inventory: {why}. The object is left as it is.",
            name=name,
            archive=shown,
            why=what,
        ),
        path=shown,
    )


def plan_ocfl(job: Job) -> Plan:
    found = None if job.new else ocfl.read_object(job.container)
    state = found.state if found else {}
    algorithm = found.algorithm if found else ocfl.ALGORITHM
    names = [one.name for one in job.attachments]
    check_room(names, state, frozenset(), job.container.shown)
    files = tuple(_ocfl_fate(job, one, state.get(one.name), algorithm) for one in job.attachments)
    put = changed(job, files)
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


def list_ocfl(container: Container) -> Iterator[Listed]:
    found = ocfl.read_object(container)
    members, manifest = container.members(), found.manifest
    for name, digest in sorted(found.state.items()):
        stored = members.get(manifest[digest][0])
        yield Listed(
            name=name,
            bytes=stored.size if stored else 0,
            sha256=digest if found.algorithm == "sha256" else None,
        )
