"""What a style sheet may do, as tables: which properties of which parts, and with which values.

Nothing here hides, moves, writes, recolours into the ground, changes the order, loads, or shows
another character.
"""

from __future__ import annotations

from exporter.proof.closed.epub.fonts import FONTS

_TAGS = (
    "html body header section article aside div p h1 h2 h3 h4 h5 h6 span a em strong ruby rt ul ol "
    "li table caption thead tbody tr th td blockquote figure figcaption img nav"
)
_CLASSES = (
    "absent article article-page bare body byline caption chapter column contents contents-head "
    "contents-list contents-page contents-rule cover-page credit credit-byline credit-end "
    "credit-opening credit-photo credit-staff dateline day deck dots editor-note figure figures "
    "generated group headline issue-line jump jump-line kicker line link list list-bullet "
    "list-number list-text long nav-page nb number page paper photo-credit quote row-byline "
    "row-headline row-kicker short staff subhead summary table tcy turn turn-contents turn-next "
    "turn-prev upright"
)
NAMES = frozenset((*_TAGS.split(), *(f".{name}" for name in _CLASSES.split())))
"""All that a selector may name."""

WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(words.split("|"))
    for kind, words in {
        "space": "auto",
        "rule": "solid|double|none",
        "align": "start|end|left|right|center|justify",
        "wrap": "pretty|balance|wrap",
        "break": "avoid|auto",
        "weight": "normal|bold|400|500|600|700|800|900",
        "bold": "bold|600|700|800|900",
        "normal": "normal",
        "none": "none",
        "all": "all",
        "horizontal": "horizontal",
        "dot": "filled|dot",
        "beside": "under|over|right",
        "sideways": "vertical-rl|horizontal-tb",
        "nowrap": "nowrap",
        "strict": "strict|normal",
        "trim": "trim-start|normal|space-all",
        "collapse": "collapse",
        "border-box": "border-box",
        "between": "space-between",
        "block": "block",
        "line": "block|inline|inline-block",
        "flex": "flex",
        "side": "auto",
        "ink": "inherit",
        "empty": '""',
    }.items()
}
"""Kinds of value by the words they may be made of."""
SPANS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "space": (("em", 0, 2.5), ("px", 0, 16), ("", 0, 0)),
    "rule": (("px", 0, 10), ("", 0, 0)),
    "indent": (("em", 0, 4), ("", 0, 0)),
    "leading": (("", 1, 2.5),),
    "count": (("", 1, 9),),
    "small": (("em", 0.7, 1.4),),
    "large": (("em", 0.9, 3),),
    "ruby": (("em", 0.4, 0.7),),
    "tracking": (("em", 0, 0.25), ("", 0, 0)),
    "side": (("%", 50, 100), ("vh", 50, 100), ("vw", 50, 100)),
    "mark": (("em", 1, 12),),
    "touch": (("px", 0, 64), ("", 0, 0)),
    "touch-leading": (("px", 24, 64),),
}
"""The same by lengths and numbers: unit, least, most."""
FAMILIES = frozenset((
    "songti sc", "noto serif cjk sc", "source han serif sc", "simsun", "serif", "kaiti sc", "kaiti",
    "stkaiti", "lxgw wenkai", "pingfang sc", "noto sans cjk sc", "source han sans sc", "simhei",
    "sans-serif", "songti tc", "noto serif cjk tc", "source han serif tc", "pmingliu", "kaiti tc",
    "dfkai-sb", "biaukai", "pingfang tc", "noto sans cjk tc", "source han sans tc",
    "microsoft jhenghei", "hiragino mincho pron", "noto serif cjk jp", "yu mincho", "klee one",
    "hiragino sans", "noto sans cjk jp", "yu gothic", "applemyungjo", "noto serif cjk kr", "batang",
    "gungseo", "gungsuh", "apple sd gothic neo", "noto sans cjk kr", "malgun gothic",
    *(family.lower() for family, _ in FONTS.values()),
))  # fmt: skip
"""Faces of text, on whatever machine: none whose glyphs are other characters."""
CONTRAST = 4.0
"""At least, of text with white paper, or in the dark with black (WCAG 2.2, 1.4.3: 3 to 4.5)."""

_ANY = " ".join(NAMES)
_LINKS = ".turn/a .contents-list/a"
_PICTURES = ".figure/img .cover-page/img"
_HEADS = ".headline .subhead .paper .contents-head"
_SMALL = (
    ".page .day .dateline .column .staff .jump-line .table .caption .photo-credit .turn "
    ".issue-line .row-kicker .row-byline .byline .editor-note"
)
_SPACED = (
    f"{_LINKS} {_PICTURES} {_HEADS} {_SMALL} p .contents-list/li .list/li .list-text/li .table/th "
    ".table/td ::after .group .bare .kicker .deck .line .summary .quote .list .list-text .figure "
    ".absent .turn-next .turn-prev .number .contents-list .cover-page"
)
"""What has room around it: no more than a few of these stand in one another."""
_SPACES = """margin margin-top margin-right margin-bottom margin-left margin-inline-start
margin-inline-end padding padding-top padding-right padding-bottom padding-left padding-inline-start
padding-inline-end"""
_RULES = """border border-top border-right border-bottom border-left border-inline-start
border-inline-end border-width border-style border-color border-bottom-color border-top-color
border-inline-start-color"""
_TURNED = "writing-mode -webkit-writing-mode -epub-writing-mode"
_PROPERTIES: dict[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(_SPACES.split(), (("space", _SPACED),)),
    **dict.fromkeys(_RULES.split(), (("rule", f"{_ANY} ::after"),)),
    **dict.fromkeys(_TURNED.split(), (("sideways", "html"),)),
    "border-collapse": (("collapse", ".table"),),
    "text-indent": (("indent", _ANY),),
    "text-align": (("align", _ANY),),
    "text-wrap": (("wrap", _ANY),),
    "line-height": (("leading", _ANY), ("touch-leading", _LINKS)),
    "line-break": (("strict", "body p"),),
    "text-spacing-trim": (("trim", "body p"),),
    "text-autospace": (("normal", "body p"),),
    "hanging-punctuation": (("none", "body p"),),
    **dict.fromkeys(("orphans", "widows"), (("count", _ANY),)),
    **dict.fromkeys(("break-inside", "break-after", "break-before"), (("break", _ANY),)),
    "font-size": (("small", _SMALL), ("large", _HEADS), ("ruby", "rt")),
    "font-weight": (("bold", "strong"), ("weight", " ".join(NAMES - {"strong"}))),
    "font-style": (("normal", ".credit em"),),
    "color": (("ink", _ANY),),
    "letter-spacing": (("tracking", ".paper .headline"),),
    "text-decoration": (("none", f"{_LINKS} .jump .jump-line/a"),),
    "white-space": (("nowrap", ".nb .short"),),
    "text-combine-upright": (("all", ".tcy"),),
    "-webkit-text-combine": (("horizontal", ".tcy"),),
    **dict.fromkeys(("text-emphasis", "-webkit-text-emphasis"), (("dot", "em"),)),
    **dict.fromkeys(
        ("text-emphasis-position", "-webkit-text-emphasis-position"), (("beside", "em"),)
    ),
    "display": (
        ("line", ".headline/.line .headline/.long .deck/.line"), ("flex", ".turn"),
        ("block", f".contents-list/a .contents-list/span {_PICTURES} ::after"),
        ("none", ".bare::after"),
    ),
    "content": (("empty", "::after"),),
    "width": (("side", _PICTURES), ("mark", "::after")),
    **dict.fromkeys(("height", "max-width", "max-height"), (("side", _PICTURES),)),
    **dict.fromkeys(("min-width", "min-height"), (("touch", _LINKS),)),
    "box-sizing": (("border-box", _LINKS),),
    "justify-content": (("between", ".turn"),),
    "list-style": (("none", ".list-text .contents-list"),),
}  # fmt: skip
PROPERTIES = {
    name: tuple((kind, frozenset(wanted.split())) for kind, wanted in kinds)
    for name, kinds in _PROPERTIES.items()
}
"""Property to the kinds of value it may have, each with what the last part of the selector must be:
`.turn/a` is an `a` behind a `.turn`."""
NEEDED = (
    (b"<em", "em", "text-emphasis"),
    (b'"list list-text"', ".list-text", "list-style"),
    (b'"contents-list"', ".contents-list", "list-style"),
    (b'"tcy"', ".tcy", "text-combine-upright"),
)
"""What must not be taken away where a document has it: without its dots a word is not stressed."""
