"""Opening what may be hostile: every size is bounded before anything is unpacked or parsed.

A file to verify comes from anywhere. What cannot be examined within these bounds is refused with
a VerifyError: a sentence, and exit code 7.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from exporter.errors import VerifyError
from exporter.messages import Message, say

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = etree._Element  # lxml names it no other way

MOST_FILE = 512 * 1024 * 1024
MOST_MEMBER = 192 * 1024 * 1024
MOST_TOTAL = 384 * 1024 * 1024
"""Bytes: of the file as it is, of one unpacked member or stream, of all of them together."""
MOST_CHECKED = 4 * 1024 * 1024 * 1024
"""Bytes of a file's streams unpacked only to see whether they can be: nothing of them is kept."""
MOST_RATIO = 300
RATIO_FROM = 8 * 1024 * 1024
"""Above so many bytes no more than this many times the packed size: text packs 3 to 20 times."""
MOST_MEMBERS = 50_000
MOST_DEPTH = 200

_FED = 64 * 1024
"""Bytes unpacked at a time where nothing is kept: no more than 64 MiB come of them."""
_LOCAL = struct.Struct("<4s2xHH4xLLLHH")
"""A member's own header: signature, flags, method, CRC, packed and unpacked size, and the lengths
of its name and of what else stands before the data."""
_ENCRYPTED, _TOLD_BEHIND, _UTF_8 = 1, 8, 0x800
_TOLD_ELSEWHERE = 0xFFFFFFFF
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two that EPUB and OPC allow."""

_ENTITY = tuple("<!ENTITY".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))


def kind_of(data: bytes, name: str) -> str:
    """ "epub", "pdf", "docx" or "json", by content alone. Raises VerifyError for anything else."""
    if not data:
        raise VerifyError(say("{name} is empty (0 bytes). Export it again.", name=name), path=name)
    if len(data) > MOST_FILE:
        raise VerifyError(
            say("{name} is larger than {most} MiB.", name=name, most=MOST_FILE >> 20),
            path=name,
        )
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        with Zip(data, name) as archive:
            if "META-INF/container.xml" in archive:
                return "epub"
            if "[Content_Types].xml" in archive and any(
                member.startswith("word/") for member in archive
            ):
                return "docx"
        raise VerifyError(
            say("{name} is a ZIP archive, but neither an EPUB nor a DOCX.", name=name), path=name
        )
    if is_json(data):
        return "json"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise VerifyError(
            say(
                "{name} is an encrypted or old binary Office file. Save it as an unencrypted "
                ".docx.",
                name=name,
            ),
            path=name,
        )
    raise VerifyError(
        say(
            "{name} is neither EPUB, PDF nor DOCX, whatever its name says. Name a finished export.",
            name=name,
        ),
        path=name,
    )


def is_json(data: bytes) -> bool:
    """Whether a file holds JSON: a model, a certificate."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


class Budget:
    """How many unpacked bytes one file may still give."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.left = MOST_TOTAL
        self.unchecked = MOST_CHECKED

    def take(self, packed: int, unpacked: int) -> None:
        """Accounts for one member. Raises VerifyError when it or all together is too large."""
        self.left -= unpacked
        bomb = unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)
        if unpacked > MOST_MEMBER or self.left < 0 or bomb:
            raise self._too_much()

    def check(self, unpacked: int) -> None:
        """Accounts for bytes that were unpacked and not kept. Raises VerifyError."""
        self.unchecked -= unpacked
        if self.unchecked < 0:
            raise self._too_much()

    def _too_much(self) -> VerifyError:
        return VerifyError(
            say(
                "{name} unpacks to far more than such a file holds; it is not examined.",
                name=self.name,
            ),
            path=self.name,
        )


def inflate(data: bytes, budget: Budget) -> bytes:
    """zlib data unpacked to their end. Raises VerifyError when damaged or too large."""
    limit = min(MOST_MEMBER, budget.left, max(RATIO_FROM, MOST_RATIO * len(data))) + 1
    machine = zlib.decompressobj()
    try:
        out = machine.decompress(data, limit)
    except zlib.error as error:
        raise VerifyError(
            say(
                "{name} is damaged: a compressed part cannot be unpacked ({error}).",
                name=budget.name,
                error=error,
            ),
            path=budget.name,
        ) from error
    budget.take(len(data), len(out) if len(out) < limit else MOST_MEMBER + 1)
    if not machine.eof:
        raise VerifyError(
            say("{name} is damaged: a compressed part is cut short.", name=budget.name),
            path=budget.name,
        )
    return out


def inflation_flaw(data: bytes, budget: Budget) -> Message | None:
    """Why zlib data cannot be unpacked to their end and checksum; None where they can."""
    machine = zlib.decompressobj()
    for start in range(0, len(data), _FED):
        try:
            budget.check(len(machine.decompress(data[start : start + _FED])))
        except zlib.error as error:
            return _not_unpacked(error)
        if machine.eof:
            return None
    return say("its packed data are cut short")


def _not_unpacked(error: zlib.error) -> Message:
    return say("it cannot be unpacked ({error})", error=error)


class Zip:
    """A ZIP archive read within bounds; members by name."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.data = data
        self.budget = Budget(name)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self.archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise VerifyError(
                say(
                    "{name} is cut short or damaged: its list of parts cannot be read ({error}).",
                    name=name,
                    error=error,
                ),
                path=name,
            ) from error
        if len(infos) > MOST_MEMBERS:
            raise VerifyError(
                say("{name} has {count} parts; it is not examined.", name=name, count=len(infos)),
                path=name,
            )
        self.infos: dict[str, zipfile.ZipInfo] = {}
        self.twice: list[str] = []
        for info in infos:
            if info.flag_bits & 1:
                raise VerifyError(
                    say(
                        "{name} is encrypted ({member}). Verify the file before it is locked.",
                        name=name,
                        member=info.filename,
                    ),
                    path=name,
                )
            if info.filename in self.infos:
                self.twice.append(info.filename)
            self.infos[info.filename] = info

    def __enter__(self) -> Zip:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def __contains__(self, member: str) -> bool:
        return member in self.infos

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def read(self, member: str) -> bytes:
        """One member. Raises VerifyError when it is missing, damaged or too large."""
        info = self.infos.get(member)
        if info is None:
            raise VerifyError(
                say("{name} lacks its part {member}.", name=self.name, member=member),
                path=self.name,
            )
        self.budget.take(info.compress_size, info.file_size)
        try:
            with self.archive.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError, ValueError) as error:  # fmt: skip
            raise VerifyError(
                say(
                    "{name} is damaged: {member} cannot be unpacked ({error}).",
                    name=self.name,
                    member=member,
                    error=error,
                ),
                path=self.name,
            ) from error
        if len(data) > info.file_size:
            raise VerifyError(
                say("{name}: {member} is longer than it says.", name=self.name, member=member),
                path=self.name,
            )
        return data

    def damaged(self) -> Iterator[tuple[str, Message]]:
        """Each member another program may not open, with the reason: what its own header says is
        not what the list says, or its data do not unpack to that size and CRC. Raises VerifyError
        where they unpack to too much."""
        budget = Budget(self.name)
        for info in self.archive.infolist():
            why = self._contradiction(info) or self._flaw(info, budget)
            if why:
                yield info.filename, why

    def _contradiction(self, info: zipfile.ZipInfo) -> Message | None:
        if info.compress_type not in _METHODS:
            return say("it is packed by method {method}", method=info.compress_type)
        start = info.header_offset + _LOCAL.size
        head = self.data[info.header_offset : start]
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            return say("its own header is not where the list says")
        _, flags, method, *own, length, _ = _LOCAL.unpack(head)
        name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437")
        if self.data[start : start + length] != name:
            return say("its own header and the list tell different names")
        if method != info.compress_type or flags & _ENCRYPTED:
            return say("its own header and the list tell different methods")
        silent = (_TOLD_ELSEWHERE, 0) if flags & _TOLD_BEHIND else (_TOLD_ELSEWHERE,)
        listed = (info.CRC, info.compress_size, info.file_size)
        if any(a != b and a not in silent for a, b in zip(own, listed, strict=True)):
            return say("its own header and the list tell different sizes or checksums")
        return None

    def _flaw(self, info: zipfile.ZipInfo, budget: Budget) -> Message | None:
        *_, name_length, extra_length = _LOCAL.unpack_from(self.data, info.header_offset)
        start = info.header_offset + _LOCAL.size + name_length + extra_length
        data = memoryview(self.data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_DEFLATED:
            budget.take(info.compress_size, info.file_size)
            machine = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                data = memoryview(machine.decompress(data, info.file_size + 1))
            except zlib.error as error:
                return _not_unpacked(error)
            if not machine.eof or machine.unused_data:
                return say("its packed data do not end where they should")
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            return say("it is not what its checksum was taken of")
        return None

    def xml(self, member: str) -> Element:
        """One member as XML."""
        return parse_xml(self.read(member), f"{self.name}: {member}")


def parse_xml(data: bytes, name: str) -> Element:
    """The root element. Entities are never resolved and no DTD is read. Raises VerifyError."""
    if any(mark in data for mark in _ENTITY):
        raise VerifyError(
            say("{name} declares entities, which no export does: not read.", name=name), path=name
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root: Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise VerifyError(
            say("{name} is not well-formed XML: {error}.", name=name, error=error), path=name
        ) from error
    if b" SYSTEM " in data[:2048].partition(b"<!DOCTYPE")[2].partition(b">")[0]:
        raise VerifyError(
            say("{name} names an external DTD, which no export does.", name=name), path=name
        )
    return root


def all_text(element: Element) -> str:
    """Everything an element holds as text."""
    return "".join([str(piece) for piece in element.itertext()])
