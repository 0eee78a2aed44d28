"""The few words a PDF says by itself, in the script of its document."""

from __future__ import annotations

from exporter.typography.faces import is_traditional

_TRADITIONAL = str.maketrans(
    "载录报标题复数来编号断处显导读简讯转", "載錄報標題復數來編號斷處顯導讀簡訊轉"
)


def own_words(words: str, language: str) -> str:
    """Words of the PDF's own, never of the paper's, as a document in `language` writes them."""
    return words.translate(_TRADITIONAL) if is_traditional(language) else words
