"""What a PDF says of itself, in the Info dictionary and in XMP (ISO 32000-1, 14.3)."""

from __future__ import annotations

import re

from exporter.errors import VerifyError
from exporter.proof.found.extracted import Fault
from exporter.proof.found.pdf.content import text_string
from exporter.untrusted.containers import Element, parse_xml
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Stream

Facts = list[tuple[str, str, tuple[str, ...]]]

_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_LI = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_DATE = re.compile(r"(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")
_FIELDS = (
    (_DC + "title", "title"),
    (_DC + "creator", "creators"),
    (_DC + "language", "language"),
    (_DC + "publisher", "publisher"),
    (_DC + "rights", "rights"),
    (_DC + "identifier", "identifier"),
    (_DC + "subject", "subjects"),
    (_XMP + "CreateDate", "date"),
)


def facts(file: PdfFile, catalog: dict[str, object], faults: list[Fault]) -> Facts:
    """(fact, where it is told, what is told)."""
    found: Facts = []
    language = file.resolve(catalog.get("Lang"))
    if isinstance(language, bytes):
        found.append(("language", "catalog", (text_string(language),)))
    info = file.dictionary(file.trailer.get("Info"))
    for key, fact, separator in (("Title", "title", ""), ("Author", "creators", "; "),
                                 ("CreationDate", "date", "")):  # fmt: skip
        value = file.resolve(info.get(key))
        if isinstance(value, bytes):
            text = text_string(value)
            values = tuple(text.split(separator)) if separator else (text,)
            found.append((fact, "Info", tuple(map(_day, values)) if fact == "date" else values))
    stream = file.resolve(catalog.get("Metadata"))
    if isinstance(stream, Stream):
        try:
            found += _xmp(parse_xml(file.decoded(stream).strip(b"\x00 \r\n"), "XMP"))
        except VerifyError as error:
            faults.append(Fault("metadata-damaged", "XMP", "", "", error.message))
    return found


def never_carried(file: PdfFile, catalog: dict[str, object]) -> bool:
    """Whether the file says it is ours and of a profile without attachments: PDF/A-2, or none."""
    stream = file.resolve(catalog.get("Metadata"))
    if not isinstance(stream, Stream):
        return False
    try:
        root = parse_xml(file.decoded(stream).strip(b"\x00 \r\n"), "XMP")
    except VerifyError:
        return False  # it says nothing that can be read
    producer = root.findtext(f".//{_PDF}Producer", "")
    return producer.startswith("Exporter ") and root.findtext(f".//{_PDFA}part") != "3"


def _xmp(root: Element) -> Facts:
    found: Facts = []
    for tag, fact in _FIELDS:
        for element in root.iter(tag):
            items = [li.text or "" for li in element.iter(_LI)]
            values = tuple(items or [element.text or ""])
            found.append((fact, "XMP", tuple(map(_day, values)) if fact == "date" else values))
    return found


def _day(text: str) -> str:
    """The day of a date in PDF's form or XMP's, as 2031-05-12."""
    found = _DATE.match(text)
    return text if found is None else "-".join(found.groups())
