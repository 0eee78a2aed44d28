"""Bytes to text, with proof: the text, encoded again, gives the same bytes.

UTF-8 proves itself, and byte order marks are believed. Between the double-byte encodings the bytes
alone cannot decide (nearly every Big5 text is also valid GB18030), so each candidate is decoded
and the one with more everyday characters is taken; the margin is the confidence.

Refused: guessing by statistics of bytes, and decoding with replacement characters, for a text
that is not exactly its bytes cannot be proved complete later.
"""

from __future__ import annotations

import codecs
import hashlib
from typing import NoReturn

from exporter.errors import InputError, OptionError
from exporter.messages import Message, say, sentence
from exporter.model import Guess, Source
from exporter.reading.inputs import RawInput
from exporter.startup.records import dataclass

# What a file is when it is no text, by its first bytes, and what to do about it.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", sentence("{name} is not a text but a PDF file. Extract its text first.")),
    (
        b"PK\x03\x04",
        sentence(
            "{name} is not a text but a ZIP, Word or EPUB file. Save its text as a plain text "
            "file first."
        ),
    ),
    (b"\x89PNG", sentence("{name} is not a text but a PNG picture. It needs OCR first.")),
    (b"\xff\xd8\xff", sentence("{name} is not a text but a JPEG picture. It needs OCR first.")),
    (b"GIF8", sentence("{name} is not a text but a GIF picture. It needs OCR first.")),
    (
        b"\xd0\xcf\x11\xe0",
        sentence(
            "{name} is not a text but an old Word or Office file. Save its text as a plain "
            "text file first."
        ),
    ),
    (
        b"{\\rtf",
        sentence("{name} is not a text but an RTF file. Save its text as a plain text file first."),
    ),
    (b"\x1f\x8b", sentence("{name} is not a text but a gzip archive. Unpack it first.")),
    (b"7z\xbc\xaf", sentence("{name} is not a text but a 7z archive. Unpack it first.")),
    (b"Rar!", sentence("{name} is not a text but a RAR archive. Unpack it first.")),
)
_PAGE = ("<!doctype html", "<html", "<?xml")
"""How a web page begins, in whatever encoding."""
# The everyday characters of both scripts: a third or more of any running text.
_EVERYDAY = frozenset(
    "的一是在不了有和人中大上以要他年月日来会地到说出就也时为下生子于自发后过好天成工行民市"
    "全新分公本第这国个们我业经建实进行动展部长家区县省政府报记者作学高开工程加项目重点"
    "這國個們業經實進動長區縣為來會時說過後發於報記對學開點電與從還關應當無體現"
    "，。、：；“”《》（）「」"
)
_RUNNING = 0.15
"""The share of everyday characters from which a text is taken for running text."""
_MULTIBYTE = ("gb18030", "big5", "cp950", "big5hkscs")
_SAMPLE = 60_000
_HEAD = 1000
"""Characters in which a web page has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A source with the guess about its encoding."""

    source: Source
    guess: Guess


NAMED = "encoding-told"
"""The rule of an encoding that a person named."""


def decode_input(raw: RawInput, source_id: str, encoding: str | None = None) -> Decoded:
    """The source, decoded as `encoding` or as its bytes show. Raises InputError, OptionError."""
    if not raw.data:
        raise InputError(
            say("{name} is empty: there is nothing to read.", name=raw.name), path=raw.name
        )
    for magic, told in _FOREIGN:
        if raw.data.startswith(magic):
            raise InputError(say(told, name=raw.name), path=raw.name)
    if encoding is not None:
        text, name = _as_told(raw, encoding)
        rule, confidence = NAMED, 1.0
        reason = say("read as {encoding}, as asked", encoding=name)
    else:
        text, name, rule, confidence, reason = _detected(raw)
    _refuse_rubbish(raw, text, told=encoding is not None)
    _refuse_page(raw, text)
    source = Source(
        id=source_id,
        name=raw.name,
        sha256=hashlib.sha256(raw.data).hexdigest(),
        encoding=name,
        text=text,
    )
    guess = Guess(
        target=source_id, part="encoding", rule=rule, confidence=confidence, reason=reason
    )
    return Decoded(source=source, guess=guess)


def _as_told(raw: RawInput, encoding: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:  # ValueError: a name that is no text itself
        raise OptionError(
            say(
                "There is no encoding {encoding!r}. Try utf-8, gb18030, big5 or utf-16.",
                encoding=encoding,
            )
        ) from error
    if name == "utf-16":
        name = "utf-16-be" if raw.data.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    elif name == "utf-8" and raw.data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    try:
        text = raw.data.decode(name)
        proved = text.encode(name) == raw.data
    except UnicodeDecodeError as error:
        raise _mixed(raw) or _undecodable(raw, name, error) from error
    except (LookupError, UnicodeEncodeError, ValueError, TypeError) as error:
        raise OptionError(
            say("{encoding!r} is not an encoding of text files.", encoding=encoding)
        ) from error
    if not proved:
        raise InputError(
            say(
                "{name} read as {encoding} does not give its own bytes again, so it cannot be "
                "proved complete. Name another encoding with --encoding.",
                name=raw.name,
                encoding=name,
            ),
            path=raw.name,
        )
    return text, name


def _detected(raw: RawInput) -> tuple[str, str, str, float, Message]:
    """Text, codec name, rule, confidence and reason."""
    data = raw.data
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text, name = _as_told(raw, name)
            reason = say("{encoding}: the file begins with its mark", encoding=name)
            return text, name, "encoding-mark", 1.0, reason
    if (utf8 := _proved(data, "utf-8")) is not None and "\0" not in utf8:
        return utf8, "utf-8", "encoding-proof", 1.0, say("utf-8: every byte fits, and only there")
    if b"\0" in data[:_SAMPLE]:
        return _bare_utf16(raw)
    return _double_byte(raw)


def _bare_utf16(raw: RawInput) -> tuple[str, str, str, float, Message]:
    """UTF-16 without a mark, or no text at all."""
    for name in ("utf-16-le", "utf-16-be"):
        text = _proved(raw.data, name)
        if text is not None and "\0" not in text and _everyday(text) >= _RUNNING:
            reason = say("{encoding}: it gives everyday characters", encoding=name)
            return text, name, "encoding-everyday", 0.9, reason
    raise _binary(raw)


def _double_byte(raw: RawInput) -> tuple[str, str, str, float, Message]:
    found: list[tuple[float, str, str]] = []
    for name in _MULTIBYTE:
        text = _proved(raw.data, name)
        if text is not None and not (found and text == found[-1][2]):
            found.append((_everyday(text), name, text))
    if not found:
        _explain_damage(raw)
    found.sort(key=_by_score)
    score, name, text = found[0]
    second = found[1][0] if len(found) > 1 else 0.0
    confidence = round(min(0.99, 0.5 + 2 * (score - second)), 2)
    reason = say(
        "{encoding}: {share:.0%} everyday characters, next best {second:.0%}",
        encoding=name,
        share=score,
        second=second,
    )
    return text, name, "encoding-everyday", confidence, reason


def _by_score(found: tuple[float, str, str]) -> tuple[float, int]:
    return -found[0], _MULTIBYTE.index(found[1])


def _proved(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
        return text if text.encode(name) == data else None
    except UnicodeError:
        return None


def _everyday(text: str) -> float:
    """Share of everyday characters among the non-ASCII ones of the beginning."""
    sample = [char for char in text[:_SAMPLE] if char > "\x7f" and not char.isspace()]
    return sum(char in _EVERYDAY for char in sample) / len(sample) if sample else 0.0


def _explain_damage(raw: RawInput) -> NoReturn:
    """Raises the error of the encoding that got furthest."""
    mixed = _mixed(raw)
    if mixed is not None:
        raise mixed
    errors: list[tuple[int, str, UnicodeDecodeError]] = []
    for name in ("utf-8", "gb18030", "big5"):
        try:
            raw.data.decode(name)
        except UnicodeDecodeError as error:
            errors.append((error.start, name, error))
    if not errors:
        raise _binary(raw)
    start, name, cause = max(errors, key=_by_start)
    if start < min(len(raw.data) // 4, 200):
        raise _binary(raw) from cause
    raise _undecodable(raw, name, cause) from cause


def _by_start(item: tuple[int, str, UnicodeDecodeError]) -> int:
    return item[0]


def _mixed(raw: RawInput) -> InputError | None:
    """The error of a file some of whose lines are UTF-8 and some are not, if it is one."""
    first, at = "", 0
    for number, line in enumerate(raw.data.split(b"\n"), 1):
        name = "" if line.isascii() else _encoding_of(line)
        if name and first and (name == "utf-8") != (first == "utf-8"):
            return InputError(
                say(
                    "{name} mixes encodings: it begins as {first}, but line {line} (from byte "
                    "{at}) is {second}. Part it there, or save all of it as UTF-8.",
                    name=raw.name,
                    first=first,
                    line=number,
                    at=at,
                    second=name,
                ),
                path=raw.name,
                line=number,
            )
        first = first or name
        at += len(line) + 1
    return None


def _encoding_of(line: bytes) -> str:
    """The encoding in which a line is running text; "" where it is in none."""
    found = ((name, _proved(line, name)) for name in ("utf-8", *_MULTIBYTE[:2]))
    scores = [(_everyday(text), name) for name, text in found if text is not None]
    score, name = max(scores, default=(0.0, ""))
    return name if score >= _RUNNING else ""


def _undecodable(raw: RawInput, name: str, error: UnicodeDecodeError) -> InputError:
    line = raw.data.count(b"\n", 0, error.start) + 1
    return InputError(
        say(
            "{name} is not whole {encoding}: byte {at} (line {line}) fits no character. "
            "Name its encoding with --encoding, or save it again as UTF-8.",
            name=raw.name,
            encoding=name,
            at=error.start,
            line=line,
        ),
        path=raw.name,
        line=line,
    )


def _binary(raw: RawInput) -> InputError:
    return InputError(
        say(
            "{name} is not text in any encoding known here (UTF-8, UTF-16, GB18030, "
            "Big5). If it is text, name its encoding with --encoding.",
            name=raw.name,
        ),
        path=raw.name,
    )


def _refuse_page(raw: RawInput, text: str) -> None:
    """Its tags would be shown among the words."""
    if text[:_HEAD].lstrip("\ufeff \t\r\n").lower().startswith(_PAGE):
        raise InputError(
            say(
                "{name} is not a text but a web page. Open it in a browser, and save its "
                "text or copy it into a plain text file first.",
                name=raw.name,
            ),
            path=raw.name,
        )


def _refuse_rubbish(raw: RawInput, text: str, *, told: bool) -> None:
    sample = text[:_SAMPLE]
    controls = sum(sample.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 12, 13))
    if not told and controls > max(4, len(sample) // 50):
        raise _binary(raw)
    if not text.strip(" \t\r\n\f\v\u3000\xa0\ufeff\u200b") or not text.strip():
        raise InputError(say("{name} holds no text, only blanks.", name=raw.name), path=raw.name)
