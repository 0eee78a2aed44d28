"""BagIt 1.0 bags (RFC 8493), in a folder, a ZIP or a tar: read, begun, added to, and checked.

Adding keeps every line others wrote, in its order: manifests get a line a file, Payload-Oxum grows
by what was added, the tag manifest's lines for these files are renewed. A bag that keeps several
algorithms keeps all of them. Nothing is healed, and nothing is hidden: a list that is to be written
anew must first be what the bag's own sums say, else the bag is refused; what is wrong elsewhere is
still to be seen by whoever verifies. Bags of the drafts before 1.0 are read and added to by their
own rules.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from exporter.archive.containers.members import (
    Changes,
    Container,
    Content,
    content_of_bytes,
    digest_of,
    is_unsafe,
    text_of,
)
from exporter.archive.containers.places import EARLIEST, stem_of
from exporter.archive.kinds import crates
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.job import Job, Listed, Plan, changed
from exporter.archive.kinds.kind import DECLARED, NOT
from exporter.archive.kinds.tag_files import (
    HASHES,
    composed,
    fields_of,
    lines_of,
    relisted,
    split_lines,
    unescaped,
    with_fields,
)
from exporter.errors import OptionError, SinkError
from exporter.messages import say
from exporter.startup.records import dataclass, field
from exporter.version import __version__

TITLE = "a BagIt bag"
FORMS = "a folder, .zip or .tar file"
TAKES_FIELDS = True
DECLARATION = "bagit.txt"
FETCH = "fetch.txt"
PAYLOAD = "data/"
ALGORITHM = "sha256"

_OLD = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97"})
_VERSIONS = _OLD | {"1.0"}
_INFO, _OLD_INFO = "bag-info.txt", "package-info.txt"
_INFO_OF = dict.fromkeys(("0.93", "0.94", "0.95"), _OLD_INFO)
"""What the oldest drafts call the file of fields."""
_DECLARED = re.compile(  # RFC 8493, 2.1.1: two lines, and no blank before a colon
    r"BagIt-Version:[ \t]+1\.0[ \t]*(\r\n|\n|\r)"
    r"Tag-File-Character-Encoding:[ \t]+\S+[ \t]*(\r\n|\n|\r)?"
)
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "undefined"})
"""Python's codecs for the names of hosts, and the one that refuses everything."""
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_OXUM = re.compile(r"(?mi)^(Payload-Oxum[ \t]*:[ \t]*)(\d+)\.(\d+)(?=[ \t]*\r?$)")
_LABEL = re.compile(r"[^\s:][^:\r\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A bag as it stands. `prefix` is the folder it lies in inside a ZIP or tar ("" or "name/");
    `info` is the text of the file of fields; `manifests` and `tag_manifests` map an algorithm to
    the text of its manifest."""

    prefix: str
    version: str
    encoding: str
    info: str | None
    manifests: Mapping[str, str]
    tag_manifests: Mapping[str, str]
    crate: str | None

    @property
    def info_name(self) -> str:
        """What the file of fields is called."""
        return _INFO_OF.get(self.version, _INFO)


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
    version, encoding = _declared(text_of(container, prefix + DECLARATION, "utf-8"), shown)
    manifests: dict[bool, dict[str, str]] = {False: {}, True: {}}
    for name, of_tags, algorithm in _manifests(container, prefix):
        manifests[of_tags][algorithm] = text_of(container, name, encoding)
    if not manifests[False]:
        raise SinkError(
            say("{archive} is a bag without a manifest. It is left as it is.", archive=shown),
            path=shown,
        )
    info, crate = prefix + _INFO_OF.get(version, _INFO), prefix + crates.NAME
    return Bag(
        prefix=prefix,
        version=version,
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


def _declared(declaration: str, shown: str) -> tuple[str, str]:
    """The bag's version and encoding. Raises SinkError for one that is not known here."""
    fields = dict(fields_of(declaration))
    version, encoding = fields.get("BagIt-Version"), fields.get("Tag-File-Character-Encoding")
    if version not in _VERSIONS or encoding is None:
        raise SinkError(
            say(
                "{archive} holds a bagit.txt that declares no version known here ({version}). "
                "The bag is left as it is.",
                archive=shown,
                version=version or "none",
            ),
            path=shown,
        )
    if version not in _OLD and not _DECLARED.fullmatch(declaration):
        raise SinkError(
            say(
                "{shown} holds a bagit.txt that is not the two lines BagIt {version} asks for. "
                "The bag is left as it is.",
                shown=shown,
                version=version,
            ),
            path=shown,
        )
    return version, _codec(encoding, shown)


def _codec(encoding: str, shown: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        if name in _NO_CHARACTER_SETS:
            raise LookupError(name)
        return name
    except (LookupError, ValueError) as error:
        raise SinkError(
            say(
                "{archive} is a bag in the encoding {encoding!r}, which is not known here. It "
                "is left as it is.",
                archive=shown,
                encoding=encoding,
            ),
            path=shown,
        ) from error


def _fetched(container: Container, bag: Bag) -> Iterator[tuple[str, str]]:
    """(line, path) of what fetch.txt says is elsewhere; no path where a line is none."""
    name = bag.prefix + FETCH
    if name not in container.members():
        return
    for line in split_lines(text_of(container, name, bag.encoding)):
        if line.strip():
            parts = line.split(None, 2)
            told = len(parts) == 3 and (parts[1] == "-" or parts[1].isdecimal())
            yield line, unescaped(parts[2]).removeprefix("./") if told else ""


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
    tags = {
        DECLARATION: content_of_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        _INFO: content_of_bytes(_new_info(job, payload).encode()),
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
    payload = {PAYLOAD + name: content for name, content in put.items()}
    tags: dict[str, Content] = {}
    for algorithm, text in bag.manifests.items() if put else ():
        tags[f"manifest-{algorithm}.txt"] = _relisted(bag, algorithm, text, payload)
    info = _renewed_info(job, bag, payload)
    if info != (bag.info or ""):
        tags[bag.info_name] = _encoded(info, bag)
    if put and (bag.crate is None or crates.is_ours(bag.crate)):
        data = crates.updated(bag.crate, stem_of(job.title), put, about, container.shown)
        tags[crates.NAME] = content_of_bytes(data)
    if not tags:
        return Plan(files=files, changes=Changes())
    _refuse_damaged(container, bag)
    lists = {
        f"tagmanifest-{algorithm}.txt": _relisted(bag, algorithm, text, _to_list(bag, text, tags))
        for algorithm, text in bag.tag_manifests.items()
    }
    return Plan(files=files, changes=_changes(bag.prefix, payload, {**tags, **lists}))


def _changes(prefix: str, payload: Mapping[str, Content], tags: Mapping[str, Content]) -> Changes:
    """Contents before the lists that name them."""
    return Changes(put={prefix + name: content for name, content in {**payload, **tags}.items()})


def _refuse_damaged(container: Container, bag: Bag) -> None:
    """Raises SinkError where a tag file is not what the bag's own lists say it was: the lists are
    to be written anew, and a new sum would make good what somebody damaged."""
    for algorithm, text in bag.tag_manifests.items():
        for told, name in lines_of(text):
            if told != _digest(container, bag.prefix + name, HASHES[algorithm]):
                raise SinkError(
                    say(
                        "{name} in {shown} is not what the bag's own list of sums says: the bag "
                        "is damaged, and adding to it would hide that. Restore the file; the bag "
                        "is left as it is.",
                        name=name,
                        shown=container.shown,
                    ),
                    path=container.shown,
                )


def _digest(container: Container, name: str, algorithm: str) -> str:
    """A member's digest; "" where there is no such."""
    return digest_of(container.read(name), algorithm) if name in container.members() else ""


def _to_list(bag: Bag, text: str, tags: Mapping[str, Content]) -> dict[str, Content]:
    """The tag files that a tag manifest is to name: what it named, and what is new. A file that
    stood unlisted has no sum that could be checked, and gets none that says it was."""
    named = {path for _, path in lines_of(text)}
    stood = {f"manifest-{algorithm}.txt" for algorithm in bag.manifests}
    stood |= {bag.info_name} if bag.info is not None else set()
    stood |= {crates.NAME} if bag.crate is not None else set()
    return {name: tag for name, tag in tags.items() if name in named or name not in stood}


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
    elsewhere = {path for _, path in _fetched(job.container, bag)}
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


def _new_info(job: Job, payload: Mapping[str, Content]) -> str:
    about, stamp = job.options.about, job.options.stamp
    bagged = stamp.date().isoformat() if stamp and stamp > EARLIEST else about.date
    size = sum(content.size for content in payload.values())
    fields = (
        ("Source-Organization", about.publisher),
        ("Bagging-Date", bagged),
        ("External-Description", about.title),
        ("External-Identifier", about.identifier),
        ("Bag-Software-Agent", f"Exporter {__version__}"),
        ("Payload-Oxum", f"{size}.{len(payload)}"),
    )
    text = "".join([f"{label}: {_one_line(value)}\n" for label, value in fields if value])
    return with_fields(text, _given_fields(job))


def _renewed_info(job: Job, bag: Bag, payload: Mapping[str, Content]) -> str:
    """The fields with those given, and the payload's size as it will be."""
    info = bag.info or ""
    if bag.info is not None:
        size, count = _growth(job.container, bag, payload)
        info = _with_oxum(info, bag, (size, count), job.container.shown)
    return with_fields(info, _given_fields(job))


def _given_fields(job: Job) -> list[tuple[str, str]]:
    """What was given for the bag's fields. Raises OptionError for what cannot stand there."""
    for label, _ in job.options.info:
        if not _LABEL.fullmatch(label) or label.lower() == "payload-oxum":
            raise OptionError(
                say(
                    "{label!r} cannot be a field of a bag: a label is a word such as "
                    "Source-Organization, without a colon, and Payload-Oxum is counted.",
                    label=label,
                )
            )
    return [(label.rstrip(), _one_line(value)) for label, value in job.options.info]


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


def _with_oxum(info: str, bag: Bag, growth: tuple[int, int], shown: str) -> str:
    def grown(oxum: re.Match[str]) -> str:
        return f"{oxum[1]}{int(oxum[2]) + growth[0]}.{int(oxum[3]) + growth[1]}"

    told = any(label.lower() == "payload-oxum" for label, _ in fields_of(info))
    if told and len(_OXUM.findall(info)) != 1:
        raise SinkError(
            say(
                "{shown} has a {info} whose Payload-Oxum cannot be read. The bag is left as it is.",
                shown=shown,
                info=bag.info_name,
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
                "The bag's lists are in {encoding}, which cannot write {char!r}. Give "
                "another name with --as.",
                encoding=bag.encoding,
                char=error.object[error.start],
            )
        ) from error


# --- listing and checking


def listed(container: Container) -> Iterator[Listed]:
    """The payload, by names below the bag's own folder."""
    bag = read_bag(container)
    sums = {composed(path): digest for digest, path in lines_of(bag.manifests.get("sha256", ""))}
    for name, member in container.members().items():
        path = name.removeprefix(bag.prefix)
        if path.startswith(PAYLOAD):
            sha256 = sums.get(composed(path))
            yield Listed(name=path, member=name, bytes=member.size, sha256=sha256)


def check(container: Container, sums: Sums) -> Iterator[Finding]:
    """Every payload file must be in every manifest (before 1.0: in one), and every manifest in
    every tag manifest; other tag files need not be in any."""
    bag = read_bag(container)
    there = {name.removeprefix(bag.prefix): name for name in container.members()}
    payload = {path for path in there if path.startswith(PAYLOAD)}
    lists = [_Listing(bag, f"manifest-{one}.txt", there, sums) for one in bag.manifests]
    tag_lists = [_Listing(bag, f"tagmanifest-{one}.txt", there, sums) for one in bag.tag_manifests]
    yield from _check_fetched(container, bag, lists)
    for listing in (*lists, *tag_lists):
        yield from listing.read()
    yield from _check_listed(bag, payload, lists)
    for listing in tag_lists:
        missing = {one.name for one in lists} - listing.listed
        if bag.version not in _OLD:
            yield from _unlisted(sorted(missing), listing.name)
    yield from _check_oxum(container, bag, payload)
    yield from _check_crate(bag, sums)


@dataclass(slots=True)
class _Listing:
    """A manifest of a bag. `there` are the bag's files by path, and `sums` is filled; `away` are
    files that are still to be fetched, `listed` those it was found to name, by the names they
    have: where a file system composed a name, or took it apart, that of its file."""

    bag: Bag
    name: str
    there: Mapping[str, str]
    sums: Sums
    away: frozenset[str] = frozenset()
    listed: set[str] = field(default_factory=set)

    def read(self) -> Iterator[Finding]:
        """Fills `sums` and `listed`."""
        of_tags, algorithm = self.name.startswith("tag"), self.name[:-4].rpartition("-")[2]
        manifests = self.bag.tag_manifests if of_tags else self.bag.manifests
        by_name = {composed(path): path for path in self.there}
        for digest, told in lines_of(manifests[algorithm]):
            if not digest:
                yield Finding(code="malformed", name=self.name, detail=told[:80])
            elif is_unsafe(told) or told.startswith("~"):
                yield Finding(code="unsafe", name=told, detail=say("in {name}", name=self.name))
            else:
                if not (of_tags or told.startswith(PAYLOAD)):
                    detail = say("{path} is not in {payload}", path=told, payload=PAYLOAD)
                    yield Finding(code="malformed", name=self.name, detail=detail)
                path = told if told in self.there else by_name.get(composed(told), told)
                if path != told:
                    detail = say("its name is spelt by other code points in {name}", name=self.name)
                    yield Finding(code="advice", name=path, detail=detail)
                yield from self._line(path, (HASHES[algorithm], digest))

    def _line(self, path: str, told: tuple[str, str]) -> Iterator[Finding]:
        if path in self.listed and self.bag.version not in _OLD:
            detail = say("{path} stands twice", path=path)
            yield Finding(code="malformed", name=self.name, detail=detail)
        self.listed.add(path)
        if path in self.away:
            detail = say("fetch.txt says where it is to be fetched")
            yield Finding(code="missing", name=path, detail=detail)
        else:
            self.sums.setdefault(self.bag.prefix + path, set()).add(told)


def _check_fetched(container: Container, bag: Bag, lists: Sequence[_Listing]) -> Iterator[Finding]:
    """What is to be fetched goes into the payload, whoever fetches it, and is in the manifests.
    What is not there yet the manifests' lists are told, by `away`."""
    away = set()
    for line, path in _fetched(container, bag):
        if not path:
            yield Finding(code="malformed", name=FETCH, detail=line[:80])
        elif is_unsafe(path) or not path.startswith(PAYLOAD):
            yield Finding(code="unsafe", name=path, detail=say("in {name}", name=FETCH))
        elif path not in lists[0].there:
            away.add(path)
    for listing in lists:
        listing.away = frozenset(away)


def _check_listed(bag: Bag, payload: set[str], lists: Sequence[_Listing]) -> Iterator[Finding]:
    if bag.version in _OLD:
        named = set().union(*(listing.listed for listing in lists))
        yield from _unlisted(sorted(payload - named), lists[0].name)
        return
    for listing in lists:
        yield from _unlisted(sorted(payload - listing.listed), listing.name)


def _unlisted(names: Iterable[str], listing: str) -> Iterator[Finding]:
    for name in names:
        yield Finding(code="unlisted", name=name, detail=say("not in {name}", name=listing))


def _check_oxum(container: Container, bag: Bag, payload: set[str]) -> Iterator[Finding]:
    members = container.members()
    size = sum(members[bag.prefix + name].size for name in payload)
    for label, value in fields_of(bag.info or ""):
        if label.lower() == "payload-oxum" and value != f"{size}.{len(payload)}":
            detail = say(
                "Payload-Oxum says {value}, there are {size} bytes in {count} files",
                value=value,
                size=size,
                count=len(payload),
            )
            yield Finding(code="count", name=bag.info_name, detail=detail)


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
