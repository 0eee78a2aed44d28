"""PDF's objects from bytes (ISO 32000-1, 7.2 and 7.3): names, strings, numbers, arrays,
dictionaries.

The parser keeps its own stack, so depth is bounded by a number and not by the interpreter.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from exporter.errors import VerifyError
from exporter.messages import Message, say
from exporter.startup.records import dataclass

MOST_NESTED = 100


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


class Name(str):
    """A name, without its slash and with #xx decoded (as Latin-1)."""

    __slots__ = ()


class Keyword(str):
    """A bare word that is no object: obj, endobj, stream, xref, trailer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream's dictionary and its bytes, still encoded."""

    entries: dict[str, object]
    raw: bytes


_TOKEN = re.compile(
    rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)*+"
    rb"(?:(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
    rb"|/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\x00\t\n\x0c\r ]*)>"
    rb"|(?P<string>\()"
    rb"|(?P<word>[^\x00\t\n\x0c\r ()<>\[\]{}/%]+))"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STRING_PIECE = re.compile(rb"[^()\\\r]+|\(|\)|\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_WORDS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}
_BLANK = re.compile(rb"[\x00\t\n\x0c\r ]+")


def damaged(why: Message, name: str) -> VerifyError:
    """What is said when the file breaks its own rules."""
    return VerifyError(
        say("{name} is damaged or cut short: {why}. Export it again.", name=name, why=why),
        path=name,
    )


def literal_string(data: bytes, at: int, name: str) -> tuple[bytes, int]:
    """The string whose "(" stands just before `at`, and where it ends."""
    out: list[bytes] = []
    depth = 1
    while True:
        found = _STRING_PIECE.match(data, at)
        if found is None:
            raise damaged(say("a string has no end"), name)
        at = found.end()
        piece = found.group()
        if piece == b"(":
            depth += 1
        elif piece == b")":
            depth -= 1
            if not depth:
                return b"".join(out), at
        elif piece[:1] == b"\\":
            piece = _escape(found.group(1))
        elif piece[:1] == b"\r":
            piece = b"\n"
        out.append(piece)


def _escape(code: bytes) -> bytes:
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 255])
    if code in (b"\n", b"\r", b"\r\n"):
        return b""
    return _LETTERS.get(code, code)


def hex_string(digits: bytes) -> bytes:
    """The bytes of <…>; an odd last digit is followed by 0."""
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        plain = _BLANK.sub(b"", digits)
        return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))


def name_of(raw: bytes) -> Name:
    """A name's text."""
    if b"#" in raw:
        raw = _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), raw)
    return Name(raw.decode("latin-1"))


def parse(data: bytes, at: int, name: str) -> tuple[object, int]:
    """The object (or Keyword) that begins at or after `at`, and where it ends."""
    stack: list[tuple[bytes, list[object]]] = []
    while True:
        found = _TOKEN.match(data, at)
        if found is None:
            raise damaged(say("byte {at} begins no object", at=at), name)
        at = found.end()
        kind = found.lastgroup
        if kind == "open":
            if len(stack) >= MOST_NESTED:
                raise damaged(
                    say("objects are nested more than {most} deep", most=MOST_NESTED), name
                )
            stack.append((found.group("open"), []))
            continue
        if kind == "close":
            value = _closed(stack, found.group("close"), name)
        elif kind == "string":
            value, at = literal_string(data, at, name)
        else:
            value = _plain(found, kind)
        if not stack:
            if type(value) is int:
                return _maybe_reference(data, value, at)
            return value, at
        items = stack[-1][1]
        if value.__class__ is Keyword:
            generation = items.pop() if value == "R" and len(items) > 1 else None
            if type(generation) is not int:
                raise damaged(say("{word!r} stands inside an object", word=str(value)[:20]), name)
            number = items.pop()
            value = Ref(number, generation) if type(number) is int else None
        items.append(value)


def _plain(found: re.Match[bytes], kind: str | None) -> object:
    match kind:
        case "number":
            text = found.group("number")
            return float(text) if b"." in text else int(text[:24])
        case "name":
            return name_of(found.group("name"))
        case "hex":
            return hex_string(found.group("hex"))
        case _:
            word = found.group("word")
            return _WORDS[word] if word in _WORDS else Keyword(word.decode("latin-1"))


def _closed(stack: list[tuple[bytes, list[object]]], mark: bytes, name: str) -> object:
    if not stack or (stack[-1][0] == b"[") != (mark == b"]"):
        raise damaged(say("brackets do not match"), name)
    opening, items = stack.pop()
    if opening == b"[":
        return items
    if len(items) % 2 or not all(isinstance(key, Name) for key in items[::2]):
        raise damaged(say("a dictionary is not made of names and values"), name)
    return dict(zip(items[::2], items[1::2], strict=True))


_REFERENCE = re.compile(rb"[\x00\t\n\x0c\r ]+(\d{1,10})[\x00\t\n\x0c\r ]+R(?![A-Za-z])")


def _maybe_reference(data: bytes, number: int, at: int) -> tuple[object, int]:
    found = _REFERENCE.match(data, at)
    return (number, at) if found is None else (Ref(number, int(found.group(1))), found.end())
