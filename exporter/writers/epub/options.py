"""What a person may choose about an EPUB."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.display import Punctuation
from exporter.writers.base import option


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubOptions:
    """The options of one book; all are plain values, and one hash of them names an export."""

    punctuation: Punctuation = option(
        "full", "ASCII marks standing for Chinese ones: full width, or as in the source",
        ("full", "source"),
    )  # fmt: skip
