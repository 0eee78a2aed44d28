"""Paragraphs cut by the end of a page or column: does a line go on the one before?"""

from __future__ import annotations

from dataclasses import dataclass

from exporter.reading.lines import TextLine, ends_sentence


@dataclass(frozen=True, slots=True)
class Seam:
    """A decision about one blank between two lines; `joins` with its probability's side."""

    joins: bool
    confidence: float
    reason: str


def judge(before: TextLine, paragraph_length: int, after: TextLine) -> Seam:
    """Whether `after` goes on the paragraph whose last piece is `before`."""
    if ends_sentence(before.text):
        return Seam(False, 1.0, "a sentence ends here")
    if paragraph_length >= 40 or any(mark in before.text for mark in "。！？"):
        return Seam(True, 0.9, "the piece before does not end its sentence")
    if before.text[-1] in "，、,：；":
        return Seam(True, 0.7, "the piece before ends in the middle of a sentence")
    return Seam(False, 0.7, "the line before is short: a heading, not a piece")
