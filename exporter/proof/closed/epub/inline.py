"""A line of the model as the inline elements that must stand for it: what each mark becomes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from urllib.parse import quote, urlsplit

from exporter.display import Punctuation, shown_text
from exporter.model import Line, Mark
from exporter.proof.closed.epub.tree import E
from exporter.startup.records import dataclass, field

Nodes = list["E | str"]
_OUTSIDE = ("link", "dateline", "credit", "jump", "ruby", "emphasis")
"""Which mark's element is outside where two cover the same text."""
_SCHEMES = frozenset(("http", "https", "ftp", "mailto"))
_KEPT = "!#$%&'()*+,/:;=?@[]~"
_EMPHASIS = {"strong": "strong", "dots": "em.dots"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """How lines of one article are shown. `places` maps a credit's id to where it stands, `jumps`
    a jump's id to the document it leads to."""

    punctuation: Punctuation
    places: Mapping[str, str] = field(default_factory=dict)
    jumps: Mapping[str, str] = field(default_factory=dict)

    def nodes(self, line: Line, *, heading: bool = False) -> Nodes:
        """The line's text and elements."""
        shown = shown_text(line, self.punctuation, heading=heading)
        if not any(span.marks for span in line):
            return [shown]
        runs: list[tuple[str, tuple[Mark, ...]]] = []
        at = 0
        for span in line:
            marks = tuple(sorted(span.marks, key=lambda mark: _OUTSIDE.index(mark.tag)))
            runs.append((shown[at : at + len(span.text)], marks))
            at += len(span.text)
        return self._nested(runs, linked=False)

    def _nested(self, runs: list[tuple[str, tuple[Mark, ...]]], *, linked: bool) -> Nodes:
        out: Nodes = []
        for mark, group in groupby(runs, key=lambda run: run[1][0] if run[1] else None):
            inner = [(words, marks[1:]) for words, marks in group]
            if mark is None:
                out.append("".join([words for words, _ in inner]))
                continue
            shape, href = self._shape(mark, linked=linked)
            within = self._nested(inner, linked=linked or href is not None)
            if mark.tag == "ruby":
                within.append(E("rt", mark.ref))
            out.append(E(shape, *within) if href is None else E(shape, *within, href=href))
        return out

    def _shape(self, mark: Mark, *, linked: bool) -> tuple[str, str | None]:
        """The element of a mark, and where it leads if it is a link; no link stands in another."""
        match mark.tag:
            case "dateline":
                return "span.dateline", None
            case "credit":
                return f"span.credit.credit-{self.places.get(mark.ref, 'opening')}", None
            case "ruby":
                return "ruby", None
            case "emphasis":
                return _EMPHASIS.get(mark.ref, "em"), None
        address = self.jumps.get(mark.ref) if mark.tag == "jump" else link_address(mark.ref)
        return (
            (f"span.{mark.tag}", None) if linked or address is None else (f"a.{mark.tag}", address)
        )


def link_address(ref: str) -> str | None:
    """The address of a link of the text; None where it has none that a book may lead to."""
    try:
        parts = urlsplit(ref)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.path):
        return None
    return quote(ref.strip(), safe=_KEPT)
