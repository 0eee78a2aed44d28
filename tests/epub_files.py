"""Reading an EPUB back for tests, by its package document and with the standard library alone."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPS = "{http://www.idpf.org/2007/ops}"


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def package(data: bytes) -> ET.Element:
    return ET.fromstring(members(data)["EPUB/content.opf"])


def spine(data: bytes) -> list[tuple[str, ET.Element]]:
    """(path, document) of everything in the spine, in order."""
    files = members(data)
    root = package(data)
    hrefs = {item.get("id"): item.get("href") for item in root.iter(OPF + "item")}
    paths = [f"EPUB/{hrefs[ref.get('idref')]}" for ref in root.iter(OPF + "itemref")]
    return [(path, ET.fromstring(files[path])) for path in paths]


def articles(data: bytes) -> list[ET.Element]:
    """The article elements in reading order."""
    return [found for _, root in spine(data) for found in root.iter(XHTML + "article")]


def paper_text(element: ET.Element) -> str:
    """The text that is the paper's own: nothing generated, no ruby annotations."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    if "generated" in (element.get("class") or "").split() or element.tag == XHTML + "rt":
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [found for found in root.iter() if name in (found.get("class") or "").split()]


def words(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def metas(data: bytes, property_: str) -> list[str]:
    """The values of a metadata property, refinements included."""
    found = [m for m in package(data).iter(OPF + "meta") if m.get("property") == property_]
    return [meta.text or "" for meta in found]


def unpacked(data: bytes) -> str:
    """All text members as one text a person can compare; the record is left out, for it changes
    with the package's version."""
    shown = []
    for name, content in members(data).items():
        if name.endswith((".opf", ".xhtml", ".xml", ".css", "mimetype")) and "style" not in name:
            shown.append(f"=== {name}\n{content.decode()}".rstrip() + "\n")
    return "\n".join(shown)


def repacked(data: bytes, member: str, old: str, new: str) -> bytes:
    """The book with the first `old` in a member made `new`; without the member where `new` is
    empty and `old` too. Fails when there is no such member or no such text."""
    files = members(data)
    if not old and not new:
        del files[member]
    else:
        text = files[member].decode()
        assert old in text
        files[member] = text.replace(old, new, 1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
