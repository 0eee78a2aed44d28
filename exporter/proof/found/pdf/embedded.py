"""What a PDF embeds besides its text: font programs and pictures, for whoever makes it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from exporter.interchange.record import NAME
from exporter.proof.found.pdf.attachments import embedded
from exporter.proof.found.pdf.fonts import PROGRAMS
from exporter.proof.found.pdf.places import pages_of
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Stream


def font_programs(data: bytes, name: str) -> dict[str, str]:
    """The SHA-256 of each embedded font program by its font's name, without the mark of a subset.
    Raises VerifyError when the file cannot be examined."""
    file = PdfFile(data, name)
    found: dict[str, str] = {}
    for entries in _resources(file, "Font"):
        inner = file.array(entries.get("DescendantFonts"))
        descriptor = file.dictionary(
            (file.dictionary(inner[0]) if inner else entries).get("FontDescriptor")
        )
        programs = [file.resolve(descriptor.get(key)) for key in PROGRAMS]
        called = str(entries.get("BaseFont", "")).rpartition("+")[2]
        for program in programs:
            if isinstance(program, Stream):
                found[called] = hashlib.sha256(file.decoded(program)).hexdigest()
    return found


def whole_files(data: bytes, name: str) -> Iterator[bytes]:
    """What is held as the file it was: pictures on the pages, and all attachments but the record.
    Raises VerifyError."""
    file = PdfFile(data, name)
    catalog = file.dictionary(file.trailer.get("Root"))
    seen: set[int] = set()
    for _, _, resources in pages_of(file, catalog):
        for reference in file.dictionary(resources.get("XObject")).values():
            picture = file.resolve(reference)
            if isinstance(picture, Stream) and id(picture) not in seen:
                seen.add(id(picture))
                if picture.entries.get("Filter") == "DCTDecode":
                    yield picture.raw
    for attached, stream in embedded(file, catalog).items():
        if attached != NAME:
            yield file.decoded(stream)


def _resources(file: PdfFile, kind: str) -> Iterator[dict[str, object]]:
    """Each resource of a kind once, as a dictionary."""
    catalog = file.dictionary(file.trailer.get("Root"))
    seen: set[object] = set()
    for _, _, resources in pages_of(file, catalog):
        for key, reference in file.dictionary(resources.get(kind)).items():
            mark = getattr(reference, "number", key)
            if mark not in seen:
                seen.add(mark)
                yield file.dictionary(reference)
