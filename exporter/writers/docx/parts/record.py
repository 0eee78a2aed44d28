"""The record in a custom XML part: the model goes where the document goes.

Word and LibreOffice keep such parts, though under a number of their own; whoever looks for it goes
by the root element's name, not by the part's.
"""

from __future__ import annotations

import uuid

from lxml import etree

from exporter.interchange.record import XML_NAMESPACE
from exporter.writers.docx.parts.markup import Element, foreign_root

_PIECE = 1_000_000
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_STORE_ID = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, XML_NAMESPACE)}}}".upper()


def record_part(record: bytes) -> Element:
    """`record` is UTF-8 JSON; it is all text of the part, with nothing between.

    In pieces, for XML readers commonly refuse a single text of more than ten million bytes.
    """
    text = record.decode()
    root = foreign_root("record", XML_NAMESPACE)
    for at in range(0, len(text), _PIECE):
        etree.SubElement(root, f"{{{XML_NAMESPACE}}}piece").text = text[at : at + _PIECE]
    return root


def record_properties() -> Element:
    """What makes the part a data store in Word's eyes: an identifier and a schema."""
    root = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    root.set(f"{{{_STORE}}}itemID", _STORE_ID)
    refs = etree.SubElement(root, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(refs, f"{{{_STORE}}}schemaRef").set(f"{{{_STORE}}}uri", XML_NAMESPACE)
    return root
