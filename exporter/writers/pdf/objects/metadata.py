"""What the PDF says of itself, once: the same facts as XMP (ISO 16684-1) and as Info."""

from __future__ import annotations

import datetime as dt

from exporter.model import Issue
from exporter.startup.records import dataclass
from exporter.titles import creators, date_text, issue_title, number_text
from exporter.version import __version__
from exporter.writers.pdf.options import PdfProfile

TOOL = f"Exporter {__version__}"
LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""PDF readers and their speech engines know region tags better than script tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The document's metadata; `when` is None where nobody gave a date."""

    title: str
    authors: tuple[str, ...]
    subject: str
    keywords: tuple[str, ...]
    publisher: str
    rights: str
    identifier: str
    language: str
    when: dt.datetime | None


def facts_of(issue: Issue, when: dt.datetime | None) -> Facts:
    """Gathers the facts; nothing is invented."""
    meta = issue.meta
    subject = "\u3000".join(
        part for part in (meta.publication or "", date_text(issue), number_text(issue)) if part
    )
    return Facts(
        title=_xml_safe(issue_title(issue)),
        authors=tuple(_xml_safe(name) for name, _ in creators(issue)),
        subject=_xml_safe(subject),
        keywords=meta.subjects,
        publisher=meta.publisher or meta.publication or "",
        rights=meta.rights or "",
        identifier=meta.identifier or "",
        language=LANGUAGES.get(meta.language, meta.language),
        when=when,
    )


def _xml_safe(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\u3000" else " " for char in text)


def info_entries(facts: Facts) -> dict[str, str]:
    """Entries of the Info dictionary, empty ones left out; dates as PDF writes them."""
    entries = {
        "Title": facts.title,
        "Author": "; ".join(facts.authors),
        "Subject": facts.subject,
        "Keywords": ", ".join(facts.keywords),
        "Creator": TOOL,
        "Producer": TOOL,
    }
    if facts.when is not None:
        entries["CreationDate"] = entries["ModDate"] = facts.when.strftime("D:%Y%m%d%H%M%SZ")
    return {key: value for key, value in entries.items() if value}


def xmp_packet(facts: Facts, profile: PdfProfile) -> bytes:
    """The XMP packet of a file with that profile."""
    dublin = [
        "<dc:format>application/pdf</dc:format>",
        _alternatives("dc:title", facts.title),
        _sequence("dc:creator", facts.authors, "Seq"),
        _sequence("dc:language", (facts.language,), "Bag"),
        _alternatives("dc:description", facts.subject),
        _sequence("dc:subject", facts.keywords, "Bag"),
        _sequence("dc:publisher", (facts.publisher,), "Bag"),
        _alternatives("dc:rights", facts.rights),
        _simple("dc:identifier", facts.identifier),
    ]
    when = "" if facts.when is None else facts.when.strftime("%Y-%m-%dT%H:%M:%SZ")
    basic = [
        _simple("xmp:CreatorTool", TOOL),
        _simple("xmp:CreateDate", when),
        _simple("xmp:ModifyDate", when),
        _simple("xmp:MetadataDate", when),
    ]
    adobe = [_simple("pdf:Producer", TOOL), _simple("pdf:Keywords", ", ".join(facts.keywords))]
    described = [
        ("dc", "http://purl.org/dc/elements/1.1/", dublin),
        ("xmp", "http://ns.adobe.com/xap/1.0/", basic),
        ("pdf", "http://ns.adobe.com/pdf/1.3/", adobe),
    ]
    if profile.archive:
        part = f"<pdfaid:part>{profile.archive}</pdfaid:part>"
        level = "<pdfaid:conformance>A</pdfaid:conformance>"
        described.append(("pdfaid", "http://www.aiim.org/pdfa/ns/id/", [part, level]))
    if profile.accessible:
        part = "<pdfuaid:part>1</pdfuaid:part>"
        described.append(("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", [part]))
    body = "".join(
        f'<rdf:Description rdf:about="" xmlns:{prefix}="{uri}">{"".join(items)}</rdf:Description>\n'
        for prefix, uri, items in described
    )
    return (_HEAD + body + (_UA_SCHEMA if profile.archive else "") + _FOOT).encode()


def _escaped(text: str) -> str:
    # xml.sax.saxutils would do it, and import half of the network libraries.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _simple(name: str, value: str) -> str:
    return f"<{name}>{_escaped(value)}</{name}>" if value else ""


def _alternatives(name: str, value: str) -> str:
    if not value:
        return ""
    item = f'<rdf:li xml:lang="x-default">{_escaped(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"


def _sequence(name: str, values: tuple[str, ...], kind: str) -> str:
    items = "".join(f"<rdf:li>{_escaped(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


_HEAD = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
"""
_FOOT = """</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
# PDF/A demands that properties it does not know be described (ISO 19005-3, 6.6.2.3).
_UA_SCHEMA = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
