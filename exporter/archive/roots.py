"""The root hash: one number that stands for everything an archive holds.

It is the SHA-256 of a text of one line a file, in the order of their names by their bytes, each the
file's own SHA-256 in hexadecimal, two blanks, its name and a line feed: what `sha256sum` prints.
For a folder anybody can do it again:

    find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum

Names are in UTF-8 and composed (NFC), for file systems differ in that; in a packed bag they begin
below its one folder. So it is the same for a bag in a folder, a ZIP or a tar, however it is packed.
A backslash, line feed or carriage return in a name is escaped as `sha256sum` does it. A link counts
by its name, with zeros in the place of a sum; dates, permissions and empty folders do not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set

from exporter.archive.containers.members import Changes, Container, digest_of
from exporter.archive.kinds.findings import Sums
from exporter.archive.kinds.kind import Kind
from exporter.archive.kinds.tag_files import composed

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r"})
_LINK = "0" * 64


def root_of(sums: Mapping[str, str], links: Iterable[str], base: str) -> str:
    """The root hash, in hexadecimal, of files by their names in the container; `base` is the folder
    in it that the archive lies in, "" or "name/"."""
    named = [*sums.items(), *((name, _LINK) for name in links)]
    lines = [(_encoded(composed(name.removeprefix(base))), digest) for name, digest in named]
    root = hashlib.sha256()
    for name, digest in sorted(lines):
        root.update(_line(name, digest))
    return root.hexdigest()


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _line(name: bytes, digest: str) -> bytes:
    told = name.decode("utf-8", "surrogateescape").translate(_ESCAPES)
    mark = "" if _encoded(told) == name else "\\"
    return _encoded(f"{mark}{digest}  {told}\n")


def root_after(container: Container, kind: Kind, changes: Changes) -> str:
    """The root hash an archive will have: of what is put, and of what stands by the sums that its
    own lists keep; only what has none is read. Where a file is not what its sum says, this is not
    the root hash that checking will find. Raises SinkError for what cannot be read."""
    listed: Sums = {}
    for _ in kind.check(container, listed) if container.members() else ():
        pass  # what is wrong is for checking to say
    kept = container.members().keys() - changes.put.keys() - changes.remove
    sums = {name: _known(listed.get(name, set())) for name in kept}
    unknown = {name for name, digest in sums.items() if not digest}
    for name, pieces in container.each() if unknown else ():
        if name in unknown:
            sums[name] = digest_of(pieces)
    sums |= {name: content.sha256 for name, content in changes.put.items()}
    return root_of(sums, container.links(), kind.base(sums))


def _known(sums: Set[tuple[str, str]]) -> str:
    """The SHA-256 that the lists agree on; "" where there is none."""
    found = {digest.lower() for algorithm, digest in sums if algorithm == "sha256"}
    return found.pop() if len(found) == 1 else ""
