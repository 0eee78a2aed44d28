"""The ZIP that a book is: member after member from the first byte to the last, nothing between.

Levels, stamps and the order of members may be another tool's, for they say nothing; so may the
times and owners that Info-ZIP notes beside a member, and folders.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator

from exporter.messages import as_message, say
from exporter.proof.found.extracted import Fault
from exporter.startup.patterns import Lazy
from exporter.untrusted.containers import Zip

MIMETYPE = b"application/epub+zip"
_LOCAL = struct.Struct("<26xHH")
"""Of a member's own header: the lengths of its name and of what stands behind it."""
_ENTRY, _END = 46, 22
_DESCRIPTOR = struct.Struct("<4sLLL")
_TOLD_BEHIND = 8
_EXTRA = {0x5455: (5, 9, 13), 0x7875: (3, 11)}
"""What may stand beside a member: times and owners, by the lengths they have."""
_NAME = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?")
_PLAIN = (0, stat.S_IFREG, stat.S_IFDIR)
_FLAGS = 0x0006 | _TOLD_BEHIND | 0x0800
"""How hard it was packed, sizes told behind, names in UTF-8."""


def archive_faults(archive: Zip) -> Iterator[Fault]:
    """What in the archive is no member, or no member as an export has it."""
    infos = archive.archive.infolist()
    first = infos[0] if infos else None
    bare = first is not None and not (first.compress_type or first.extra or first.header_offset)
    if first is None or first.filename != "mimetype" or not bare:
        yield _fault("mimetype", say("it is not the first member, stored and bare"))
    elif first.file_size != len(MIMETYPE) or archive.data[38:58] != MIMETYPE:  # OCF 3.3, 4.2
        yield _fault("mimetype", say("it names another kind of file"))
    for info in infos:
        for detail in _member(info):
            yield _fault(info.filename, detail)
    lower = [info.filename.lower() for info in infos]
    if len(set(lower)) < len(lower):
        yield _fault("archive", say("two members differ by capitals alone"))
    yield from _bytes(archive, infos)


def is_saved_anew(archive: Zip) -> bool:
    """Whether another tool put the archive together: its members stand in another order."""
    return [info.filename for info in archive.archive.infolist()[1:3]] != [*_FIRST]


_FIRST = ("META-INF/container.xml", "EPUB/content.opf")


def _member(info: zipfile.ZipInfo) -> Iterator[str]:
    if not _NAME.fullmatch(info.filename) or info.filename != info.orig_filename:
        yield "no export has such a name"
    if info.comment or not _is_known(info.extra):
        yield "a comment or a field that no export has stands beside it"
    if info.flag_bits & ~_FLAGS:
        yield "it is packed in a way no export is"
    if info.is_dir() and info.file_size:
        yield "a folder holds bytes itself"
    if stat.S_IFMT(info.external_attr >> 16) not in _PLAIN:
        yield "it is neither a file nor a folder"


def _is_known(extra: bytes) -> bool:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if length not in _EXTRA.get(kind, ()):
            return False
        at += 4 + length
    return at == len(extra)


def _bytes(archive: Zip, infos: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """Bytes before, between and behind the members, their list and its end."""
    data, at = archive.data, 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset != at:
            yield _fault(info.filename, say("bytes that belong to no member stand before it"))
        at = info.header_offset + 30
        if at > len(data):
            return
        name, extra = _LOCAL.unpack_from(data, info.header_offset)
        if not _is_known(data[at + name : at + name + extra]):
            yield _fault(info.filename, say("a field that no export has stands beside it"))
        at += name + extra + info.compress_size
        at += _descriptor(data, at, info)
    listed = sum(
        _ENTRY + len(i.orig_filename.encode()) + len(i.extra) + len(i.comment) for i in infos
    )
    if at != archive.archive.start_dir or at + listed + _END != len(data):
        yield _fault("archive", say("bytes that belong to no member stand around its list"))


def _descriptor(data: bytes, at: int, info: zipfile.ZipInfo) -> int:
    """The length of what tells a member's sizes behind it."""
    if not info.flag_bits & _TOLD_BEHIND:
        return 0
    told = (info.CRC, info.compress_size, info.file_size)
    if data[at : at + 16] == _DESCRIPTOR.pack(b"PK\x07\x08", *told):
        return 16
    return 12 if data[at : at + 12] == struct.pack("<LLL", *told) else 0


def _fault(place: str, detail: str) -> Fault:
    return Fault("member-unknown", place, "", "", as_message(detail))
