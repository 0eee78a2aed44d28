"""The parts of our template besides the styles: settings, faces, numbering, notes.

Made from tables for the issue's language; no file is shipped and nothing is inherited from
python-docx's own template (Japanese theme language, a foreign author, a date of 2013).
"""

from __future__ import annotations

from collections.abc import Iterable

from exporter.typography.rules import ASCII_CLOSING, ASCII_OPENING, CLOSING, MIDDLE, OPENING
from exporter.writers.docx.languages import Language
from exporter.writers.docx.parts.markup import Element, add, q, root, w

_COMPATIBILITY = "http://schemas.microsoft.com/office/word"


def settings_part(language: Language) -> Element:
    """Document settings: a document of Word 2013 or later, marks compressed, break rules ours."""
    settings = root("settings")
    add(settings, "zoom", {"percent": 100})
    add(settings, "bordersDoNotSurroundHeader")
    add(settings, "bordersDoNotSurroundFooter")
    add(settings, "defaultTabStop", 480)
    add(settings, "drawingGridVerticalSpacing", 200)
    add(settings, "displayHorizontalDrawingGridEvery", 0)
    add(settings, "displayVerticalDrawingGridEvery", 2)
    add(settings, "characterSpacingControl", "compressPunctuation")
    add(settings, "noLineBreaksAfter", {"lang": language.word, "val": OPENING + ASCII_OPENING})
    add(settings, "noLineBreaksBefore",
        {"lang": language.word, "val": CLOSING + MIDDLE + ASCII_CLOSING})  # fmt: skip
    compat = add(settings, "compat")
    for name in ("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotLeaveBackslashAlone",
                 "ulTrailSpace", "useFELayout"):  # fmt: skip
        add(compat, name)
    for name, value in (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    ):
        add(compat, "compatSetting", {"name": name, "uri": _COMPATIBILITY, "val": value})
    add(settings, "themeFontLang", {"val": "en-US", "eastAsia": language.word})
    add(settings, "decimalSymbol", ".")
    add(settings, "listSeparator", ",")
    return settings


def add_footnote_settings(settings: Element) -> None:
    """Which notes are separators, and that notes are numbered ① ② ③; before `compat`, as the
    schema has it."""
    notes = w("footnotePr")
    add(notes, "numFmt", "decimalEnclosedCircleChinese")
    for number in (-1, 0):
        add(notes, "footnote", {"id": number})
    compat = settings.find(q("compat"))
    if compat is None:
        settings.append(notes)
    else:
        compat.addprevious(notes)


def fonts_part(language: Language) -> Element:
    """The faces used, each with what may stand for it."""
    fonts = root("fonts")
    if language.latin:
        latin = add(fonts, "font", {"name": language.latin})
        add(latin, "charset", "00")
        add(latin, "family", "roman")
        add(latin, "pitch", "variable")
    for face in {face.name: face for face in language.faces.values()}.values():
        if face.name == language.latin:
            continue
        font = add(fonts, "font", {"name": face.name})
        if face.alternates:
            add(font, "altName", ",".join(face.alternates))
        add(font, "charset", face.charset)
        add(font, "family", face.family)
        add(font, "pitch", "variable")
    return fonts


def numbering_part(starts: tuple[int, ...]) -> Element:
    """Number 1 is the bulleted list, 2 the numbered one; each further number is a list of its own
    that begins at the figure given."""
    numbering = root("numbering")
    for abstract, kind, text in ((0, "bullet", "•"), (1, "decimal", "%1.")):
        numbering.append(_abstract(abstract, kind, text))
    numbering.append(_number(1, 0))
    numbering.append(_number(2, 1))
    for number, start in enumerate(starts, 3):
        made = _number(number, 1)
        override = add(made, "lvlOverride", {"ilvl": 0})
        add(override, "startOverride", start)
        numbering.append(made)
    return numbering


def _abstract(abstract: int, kind: str, text: str) -> Element:
    made = w("abstractNum", abstractNumId=abstract)
    add(made, "multiLevelType", "singleLevel")
    level = add(made, "lvl", {"ilvl": 0})
    add(level, "start", 1)
    add(level, "numFmt", kind)
    add(level, "pStyle", "ListBullet" if kind == "bullet" else "ListNumber")
    add(level, "suff", "tab")
    add(level, "lvlText", text)
    add(level, "lvlJc", "left")
    ppr = add(level, "pPr")
    add(add(ppr, "tabs"), "tab", {"val": "num", "pos": 960})
    add(ppr, "ind", {"left": 960, "hanging": 480})
    if kind == "bullet":
        add(add(level, "rPr"), "rFonts", {"hint": "eastAsia"})  # of the text, not a symbol face
    return made


def _number(number: int, abstract: int) -> Element:
    made = w("num", numId=number)
    add(made, "abstractNumId", abstract)
    return made


def footnote(number: int) -> Element:
    """An empty note."""
    return w("footnote", id=number)


def footnotes_part(written: Iterable[Element]) -> Element:
    """The notes, after the two separators every such part has."""
    notes = root("footnotes", "r")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = add(notes, "footnote", {"type": kind, "id": number})
        paragraph = add(note, "p")
        add(add(paragraph, "r"), kind)
    notes.extend(written)
    return notes
