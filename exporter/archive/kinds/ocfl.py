"""OCFL 1.1 objects: each attach is a new version, and no version before it changes.

What others wrote into an inventory stays as it is spelt: digests in upper case, keys, dates. What
is told anew is checked anew: an attach refuses an object whose inventory is not what the standard
asks for, or whose content that it would name once more is damaged. Refused as well: objects with an
unpublished head (the extension mutable-head).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from exporter.archive.containers.members import (
    ALGORITHMS,
    Changes,
    Container,
    Content,
    check_room,
    content_of_bytes,
    digest_of,
    is_unsafe,
    text_of,
)
from exporter.archive.containers.places import EARLIEST, stem_of
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.inventories import ALGORITHMS as DIGESTS
from exporter.archive.kinds.inventories import (
    TYPE,
    VERSION,
    Fault,
    faults,
    folder_of,
    parsed,
    shape_faults,
    spec_of,
    state_of,
)
from exporter.archive.kinds.job import (
    Action,
    Attached,
    AttachJob,
    Attachment,
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
TAKES_FIELDS = False
INVENTORY = "inventory.json"
DECLARATIONS = ("0=ocfl_object_1.1", "0=ocfl_object_1.0")
STORAGE_ROOTS = ("0=ocfl_1.1", "0=ocfl_1.0")
ALGORITHM = "sha512"
_SIDECAR = re.compile(r"([0-9A-Fa-f]+)[ \t]+inventory\.json\s*")
_HEAD_EXTENSION = "extensions/0005-mutable-head/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """An object as it stands: its root inventory, decoded; its shape is right."""

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
    def versions(self) -> tuple[str, ...]:
        """The names of the versions, as the inventory has them."""
        return tuple(self.inventory["versions"])

    @property
    def state(self) -> dict[str, str]:
        """Digest, in lower case, by logical name in the newest version."""
        state = state_of(self.inventory, self.head)
        return {name: digest.lower() for name, digest in state.items()}

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


def base(_: Collection[str]) -> str:
    """None of its own."""
    return ""


def read_object(container: Container) -> Object:
    """The object, as far as reading it needs. Raises SinkError where its inventory is of the wrong
    shape, or not the one its checksum was made of."""
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
    standing = Object(inventory=_read_inventory(container, INVENTORY))
    if wrong := _sidecar_fault(container, INVENTORY, standing.algorithm):
        raise SinkError(
            say(
                "{shown} has an inventory that does not match its checksum ({sidecar}): {what} "
                "({rule}). It is left as it is.",
                shown=shown,
                sidecar=f"{INVENTORY}.{standing.algorithm}",
                what=wrong[1],
                rule=wrong[0],
            ),
            path=shown,
        )
    return standing


def _read_inventory(container: Container, name: str) -> dict[str, Any]:
    """An inventory of the right shape. Raises SinkError."""
    if name not in container.members():
        raise _broken(container, name, ("E063", say("it is missing")))
    try:
        inventory = parsed(text_of(container, name))
    except (ValueError, RecursionError) as error:
        raise _broken(container, name, ("E033", say("{error}", error=error))) from error
    for wrong in shape_faults(inventory):
        raise _broken(container, name, wrong)
    checked: dict[str, Any] = inventory
    return checked


def _broken(container: Container, name: str, wrong: Fault) -> SinkError:
    return SinkError(
        say(
            "{name} in {shown} is not an OCFL inventory: {what} ({rule}). The object is left as "
            "it is.",
            name=name,
            shown=container.shown,
            what=wrong[1],
            rule=wrong[0],
        ),
        path=container.shown,
    )


def _sidecar_fault(container: Container, name: str, algorithm: str) -> Fault | None:
    """Where an inventory is not what its checksum was made of."""
    sidecar = f"{name}.{algorithm}"
    if sidecar not in container.members():
        return "E058", say("an inventory must have its sum")
    read = _SIDECAR.fullmatch(text_of(container, sidecar))
    if read is None:
        return "E061", say("the sum is not followed by a file's name")
    if digest_of(container.read(name), algorithm) != read[1].lower():
        return "E060", say("it does not match its sum")
    return None


# --- attaching


def plan(job: AttachJob) -> Plan:
    """A version more: its contents, its inventory, then the object's own inventory and last its
    checksum, which is what commits it where a store cannot change several objects at once. Raises
    SinkError."""
    standing = _empty(job) if job.new else _sound(job.container)
    names = [one.name for one in job.attachments]
    check_room(names, standing.state, frozenset(), job.container.shown)
    files = tuple(_fate(job, one, standing) for one in job.attachments)
    put = changed(job, files)
    if not put:
        return Plan(files=files, changes=Changes(), version=standing.head)
    version = _next(standing.head, job.container.shown)
    contents, inventory = _renewed(job, standing, version, put)
    declared = {DECLARATIONS[0]: content_of_bytes(b"ocfl_object_1.1\n")} if job.new else {}
    kept, own = _inventories(inventory, version)
    changes = Changes(put={**contents, **kept, **declared, **own})
    return Plan(files=files, changes=changes, version=version)


def _sound(container: Container) -> Object:
    """The object, if its inventory is such that a new one may take its place. Raises SinkError."""
    standing = read_object(container)
    for wrong in faults(standing.inventory):
        raise _broken(container, INVENTORY, wrong)
    newest = f"{standing.head}/{INVENTORY}"
    if newest in container.members() and not _alike(container, INVENTORY, newest):
        raise _broken(container, INVENTORY, ("E064", say("{newest} is another", newest=newest)))
    return standing


def _alike(container: Container, one: str, two: str) -> bool:
    return digest_of(container.read(one)) == digest_of(container.read(two))


def _fate(job: AttachJob, one: Attachment, standing: Object) -> Attached:
    there = standing.state.get(one.name)
    action: Action = "added"
    if there is not None:
        same = one.content.digest(standing.algorithm) == there
        action = "same" if same else "replaced"
        if same:
            _refuse_damaged(job.container, standing, there)
        elif not job.options.replace:
            raise taken_error(one.name, job.container.shown)
    return Attached(
        name=one.name,
        member=one.name,
        bytes=one.content.size,
        sha256=one.content.sha256,
        action=action,
    )


def _refuse_damaged(container: Container, standing: Object, digest: str) -> None:
    """Raises SinkError where a content that an attach relies on is not there as its digest says:
    who attached the same bytes would take them for kept."""
    path = standing.manifest[digest][0]
    there = path in container.members()
    if not there or digest_of(container.read(path), standing.algorithm) != digest:
        raise SinkError(
            say(
                "{path} in {shown} is damaged: it is not what its sum was made of. Restore it; "
                "the object is left as it is.",
                path=path,
                shown=container.shown,
            ),
            path=container.shown,
        )


def _empty(job: AttachJob) -> Object:
    """An object before its first version."""
    given = job.options.identifier or job.options.about.identifier
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:exporter:{stem_of(job.title)}").urn
    return Object(
        inventory={
            "id": given or named,
            "type": TYPE.format("1.1"),
            "digestAlgorithm": ALGORITHM,
            "head": "v0",
            "manifest": {},
            "versions": {},
        }
    )


def _renewed(
    job: AttachJob, standing: Object, version: str, put: Mapping[str, Content]
) -> tuple[dict[str, Content], dict[str, Any]]:
    """The contents that are new in a version, by path, and the inventory with the version in it."""
    manifest = dict(standing.inventory["manifest"])
    state = state_of(standing.inventory, standing.head)
    spelt = {digest.lower(): digest for digest in manifest}
    contents: dict[str, Content] = {}
    for name, content in put.items():
        digest = content.digest(standing.algorithm)
        if digest not in spelt:
            path = f"{version}/{folder_of(standing.inventory)}/{name}"
            manifest[digest], contents[path] = [path], content
            spelt[digest] = digest
        elif spelt[digest] in standing.inventory["manifest"]:
            _refuse_damaged(job.container, standing, digest)
        state[name] = spelt[digest]
    block = {
        "created": _created(job),
        "message": "Attached " + ", ".join(put),
        "user": {"name": f"Exporter {__version__}"},
        "state": _by_digest(state),
    }
    versions = {**standing.inventory["versions"], version: block}
    renewed = {"head": version, "manifest": manifest, "versions": versions}
    return contents, {**standing.inventory, **renewed, **_fixity(standing, contents)}


def _fixity(standing: Object, contents: Mapping[str, Content]) -> dict[str, Any]:
    """The SHA-256 of new contents beside their names by another algorithm: a root hash, and whoever
    looks for a file by its sum, need not read them again."""
    if standing.algorithm == "sha256" or not contents:
        return {}
    fixity = standing.inventory.get("fixity", {})
    new = {content.sha256: [path] for path, content in contents.items()}
    return {"fixity": {**fixity, "sha256": {**fixity.get("sha256", {}), **new}}}


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
    read = VERSION.fullmatch(head)
    if read is None:
        return "v1"
    width = len(head) - 1 if read[1] else 0  # padded names keep their number of digits
    version = f"v{int(read[2]) + 1:0{width}d}"
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


def _created(job: AttachJob) -> str:
    """OCFL demands a moment for a version. Not the clock, so that the same files give the same
    object: the stamp if there is one, else when the newest of the files was last changed."""
    times = [one.modified for one in job.attachments if one.modified is not None]
    moment = job.options.stamp or max(times, default=EARLIEST)
    told = moment.astimezone(dt.UTC).isoformat(timespec="seconds")
    return told.replace("+00:00", "Z")


def _by_digest(state: Mapping[str, str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, digest in state.items():
        names.setdefault(digest, []).append(name)
    return names


# --- listing and checking


def listed(container: Container) -> Iterator[Listed]:
    """The files of the newest version, by their logical names."""
    standing = read_object(container)
    members, manifest, sums = container.members(), standing.manifest, _sums(standing)
    for name, digest in sorted(standing.state.items()):
        path = next(iter(manifest.get(digest, ())), "")  # an object may be wrong, and listed
        stored = members.get(path)
        yield Listed(
            name=name,
            member=path,
            bytes=stored.size if stored else 0,
            sha256=digest if standing.algorithm == "sha256" else sums.get(path),
        )


def _sums(standing: Object) -> dict[str, str]:
    """SHA-256 by content path, as far as it is told."""
    told = standing.inventory.get("fixity", {}).get("sha256", {})
    return {path: digest.lower() for digest, paths in told.items() for path in paths}


def check(container: Container, sums: Sums) -> Iterator[Finding]:
    """Every version's inventory, and every file: nothing may lie in an object unnamed."""
    standing = read_object(container)
    for wrong in faults(standing.inventory):
        yield _finding("malformed", INVENTORY, *wrong)
    yield from _check_declaration(container, standing)
    yield from _add_sums(standing.inventory, sums)
    contents = frozenset(sums)
    inventories: dict[str, dict[str, Any]] = {}
    for version in standing.versions:
        yield from _check_version(container, standing, version, inventories)
    yield from _check_standards(inventories)
    for inventory in inventories.values():
        yield from _add_sums(inventory, sums)
    lists = set(_lists(standing, inventories))
    for name in sorted(container.links()):
        yield _finding("unsafe", name, "E090", say("it is a link or device"))
    for name in container.members():
        if name not in contents and name not in lists and not name.startswith("0="):
            yield _stranger(name, standing)


def _finding(code: str, name: str, rule: str, what: str) -> Finding:
    return Finding(code=code, name=name, detail=say("{what} ({rule})", what=what, rule=rule))


def _check_declaration(container: Container, standing: Object) -> Iterator[Finding]:
    names = [name for name in container.members() if name.startswith("0=") and "/" not in name]
    wanted = f"0=ocfl_object_{spec_of(standing.inventory)}"
    for name in names:
        if text_of(container, name) != name.removeprefix("0=") + "\n":
            yield _finding("malformed", name, "E007", say("it must hold its own version"))
        if name != wanted:
            what = say("its inventory is of another version of the standard")
            yield _finding("malformed", name, "E038" if len(names) == 1 else "E003", what)


def _add_sums(inventory: Mapping[str, Any], sums: Sums) -> Iterator[Finding]:
    """The sums an inventory keeps; a path that leads outside is told, and never looked at."""
    blocks = {**inventory.get("fixity", {}), inventory["digestAlgorithm"]: inventory["manifest"]}
    named = {path for paths in inventory["manifest"].values() for path in paths}
    for algorithm, block in blocks.items():
        for digest, paths in block.items():
            for path in paths:
                if is_unsafe(path):
                    what = say("in {inventory}", inventory=INVENTORY)
                    yield _finding("unsafe", path, "E099", what)
                elif path not in named:
                    yield _finding("missing", path, "E057", say("named by fixity alone"))
                elif algorithm in ALGORITHMS:
                    sums.setdefault(path, set()).add((algorithm, digest.lower()))


def _check_version(
    container: Container, standing: Object, version: str, inventories: dict[str, dict[str, Any]]
) -> Iterator[Finding]:
    """A version's folder, and its own inventory where it has one (it should), which goes into
    `inventories`."""
    name, members = f"{version}/{INVENTORY}", container.members()
    if not any(one.startswith(version + "/") for one in members):
        yield _finding("missing", version, "E010", say("the version's folder is not there"))
        return
    if name not in members:
        torn = any(one.startswith(name + ".") for one in members)
        what = say("a version should have an inventory")
        yield _finding("missing" if torn else "advice", name, "E058" if torn else "W010", what)
        return
    try:
        inventory = inventories[version] = _read_inventory(container, name)
    except SinkError as error:
        yield Finding(code="malformed", name=name, detail=error.message)
        return
    if wrong := _sidecar_fault(container, name, inventory["digestAlgorithm"]):
        yield _finding("missing" if wrong[0] == "E058" else "altered", name, *wrong)
    if version != standing.head:
        yield from _check_past(standing, version, inventory)
    elif not _alike(container, INVENTORY, name):
        yield _finding("altered", name, "E064", say("it is not the object's own inventory"))


def _check_past(standing: Object, version: str, inventory: dict[str, Any]) -> Iterator[Finding]:
    """What an older inventory tells, and what is told since of the versions up to its own."""
    since, name = standing.inventory, f"{version}/{INVENTORY}"
    for wrong in faults(inventory):
        yield _finding("malformed", name, *wrong)
    if inventory["head"] != version:
        yield _finding("malformed", name, "E040", say("its head is not the version it lies in"))
    if inventory["id"] != since["id"]:
        yield _finding("altered", name, "E037", say("its id is another than the object's"))
    if folder_of(inventory) != folder_of(since):
        yield _finding("altered", name, "E019", say("its contentDirectory is another"))
    for path in sorted(_contents(since, version) - _contents(inventory, version)):
        yield _finding("malformed", name, "E023", say("{path} is not in it", path=path))
    for past in inventory["versions"]:
        if not _same_state(inventory, since, past):
            what = say("{past} is told differently since", past=past)
            yield _finding("altered", name, "E066", what)


def _contents(inventory: Mapping[str, Any], version: str) -> set[str]:
    """The content paths an inventory names in the versions up to one."""
    paths = {path for group in inventory["manifest"].values() for path in group}
    return {path for path in paths if _number(path.partition("/")[0]) <= _number(version)}


def _number(version: str) -> int:
    read = VERSION.fullmatch(version)
    return int(read[2]) if read else 0


def _same_state(one: Mapping[str, Any], two: Mapping[str, Any], version: str) -> bool:
    """Whether two inventories tell of the same files with the same contents in a version, by the
    paths of these: their digests may be of two algorithms."""
    first, second = _places(one, version), _places(two, version)
    return first.keys() == second.keys() and all(first[name] & second[name] for name in first)


def _places(inventory: Mapping[str, Any], version: str) -> dict[str, set[str]]:
    state = state_of(inventory, version)
    return {name: set(inventory["manifest"].get(digest, ())) for name, digest in state.items()}


def _check_standards(inventories: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """A version follows no older standard than the one before it."""
    newest = ""
    for version in sorted(inventories, key=_number):
        spec = spec_of(inventories[version])
        if spec < newest:
            name = f"{version}/{INVENTORY}"
            what = say("the version before it follows a newer standard")
            yield _finding("malformed", name, "E103", what)
        newest = max(newest, spec)


def _lists(standing: Object, inventories: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The inventories and their sums, by the names they have. One that could not be read is told
    as such, and its sum with it."""
    yield from (INVENTORY, f"{INVENTORY}.{standing.algorithm}")
    for version in standing.versions:
        inventory = inventories.get(version)
        algorithms = DIGESTS if inventory is None else (inventory["digestAlgorithm"],)
        yield f"{version}/{INVENTORY}"
        yield from (f"{version}/{INVENTORY}.{algorithm}" for algorithm in algorithms)


def _stranger(name: str, standing: Object) -> Finding:
    """A file that no inventory names."""
    top, _, rest = name.partition("/")
    what = say("not in {inventory}", inventory=INVENTORY)
    if top == "logs" and rest:
        return Finding(code="uncovered", name=name, detail=what)
    if top == "extensions" and rest:
        inside = "/" in rest
        return _finding("uncovered" if inside else "unlisted", name, "E067", what)
    if top not in standing.inventory["versions"]:
        return _finding("unlisted", name, "E046" if VERSION.fullmatch(top) else "E001", what)
    if rest.startswith(folder_of(standing.inventory) + "/"):
        return _finding("unlisted", name, "E023", what)
    if "/" in rest:
        return _finding("uncovered", name, "W002", what)
    return _finding("unlisted", name, "E015", what)
