"""The styles, as one table: every part of a newspaper article has one of its own, so that a person
can restyle it and a machine can tell it apart. Sizes in points, as looks specifies them.

A style's name is Chinese and English (引题 Kicker: see `lexicon.word_styles`); its id is the
English alone. A house template may name it by either half (see `template`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from exporter.lexicon.word_styles import STYLES
from exporter.startup.records import dataclass
from exporter.writers.docx.languages import Face, Language
from exporter.writers.docx.parts.markup import Element, add, root, w

ACCENT = "A8201A"
QUIET = "555555"
TEXT_WIDTH = 8880  # twips: 37 characters of 12 points
GRID_LINE = 400  # twips: 20 points

Alignment = Literal["center", "right", "both"]


@dataclass(frozen=True, slots=True)
class WordStyle:
    """One row. `line` is an exact leading, `before`/`after` the space around, all in points;
    `indent` and `first` are in characters, `outline` counts from 1; `rules` are hairlines above
    and below; `listed` styles are offered in the application's gallery."""

    id: str
    face: Face = "song"
    size: float = 0
    base: str = "Normal"
    follow: str = "Body"
    align: Alignment | None = None
    line: float = 0
    before: float = 0
    after: float = 0
    first: float = 0
    indent: float = 0
    outline: int = 0
    keep: bool = False
    colour: str = ""
    rules: str = ""
    listed: bool = True

    @property
    def name(self) -> str:
        """What it is called in the file."""
        return STYLES[self.id][0]


PARAGRAPH = (
    WordStyle("Masthead", "heavy", 26, align="center", line=40, before=20,
          colour=ACCENT, follow="IssueLine", keep=True),
    WordStyle("IssueLine", size=10.5, line=20, align="center", after=10, keep=True),
    WordStyle("Kicker", "kai", 14, line=24, align="center", keep=True, follow="Headline"),
    WordStyle("Headline", "heavy", 22, base="Heading1", align="center", line=36,
          outline=1, keep=True, follow="Deck"),
    WordStyle("Column", "hei", 9, line=16, align="center", keep=True, colour=ACCENT),
    WordStyle("Deck", "kai", 14, line=24, align="center", after=10, keep=True),
    WordStyle("Summary", "kai", 12, align="both", indent=2, after=6, line=20),
    WordStyle("Byline", "kai", 12, line=20, align="center"),
    WordStyle("Body", size=12, align="both", line=20, first=2),
    WordStyle("Subhead", "hei", 12, line=20, base="Heading2", before=12, after=8, outline=2,
              keep=True),
    WordStyle("Subhead2", "kai", 12, line=20, base="Heading3", before=6, after=4, outline=3,
              keep=True),
    WordStyle("Picture", align="center", keep=True, before=6, follow="Caption"),
    WordStyle("Caption", "kai", 9, line=14, align="center", after=6),
    WordStyle("CaptionAlone", "kai", 9, line=14, base="Caption",
          align="center", before=6, after=6, rules="top bottom"),
    WordStyle("PhotoCredit", "kai", 9, line=14, align="right", after=6),
    WordStyle("EditorNote", "fang", 12, align="both", line=20, first=2, rules="top bottom"),
    WordStyle("Quote", "kai", 12, align="both", line=20, indent=2, first=2),
    WordStyle("List", size=12, align="both", line=20, first=2, follow="List"),
    WordStyle("ListBullet", size=12, align="both", line=20, follow="ListBullet"),
    WordStyle("ListNumber", size=12, align="both", line=20, follow="ListNumber"),
    WordStyle("TableCaption", "hei", 10.5, line=18, align="center", before=6, after=4, keep=True),
    WordStyle("TableHead", "hei", 10.5, line=18, align="center", keep=True, follow="TableText"),
    WordStyle("TableText", size=10.5, line=18, follow="TableText"),
    WordStyle("JumpLine", "hei", 8, line=14, align="right"),
    WordStyle("Staff", size=9, line=14, align="right", colour=QUIET, before=6),
    WordStyle("TOCHeading", "heavy", 16, line=28, align="center", before=10, after=10,
          keep=True, listed=False),
    WordStyle("TOC1", "hei", 12, line=20, before=8, keep=True, listed=False, follow="Normal"),
    WordStyle("TOC2", size=12, indent=2, line=20, listed=False, follow="Normal"),
    WordStyle("Header", size=9, line=12, rules="bottom", listed=False, follow="Header"),
    WordStyle("Footer", size=9, line=12, align="center", listed=False, follow="Footer"),
    WordStyle("FootnoteText", "fang", 9, line=13, align="both", listed=False,
              follow="FootnoteText"),
)  # fmt: skip
"""Paragraph styles, in the order an article uses them."""

CHARACTER = (
    WordStyle("Dateline", "hei"),
    WordStyle("Credit", "kai"),
    WordStyle("Jump", "hei"),
    WordStyle("Emphasis", "kai"),  # Han is never slanted: emphasis changes the face
    WordStyle("Strong", "hei"),  # nor thickened by the machine
    WordStyle("Dots"),
    WordStyle("Hyperlink", colour="0B5394"),
    WordStyle("FootnoteReference", listed=False),
)
"""Character styles; "song" stands for "the paragraph's own face" here."""

_HEADINGS = (("Heading1", "heading 1"), ("Heading2", "heading 2"), ("Heading3", "heading 3"))
_RIGHT_TAB = frozenset({"TOC1", "TOC2", "Header"})


def all_styles(language: Language, width: int = TEXT_WIDTH) -> Iterator[Element]:
    """Every style but the defaults, those they are based on first; `width` is the text's."""
    for number, (key, name) in enumerate(_HEADINGS, 1):
        yield _heading(key, name, number)
    for row in PARAGRAPH:
        yield paragraph_style(row, language, width)
    for row in CHARACTER:
        yield character_style(row, language)
    yield table_style()


def styles_part(language: Language) -> Element:
    """The whole styles part."""
    styles = root("styles")
    styles.append(_defaults(language))
    styles.append(_normal())
    styles.extend((_default_character(), _table_normal(), _no_list()))
    styles.extend(all_styles(language))
    return styles


def paragraph_style(row: WordStyle, language: Language, width: int = TEXT_WIDTH) -> Element:
    style = _style("paragraph", row, row.base, row.follow)
    ppr = _paragraph_properties(row, width)
    if len(ppr):
        style.append(ppr)
    rpr = _run_properties(row, language)
    if len(rpr):
        style.append(rpr)
    return style


def character_style(row: WordStyle, language: Language) -> Element:
    style = _style("character", row, "DefaultParagraphFont", "")
    rpr = w("rPr")
    if row.face != "song":
        han = language.faces[row.face].name
        own = {} if language.latin else {"ascii": han, "hAnsi": han}
        add(rpr, "rFonts", {"hint": "eastAsia", **own, "eastAsia": han})
    if row.colour:
        add(rpr, "color", row.colour)
    if row.id == "Hyperlink":
        add(rpr, "u", "single")
    if row.id == "FootnoteReference":
        add(rpr, "vertAlign", "superscript")
    if row.id == "Dots":
        add(rpr, "em", "dot")
    style.append(rpr)
    return style


def table_style() -> Element:
    """Three rules, as tables stand in a newspaper: above, below the heading row, below."""
    style = w("style", type="table", styleId="NewsTable", customStyle=1)
    add(style, "name", "报表 Table")
    add(style, "basedOn", "TableNormal")
    add(style, "qFormat")
    tpr = add(style, "tblPr")
    add(tpr, "jc", "center")
    borders = add(tpr, "tblBorders")
    for side in ("top", "bottom", "insideH"):
        thick = 4 if side == "insideH" else 8
        add(borders, side, {"val": "single", "sz": thick, "space": 0, "color": "auto"})
    return style


def _style(kind: str, row: WordStyle, base: str, follow: str) -> Element:
    style = w("style", type=kind, styleId=row.id)
    if _is_ours(row):
        style.set(_CUSTOM, "1")
    add(style, "name", row.name)
    if base:
        add(style, "basedOn", base)
    if follow:
        add(style, "next", follow)
    if row.listed:
        add(style, "qFormat")
    return style


_CUSTOM = w("x", customStyle=1).keys()[0]


def _is_ours(row: WordStyle) -> bool:
    """Built-in styles keep the names the applications know (and translate)."""
    return not row.name.isascii()


def _paragraph_properties(row: WordStyle, width: int) -> Element:
    """In the order the schema demands."""
    ppr = w("pPr")
    if row.keep:
        add(ppr, "keepNext")
        add(ppr, "keepLines")
    if row.id in ("ListBullet", "ListNumber"):
        number = add(ppr, "numPr")
        add(number, "numId", 1 if row.id == "ListBullet" else 2)
    if row.rules:
        borders = add(ppr, "pBdr")
        for side in row.rules.split():
            add(borders, side, {"val": "single", "sz": 4, "space": 4, "color": "auto"})
    if row.id in _RIGHT_TAB:
        leader = {"leader": "dot"} if row.id != "Header" else {}
        add(add(ppr, "tabs"), "tab", {"val": "right", **leader, "pos": width})
    if row.line % (GRID_LINE // 20):
        add(ppr, "snapToGrid", 0)  # or LibreOffice makes two grid lines of it
    spacing = _spacing(row)
    if spacing:
        add(ppr, "spacing", spacing)
    indents = _indents(row)
    if indents:
        add(ppr, "ind", indents)
    if row.align:
        add(ppr, "jc", row.align)
    if row.outline:
        add(ppr, "outlineLvl", row.outline - 1)
    return ppr


def _spacing(row: WordStyle) -> dict[str, str | int]:
    spacing: dict[str, str | int] = {}
    if row.before or row.base.startswith("Heading"):
        spacing["before"] = round(row.before * 20)
    if row.after or row.base.startswith("Heading"):
        spacing["after"] = round(row.after * 20)
    if row.line:
        spacing |= {"line": round(row.line * 20), "lineRule": "exact"}
    return spacing


def _indents(row: WordStyle) -> dict[str, str | int]:
    """In characters; the same in twips for those that do not know characters."""
    em = round((row.size or 12) * 20)
    indents: dict[str, str | int] = {}
    if row.indent:
        chars, twips = round(row.indent * 100), round(row.indent * em)
        indents |= {"leftChars": chars, "left": twips}
        if row.id != "TOC2":
            indents |= {"rightChars": chars, "right": twips}
    if row.first:
        indents |= {"firstLineChars": round(row.first * 100), "firstLine": round(row.first * em)}
    return indents


def _run_properties(row: WordStyle, language: Language) -> Element:
    rpr = w("rPr")
    if row.face != "song" or row.base.startswith("Heading"):
        add(rpr, "rFonts", fonts(row.face, language))
    if language.faces[row.face].bold:
        add(rpr, "b")
        add(rpr, "bCs")
    if row.colour:
        add(rpr, "color", row.colour)
    if row.size:
        for name in ("sz", "szCs"):
            add(rpr, name, round(row.size * 2))
    return rpr


def fonts(face: Face, language: Language) -> dict[str, str | int]:
    """Han in the face, Latin in Times New Roman; marks both have go with the Han (hint)."""
    return {
        "hint": "eastAsia",
        "ascii": language.western(face),
        "hAnsi": language.western(face),
        "eastAsia": language.faces[face].name,
        "cs": language.western("song"),
    }


def _defaults(language: Language) -> Element:
    rpr = w("rPr")
    add(rpr, "rFonts", fonts("song", language))
    add(rpr, "sz", 24)
    add(rpr, "szCs", 24)
    add(rpr, "lang", {"val": "en-US", "eastAsia": language.word, "bidi": "ar-SA"})
    ppr = w("pPr")
    for switch in _EAST_ASIAN:
        add(ppr, switch)
    return w("docDefaults", w("rPrDefault", rpr), w("pPrDefault", ppr))


_EAST_ASIAN = ("widowControl", "kinsoku", "wordWrap", "overflowPunct", "autoSpaceDE", "autoSpaceDN")
"""No single lines; no forbidden line starts and ends; Latin words whole; a mark may hang rather
than be squeezed; a quarter em between Han and Latin, Han and digits."""


def _normal() -> Element:
    style = w("style", type="paragraph", default=1, styleId="Normal")
    add(style, "name", "Normal")
    add(style, "qFormat")
    return style


def _heading(key: str, name: str, number: int) -> Element:
    style = w("style", type="paragraph", styleId=key)
    add(style, "name", name)
    add(style, "basedOn", "Normal")
    add(style, "next", "Body")
    ppr = add(style, "pPr")
    add(ppr, "keepNext")
    add(ppr, "keepLines")
    add(ppr, "outlineLvl", number - 1)
    return style


def _default_character() -> Element:
    style = w("style", type="character", default=1, styleId="DefaultParagraphFont")
    add(style, "name", "Default Paragraph Font")
    add(style, "uiPriority", 1)
    add(style, "semiHidden")
    return style


def _table_normal() -> Element:
    style = w("style", type="table", default=1, styleId="TableNormal")
    add(style, "name", "Normal Table")
    add(style, "uiPriority", 99)
    add(style, "semiHidden")
    tpr = add(style, "tblPr")
    add(tpr, "tblInd", {"w": 0, "type": "dxa"})
    margins = add(tpr, "tblCellMar")
    for side, width in (("top", 0), ("left", 108), ("bottom", 0), ("right", 108)):
        add(margins, side, {"w": width, "type": "dxa"})
    return style


def _no_list() -> Element:
    style = w("style", type="numbering", default=1, styleId="NoList")
    add(style, "name", "No List")
    add(style, "uiPriority", 99)
    add(style, "semiHidden")
    return style
