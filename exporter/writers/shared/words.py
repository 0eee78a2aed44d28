"""What files say by themselves in more than one format, never the paper's words: one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from exporter.typography.languages import is_traditional

T = TypeVar("T")
CONTENTS = {
    "zh-Hans": "本期目录",
    "zh-Hant": "本期目錄",
    "ja": "目次",
    "ko": "차례",
    "en": "In this issue",
}
"""What stands over the contents, by script or language."""


def contents_title(language: str) -> str:
    """The same for a language (BCP 47)."""
    return said_in(CONTENTS, language)


def said_in(table: Mapping[str, T], language: str) -> T:
    """A table's row for a language (BCP 47); one that has none is spoken to in English."""
    return table.get(script_of(language), table["en"])


def script_of(language: str) -> str:
    """zh-Hans or zh-Hant for Chinese, the bare language for all others."""
    if is_traditional(language):
        return "zh-Hant"
    primary = language.lower().partition("-")[0]
    return "zh-Hans" if primary == "zh" else primary
