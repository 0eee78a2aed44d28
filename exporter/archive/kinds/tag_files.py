"""The text files of a bag (RFC 8493, 2): manifests and fields, read and renewed line by line.

Nothing here knows of containers: texts go in, texts come out, and lines others wrote stay as they
are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from exporter.archive.containers.members import ALGORITHMS

HASHES = {name.replace("_", "").replace("-", ""): name for name in ALGORITHMS}
"""hashlib's name for a manifest's algorithm. RFC 8493, 2.4: algorithm names are normalised to lower
case letters and digits."""

_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(?:\./)?(.+)")
_ESCAPE = re.compile("%(0[AaDd]|25)")
_ENDS = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> list[str]:
    """Lines ended by LF, CR or CRLF and nothing else: names may hold U+0085 or U+2028."""
    lines = _ENDS.split(text)
    return lines[:-1] if lines[-1] == "" else lines


def fields_of(text: str) -> Iterator[tuple[str, str]]:
    """`Label: value` lines, in order; a line that begins with a blank goes on the one before."""
    label, value = "", ""
    for line in split_lines(text):
        if line[:1] in (" ", "\t"):
            value += " " + line.strip()
            continue
        if label:
            yield label, value
        label, _, value = line.partition(":")
        label, value = label.strip(), value.strip()
    if label:
        yield label, value


def lines_of(manifest: str) -> Iterator[tuple[str, str]]:
    """(digest in lower case, path) of a manifest; a line that is none gives ("", line)."""
    for line in split_lines(manifest):
        if read := _LINE.fullmatch(line):
            yield read[1].lower(), unescaped(read[2])
        elif line.strip():
            yield "", line


def relisted(manifest: str, digests: Mapping[str, str]) -> str:
    """A manifest with these lines (a digest by path) renewed in their place, or added at the
    end."""
    left = {composed(path): (digest, path) for path, digest in digests.items()}
    lines = []
    for line in split_lines(manifest):
        read = _LINE.fullmatch(line)
        path = composed(unescaped(read[2])) if read else ""
        lines.append(_line(*left.pop(path)) if path in left else line)
    lines += [_line(digest, path) for digest, path in left.values()]
    return _joined(lines, manifest)


def with_fields(text: str, fields: Sequence[tuple[str, str]]) -> str:
    """A file of fields in which these stand: in the place of the first of their label, whose other
    lines go, or at the end. Values are on one line each."""
    given: dict[str, list[str]] = {}
    for label, value in fields:
        given.setdefault(label.lower(), []).append(f"{label}: {value}")
    labels, lines, dropped = set(given), list[str](), False
    for line in split_lines(text):
        if line[:1] not in (" ", "\t"):  # else it goes on the one before, and with it
            label = line.partition(":")[0].strip().lower()
            dropped = label in labels
            lines += given.pop(label, [])
        if not dropped:
            lines.append(line)
    return _joined([*lines, *(line for new in given.values() for line in new)], text)


def _joined(lines: Sequence[str], before: str) -> str:
    """Lines ended as those of the text that they come from."""
    ending = "\r\n" if "\r\n" in before else "\n"
    return "".join([line + ending for line in lines])


def composed(path: str) -> str:
    """One spelling for names that file systems compose or take apart (NFC): what a Mac unpacks is
    listed by other code points than it has."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def _line(digest: str, path: str) -> str:
    return f"{digest}  {_escaped(path)}"


def _escaped(path: str) -> str:
    """RFC 8493, 2.1.3. No name with % is ever put in: bagit-python 1.9 does not unescape %25."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def unescaped(path: str) -> str:
    """The path a manifest's line means; a % that begins no escape stays (older bags have such)."""
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), path)
