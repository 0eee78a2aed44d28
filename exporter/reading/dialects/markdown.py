"""Markdown-like text: `> ` quotes, `- ` and `1. ` lists, `![caption](file)` pictures.

Only what newspapers' exports hold is read; anything else stays text. A sign that only marks is
dropped by name ("quote-mark", "list-mark", "picture-mark"), so nothing is lost. Emphasis signs stay
in the text, for a lone * is as often a footnote's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from exporter.reading.lazy import Lazy
from exporter.reading.lines import TextLine, kind_of

Drop = tuple[int, int, str]
_SIGNED = Lazy(r"^(?:>[ \t]|[-*+][ \t]\S|!\[[^\]\n]*\]\([^)\n]*\))", re.MULTILINE)
_QUOTE = Lazy(r"(?:>[ \t]*)+")
_ITEM = Lazy(r"[-*+][ \t\u3000]+(?=\S)")
_PICTURE = Lazy(r"!\[(?P<caption>[^\]]*)\]\((?P<file>[^)]*)\)")


def is_markdown(name: str, text: str) -> bool:
    """Whether a source is written so: by its name, or by two signed lines or more."""
    if name.lower().endswith((".md", ".markdown")):
        return True
    if "\n>" not in text and "\n-" not in text and "![" not in text and "\n*" not in text:
        return False
    return sum(1 for _ in zip(range(2), _SIGNED.finditer(text), strict=False)) == 2


def read_signs(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Drop]]:
    """The lines without their signs, their kinds set, and what is dropped."""
    dropped: list[Drop] = []
    return [_read_line(line, dropped) for line in lines], dropped


def _read_line(line: TextLine, dropped: list[Drop]) -> TextLine:
    if line.kind == "mark":
        return line
    picture = _PICTURE.fullmatch(line.text)
    if picture is not None and picture["caption"].strip():
        caption = picture["caption"]
        lead = len(caption) - len(caption.lstrip())
        start = picture.start("caption") + lead
        end = start + len(caption.strip())
        dropped.append((line.start, line.start + start, "picture-mark"))
        dropped.append((line.start + end, line.end, "picture-mark"))
        return _inner(line, start, end, "photo")
    for pattern, code, kind in ((_QUOTE, "quote-mark", "quote"), (_ITEM, "list-mark", "item")):
        found = pattern.match(line.text)
        if found is not None and found.end() < len(line.text):
            mark = line.text[: found.end()].rstrip(" \t\u3000")
            dropped.append((line.start, line.start + len(mark), code))
            return _inner(line, found.end(), len(line.text), kind)
    return line


def _inner(line: TextLine, start: int, end: int, kind: str) -> TextLine:
    text = line.text[start:end]
    made = replace(line, start=line.start + start, end=line.start + end, text=text)
    match kind:
        case "photo":
            return replace(made, kind="photo")
        case "quote":
            return replace(made, kind="quote")
        case "item":
            return replace(made, kind="item")
        case _:
            return replace(made, kind=kind_of(text))
