"""BagIt 1.0 bags (RFC 8493), in a folder, a ZIP or a tar: read, begun, added to, and checked.

Adding keeps every line others wrote, in its order: manifests get a line a file, Payload-Oxum grows
by what was added, the tag manifest's lines for these files are renewed. A bag that keeps several
algorithms keeps all of them. Nothing is healed: what was wrong before is still to be seen by
whoever verifies.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping

from exporter.archive.containers.members import (
    Changes,
    Container,
    Content,
    content_of_bytes,
    is_unsafe,
    text_of,
)
from exporter.archive.containers.places import stem_of
from exporter.archive.kinds import crates
from exporter.archive.kinds.crates import About
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.job import Job, Listed, Plan, changed
from exporter.archive.kinds.kind import DECLARED, NOT
from exporter.archive.kinds.tag_files import (
    HASHES,
    fields_of,
    lines_of,
    relisted,
    split_lines,
    unescaped,
)
from exporter.errors import OptionError, SinkError
from exporter.messages import say
from exporter.startup.records import dataclass, field
from exporter.version import __version__

TITLE = "a BagIt bag"
FORMS = "a folder, .zip or .tar file"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
PAYLOAD = "data/"
ALGORITHM = "sha256"

_VERSIONS = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "undefined"})
"""Python's codecs for the names of hosts, and the one that refuses everything."""
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_OXUM = re.compile(r"(?mi)^(Payload-Oxum[ \t]*:[ \t]*)(\d+)\.(\d+)(?=[ \t]*\r?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A bag as it stands. `prefix` is the folder it lies in inside a ZIP or tar ("" or "name/");
    `manifests` and `tag_manifests` map an algorithm to the text of its manifest."""

    prefix: str
    encoding: str
    info: str | None
    manifests: Mapping[str, str]
    tag_manifests: Mapping[str, str]
    crate: str | None


def found(container: Container) -> int:
    """Whether bagit.txt stands where it should. Raises SinkError for a bag with links in it."""
    if _prefix_of(container) is None:
        return NOT
    if container.links():
        raise SinkError(
            say(
                "{shown} is a bag with a link or device in it ({name}); what that means "
                "depends on the machine. It is left as it is.",
                shown=container.shown,
                name=min(container.links()),
            ),
            path=container.shown,
        )
    return DECLARED


def fits(_: str) -> bool:
    """A bag may be packed, or not."""
    return True


def _prefix_of(container: Container) -> str | None:
    """Where bagit.txt lies: at the top or in the one folder there is; None where it does not.

    RFC 8493, 4: a serialised bag is one folder."""
    members = container.members()
    if DECLARATION in members:
        return ""
    tops = {name.partition("/")[0] for name in members}
    if len(tops) == 1:
        top = next(iter(tops)) + "/"
        if top + DECLARATION in members:
            return top
    return None


def read_bag(container: Container) -> Bag:
    """What attaching needs to know. Raises SinkError where the bag is not one we can add to."""
    shown, members, prefix = container.shown, container.members(), _prefix_of(container) or ""
    encoding = _encoding(text_of(container, prefix + DECLARATION, "utf-8"), shown)
    manifests: dict[bool, dict[str, str]] = {False: {}, True: {}}
    for name, of_tags, algorithm in _manifests(container, prefix):
        manifests[of_tags][algorithm] = text_of(container, name, encoding)
    if not manifests[False]:
        raise SinkError(
            say("{shown} is a bag without a manifest. It is left as it is.", shown=shown),
            path=shown,
        )
    info, crate = prefix + INFO, prefix + crates.NAME
    return Bag(
        prefix=prefix,
        encoding=encoding,
        info=text_of(container, info, encoding) if info in members else None,
        manifests=manifests[False],
        tag_manifests=manifests[True],
        crate=text_of(container, crate) if crate in members else None,
    )


def _manifests(container: Container, prefix: str) -> Iterator[tuple[str, bool, str]]:
    """(member, whether it is of tag files, algorithm) of each manifest. Raises SinkError for an
    algorithm that is not known: its lines could not be added to."""
    for name in container.members():
        read = _MANIFEST.fullmatch(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if read is None:
            continue
        if read[2] not in HASHES:
            raise SinkError(
                say(
                    "{shown} keeps {algorithm} checksums, which are not known here. The bag is "
                    "left as it is.",
                    shown=container.shown,
                    algorithm=read[2],
                ),
                path=container.shown,
            )
        yield name, read[1] is not None, read[2]


def _encoding(declaration: str, shown: str) -> str:
    fields = dict(fields_of(declaration))
    version, encoding = fields.get("BagIt-Version"), fields.get("Tag-File-Character-Encoding")
    if version not in _VERSIONS or encoding is None:
        raise SinkError(
            say(
                "{shown} holds a bagit.txt that declares no version known here ({version}). "
                "The bag is left as it is.",
                shown=shown,
                version=version or "none",
            ),
            path=shown,
        )
    try:
        name = codecs.lookup(encoding).name
        if name in _NO_CHARACTER_SETS:
            raise LookupError(name)
        return name
    except (LookupError, ValueError) as error:
        raise SinkError(
            say(
                "{shown} is a bag in the encoding {encoding!r}, which is not known here. It "
                "is left as it is.",
                shown=shown,
                encoding=encoding,
            ),
            path=shown,
        ) from error


def _fetched(container: Container, bag: Bag) -> frozenset[str]:
    """Payload files that fetch.txt says are elsewhere: their names are taken."""
    name = bag.prefix + "fetch.txt"
    if name not in container.members():
        return frozenset()
    lines = split_lines(text_of(container, name, bag.encoding))
    return frozenset(unescaped(line.split(None, 2)[2]) for line in lines if len(line.split()) > 2)


# --- attaching


def plan(job: Job) -> Plan:
    """A new bag, or what is put into the one that stands. Raises SinkError, OptionError."""
    return _begun(job) if job.new else _added(job)


def _begun(job: Job) -> Plan:
    prefix = "" if job.container.form == "folder" else stem_of(job.title) + "/"
    files = job.named({one.name: prefix + _payload_name(one.name) for one in job.attachments})
    title, about, put = stem_of(job.title), job.options.about, changed(job, files)
    payload = {PAYLOAD + name: content for name, content in put.items()}
    digests = {name: content.sha256 for name, content in payload.items()}
    size = sum(content.size for content in payload.values())
    tags = {
        DECLARATION: content_of_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        INFO: content_of_bytes(_new_info(about, size, len(payload)).encode()),
        f"manifest-{ALGORITHM}.txt": content_of_bytes(relisted("", digests).encode()),
        crates.NAME: content_of_bytes(crates.updated(None, title, put, about, title)),
    }
    sums = {name: content.sha256 for name, content in tags.items()}
    tags[f"tagmanifest-{ALGORITHM}.txt"] = content_of_bytes(relisted("", sums).encode())
    return Plan(files=files, changes=_changes(prefix, payload, tags))


def _added(job: Job) -> Plan:
    container, about = job.container, job.options.about
    bag = read_bag(container)
    _refuse_fetched(job, bag)
    files = job.named({one.name: bag.prefix + _payload_name(one.name) for one in job.attachments})
    put = changed(job, files)
    if not put:
        return Plan(files=files, changes=Changes())
    payload = {PAYLOAD + name: content for name, content in put.items()}
    tags: dict[str, Content] = {}
    for algorithm, text in bag.manifests.items():
        tags[f"manifest-{algorithm}.txt"] = _relisted(bag, algorithm, text, payload)
    if bag.info is not None:
        sizes = _growth(container, bag, payload)
        tags[INFO] = _encoded(_with_oxum(bag.info, *sizes, container.shown), bag)
    if bag.crate is None or crates.is_ours(bag.crate):
        data = crates.updated(bag.crate, stem_of(job.title), put, about, container.shown)
        tags[crates.NAME] = content_of_bytes(data)
    lists = {
        f"tagmanifest-{algorithm}.txt": _relisted(bag, algorithm, text, tags)
        for algorithm, text in bag.tag_manifests.items()
    }
    return Plan(files=files, changes=_changes(bag.prefix, payload, {**tags, **lists}))


def _changes(prefix: str, payload: Mapping[str, Content], tags: Mapping[str, Content]) -> Changes:
    """Contents before the lists that name them."""
    return Changes(put={prefix + name: content for name, content in {**payload, **tags}.items()})


def _payload_name(name: str) -> str:
    """Where a file of that name goes. Raises OptionError for what manifests cannot say safely."""
    if "%" in name:
        raise OptionError(
            say(
                "{name!r} holds a %, which programs write into manifests in different ways. "
                "Give another name with --as.",
                name=name,
            )
        )
    return PAYLOAD + name


def _refuse_fetched(job: Job, bag: Bag) -> None:
    elsewhere = _fetched(job.container, bag)
    for one in job.attachments:
        if _payload_name(one.name) in elsewhere:
            raise SinkError(
                say(
                    "{shown} says in fetch.txt that its {name} is kept elsewhere. Give another "
                    "name with --as.",
                    shown=job.container.shown,
                    name=one.name,
                ),
                path=job.container.shown,
            )


def _new_info(about: About, size: int, count: int) -> str:
    fields = (
        ("Source-Organization", about.publisher),
        ("External-Description", about.title),
        ("External-Identifier", about.identifier),
        ("Bag-Software-Agent", f"Exporter {__version__}"),
        ("Payload-Oxum", f"{size}.{count}"),
    )
    return "".join([f"{label}: {_one_line(value)}\n" for label, value in fields if value])


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _relisted(bag: Bag, algorithm: str, text: str, put: Mapping[str, Content]) -> Content:
    digests = {name: content.digest(HASHES[algorithm]) for name, content in put.items()}
    return _encoded(relisted(text, digests), bag)


def _growth(container: Container, bag: Bag, put: Mapping[str, Content]) -> tuple[int, int]:
    """How many bytes and files the payload grows by."""
    members = container.members()
    old = [members[bag.prefix + name].size for name in put if bag.prefix + name in members]
    return sum(content.size for content in put.values()) - sum(old), len(put) - len(old)


def _with_oxum(info: str, size: int, count: int, shown: str) -> str:
    def grown(oxum: re.Match[str]) -> str:
        return f"{oxum[1]}{int(oxum[2]) + size}.{int(oxum[3]) + count}"

    told = any(label.lower() == "payload-oxum" for label, _ in fields_of(info))
    if told and len(_OXUM.findall(info)) != 1:
        raise SinkError(
            say(
                "{shown} has a {info} whose Payload-Oxum cannot be read. The bag is left as it is.",
                shown=shown,
                info=INFO,
            ),
            path=shown,
        )
    return _OXUM.sub(grown, info)


def _encoded(text: str, bag: Bag) -> Content:
    try:
        return content_of_bytes(text.encode(bag.encoding))
    except UnicodeEncodeError as error:
        raise OptionError(
            say(
                "The bag's lists are in {encoding}, which cannot write {object!r}. Give "
                "another name with --as.",
                encoding=bag.encoding,
                object=error.object[error.start],
            )
        ) from error


# --- listing and checking


def listed(container: Container) -> Iterator[Listed]:
    """The payload, by names below the bag's own folder."""
    bag = read_bag(container)
    sums = {path: digest for digest, path in lines_of(bag.manifests.get("sha256", ""))}
    for name, member in container.members().items():
        path = name.removeprefix(bag.prefix)
        if path.startswith(PAYLOAD):
            yield Listed(name=path, member=name, bytes=member.size, sha256=sums.get(path))


def check(container: Container, sums: Sums) -> Iterator[Finding]:
    """Every payload file must be in every manifest; tag files need not be in any."""
    bag = read_bag(container)
    members, prefix = container.members(), bag.prefix
    payload = {name.removeprefix(prefix) for name in members if name.startswith(prefix + PAYLOAD)}
    away = _fetched(container, bag) - payload
    for algorithm, text in bag.manifests.items():
        listing = _Listing(f"manifest-{algorithm}.txt", algorithm, text)
        yield from listing.read(prefix, away, sums)
        for name in sorted(payload - listing.listed):
            yield Finding(
                code="unlisted", name=name, detail=say("not in {name}", name=listing.name)
            )
    for algorithm, text in bag.tag_manifests.items():
        listing = _Listing(f"tagmanifest-{algorithm}.txt", algorithm, text)
        yield from listing.read(prefix, away, sums)
    yield from _check_oxum(container, bag, payload)
    yield from _check_crate(bag, sums)


@dataclass(slots=True)
class _Listing:
    """A manifest of a bag; `listed` are the files it was found to name."""

    name: str
    algorithm: str
    text: str
    listed: set[str] = field(default_factory=set)

    def read(self, prefix: str, away: frozenset[str], sums: Sums) -> Iterator[Finding]:
        """Fills `sums`. `away` are the files that are still to be fetched."""
        for digest, path in lines_of(self.text):
            if not digest:
                yield Finding(code="malformed", name=self.name, detail=path[:80])
            elif is_unsafe(path):
                yield Finding(code="unsafe", name=path, detail=say("in {name}", name=self.name))
            else:
                self.listed.add(path)
                if path in away:
                    detail = "fetch.txt says where it is to be fetched"
                    yield Finding(code="missing", name=path, detail=detail)
                else:
                    told = (HASHES[self.algorithm], digest)
                    sums.setdefault(prefix + path, set()).add(told)


def _check_oxum(container: Container, bag: Bag, payload: set[str]) -> Iterator[Finding]:
    members = container.members()
    size = sum(members[bag.prefix + name].size for name in payload)
    for label, value in fields_of(bag.info or ""):
        if label.lower() == "payload-oxum" and value != f"{size}.{len(payload)}":
            detail = f"Payload-Oxum says {value}, there are {size} bytes in {len(payload)} files"
            yield Finding(code="count", name=INFO, detail=detail)


def _check_crate(bag: Bag, sums: Sums) -> Iterator[Finding]:
    """A crate of ours says each file's sum once more."""
    if bag.crate is None or not crates.is_ours(bag.crate):
        return
    for entity in json.loads(bag.crate)["@graph"]:
        if entity.get("@type") != "File" or "sha256" not in entity:
            continue
        path = crates.path_of(entity["@id"])
        if path is None or is_unsafe(path):
            yield Finding(
                code="unsafe", name=str(entity["@id"]), detail=say("in {name}", name=crates.NAME)
            )
        else:
            sums.setdefault(bag.prefix + path, set()).add(("sha256", str(entity["sha256"])))
