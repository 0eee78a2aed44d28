"""Files embedded in a PDF (ISO 32000-1, 7.11.4): the record, and the sources."""

from __future__ import annotations

import hashlib

from exporter.interchange.record import NAME
from exporter.messages import say
from exporter.proof.found.extracted import Fault
from exporter.proof.found.pdf.content import text_string
from exporter.proof.found.pdf.places import name_tree
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Stream


def embedded(file: PdfFile, catalog: dict[str, object]) -> dict[str, Stream]:
    """The embedded files by name, from the name tree and the associated files."""
    names = file.dictionary(catalog.get("Names"))
    specifications = [*name_tree(file, names.get("EmbeddedFiles")).values()]
    specifications += file.array(catalog.get("AF"))
    found: dict[str, Stream] = {}
    for reference in specifications:
        entries = file.dictionary(reference)
        told = file.resolve(entries.get("UF", entries.get("F")))
        holder = file.dictionary(entries.get("EF"))
        stream = file.resolve(holder.get("UF", holder.get("F")))
        if isinstance(told, bytes) and isinstance(stream, Stream):
            found.setdefault(text_string(told), stream)
    return found


def record_of(file: PdfFile, catalog: dict[str, object]) -> bytes | None:
    """The record alone."""
    stream = embedded(file, catalog).get(NAME)
    return None if stream is None else file.decoded(stream)


def attachments(
    file: PdfFile, found: dict[str, Stream], faults: list[Fault]
) -> tuple[bytes | None, dict[str, bytes]]:
    """The record and the other files; a checksum that does not agree is a fault."""
    files: dict[str, bytes] = {}
    for name, stream in found.items():
        data = files[name] = file.decoded(stream)
        told = file.resolve(file.dictionary(stream.entries.get("Params")).get("CheckSum"))
        actual = hashlib.md5(data, usedforsecurity=False).digest()
        if isinstance(told, bytes) and told != actual:
            faults.append(
                Fault("attachment-damaged", name, told.hex(), actual.hex(),
                      say("the attached file is not the one its checksum was taken of"))
            )  # fmt: skip
    return files.pop(NAME, None), files
