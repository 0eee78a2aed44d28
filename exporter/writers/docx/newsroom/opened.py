"""Opens a template with python-docx: its trees, and the parts that may come along whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part as OpcPart
from docx.package import Package
from lxml import etree

from exporter.errors import OptionError
from exporter.messages import Message, say
from exporter.writers.docx.newsroom.template import Opened
from exporter.writers.docx.parts.markup import Element, q, serialised
from exporter.writers.docx.parts.package import OFFICE, Part, Relationship

LARGEST = 256 * 2**20
"""Bytes a template may have unpacked."""

_WHOLE = frozenset(OFFICE + kind for kind in ("header", "footer", "theme", "fontTable"))
_TREES = ("styles", "settings", "numbering")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of .doc files, and of encrypted ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
_MACROS = "macroEnabled"


def open_template(data: bytes) -> Opened:
    """Raises OptionError when `data` is no Word file or template."""
    main = _main_part(data)
    document = _tree(main)
    if document.tag != q("document"):
        raise _refused(say("it is not a document in the transitional form Word saves by default"))
    own = {rel.rId: rel for rel in main.rels.values() if not rel.is_external}
    by_kind = {rel.reltype: rel.target_part for rel in own.values()}
    whole = {id: rel for id, rel in own.items() if rel.reltype in _WHOLE}
    parts = dict(_reached([rel.target_part for rel in whole.values()], main))
    trees = {kind: _tree(by_kind[OFFICE + kind]) for kind in _TREES if OFFICE + kind in by_kind}
    for tree in trees.values():
        _mended(tree)
    return Opened(
        document=document,
        trees=trees,
        related={id: (rel.reltype, _name(rel.target_part)) for id, rel in whole.items()
                 if _name(rel.target_part) in parts},
        parts=parts,
        macros=_MACROS in main.content_type,
    )  # fmt: skip


def _main_part(data: bytes) -> OpcPart:
    if data.startswith(_COMPOUND):
        locked = _ENCRYPTED in data
        raise _refused(
            say("it is locked with a password") if locked else say("it has the old form of .doc")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise _refused(say("unpacked it is larger than 256 MB"))
            if _STRICT in archive.read("_rels/.rels"):
                raise _refused(say("it has the strict form of Open XML"))
        main: OpcPart = Package.open(io.BytesIO(data)).main_document_part
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError,
            AttributeError, NotImplementedError, EOFError, RuntimeError) as error:  # fmt: skip
        raise _refused(say("it cannot be opened ({error})", error=_reason(error))) from error
    return main


def _reason(error: Exception) -> str:
    """The library's own words on one line; a KeyError puts its into quotation marks."""
    told = error.args[0] if isinstance(error, KeyError) and error.args else error
    return " ".join(str(told).split())[:200] or type(error).__name__


def _refused(why: Message) -> OptionError:
    return OptionError(
        say(
            "The template is not a Word file that can be used: {why}. Save it in Word as "
            ".docx or .dotx.",
            why=why,
        )
    )


def _tree(part: OpcPart) -> Element:
    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _refused(
            say("its part {part} is damaged ({error})", part=str(part.partname), error=error)
        ) from error


def _reached(parts: list[OpcPart], main: OpcPart) -> Iterator[tuple[str, Part]]:
    """The parts, and those they refer to, but never the document itself."""
    waiting, seen = list(parts), {_name(main)}
    while waiting:
        part = waiting.pop(0)
        if _name(part) in seen:
            continue
        seen.add(_name(part))
        kept = [rel for rel in part.rels.values()
                if rel.is_external or rel.target_part is not main]  # fmt: skip
        waiting += [rel.target_part for rel in kept if not rel.is_external]
        told = tuple(_relationship(rel) for rel in kept)
        yield _name(part), Part(part.content_type, _content(part), told)


def _content(part: OpcPart) -> bytes:
    """A part's bytes, if they are sound."""
    data: bytes = part.blob
    if not part.content_type.endswith("xml"):
        return data
    tree = _tree(part)
    return serialised(tree) if _mended(tree) else data


_SIDES = {"start": "left", "end": "right"}


def _mended(tree: Element) -> bool:
    """Whether there was anything that LibreOffice writes and the schema does not know: encodings
    in font tables (the number of the character set beside them says the same), and the sides of
    list numbers by their names in the strict form."""
    named = tree.findall(f".//{q('charset')}[@{q('characterSet')}]")
    for charset in named:
        del charset.attrib[q("characterSet")]
    sided = [node for node in tree.iter(q("lvlJc")) if node.get(q("val")) in _SIDES]
    for node in sided:
        node.set(q("val"), _SIDES[node.get(q("val"), "")])
    return bool(named or sided)


def _relationship(rel: object) -> Relationship:
    external: bool = rel.is_external  # type: ignore[attr-defined] # python-docx has no types
    target: str = rel.target_ref if external else _name(rel.target_part)  # type: ignore[attr-defined]
    return Relationship(rel.rId, rel.reltype, target, external)  # type: ignore[attr-defined]


def _name(part: OpcPart) -> str:
    name: str = part.partname.membername
    return name
