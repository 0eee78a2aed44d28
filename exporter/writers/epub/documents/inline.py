"""A line of the model as inline XHTML: marks become elements, shown text comes from `display`.

    dateline  span.dateline              jump      a.jump to that page, or span.jump
    credit    span.credit.credit-PLACE   link      a.link
    emphasis  em, strong, em.dots        ruby      ruby with rt

A number and its 年, 月 or 日 share a `span.nb`, which styles keep together. In a vertical book one
to three digits standing alone are `span.tcy`, set upright side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from exporter.display import Punctuation, shown_text
from exporter.model import Article, Line, Mark
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field
from exporter.writers.epub.documents.xhtml import XHTML, Element, add, append
from exporter.writers.shared.addresses import link_address

_RANK = {"link": 0, "dateline": 1, "credit": 2, "jump": 3, "ruby": 4, "emphasis": 5}
"""Which mark is outside when two cover the same text: a link must hold whole elements."""

_DATE = Lazy("([0-9０-９]+[年月日])")
_UPRIGHT = Lazy("(?<![0-9A-Za-z.,%-])([0-9]{1,3})(?![0-9A-Za-z.,%-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineMarkup:
    """What turning a line into elements depends on. `places` maps a credit's id to where it
    stands, `jumps` a jump's id to the href it leads to, if it leads anywhere."""

    punctuation: Punctuation
    vertical: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    jumps: Mapping[str, str] = field(default_factory=dict)

    def fill(self, parent: Element, line: Line, *, heading: bool = False) -> None:
        """Appends the line to `parent`."""
        shown = shown_text(line, self.punctuation, heading=heading)
        if not any(span.marks for span in line):
            self.words(parent, shown)
            return
        runs: list[tuple[str, tuple[Mark, ...]]] = []
        at = 0
        for span in line:
            runs.append((shown[at : at + len(span.text)], _ordered(span.marks)))
            at += len(span.text)
        self._nest(parent, runs)

    def _nest(self, parent: Element, runs: list[tuple[str, tuple[Mark, ...]]]) -> None:
        """One element for each stretch with the same outermost mark, then what is inside it."""
        for mark, group in groupby(runs, key=lambda run: run[1][0] if run[1] else None):
            inner = [(words, marks[1:]) for words, marks in group]
            if mark is None:
                self.words(parent, "".join([words for words, _ in inner]))
                continue
            element = self._element(parent, mark)
            self._nest(element, inner)
            if mark.tag == "ruby":
                append(add(element, "rt"), mark.ref)

    def _element(self, parent: Element, mark: Mark) -> Element:
        match mark.tag:
            case "dateline":
                return add(parent, "span", "dateline")
            case "credit":
                place = self.places.get(mark.ref, "opening")
                return add(parent, "span", f"credit credit-{place}")
            case "jump":
                return _link(parent, "jump", self.jumps.get(mark.ref))
            case "link":
                return _link(parent, "link", link_address(mark.ref))
            case "ruby":
                return add(parent, "ruby")
            case _:
                return add(parent, "strong" if mark.ref == "strong" else "em", _dots(mark))

    def words(self, parent: Element, words: str) -> None:
        """Plain shown text, with numbers kept beside what they count."""
        for i, piece in enumerate(_DATE.split(words)):
            if i % 2:
                self._digits(add(parent, "span", "nb"), piece)
            elif piece:
                self._digits(parent, piece)

    def _digits(self, parent: Element, words: str) -> None:
        if not self.vertical:
            append(parent, words)
            return
        for i, piece in enumerate(_UPRIGHT.split(words)):
            if i % 2:
                append(add(parent, "span", "tcy"), piece)
            elif piece:
                append(parent, piece)


def inline_of(
    article: Article, punctuation: Punctuation, vertical: bool, jumps: Mapping[str, str]
) -> InlineMarkup:
    """The inline rules of one article."""
    places = {credit.id: credit.where for credit in article.credits}
    return InlineMarkup(punctuation=punctuation, vertical=vertical, places=places, jumps=jumps)


def _ordered(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: _RANK[mark.tag])) if len(marks) > 1 else marks


def _link(parent: Element, class_: str, href: str | None) -> Element:
    """A link, or a span where there is nowhere to go or a link around it already."""
    inside = [parent, *parent.iterancestors()]
    if href is None or any(element.tag == f"{{{XHTML}}}a" for element in inside):
        return add(parent, "span", class_)
    return add(parent, "a", class_, href=href)


def _dots(mark: Mark) -> str:
    return "dots" if mark.ref == "dots" else ""
