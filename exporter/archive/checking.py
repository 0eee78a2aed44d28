"""Whether an archive is whole: every member unpacked, every sum it keeps computed again.

Independent of attaching: nothing is taken from a receipt or from an attach's own bookkeeping, only
from what the archive says of itself by the standards of its kind (RFC 8493, OCFL 1.1, sha256sum).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from exporter.archive.containers.members import ALGORITHMS, Container, is_unsafe, text_of
from exporter.archive.kinds import bags, crates, ocfl, plain
from exporter.archive.kinds.job import Kind
from exporter.archive.kinds.table import kind_of
from exporter.errors import SinkError, VerifyError
from exporter.messages import say, sentence
from exporter.startup.records import dataclass, field

CODES: Mapping[str, str] = {
    "altered": sentence("a file's bytes are not those its sum was made of"),
    "missing": sentence("a file is listed and is not there"),
    "unlisted": sentence("a file is there and is in no list that must name it"),
    "unreadable": sentence(
        "a member cannot be unpacked, or does not match the archive's own checksum"
    ),
    "unsafe": sentence("a name would lead outside the archive"),
    "malformed": sentence("a list or declaration is not what the standard of its kind asks for"),
    "count": sentence("the payload's size is not what the bag says"),
    "uncovered": sentence("not a fault: no list keeps a sum of this file"),
}
"""What a finding's code means; all but "uncovered" are faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know. `name` is a member, or "" for the archive as a whole."""

    code: str
    name: str
    detail: str

    @property
    def is_fault(self) -> bool:
        """Whether the archive is not what it should be."""
        return self.code != "uncovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check gave: `files` members of `bytes` in all were read, `sums` sums computed."""

    archive: str
    kind: Kind
    form: str
    files: int
    bytes: int
    sums: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.is_fault for finding in self.findings)


Sums = dict[str, set[tuple[str, str]]]
"""For each member what its lists say: (algorithm by hashlib's name, digest)."""


def check(container: Container) -> Checked:
    """Reads the whole archive once, in memory that does not grow with its members' sizes.

    Raises VerifyError where it cannot be examined at all.
    """
    try:
        kind = kind_of(container)
        members = container.members()
    except SinkError as error:
        raise VerifyError(error.message, path=container.shown) from error
    if kind is None:
        raise VerifyError(
            say("{archive} holds nothing to verify.", archive=container.shown), path=container.shown
        )
    sums: Sums = {}
    findings = list(_read_lists(kind, container, sums))
    count = size = done = 0
    for name, pieces in container.each():
        wanted = sums.get(name, set())
        try:
            digests, length = _digests(pieces, {algorithm for algorithm, _ in wanted})
        except SinkError as error:
            findings.append(Finding(code="unreadable", name=name, detail=error.message))
            continue
        count, size, done = count + 1, size + length, done + len(digests)
        findings += [
            Finding(
                code="altered",
                name=name,
                detail=say(
                    "{algorithm} is {digest}, not {listed}",
                    algorithm=algorithm,
                    digest=digests[algorithm],
                    listed=told,
                ),
            )
            for algorithm, told in sorted(wanted)
            if digests[algorithm] != told
        ]
    findings += [
        Finding(code="missing", name=name, detail=say("it is listed"))
        for name in sums
        if name not in members
    ]
    return Checked(
        archive=container.shown,
        kind=kind,
        form=container.form,
        files=count,
        bytes=size,
        sums=done,
        findings=tuple(findings),
    )


def _digests(pieces: Iterator[bytes], algorithms: set[str]) -> tuple[dict[str, str], int]:
    running = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    length = 0
    for piece in pieces:
        length += len(piece)
        for digest in running.values():
            digest.update(piece)
    return {name: digest.hexdigest() for name, digest in running.items()}, length


def _read_lists(kind: Kind, container: Container, sums: Sums) -> Iterator[Finding]:
    """Fills `sums`; a list that cannot be read is a finding."""
    try:
        yield from _LISTS[kind](container, sums)
    except SinkError as error:
        yield Finding(code="malformed", name="", detail=error.message)


def _plain_lists(container: Container, sums: Sums) -> Iterator[Finding]:
    for name, digest in plain.read_manifest(container).items():
        sums.setdefault(name, set()).add(("sha256", digest))
    for name in container.members():
        if name not in sums and name != plain.MANIFEST:
            yield Finding(
                code="uncovered", name=name, detail=say("it was not attached by Exporter")
            )


def _bag_lists(container: Container, sums: Sums) -> Iterator[Finding]:
    prefix = bags.prefix_of(container) or ""
    bag = bags.read_bag(container, prefix)
    members = container.members()
    payload = {
        name.removeprefix(prefix) for name in members if name.startswith(prefix + bags.PAYLOAD)
    }
    away = bags.fetched(container, bag) - payload
    for algorithm, text in bag.manifests.items():
        listing = _Listing(f"manifest-{algorithm}.txt", algorithm, text)
        yield from listing.read(prefix, away, sums)
        for name in sorted(payload - listing.listed):
            yield Finding(
                code="unlisted", name=name, detail=say("not in {list}", list=listing.name)
            )
    for algorithm, text in bag.tag_manifests.items():
        yield from _Listing(f"tagmanifest-{algorithm}.txt", algorithm, text).read(
            prefix, away, sums
        )
    yield from _oxum(container, bag, payload)
    yield from _crate(bag, sums)


@dataclass(slots=True)
class _Listing:
    """A manifest of a bag; `listed` are the files it was found to name."""

    name: str
    algorithm: str
    text: str
    listed: set[str] = field(default_factory=set)

    def read(self, prefix: str, away: frozenset[str], sums: Sums) -> Iterator[Finding]:
        """Fills `sums`. `away` are the files that are still to be fetched."""
        for digest, path in bags.lines_of(self.text):
            if not digest:
                yield Finding(code="malformed", name=self.name, detail=path[:80])
            elif is_unsafe(path):
                yield Finding(code="unsafe", name=path, detail=say("in {list}", list=self.name))
            else:
                self.listed.add(path)
                if path in away:
                    detail = say("fetch.txt says where it is to be fetched")
                    yield Finding(code="missing", name=path, detail=detail)
                else:
                    told = (bags.hash_name(self.algorithm), digest)
                    sums.setdefault(prefix + path, set()).add(told)


def _oxum(container: Container, bag: bags.Bag, payload: set[str]) -> Iterator[Finding]:
    members = container.members()
    size = sum(members[bag.prefix + name].size for name in payload)
    for label, value in bags.fields_of(bag.info or ""):
        if label.lower() == "payload-oxum" and value != f"{size}.{len(payload)}":
            detail = say(
                "Payload-Oxum says {oxum}, there are {bytes} bytes in {files} files",
                oxum=value,
                bytes=size,
                files=len(payload),
            )
            yield Finding(code="count", name=bags.INFO, detail=detail)


def _crate(bag: bags.Bag, sums: Sums) -> Iterator[Finding]:
    """A crate of ours says each file's sum once more."""
    if bag.crate is None or not crates.is_ours(bag.crate):
        return
    for entity in json.loads(bag.crate)["@graph"]:
        if entity.get("@type") != "File" or "sha256" not in entity:
            continue
        path = crates.path_of(entity["@id"])
        if path is None or is_unsafe(path):
            yield Finding(
                code="unsafe", name=str(entity["@id"]), detail=say("in {list}", list=crates.NAME)
            )
        else:
            sums.setdefault(bag.prefix + path, set()).add(("sha256", str(entity["sha256"])))


def _ocfl_lists(container: Container, sums: Sums) -> Iterator[Finding]:
    found = ocfl.read_object(container)
    members, inventory = container.members(), found.inventory
    folder = str(inventory.get("contentDirectory", "content"))
    for name in ocfl.DECLARATIONS:
        if name in members and text_of(container, name) != name.removeprefix("0=") + "\n":
            yield Finding(code="malformed", name=name, detail=say("it must hold its own version"))
    known = {*ocfl.DECLARATIONS, ocfl.INVENTORY, f"{ocfl.INVENTORY}.{found.algorithm}"}
    for digest, paths in found.manifest.items():
        for path in paths:
            if is_unsafe(path) or not any(
                ocfl.is_beneath(path, f"{version}/{folder}") for version in inventory["versions"]
            ):
                yield Finding(
                    code="unsafe", name=path, detail=say("in {list}", list=ocfl.INVENTORY)
                )
            else:
                sums.setdefault(path, set()).add((found.algorithm, digest))
    yield from _fixity(inventory, sums)
    for version in inventory["versions"]:
        yield from _version(container, found, version, known)
    for name in members:
        if name not in sums and name not in known and not name.startswith(("extensions/", "logs/")):
            yield Finding(
                code="unlisted",
                name=name,
                detail=say("not in {list}", list=ocfl.INVENTORY),
            )


def _version(
    container: Container, found: ocfl.Object, version: str, known: set[str]
) -> Iterator[Finding]:
    """A version's own inventory, where it has one (it should), agrees with the object's."""
    name = f"{version}/{ocfl.INVENTORY}"
    members = container.members()
    if name not in members:
        if version == found.head:
            yield Finding(code="missing", name=name, detail=say("the newest version must have one"))
        return
    inventory = ocfl.read_inventory(container, name)
    sidecar = f"{name}.{inventory['digestAlgorithm']}"
    known |= {name, sidecar}
    raw = b"".join(container.read(name))
    digest = hashlib.new(str(inventory["digestAlgorithm"]), raw).hexdigest()
    if sidecar not in members:
        yield Finding(code="missing", name=sidecar, detail=say("an inventory must have its sum"))
    elif text_of(container, sidecar).split()[:1] != [digest]:
        yield Finding(code="altered", name=name, detail=say("it does not match its sum"))
    if version == found.head and raw != b"".join(container.read(ocfl.INVENTORY)):
        yield Finding(code="altered", name=name, detail=say("it is not the object's own inventory"))
    since = found.inventory["versions"]
    same_algorithm = inventory["digestAlgorithm"] == found.algorithm
    for past in inventory["versions"]:
        told = ocfl.state_of(inventory, past)
        if past not in since or (same_algorithm and told != ocfl.state_of(found.inventory, past)):
            yield Finding(
                code="altered",
                name=name,
                detail=say("{version} is told differently since", version=past),
            )


def _fixity(inventory: Mapping[str, Any], sums: Sums) -> Iterator[Finding]:
    for algorithm, block in inventory.get("fixity", {}).items():
        if algorithm not in ALGORITHMS:
            continue
        for digest, paths in block.items():
            for path in paths:
                if path not in sums:
                    yield Finding(code="missing", name=path, detail=say("named by fixity alone"))
                else:
                    sums[path].add((algorithm, digest.lower()))


_LISTS: Mapping[Kind, Callable[[Container, Sums], Iterator[Finding]]] = {
    "bag": _bag_lists,
    "plain": _plain_lists,
    "ocfl": _ocfl_lists,
}
