"""OCFL 1.1 objects: each attach is a new version, and no version before it changes.

Refuses what it cannot keep true: objects with an unpublished head (the extension mutable-head),
other digest algorithms than the two the standard allows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import posixpath
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from exporter.archive.containers.members import (
    ALGORITHMS,
    Changes,
    Container,
    Content,
    check_room,
    content_of_bytes,
    is_unsafe,
    text_of,
)
from exporter.archive.containers.places import EARLIEST, stem_of
from exporter.archive.kinds.findings import Finding, Sums
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
from exporter.archive.kinds.kind import DECLARED, NOT
from exporter.errors import SinkError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.version import __version__

TITLE = "an OCFL object"
FORMS = "a folder"
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
    def folder(self) -> str:
        """Where in a version's folder its contents lie."""
        return str(self.inventory.get("contentDirectory", "content"))

    @property
    def state(self) -> dict[str, str]:
        """Digest by logical name in the newest version."""
        return _state_of(self.inventory, self.head)

    @property
    def manifest(self) -> dict[str, list[str]]:
        """Content paths by digest in lower case."""
        return {digest.lower(): list(paths) for digest, paths in self.inventory["manifest"].items()}


def found(container: Container) -> int:
    """Whether an object declares itself. Raises SinkError for a storage root, which holds many."""
    members = container.members()
    if any(name in members for name in DECLARATIONS):
        return DECLARED
    if any(name in members for name in STORAGE_ROOTS):
        raise SinkError(
            say("{shown} is an OCFL storage root. Name one object in it.", shown=container.shown),
            path=container.shown,
        )
    return NOT


def fits(form: str) -> bool:
    """The standard knows objects in folders alone."""
    return form == "folder"


def _state_of(inventory: Mapping[str, Any], version: str) -> dict[str, str]:
    """Digest by logical name in a version."""
    state = inventory["versions"].get(version, {}).get("state", {})
    return {name: digest.lower() for digest, names in state.items() for name in names}


def read_object(container: Container) -> Object:
    """The object, checked as far as adding to it needs. Raises SinkError."""
    shown, members = container.shown, container.members()
    if any(name.startswith(_HEAD_EXTENSION) for name in members):
        raise SinkError(
            say(
                "{shown} has an unpublished version (mutable head). Publish it with the tool "
                "that made it; the object is left as it is.",
                shown=shown,
            ),
            path=shown,
        )
    standing = Object(inventory=_read_inventory(container, INVENTORY))
    sidecar = f"{INVENTORY}.{standing.algorithm}"
    raw = b"".join(container.read(INVENTORY))
    told = text_of(container, sidecar).split()[:1] if sidecar in members else []
    if told != [content_of_bytes(raw).digest(standing.algorithm)]:
        raise SinkError(
            say(
                "{shown} has an inventory that does not match its checksum ({sidecar}). It "
                "is left as it is.",
                shown=shown,
                sidecar=sidecar,
            ),
            path=shown,
        )
    return standing


def _read_inventory(container: Container, name: str) -> dict[str, Any]:
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


def _broken(shown: str, name: str, what: str) -> SinkError:
    return SinkError(
        say(
            "{name} in {shown} is not an OCFL inventory: {what}. The object is left as it is.",
            name=name,
            shown=shown,
            what=what,
        ),
        path=shown,
    )


# --- attaching


def plan(job: Job) -> Plan:
    """A version more: its contents, its inventory, then the object's own inventory and last its
    checksum, which is what commits it where a store cannot change several objects at once. Raises
    SinkError."""
    standing = _empty(job) if job.new else read_object(job.container)
    state = standing.state
    names = [one.name for one in job.attachments]
    check_room(names, state, frozenset(), job.container.shown)
    files = tuple(
        _fate(job, one, state.get(one.name), standing.algorithm) for one in job.attachments
    )
    put = changed(job, files)
    if not put:
        return Plan(files=files, changes=Changes(), version=standing.head)
    version = _next(standing.head, job.container.shown)
    contents, inventory = _renewed(job, standing, version, put)
    declared = {DECLARATIONS[0]: content_of_bytes(b"ocfl_object_1.1\n")} if job.new else {}
    kept, own = _inventories(inventory, version)
    changes = Changes(put={**contents, **kept, **declared, **own})
    return Plan(files=files, changes=changes, version=version)


def _fate(job: Job, one: Attachment, standing: str | None, algorithm: str) -> Attached:
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


def _empty(job: Job) -> Object:
    """An object before its first version."""
    given = job.options.identifier or job.options.about.identifier
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:exporter:{stem_of(job.title)}").urn
    return Object(
        inventory={
            "id": given or named,
            "type": _TYPE,
            "digestAlgorithm": ALGORITHM,
            "head": "v0",
            "manifest": {},
            "versions": {},
        }
    )


def _renewed(
    job: Job, standing: Object, version: str, put: Mapping[str, Content]
) -> tuple[dict[str, Content], dict[str, Any]]:
    """The contents that are new in a version, by path, and the inventory with the version in it."""
    manifest, state = standing.manifest, standing.state
    contents: dict[str, Content] = {}
    for name, content in put.items():
        digest = content.digest(standing.algorithm)
        state[name] = digest
        if digest not in manifest:
            path = f"{version}/{standing.folder}/{name}"
            manifest[digest] = [path]
            contents[path] = content
    block = {
        "created": _created(job).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "message": "Attached " + ", ".join(put),
        "user": {"name": f"Exporter {__version__}"},
        "state": _by_digest(state),
    }
    versions = {**standing.inventory["versions"], version: block}
    renewed = {"head": version, "manifest": manifest, "versions": versions}
    return contents, {**standing.inventory, **renewed}


def _inventories(
    inventory: Mapping[str, Any], version: str
) -> tuple[dict[str, Content], dict[str, Content]]:
    """The inventory with its checksum: the version's own, and the object's."""
    algorithm = inventory["digestAlgorithm"]
    written = content_of_bytes(
        (json.dumps(inventory, ensure_ascii=False, indent=1) + "\n").encode()
    )
    sidecar = content_of_bytes(f"{written.digest(algorithm)} {INVENTORY}\n".encode())
    own = {INVENTORY: written, f"{INVENTORY}.{algorithm}": sidecar}
    return {f"{version}/{name}": content for name, content in own.items()}, own


def _next(head: str, shown: str) -> str:
    """The version after that one; the first where there is none ("v0")."""
    read = _VERSION.fullmatch(head)
    if read is None:
        return "v1"
    width = _width(read)
    version = f"v{int(read[2]) + 1:0{width}d}"
    if width and not version.startswith("v0"):
        raise SinkError(
            say(
                "{shown} numbers its versions with {width} digits and has used them up.",
                shown=shown,
                width=width,
            ),
            path=shown,
        )
    return version


def _created(job: Job) -> dt.datetime:
    """OCFL demands a moment for a version. Not the clock, so that the same files give the same
    object: the stamp if there is one, else when the newest of the files was last changed."""
    times = [one.modified for one in job.attachments if one.modified is not None]
    return job.options.stamp or max(times, default=EARLIEST)


def _by_digest(state: Mapping[str, str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, digest in state.items():
        names.setdefault(digest, []).append(name)
    return names


# --- listing and checking


def listed(container: Container) -> Iterator[Listed]:
    """The files of the newest version, by their logical names."""
    standing = read_object(container)
    members, manifest = container.members(), standing.manifest
    for name, digest in sorted(standing.state.items()):
        path = manifest[digest][0]
        stored = members.get(path)
        yield Listed(
            name=name,
            member=path,
            bytes=stored.size if stored else 0,
            sha256=digest if standing.algorithm == "sha256" else None,
        )


def check(container: Container, sums: Sums) -> Iterator[Finding]:
    """Every version's inventory, and every file: nothing may lie in an object unnamed."""
    standing = read_object(container)
    members, inventory = container.members(), standing.inventory
    for name in DECLARATIONS:
        if name in members and text_of(container, name) != name.removeprefix("0=") + "\n":
            yield Finding(code="malformed", name=name, detail=say("it must hold its own version"))
    known = {*DECLARATIONS, INVENTORY, f"{INVENTORY}.{standing.algorithm}"}
    yield from _check_manifest(standing, sums)
    yield from _check_fixity(inventory, sums)
    for version in inventory["versions"]:
        yield from _check_version(container, standing, version, known)
    for name in members:
        if name not in sums and name not in known and not name.startswith(("extensions/", "logs/")):
            yield Finding(
                code="unlisted", name=name, detail=say("not in {inventory}", inventory=INVENTORY)
            )


def _check_manifest(standing: Object, sums: Sums) -> Iterator[Finding]:
    places = [f"{version}/{standing.folder}" for version in standing.inventory["versions"]]
    for digest, paths in standing.manifest.items():
        for path in paths:
            if is_unsafe(path) or not any(_is_beneath(path, place) for place in places):
                detail = say("in {inventory}", inventory=INVENTORY)
                yield Finding(code="unsafe", name=path, detail=detail)
            else:
                sums.setdefault(path, set()).add((standing.algorithm, digest))


def _is_beneath(path: str, folder: str) -> bool:
    """Whether a content path lies in a folder, without leaving it."""
    return posixpath.normpath(path) == path and path.startswith(folder + "/")


def _check_fixity(inventory: Mapping[str, Any], sums: Sums) -> Iterator[Finding]:
    for algorithm, block in inventory.get("fixity", {}).items():
        if algorithm not in ALGORITHMS:
            continue
        for digest, paths in block.items():
            for path in paths:
                if path not in sums:
                    yield Finding(code="missing", name=path, detail=say("named by fixity alone"))
                else:
                    sums[path].add((algorithm, digest.lower()))


def _check_version(
    container: Container, standing: Object, version: str, known: set[str]
) -> Iterator[Finding]:
    """A version's own inventory, where it has one (it should), agrees with the object's."""
    name = f"{version}/{INVENTORY}"
    members = container.members()
    if name not in members:
        if version == standing.head:
            yield Finding(code="missing", name=name, detail=say("the newest version must have one"))
        return
    inventory = _read_inventory(container, name)
    sidecar = f"{name}.{inventory['digestAlgorithm']}"
    known |= {name, sidecar}
    raw = b"".join(container.read(name))
    digest = hashlib.new(str(inventory["digestAlgorithm"]), raw).hexdigest()
    if sidecar not in members:
        yield Finding(code="missing", name=sidecar, detail=say("an inventory must have its sum"))
    elif text_of(container, sidecar).split()[:1] != [digest]:
        yield Finding(code="altered", name=name, detail=say("it does not match its sum"))
    if version == standing.head and raw != b"".join(container.read(INVENTORY)):
        yield Finding(code="altered", name=name, detail=say("it is not the object's own inventory"))
    yield from _check_past(standing, inventory, name)


def _check_past(standing: Object, inventory: Mapping[str, Any], name: str) -> Iterator[Finding]:
    """What an older inventory tells of each version up to its own."""
    since = standing.inventory
    same_algorithm = inventory["digestAlgorithm"] == standing.algorithm
    for past in inventory["versions"]:
        told = _state_of(inventory, past)
        if past not in since["versions"] or (same_algorithm and told != _state_of(since, past)):
            detail = say("{past} is told differently since", past=past)
            yield Finding(code="altered", name=name, detail=detail)
