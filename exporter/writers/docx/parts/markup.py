"""WordprocessingML by short names: `w("pPr", keepNext=None)` is `<w:pPr><w:keepNext/></w:pPr>`.

Only names and order live here; what they mean is said where they are used (ECMA-376 part 1, 17).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

Element = etree._Element
Value = str | int | None | Mapping[str, str | int]
"""A property's value: its `w:val`, None for a bare element, or its attributes by name."""

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_W = {"w": NS["w"]}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d*)?", re.ASCII)


def q(name: str, prefix: str = "w") -> str:
    """The qualified name lxml wants."""
    return f"{{{NS[prefix]}}}{name}"


P, PPR, PSTYLE, R, RPR, RSTYLE, RFONTS, T, TAB, BR, VAL = (
    q(name)
    for name in ("p", "pPr", "pStyle", "r", "rPr", "rStyle", "rFonts", "t", "tab", "br", "val")
)
HINT = q("hint")


def number(text: str | None, otherwise: float = 0) -> float:
    """What an attribute of somebody else's file measures, or `otherwise`: where it is missing, no
    decimal number, or out of all measure."""
    return float(text) if text is not None and _NUMBER.fullmatch(text) else otherwise


def root(name: str, *prefixes: str) -> Element:
    """A part's root element, with the prefixes it uses besides w."""
    return etree.Element(q(name), nsmap=_W | {prefix: NS[prefix] for prefix in prefixes})


def foreign_root(name: str, namespace: str, **prefixes: str) -> Element:
    """The root of a part that is not WordprocessingML, in a default namespace."""
    nsmap: dict[str | None, str] = {None: namespace}
    nsmap.update(prefixes)
    return etree.Element(f"{{{namespace}}}{name}", nsmap=nsmap)  # type: ignore[arg-type] # stub


def w(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """A w: element that stands alone for now."""
    made = etree.Element(q(name), nsmap=_W)
    for key, value in attributes.items():
        made.set(q(key), str(value))
    made.extend(children)
    return made


def add(parent: Element, name: str, value: Value = None) -> Element:
    """A property appended to `parent`."""
    made = etree.SubElement(parent, q(name))
    if isinstance(value, Mapping):
        for key, part in value.items():
            made.set(q(key), str(part))
    elif value is not None:
        made.set(VAL, str(value))
    return made


def add_text(run: Element, text: str) -> None:
    """Text into a run; a tab and a line end are elements of their own."""
    if "\t" not in text and "\n" not in text:
        _add_t(run, text)
        return
    start = 0
    for at, char in enumerate(text):
        if char in "\t\n":
            _add_t(run, text[start:at])
            etree.SubElement(run, TAB if char == "\t" else BR)
            start = at + 1
    _add_t(run, text[start:])


def _add_t(run: Element, text: str) -> None:
    if text:
        node = etree.SubElement(run, T)
        node.text = text
        if text[0].isspace() or text[-1].isspace():
            node.set(_SPACE, "preserve")


def add_field(parent: Element, instruction: str, result: str, style: str | None = None) -> None:
    """A complex field with its result filled in, so that nothing waits for an update."""
    _field_char(parent, "begin")
    _instruction(parent, instruction)
    _field_char(parent, "separate")
    run = etree.SubElement(parent, R)
    if style is not None:
        add(etree.SubElement(run, RPR), "rStyle", style)
    add_text(run, result)
    _field_char(parent, "end")


def add_hidden_field(parent: Element, instruction: str) -> None:
    """A field without result that marks a place (TC): its runs are hidden, as Word does it."""
    for part in ("begin", None, "end"):
        run = _field_char(parent, part) if part else _instruction(parent, instruction)
        rpr = etree.Element(RPR)
        add(rpr, "vanish")
        run.insert(0, rpr)


def begin_field(parent: Element, instruction: str) -> None:
    """Opens a field whose result spans paragraphs; `end_field` closes it."""
    _field_char(parent, "begin")
    _instruction(parent, instruction)
    _field_char(parent, "separate")


def end_field(parent: Element) -> None:
    """Closes the field that `begin_field` opened."""
    _field_char(parent, "end")


def quoted(text: str) -> str:
    """Text as an argument of a field: straight quotes and backslashes would end or escape it."""
    return '"' + text.replace("\\", "\\\\").replace('"', "”") + '"'


def _field_char(parent: Element, kind: str) -> Element:
    run = etree.SubElement(parent, R)
    add(run, "fldChar", {"fldCharType": kind})
    return run


def _instruction(parent: Element, text: str) -> Element:
    run = etree.SubElement(parent, R)
    node = add(run, "instrText")
    node.text = f" {text} "
    node.set(_SPACE, "preserve")
    return run


def serialised(element: Element) -> bytes:
    """A part's bytes."""
    data: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data
