"""What a style sheet may do: which selectors may ask which properties for which values.

Nothing in these tables hides, moves, writes, recolours into the ground, changes the order, loads or
swaps a character. A sheet of another theme or version, or one another tool wrote anew, is made of
the same; what a person put behind it (`--css`) is not judged here: see `chosen`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from exporter.proof.closed.epub.fonts import FONTS
from exporter.proof.found.extracted import Fault
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

SHEET = "style.css"
_TOKEN = Lazy(r'/\*.*?\*/|"[^"\\\n*/{};]*"|[^"/\\]+|.', re.DOTALL)
_RULE = Lazy(r"\s*([^{};]*?)\s*\{([^{}]*)\}")
_MEDIA = Lazy(r"\s*@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})*\s*)\}")
_LOOSE = ('"', "\\")
_LONGEST = 100_000
_MOST = 12

# -- selectors -------------------------------------------------------------------------------------

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
_NAMES = frozenset((*_TAGS.split(), *(f".{name}" for name in _CLASSES.split())))
_COMPOUND = Lazy(r"([a-z][a-z0-9]*|\.[a-z][a-z-]*)((?:\.[a-z][a-z-]*)*)(:last-child|::after)?")
_COMBINED = Lazy(r"\s*>\s*|\s+")

# -- values ----------------------------------------------------------------------------------------

_LENGTH = Lazy(r"(\d*\.?\d+)(em|px|%|vh|vw|)")
_COLOUR = Lazy(r"#([0-9a-f]{6})")
_WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(words.split("|"))
    for kind, words in {
        "space": "auto",
        "rule": "solid|double|none",
        "align": "start|end|left|right|center|justify",
        "wrap": "pretty|balance|wrap",
        "break": "avoid|auto",
        "weight": "normal|bold|400|500|600|700|800|900",
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
"""The words a value may be made of."""
_SPANS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "space": (("em", 0, 4), ("px", 0, 64), ("", 0, 0)),
    "rule": (("px", 0, 10), ("", 0, 0)),
    "indent": (("em", 0, 4), ("", 0, 0)),
    "leading": (("", 1, 2.5), ("px", 16, 64)),
    "count": (("", 1, 9),),
    "body-size": (("em", 0.7, 1.4),),
    "head-size": (("em", 0.9, 3),),
    "ruby-size": (("em", 0.4, 0.7),),
    "tracking": (("em", 0, 0.25), ("", 0, 0)),
    "side": (("em", 1, 12), ("%", 50, 100), ("vh", 50, 100), ("vw", 50, 100)),
    "touch": (("px", 0, 64), ("", 0, 0)),
}
"""The lengths and numbers it may be made of: unit, least, most."""
_MOST_PARTS = 4

_FAMILIES = frozenset((
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
_CONTRAST = 4.0
"""At least, of text with white paper, or in the dark with black (WCAG 2.2, 1.4.3: 3 to 4.5)."""

# -- properties ------------------------------------------------------------------------------------

_ANY = ""
_HEADS = ".headline .subhead .paper .contents-head h1 h2 h3 h4 h5 h6"
_SMALL = (
    ".page .day .dateline .column .staff .jump-line .table .caption .photo-credit .turn "
    ".issue-line .row-kicker .row-byline .byline .editor-note"
)
_PROPERTIES: dict[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(
        ("margin", "margin-top", "margin-right", "margin-bottom", "margin-left",
         "margin-inline-start", "margin-inline-end", "margin-block-start", "margin-block-end",
         "padding", "padding-top", "padding-right", "padding-bottom", "padding-left",
         "padding-inline-start", "padding-inline-end"),
        (("space", _ANY),),
    ),
    **dict.fromkeys(
        ("border", "border-top", "border-right", "border-bottom", "border-left",
         "border-inline-start", "border-inline-end", "border-width", "border-style", "border-color",
         "border-bottom-color", "border-top-color", "border-inline-start-color"),
        (("rule", _ANY),),
    ),
    "border-collapse": (("collapse", ".table table"),),
    "text-indent": (("indent", _ANY),),
    "text-align": (("align", _ANY),),
    "text-wrap": (("wrap", _ANY),),
    "line-height": (("leading", _ANY),),
    "line-break": (("strict", "body p"),),
    "text-spacing-trim": (("trim", "body p"),),
    "text-autospace": (("normal", "body p"),),
    "hanging-punctuation": (("none", "body p"),),
    "orphans": (("count", _ANY),),
    "widows": (("count", _ANY),),
    "break-inside": (("break", _ANY),),
    "break-after": (("break", _ANY),),
    "break-before": (("break", _ANY),),
    "font-size": (("body-size", _SMALL), ("head-size", _HEADS), ("ruby-size", "rt")),
    "font-weight": (("weight", _ANY),),
    "font-style": (("normal", ".credit em"),),
    "color": (("ink", _ANY),),
    "letter-spacing": (("tracking", ".paper .headline"),),
    "text-decoration": (("none", "a .jump .link"),),
    "white-space": (("nowrap", ".nb .short"),),
    "text-combine-upright": (("all", ".tcy"),),
    "-webkit-text-combine": (("horizontal", ".tcy"),),
    "text-emphasis": (("dot", "em"),),
    "-webkit-text-emphasis": (("dot", "em"),),
    "text-emphasis-position": (("beside", "em"),),
    "-webkit-text-emphasis-position": (("beside", "em"),),
    "display": (("line", ".line .long"), ("block", "a span img ::after"), ("flex", ".turn"),
                ("none", ".bare::after")),
    "content": (("empty", "::after"),),
    "width": (("side", "img ::after"),),
    "height": (("side", "img"),),
    "max-width": (("side", "img"),),
    "max-height": (("side", "img"),),
    "min-width": (("touch", "a"),),
    "min-height": (("touch", "a"),),
    "box-sizing": (("border-box", "a"),),
    "justify-content": (("between", ".turn"),),
    "list-style": (("none", ".list-text .contents-list"),),
    **dict.fromkeys(
        ("writing-mode", "-webkit-writing-mode", "-epub-writing-mode"), (("sideways", "html"),)
    ),
}  # fmt: skip
"""Property to the kinds of value it may have, each with what the selector's last part must be."""
_NEEDED = (
    (b"<em", "em", "text-emphasis"),
    (b'"list list-text"', ".list-text", "list-style"),
    (b'"contents-list"', ".contents-list", "list-style"),
    (b'"tcy"', ".tcy", "text-combine-upright"),
)
"""What must not be taken away where a document has it: without its dots a word is not stressed."""


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    declarations: tuple[tuple[str, str], ...]
    dark: bool


def sheet_faults(
    text: str, own: str, fonts: Sequence[str], *, vertical: bool, documents: Sequence[bytes]
) -> Iterator[Fault]:
    """What in a style sheet no theme has. `own` is what a person put behind it, `fonts` the hrefs
    of those embedded."""
    ours, there = _without_own(text, own)
    if not there:
        yield _fault(own[:80], text[-80:], "the style sheet that was given does not end it")
    faults = _faults(ours, fonts, vertical=vertical, documents=documents)
    yield from islice(faults, _MOST)


def _without_own(text: str, own: str) -> tuple[str, bool]:
    end = f"\n\n{own.strip()}\n"
    if not own:
        return text, True
    return (text[: -len(end) + 1], True) if text.endswith(end) else (text, False)


def _faults(
    text: str, fonts: Sequence[str], *, vertical: bool, documents: Sequence[bytes]
) -> Iterator[Fault]:
    tokens = _TOKEN.findall(text[:_LONGEST])
    plain = "".join([" " if token[:2] == "/*" else token for token in tokens])
    rules, rest = _rules(" ".join(plain.split()))
    rest += "".join([token for token in tokens if token in _LOOSE]) + text[_LONGEST:]
    if rest.strip():
        yield _fault("", rest.strip(), "it is not made of rules")
    faces = [rule for rule in rules if rule.selector == "@font-face"]
    yield from _face_faults(faces, fonts)
    asked: set[tuple[str, str]] = set()
    for rule in rules:
        if rule.selector != "@font-face":
            yield from _rule_faults(rule, vertical=vertical)
            asked |= {
                (one.strip(), name) for one in rule.selector.split(",")
                for name, _ in rule.declarations if not rule.dark
            }  # fmt: skip
    needed = [*_NEEDED, (b"<html", "html", "writing-mode")] if vertical else _NEEDED
    for mark, selector, name in needed:
        if (selector, name) not in asked and any(mark in document for document in documents):
            yield _fault(f"{selector} {{ {name} }}", "", "a document has need of it")


def _rules(text: str) -> tuple[list[_Rule], str]:
    """The rules, and what is left where there is no rule."""
    found: list[_Rule] = []
    at = 0
    while media_or_rule := _MEDIA.match(text, at) or _RULE.match(text, at):
        if media_or_rule.re.groups == 1:
            inner, rest = _rules(media_or_rule[1])
            if rest.strip() or any(rule.dark or rule.selector[:1] == "@" for rule in inner):
                break
            found += [_Rule(rule.selector, rule.declarations, True) for rule in inner]
        else:
            found.append(_Rule(media_or_rule[1], tuple(_declarations(media_or_rule[2])), False))
        at = media_or_rule.end()
    return found, text[at:]


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for one in body.split(";"):
        if one.strip():
            name, _, value = one.partition(":")
            yield name.strip().lower(), " ".join(value.split())


def _face_faults(rules: Sequence[_Rule], fonts: Sequence[str]) -> Iterator[Fault]:
    """Each embedded font has one rule, and each rule such a font."""
    wanted: dict[tuple[tuple[str, str], ...], str] = {
        (("font-family", f'"{family}"'), ("font-weight", str(weight)),
         ("src", f'url({href}) format("woff2")')): href
        for face, (family, weight) in FONTS.items()
        if (href := f"fonts/{face.lower()}.woff2") in fonts
    }  # fmt: skip
    for rule in rules:
        if wanted.pop(rule.declarations, None) is None:
            told = "; ".join([f"{name}: {value}" for name, value in rule.declarations])
            yield _fault("", told, "@font-face")
    for href in wanted.values():
        yield _fault(href, "", "@font-face")


def _rule_faults(rule: _Rule, *, vertical: bool) -> Iterator[Fault]:
    subjects: list[frozenset[str]] = []
    for selector in rule.selector.split(","):
        subject = _subject(selector.strip())
        if subject is None:
            yield _fault("", selector, "a selector")
        else:
            subjects.append(subject)
    for name, value in rule.declarations:
        for subject in subjects:
            if not _is_allowed(subject, name, value, dark=rule.dark, vertical=vertical):
                yield _fault("", f"{rule.selector} {{ {name}: {value} }}", "a declaration")
                break


def _subject(selector: str) -> frozenset[str] | None:
    """The names of a selector's last part; None of a selector no sheet of ours has."""
    names: list[str] = []
    for compound in _COMBINED.split(selector):
        found = _COMPOUND.fullmatch(compound)
        if found is None:
            return None
        names = [found[1], *("." + name for name in found[2].split(".")[1:])]
        if not _NAMES.issuperset(names):
            return None
        if found[3]:
            names = [found[3]] if found[3] == "::after" else names
            names += [f"{name}{found[3]}" for name in (found[1],)]
    return frozenset(names)


def _is_allowed(
    subject: frozenset[str], name: str, value: str, *, dark: bool, vertical: bool
) -> bool:
    if name == "font-family":
        families = [one.strip().strip('"').lower() for one in value.split(",")]
        return _FAMILIES.issuperset(families) and "::after" not in subject
    kinds = [
        kind
        for kind, wanted in _PROPERTIES.get(name, ())
        if wanted == _ANY or not subject.isdisjoint(wanted.split())
    ]
    words = value.lower().split()
    if not 0 < len(words) <= _MOST_PARTS or (name.endswith("writing-mode") and not vertical):
        return False
    return any(all(_is_of(kind, word, dark=dark) for word in words) for kind in kinds)


def _is_of(kind: str, word: str, *, dark: bool) -> bool:
    """Whether a word of a value is of a kind."""
    if word in _WORDS.get(kind, ()):
        return True
    if colour := _COLOUR.fullmatch(word):
        return kind == "rule" or (kind == "ink" and _contrast(colour[1], dark) >= _CONTRAST)
    length = _LENGTH.fullmatch(word)
    return length is not None and any(
        unit == length[2] and least <= float(length[1]) <= most
        for unit, least, most in _SPANS.get(kind, ())
    )


def _contrast(colour: str, dark: bool) -> float:
    """Of a colour with paper, or in the dark with a black screen (WCAG 2.2)."""
    light = _luminance(colour)
    return (light + 0.05) / 0.05 if dark else 1.05 / (light + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fault(expected: str, found: str, detail: str) -> Fault:
    return Fault("style-unknown", SHEET, expected[:80], found[:80], detail)
