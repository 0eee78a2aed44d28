"""Ranges of characters, as patterns say them."""

from __future__ import annotations

HAN = r"[^\W\x00-\u052f\uff00-\uffef]"
"""A Chinese character, as far as newspapers go: a letter that is not Latin, Greek, Cyrillic or full
width. Said as [HAN_RANGE] it takes the compiler a millisecond each time to mark 27,648
characters one by one."""
HAN_RANGE = r"\u3400-\u9fff"
"""The same for a set that holds other characters, too: no class can be said within one."""
HALF = str.maketrans("，；：！？（）０１２３４５６７８９％", ",;:!?()0123456789%")
