"""What archives are made of: members by name, contents to put, and the changes of one attach.

A container (folder, ZIP, tar, a folder at a URL) holds named bytes and can take a set of changes
all at once or not at all; a kind (bag, plain, OCFL) knows which members a set of files means.
Neither knows the other: kinds compute `Changes` from what a container shows, containers apply them.
"""

from __future__ import annotations

import hashlib
import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import BinaryIO, Protocol

from exporter.errors import OptionError, SinkError
from exporter.files.names import safe_stem, same_key
from exporter.messages import Message, say
from exporter.startup.records import dataclass, field

PIECE = 1 << 20
"""How many bytes are held at a time, whatever the size of a member."""
EXPANDED, MOST_TIMES = 1 << 30, 250
"""What unpacks to more than a gigabyte and more than 250 times its size is not unpacked: texts
deflate to a fifth, the densest scans to a fiftieth."""
ALGORITHMS = frozenset(
    name for name in hashlib.algorithms_guaranteed if not name.startswith("shake")
)
"""Every digest that is known here, by hashlib's name. One of any length is no checksum."""
TEXT_LIMIT = 256 << 20
"""The largest manifest or inventory that is read whole (a million lines); more is an attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes to put: in memory (`data`) or in a file (`path`) that is read in pieces."""

    size: int
    sha256: str
    data: bytes | None = None
    path: Path | None = None

    def pieces(self) -> Iterator[bytes]:
        """The bytes, in order. Raises SinkError when the file is no longer what was hashed."""
        if self.path is None:
            yield self.data or b""
            return
        digest = hashlib.sha256()
        with open(self.path, "rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != self.sha256:
            raise SinkError(
                say(
                    "{path} changed while it was being attached. Run the command again.",
                    path=self.path,
                ),
                path=str(self.path),
            )

    def digest(self, algorithm: str) -> str:
        """The hexadecimal digest by any algorithm of hashlib."""
        if algorithm == "sha256":
            return self.sha256
        return digest_of(self.pieces(), algorithm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in a container. `crc` is a ZIP's checksum; None where the form has none."""

    name: str
    size: int
    crc: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One transaction. `put` is in the order of writing, so that a store which cannot change
    several objects at once sees contents before the manifests that name them."""

    put: Mapping[str, Content] = field(default_factory=dict)
    remove: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.put or self.remove)


class Container(Protocol):
    """Named bytes in one place. `shown` is its name in messages, `form` "folder", "zip",
    "tar", "tar.gz" …"""

    shown: str
    form: str

    def stands(self) -> bool:
        """Whether there is anything yet: False before the first attach."""
        ...

    def members(self) -> Mapping[str, Member]:
        """All files by name, in order. Raises SinkError where the container is damaged, unsafe or
        ambiguous."""
        ...

    def links(self) -> frozenset[str]:
        """Names that are links or devices: nothing may be put at or beneath them."""
        ...

    def folders(self) -> frozenset[str]:
        """Names, without a slash, of folders that are members: no file may be put there."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """A member's bytes in pieces. Raises SinkError where they are damaged."""
        ...

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """All files with their bytes, in one pass; a file's pieces raise SinkError where they are
        damaged, and must be taken before the next file is."""
        ...

    def apply(self, changes: Changes) -> None:
        """All of the changes, checked by reading them back, or none. Raises SinkError."""
        ...


def content_of_bytes(data: bytes) -> Content:
    """Bytes in memory as a content."""
    return Content(size=len(data), sha256=hashlib.sha256(data).hexdigest(), data=data)


def content_of_file(path: Path) -> Content:
    """A file as a content; it is read once here, for its hash. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return Content(size=size, sha256=digest.hexdigest(), path=path)


def digest_of(pieces: Iterable[bytes], algorithm: str = "sha256") -> str:
    """The hexadecimal digest of bytes in pieces."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def copied(content: Content, to: BinaryIO) -> None:
    """Writes a content into an open file."""
    for piece in content.pieces():
        to.write(piece)


def text_of(container: Container, name: str, encoding: str = "utf-8") -> str:
    """A small text member, whole. Raises SinkError when it is too large or not in the encoding."""
    member = container.members()[name]
    if member.size > TEXT_LIMIT:
        raise SinkError(
            say(
                "{name} in {archive} claims {size:,} bytes, too many for a list of files. The "
                "archive is damaged or made to harm; it is left as it is.",
                name=name,
                archive=container.shown,
                size=member.size,
            ),
            path=container.shown,
        )
    try:
        return b"".join(container.read(name)).decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise SinkError(
            say(
                "{name} in {archive} is not {encoding} text. The archive is left as it is.",
                name=name,
                archive=container.shown,
                encoding=encoding,
            ),
            path=container.shown,
        ) from error


def member_name(name: str) -> str:
    """A name for a new member: NFC, relative, with / between safe parts.

    Raises OptionError where the name could leave the archive, or could not be unpacked on Windows,
    macOS and Linux alike (see `names`).
    """
    try:
        composed = unicodedata.normalize("NFC", name)
        composed.encode()
    except UnicodeEncodeError as error:
        raise OptionError(
            say("{name!r} is not valid text. Give another name with --as.", name=name)
        ) from error
    for part in composed.split("/"):
        if safe_stem(part) != part and safe_stem(part, 255) != part:
            raise OptionError(_not_a_name(name, part))
    return composed


def _not_a_name(name: str, part: str) -> Message:
    if part in ("", ".", ".."):
        return say(
            "{name!r} cannot be a member's name: it is absolute, or has an empty part, . or .. in "
            "it. Give another with --as.",
            name=name,
        )
    return say(
        "{name!r} cannot be a member's name: {part!r} is not a name that every system can store. "
        "Give another with --as.",
        name=name,
        part=part,
    )


def is_unsafe(name: str) -> bool:
    """Whether a foreign member's name leaves the place where the archive is unpacked, or is
    absolute there."""
    slashed = name.replace("\\", "/")
    return (
        slashed.startswith("/")
        or slashed[1:2] == ":"
        or "\x00" in name
        or ".." in slashed.split("/")
        or not posixpath.normpath(slashed).strip("./")
    )


def refuse_unsafe(name: str, shown: str) -> None:
    """Raises SinkError for such a name: an archive that holds one is not added to."""
    if is_unsafe(name):
        raise SinkError(
            say(
                "{archive} holds a member named {name!r}, which would be unpacked outside its "
                "folder. It is left as it is.",
                archive=shown,
                name=name,
            ),
            path=shown,
        )


def refuse_twice(name: str, shown: str) -> None:
    """Raises SinkError: which of two members of one name counts depends on the tool."""
    raise SinkError(
        say(
            "{archive} holds two members named {name!r}; tools disagree which one counts. "
            "It is left as it is.",
            archive=shown,
            name=name,
        ),
        path=shown,
    )


def check_room(names: Iterable[str], there: Iterable[str], links: Set[str], shown: str) -> None:
    """Raises SinkError when a new name would meet one that is there, on some system: alike but for
    case or composition, a file where a folder stands or the reverse, at or beneath a link."""
    wanted = {same_key(name): name for name in names}
    folders = {same_key(parent): name for name in wanted.values() for parent in _parents(name)}
    for other in (*there, *links):
        key = same_key(other)
        met = wanted.get(key)
        if met is not None and (met != other or other in links):
            raise _meets(met, other, shown)
        if key in folders:
            raise _meets(folders[key], other, shown)
        for parent in _parents(other):
            if same_key(parent) in wanted:
                raise _meets(wanted[same_key(parent)], other, shown)


def _parents(name: str) -> Iterator[str]:
    parent = posixpath.dirname(name)
    while parent:
        yield parent
        parent = posixpath.dirname(parent)


def _meets(name: str, there: str, shown: str) -> SinkError:
    return SinkError(
        say(
            "{name!r} and {other!r}, which {archive} holds, would be one place on some "
            "systems. Give another name with --as.",
            name=name,
            other=there,
            archive=shown,
        ),
        path=shown,
    )
