"""A line of the model as runs: one for each stretch of text with the same marks."""

from __future__ import annotations

from lxml import etree

from exporter.display import Punctuation, display
from exporter.model import Line, Mark
from exporter.writers.docx.parts.markup import (
    BR,
    HINT,
    RFONTS,
    RPR,
    RSTYLE,
    VAL,
    Element,
    R,
    add,
    add_text,
    q,
)
from exporter.writers.shared.addresses import link_address

Links = dict[str, str]
"""Relationship ids by address; whoever finds a new address adds it."""

_STYLES = {"dateline": "Dateline", "credit": "Credit", "jump": "Jump"}
_EMPHASIS = {"em": "Emphasis", "strong": "Strong", "dots": "Dots"}
_SECOND = {"em": ("em", "comma"), "strong": ("b", None), "dots": ("em", "dot")}
"""What says emphasis where the run already has another style: a run has one only."""


def add_line(
    parent: Element, line: Line, punctuation: Punctuation, links: Links, *, heading: bool = False
) -> str:
    """Appends the line's runs to a paragraph (or what may stand for one). Gives what is shown."""
    shown, _ = display(line, punctuation, heading=heading)
    if len(line) == 1 and not line[0].marks:
        add_run(parent, shown)
        return shown
    start = at = 0
    for index, span in enumerate(line):
        at += len(span.text)
        following = line[index + 1].marks if index + 1 < len(line) else None
        if following != span.marks:
            _marked(parent, shown[start:at], span.marks, links)
            start = at
    return shown


def add_lines(
    parent: Element,
    lines: tuple[Line, ...],
    punctuation: Punctuation,
    links: Links,
    *,
    heading: bool = False,
) -> str:
    """Lines that make one paragraph, with line breaks between: one heading is one paragraph. Gives
    what is shown."""
    shown: list[str] = []
    for index, line in enumerate(lines):
        if index:
            etree.SubElement(etree.SubElement(parent, R), BR)
        shown.append(add_line(parent, line, punctuation, links, heading=heading))
    return "\n".join(shown)


def add_run(parent: Element, text: str, style: str | None = None) -> Element:
    """A run of shown text. The hint gives marks that Han and Latin share (“ ” — …) to the Han
    face, unless the text has no Han at all (typography rule 13)."""
    run = etree.SubElement(parent, R)
    rpr = etree.SubElement(run, RPR)
    if style is not None:
        etree.SubElement(rpr, RSTYLE).set(VAL, style)
    if not text.isascii():
        etree.SubElement(rpr, RFONTS).set(HINT, "eastAsia")
    add_text(run, text)
    return run


def set_size(paragraph: Element, size: float) -> None:
    """Direct size, in points, of all text in a paragraph."""
    for rpr in paragraph.iter(RPR):
        at = rpr.find(q("em"))
        for name in ("sz", "szCs"):
            node = add(rpr, name, round(size * 2))
            if at is not None:  # the schema has emphasis marks last
                at.addprevious(node)


def add_reference(parent: Element, name: str, number: int | None = None) -> None:
    """A footnote's mark: where it is called, or (without number) at its own beginning."""
    run = etree.SubElement(parent, R)
    rpr = etree.SubElement(run, RPR)
    add(rpr, "rStyle", "FootnoteReference")
    if number is None:
        add(rpr, "spacing", 60)  # three points of white, where a blank would be text
    add(run, name, None if number is None else {"id": number})


def _marked(parent: Element, text: str, marks: tuple[Mark, ...], links: Links) -> None:
    if not text:
        return
    by_tag: dict[str, str] = {mark.tag: mark.ref for mark in marks}
    address = link_address(by_tag.get("link", ""))
    if address is None:  # words that lead nowhere must not look as if they did
        by_tag.pop("link", None)
    else:
        link = etree.SubElement(parent, q("hyperlink"))
        link.set(q("id", "r"), links.setdefault(address, f"rIdLink{len(links) + 1}"))
        parent = link
    ruby = by_tag.get("ruby")
    if ruby is not None:
        parent = _ruby_base(parent, ruby)
    run = add_run(parent, text, _style(by_tag))
    emphasis = by_tag.get("emphasis")
    if emphasis in _SECOND and any(tag in by_tag for tag in _STYLES):
        name, value = _SECOND[emphasis]
        add(run[0], name, value)


def _style(by_tag: dict[str, str]) -> str | None:
    for tag, style in _STYLES.items():
        if tag in by_tag:
            return style
    if "emphasis" in by_tag:
        return _EMPHASIS.get(by_tag["emphasis"])
    return "Hyperlink" if "link" in by_tag else None


def _ruby_base(parent: Element, annotation: str) -> Element:
    """A ruby whose base is still to be filled; sizes in half-points, for text of 12."""
    ruby = add(etree.SubElement(parent, R), "ruby")
    properties = add(ruby, "rubyPr")
    for name, value in (("rubyAlign", "distributeSpace"), ("hps", 12), ("hpsRaise", 22),
                        ("hpsBaseText", 24), ("lid", "zh-CN")):  # fmt: skip
        add(properties, name, value)
    over = add_run(add(ruby, "rt"), annotation)
    add(over[0], "sz", 12)
    return add(ruby, "rubyBase")
