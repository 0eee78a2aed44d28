"""The document's properties: Dublin Core, the application's, and our own by name."""

from __future__ import annotations

import datetime as dt

from lxml import etree

from exporter.display import display_text
from exporter.model import Issue
from exporter.titles import creators, date_text, issue_title, page_text
from exporter.writers.docx.parts.markup import Element, foreign_root

_CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER_PROPERTY = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of all user properties


def core_part(issue: Issue, claimed: dt.datetime | None) -> Element:
    """Title, the reporters as authors, language; a date only when one is claimed."""
    meta = issue.meta
    root = etree.Element(f"{{{_CORE['cp']}}}coreProperties", nsmap=_CORE)
    when = None if claimed is None else claimed.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name, value in (
        ("dc:title", plain(issue_title(issue))),
        ("dc:subject", None if meta.series is None else plain(meta.series)),
        ("dc:creator", "; ".join([plain(name) for name, _ in creators(issue)]) or None),
        ("cp:keywords", "; ".join([plain(word) for word in meta.subjects]) or None),
        ("dc:identifier", None if meta.identifier is None else plain(meta.identifier)),
        ("dc:language", meta.language),
        ("dcterms:created", when),
        ("dcterms:modified", when),
    ):
        if value is not None:
            _core(root, name, value)
    return root


def _core(root: Element, name: str, value: str) -> None:
    prefix, _, local = name.partition(":")
    node = etree.SubElement(root, f"{{{_CORE[prefix]}}}{local}")
    node.text = value
    if prefix == "dcterms":
        node.set(f"{{{_CORE['xsi']}}}type", "dcterms:W3CDTF")


def application_part(issue: Issue) -> Element:
    """The extended properties: which program made the file, and for whom."""
    root = foreign_root("Properties", _APP)
    etree.SubElement(root, f"{{{_APP}}}Application").text = "Exporter"
    if issue.meta.publisher:
        etree.SubElement(root, f"{{{_APP}}}Company").text = plain(issue.meta.publisher)
    return root


def custom_values(issue: Issue) -> tuple[tuple[str, str | int], ...]:
    """What Word has no property for, under names of ours; only what was given."""
    meta = issue.meta
    pages = [page_text(page, meta.language) for page in issue.pages]
    values: tuple[tuple[str, str | int | None], ...] = (
        ("Publication", meta.publication),
        ("Date", None if meta.date is None else meta.date.isoformat()),
        ("Date text", date_text(issue)),
        ("Issue number", meta.number),
        ("Newspaper pages", len(issue.pages)),
        ("Page names", "; ".join(name for name in pages if name)),
        ("Publisher", meta.publisher),
        ("Rights", meta.rights),
        ("Sources", "; ".join(source.name for source in issue.sources)),
    )
    return tuple((name, value) for name, value in values if value)


def custom_part(issue: Issue) -> Element:
    """The custom properties: what is known of the issue and has no place among the core ones."""
    root = foreign_root("Properties", _CUSTOM, vt=_TYPES)
    for number, (name, value) in enumerate(custom_values(issue), 2):  # 0 and 1 are reserved
        node = etree.SubElement(root, f"{{{_CUSTOM}}}property")
        node.attrib.update({"fmtid": _USER_PROPERTY, "pid": str(number), "name": name})
        kind = "i4" if isinstance(value, int) else "lpwstr"
        etree.SubElement(node, f"{{{_TYPES}}}{kind}").text = (
            plain(value) if isinstance(value, str) else str(value)
        )
    return root


def plain(text: str) -> str:
    """Metadata as XML can carry it: as it is, but for control characters."""
    return display_text(text, "source")[0]
