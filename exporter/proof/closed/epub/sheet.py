"""A book's style sheet, taken apart and held against the tables of what one may do.

A sheet of another theme or version, or one another tool wrote anew, is made of the same; what a
person put behind it (`--css`) is not judged here: a verdict says that it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from exporter.messages import as_message, say
from exporter.proof.closed.epub.fonts import FONTS
from exporter.proof.closed.epub.properties import (
    CONTRAST,
    FAMILIES,
    NAMES,
    NEEDED,
    PROPERTIES,
    SPANS,
    WORDS,
)
from exporter.proof.found.extracted import Fault
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

SHEET = "style.css"
_TOKEN = Lazy(r'/\*.*?\*/|"[^"\\\n*/{};]*"|[^"/\\]+|.', re.DOTALL)
_RULE = Lazy(r"\s*([^{};]*?)\s*\{([^{}]*)\}")
_MEDIA = Lazy(r"\s*@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})*\s*)\}")
_COMPOUND = Lazy(r"([a-z][a-z0-9]*|\.[a-z][a-z-]*)((?:\.[a-z][a-z-]*)*)(:last-child|::after)?")
_COMBINED = Lazy(r"\s*>\s*|\s+")
_LENGTH = Lazy(r"(\d*\.?\d+)(em|px|%|vh|vw|)")
_COLOUR = Lazy(r"#([0-9a-f]{6})")
_LOOSE = ('"', "\\")
_LONGEST = 100_000
_MOST = 12
_MOST_PARTS = 4


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
        yield _fault(own[:80], text[-80:], say("the style sheet that was given does not end it"))
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
        yield _fault("", rest.strip(), say("it is not made of rules"))
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
    needed = [*NEEDED, (b"<html", "html", "writing-mode")] if vertical else NEEDED
    for mark, selector, name in needed:
        if (selector, name) not in asked and any(mark in document for document in documents):
            yield _fault(f"{selector} {{ {name} }}", "", say("a document has need of it"))


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
            yield _fault("", told, say("@font-face"))
    for href in wanted.values():
        yield _fault(href, "", say("@font-face"))


def _rule_faults(rule: _Rule, *, vertical: bool) -> Iterator[Fault]:
    subjects: list[frozenset[str]] = []
    for selector in rule.selector.split(","):
        subject = _subject(selector.strip())
        if subject is None:
            yield _fault("", selector, say("a selector"))
        else:
            subjects.append(subject)
    for name, value in rule.declarations:
        for subject in subjects:
            if not _is_allowed(subject, name, value, dark=rule.dark, vertical=vertical):
                yield _fault("", f"{rule.selector} {{ {name}: {value} }}", say("a declaration"))
                break


def _subject(selector: str) -> frozenset[str] | None:
    """The names of a selector's last part, and the same behind each name before it; None of a
    selector no sheet of ours has."""
    above: list[str] = []
    names: list[str] = []
    for compound in _COMBINED.split(selector):
        found = _COMPOUND.fullmatch(compound)
        if found is None:
            return None
        above += names
        names = [found[1], *("." + name for name in found[2].split(".")[1:])]
        if not NAMES.issuperset(names):
            return None
        if found[3] == "::after":
            names = ["::after", f"{found[1]}::after"]
    return frozenset((*names, *(f"{one}/{name}" for one in above for name in names)))


def _is_allowed(
    subject: frozenset[str], name: str, value: str, *, dark: bool, vertical: bool
) -> bool:
    if name == "font-family":
        families = [one.strip().strip('"').lower() for one in value.split(",")]
        return FAMILIES.issuperset(families) and "::after" not in subject
    kinds = [kind for kind, wanted in PROPERTIES.get(name, ()) if not wanted.isdisjoint(subject)]
    words = value.lower().split()
    if not 0 < len(words) <= _MOST_PARTS or (name.endswith("writing-mode") and not vertical):
        return False
    return any(all(_is_of(kind, word, dark=dark) for word in words) for kind in kinds)


def _is_of(kind: str, word: str, *, dark: bool) -> bool:
    """Whether a word of a value is of a kind."""
    if word in WORDS.get(kind, ()):
        return True
    if colour := _COLOUR.fullmatch(word):
        return kind == "rule" or (kind == "ink" and _contrast(colour[1], dark) >= CONTRAST)
    length = _LENGTH.fullmatch(word)
    return length is not None and any(
        unit == length[2] and least <= float(length[1]) <= most
        for unit, least, most in SPANS.get(kind, ())
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
    return Fault("style-unknown", SHEET, expected[:80], found[:80], as_message(detail))
