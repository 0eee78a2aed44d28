"""BagIt 1.0 bags (RFC 8493), in a folder, a ZIP or a tar: read, begun, and added to.

Adding keeps every line others wrote, in its order: manifests get a line a file, Payload-Oxum grows
by what was added, the tag manifest's lines for these files are renewed. A bag that keeps several
algorithms keeps all of them. Nothing is healed: what was wrong before is still to be seen by
whoever verifies.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping

from exporter.archive.containers.members import (
    ALGORITHMS,
    Changes,
    Container,
    Content,
    content_of_bytes,
    text_of,
)
from exporter.archive.containers.places import stem_of
from exporter.archive.kinds import bags, crates
from exporter.archive.kinds.crates import About
from exporter.archive.kinds.job import Job, Listed, Plan, changed
from exporter.errors import OptionError, SinkError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.version import __version__

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
PAYLOAD = "data/"
ALGORITHM = "sha256"

_VERSIONS = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "undefined"})
"""Python's codecs for the names of hosts, and the one that refuses everything."""
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(?:\./)?(.+)")
_HASHES = {name.replace("_", "").replace("-", ""): name for name in ALGORITHMS}
"""RFC 8493, 2.4: algorithm names are normalised to lower case letters and digits."""


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


def prefix_of(container: Container) -> str | None:
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


def read_bag(container: Container, prefix: str) -> Bag:
    """What attaching needs to know. Raises SinkError where the bag is not one we can add to."""
    shown = container.shown
    encoding = _encoding(text_of(container, prefix + DECLARATION, "utf-8"), shown)
    manifests: dict[str, str] = {}
    tag_manifests: dict[str, str] = {}
    for name in container.members():
        found = _MANIFEST.fullmatch(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if found:
            algorithm = found[2]
            if algorithm not in _HASHES:
                raise SinkError(
                    say(
                        "{archive} keeps {algorithm} checksums, which are not known here. The bag "
                        "is left as it is.",
                        archive=shown,
                        algorithm=algorithm,
                    ),
                    path=shown,
                )
            chosen = tag_manifests if found[1] else manifests
            chosen[algorithm] = text_of(container, name, encoding)
    if not manifests:
        raise SinkError(
            say("{archive} is a bag without a manifest. It is left as it is.", archive=shown),
            path=shown,
        )
    members = container.members()
    return Bag(
        prefix=prefix,
        encoding=encoding,
        info=text_of(container, prefix + INFO, encoding) if prefix + INFO in members else None,
        manifests=manifests,
        tag_manifests=tag_manifests,
        crate=text_of(container, prefix + crates.NAME) if prefix + crates.NAME in members else None,
    )


def _encoding(declaration: str, shown: str) -> str:
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


def fields_of(text: str) -> Iterator[tuple[str, str]]:
    """`Label: value` lines, in order; a line that begins with a blank goes on the one before."""
    label, value = "", ""
    for line in split_lines(text):
        if line[:1] in (" ", "\t"):
            value += " " + line.strip()
            continue
        if label:
            yield label, value
        label, _, value = line.partition(":")
        label, value = label.strip(), value.strip()
    if label:
        yield label, value


def split_lines(text: str) -> list[str]:
    """Lines ended by LF, CR or CRLF and nothing else: names may hold U+0085 or U+2028."""
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[:-1] if lines[-1] == "" else lines


def lines_of(manifest: str) -> Iterator[tuple[str, str]]:
    """(digest, path) of a manifest; a line that is none gives ("", line)."""
    for line in split_lines(manifest):
        if found := _LINE.fullmatch(line):
            yield found[1].lower(), unescaped(found[2])
        elif line.strip():
            yield "", line


def escaped(path: str) -> str:
    """RFC 8493, 2.1.3. No name with % is ever put in: bagit-python 1.9 does not unescape %25."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def unescaped(path: str) -> str:
    """The inverse of `escaped`; a % that begins no escape stays (older bags have such)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), path)


_ESCAPE = re.compile("%(0[AaDd]|25)")


def hash_name(algorithm: str) -> str:
    """hashlib's name for a manifest's algorithm; KeyError where there is none."""
    return _HASHES[algorithm]


def payload_name(name: str) -> str:
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


def fetched(container: Container, bag: Bag) -> frozenset[str]:
    """Payload files that fetch.txt says are elsewhere: their names are taken."""
    name = bag.prefix + "fetch.txt"
    if name not in container.members():
        return frozenset()
    lines = split_lines(text_of(container, name, bag.encoding))
    return frozenset(unescaped(line.split(None, 2)[2]) for line in lines if len(line.split()) > 2)


def added(
    container: Container, bag: Bag, title: str, put: Mapping[str, Content], about: About
) -> Changes:
    """The changes that put these files (by their names below data/) into the bag."""
    changed: dict[str, Content] = {PAYLOAD + name: content for name, content in put.items()}
    tags: dict[str, Content] = {}
    for algorithm, text in bag.manifests.items():
        digests = {name: content.digest(_HASHES[algorithm]) for name, content in changed.items()}
        tags[f"manifest-{algorithm}.txt"] = _encoded(_relisted(text, digests), bag)
    if bag.info is not None:
        sizes = _growth(container, bag, changed)
        tags[INFO] = _encoded(_with_oxum(bag.info, *sizes, container.shown), bag)
    if bag.crate is None or crates.is_ours(bag.crate):
        data = crates.updated(bag.crate, title, put, about, container.shown)
        tags[crates.NAME] = content_of_bytes(data)
    tags |= _tag_manifests(bag, tags)
    return Changes(put={bag.prefix + name: content for name, content in (changed | tags).items()})


def begun(title: str, prefix: str, put: Mapping[str, Content], about: About) -> Changes:
    """The changes that make a bag of these files where there is nothing."""
    changed = {PAYLOAD + name: content for name, content in put.items()}
    digests = {name: content.sha256 for name, content in changed.items()}
    size = sum(content.size for content in changed.values())
    tags = {
        DECLARATION: content_of_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        INFO: content_of_bytes(_info(about, size, len(changed)).encode()),
        f"manifest-{ALGORITHM}.txt": content_of_bytes(_relisted("", digests).encode()),
        crates.NAME: content_of_bytes(crates.updated(None, title, put, about, title)),
    }
    sums = {name: content.sha256 for name, content in tags.items()}
    tags[f"tagmanifest-{ALGORITHM}.txt"] = content_of_bytes(_relisted("", sums).encode())
    return Changes(put={prefix + name: content for name, content in (changed | tags).items()})


def _info(about: About, size: int, count: int) -> str:
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


def _relisted(text: str, digests: Mapping[str, str]) -> str:
    """A manifest with these lines renewed in their place, or added at the end."""
    ending = "\r\n" if "\r\n" in text else "\n"
    left = dict(digests)
    lines = []
    for line in split_lines(text):
        found = _LINE.fullmatch(line)
        path = unescaped(found[2]) if found else ""
        lines.append(f"{left.pop(path)}  {escaped(path)}" if path in left else line)
    lines += [f"{digest}  {escaped(path)}" for path, digest in left.items()]
    return "".join([line + ending for line in lines])


def _growth(container: Container, bag: Bag, put: Mapping[str, Content]) -> tuple[int, int]:
    """How many bytes and files the payload grows by."""
    members = container.members()
    old = [members[bag.prefix + name].size for name in put if bag.prefix + name in members]
    return sum(content.size for content in put.values()) - sum(old), len(put) - len(old)


def _with_oxum(info: str, size: int, count: int, shown: str) -> str:
    def grown(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) + size}.{int(found[3]) + count}"

    pattern = re.compile(r"(?mi)^(Payload-Oxum[ \t]*:[ \t]*)(\d+)\.(\d+)(?=[ \t]*\r?$)")
    if any(label.lower() == "payload-oxum" for label, _ in fields_of(info)) and (
        len(pattern.findall(info)) != 1
    ):
        raise SinkError(
            say(
                "{archive} has a {file} whose Payload-Oxum cannot be read. The bag is left as it "
                "is.",
                archive=shown,
                file=INFO,
            ),
            path=shown,
        )
    return pattern.sub(grown, info)


def _tag_manifests(bag: Bag, tags: Mapping[str, Content]) -> dict[str, Content]:
    made = {}
    for algorithm, text in bag.tag_manifests.items():
        digests = {name: content.digest(_HASHES[algorithm]) for name, content in tags.items()}
        made[f"tagmanifest-{algorithm}.txt"] = _encoded(_relisted(text, digests), bag)
    return made


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


def plan_bag(job: Job) -> Plan:
    about, container = job.options.about, job.container
    if job.new:
        prefix = "" if container.form == "folder" else stem_of(job.title) + "/"
        files = job.named({one.name: _in_bag(prefix, one.name) for one in job.attachments})
        return None, files, bags.begun(stem_of(job.title), prefix, changed(job, files), about)
    bag = bags.read_bag(container, bags.prefix_of(container) or "")
    elsewhere = bags.fetched(container, bag)
    for one in job.attachments:
        if bags.payload_name(one.name) in elsewhere:
            raise SinkError(
                say(
                    "{archive} says in fetch.txt that its {name} is kept elsewhere. Give another "
                    "name with --as.",
                    archive=container.shown,
                    name=one.name,
                ),
                path=container.shown,
            )
    files = job.named({one.name: _in_bag(bag.prefix, one.name) for one in job.attachments})
    put = changed(job, files)
    return (
        None,
        files,
        bags.added(container, bag, stem_of(job.title), put, about) if put else Changes(),
    )


def _in_bag(prefix: str, name: str) -> str:
    return prefix + bags.payload_name(name)


def list_bag(container: Container) -> Iterator[Listed]:
    prefix = bags.prefix_of(container) or ""
    bag = bags.read_bag(container, prefix)
    sums = {path: digest for digest, path in bags.lines_of(bag.manifests.get("sha256", ""))}
    for name, member in container.members().items():
        path = name.removeprefix(prefix)
        if path.startswith(bags.PAYLOAD):
            yield Listed(name=path, bytes=member.size, sha256=sums.get(path))
