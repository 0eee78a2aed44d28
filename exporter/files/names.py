"""File names made from source names: safe on Windows, macOS and Linux, Chinese kept, never a path.

Rules and where they come from:

* NFC, because a name typed on macOS may arrive decomposed (NFD) and would look the same.
* No `<>:"/\\|?*`, control or format character, no dot or space at the end, no device name such as
  CON or COM1 with or without a suffix ("Naming Files, Paths, and Namespaces", Win32 documentation).
* At most 255 bytes of UTF-8 with the suffix (NAME_MAX of Linux; stricter than NTFS and APFS).
* Two names that differ only in case or in NFC/NFD count as one, as they do on macOS and Windows.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from itertools import count

from exporter.startup.patterns import Lazy

MAX_BYTES = 255
SUFFIX_ROOM = 24
"""Bytes of a stem's room kept free for a suffix, so that every format shares one stem."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Windows looks at the part before the first dot, blanks at its end ignored; ¹²³ count as digits.
_DEVICE = Lazy(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_BLANKS = ". \xa0\u3000"
_SUFFIX = Lazy(r"\.[A-Za-z][A-Za-z0-9]{0,9}\Z")


def stem_of(source_name: str) -> str:
    """A source's name without its suffix; 第1.2版 has none, .txt alone is not one."""
    found = _SUFFIX.search(source_name)
    return source_name[: found.start()] if found and found.start() else source_name


def safe_stem(text: str, room: int = MAX_BYTES - SUFFIX_ROOM) -> str:
    """`text` as the beginning of a file name of at most `room` bytes; never empty, never a path."""
    kept = "".join([_safe_char(char) for char in unicodedata.normalize("NFC", text)])
    kept = _cut(kept.lstrip(), room).rstrip(_BLANKS)
    if kept.startswith("."):
        kept = "_" + kept[1:]
    if _DEVICE.fullmatch(kept.partition(".")[0].rstrip(" ")):
        kept = _cut("_" + kept, room)
    return kept or "_"


def file_name(source_name: str, suffix: str) -> str:
    """The name of an output: the source's stem with the output's own suffix (".epub")."""
    return safe_stem(stem_of(source_name), MAX_BYTES - len(suffix.encode())) + suffix


def native(name: str) -> str:
    """The name as this process must say it, so that UTF-8 reaches the disk even where the locale
    (LC_ALL=C without Python's UTF-8 mode) would refuse to encode Chinese."""
    return os.fsdecode(name.encode())


def distinct_stems(source_names: Sequence[str]) -> tuple[str, ...]:
    """One safe stem a source, in order, no two of them alike on any system.

    The first of several keeps its name, later ones get -2, -3 …, skipping what another source is
    called by nature; the result depends on the names and their order alone.
    """
    natural = [safe_stem(stem_of(name)) for name in source_names]
    reserved = {same_key(stem) for stem in natural}
    taken: set[str] = set()
    out: list[str] = []
    for stem in natural:
        chosen = stem if same_key(stem) not in taken else _numbered(stem, taken | reserved)
        taken.add(same_key(chosen))
        out.append(chosen)
    return tuple(out)


def _numbered(stem: str, taken: set[str]) -> str:
    for number in count(2):
        tail = f"-{number}"
        tried = safe_stem(stem, MAX_BYTES - SUFFIX_ROOM - len(tail)) + tail
        if same_key(tried) not in taken:
            return tried
    raise AssertionError("counting does not end")


def same_key(name: str) -> str:
    """Equal for names that macOS or Windows would take for one."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _safe_char(char: str) -> str:
    if char in _FORBIDDEN:
        return "_"
    return "_" if unicodedata.category(char) in _UNSEEN else char


def _cut(text: str, room: int) -> str:
    return text.encode()[:room].decode(errors="ignore")
