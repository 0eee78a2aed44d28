"""The cover: none, the picture that was given, or one that an export draws.

A drawn one can only be bounded by itself: its size, its kind, its few colours. Where the book can
be made again its cover is looked at beside the other's, dot by dot; a letter's edge may be a shade
darker, as another rasteriser has it, and no more.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

from exporter.errors import VerifyError
from exporter.messages import as_message, say
from exporter.proof.closed.epub.edition import FOLDER, Edition
from exporter.proof.closed.epub.pictures import COVER, Picture, picture_of
from exporter.proof.found.extracted import Fault
from exporter.untrusted.containers import Budget, Zip, inflate

DRAWN = "images/cover.png"
WIDTH, HEIGHT = 1600, 2560
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
_STEPS = 16
_RED, _WHITE, _PAPER = b"\xa8\x20\x1a", b"\xff\xff\xff", b"\xfb\xfa\xf7"
_GROUNDS = (
    (_RED, (_WHITE,)),
    (_PAPER, (b"\x11\x11\x11", b"\x5f\x5b\x54", b"\xbf\xba\xb0", _RED)),
)
"""Grounds, and the inks on them."""
_SHADE, _MOST_APART = 80, 120
"""So much lighter or darker, of 255, a dot is another; and so few may be: a small letter's dots."""


class _OtherError(Exception):
    """The picture is none that an export draws."""


def is_drawn(edition: Edition) -> bool:
    """Whether a book's cover is drawn."""
    choice = edition.options.get("cover", "auto")
    named = bool(edition.meta.publication) and not _given(edition)
    return choice == "draw" or (choice == "auto" and named)


def _given(edition: Edition) -> bool:
    return any(asset.id == COVER for asset in edition.issues[0].assets)


def cover_of(
    edition: Edition, given: Picture | None, members: Mapping[str, bytes]
) -> tuple[Picture | None, tuple[Fault, ...]]:
    """The book's cover, and what is wrong with it; `given` is the picture that was given, as far
    as it is in the book."""
    if is_drawn(edition):
        data = members.get(DRAWN, b"")
        try:
            _shades(data)
        except _OtherError as error:
            return picture_of(DRAWN, data), (
                Fault("picture-differs", DRAWN, "", "", say("{error}", error=error)),
            )
        return picture_of(DRAWN, data), ()
    if edition.options.get("cover", "auto") == "auto" and _given(edition):
        return given, () if given else (Fault("picture-differs", DRAWN, "", "", as_message(COVER)),)
    return None, ()


def cover_apart(archive: Zip, twin: Zip) -> Iterator[Fault]:
    """Where a drawn cover shows something else than that of the book made again."""
    member = f"{FOLDER}/{DRAWN}"
    try:
        ours, theirs = (_shades(one.read(member)) for one in (archive, twin) if member in one)
    except (_OtherError, VerifyError, ValueError):
        return  # told elsewhere, where it is a fault
    rows = range(0, len(theirs), WIDTH + 1)
    pairs = ((ours[at : at + WIDTH + 1], theirs[at : at + WIDTH + 1]) for at in rows)
    apart = sum(abs(a - b) > _SHADE for one, other in pairs if one != other
                for a, b in zip(one, other, strict=True))  # fmt: skip
    if apart > _MOST_APART:
        yield Fault("picture-differs", DRAWN, "", "", say("it shows something else than it should"))


def _shades(data: bytes) -> bytes:
    """How light a drawn cover's dots are, row by row, a byte before each."""
    header, palette, packed = _parts(data)
    if header != _HEADER:
        raise _OtherError("its header is not that of a drawn cover")
    colours = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    if not _INKS.issuperset(colours):
        raise _OtherError("its colours are not those of a drawn cover")
    try:
        rows = inflate(packed, Budget(DRAWN))
    except VerifyError as error:
        raise _OtherError(error.message) from error
    if len(rows) != (WIDTH + 1) * HEIGHT or any(rows[:: WIDTH + 1]):
        raise _OtherError("its rows are not those of a drawn cover")
    return rows.translate(bytes(sum(one) // 3 for one in colours).ljust(256, b"\0"))


def _parts(data: bytes) -> list[bytes]:
    """The header, the palette and the packed dots of a PNG that has nothing else."""
    kinds: list[bytes] = []
    parts: list[bytes] = []
    at = len(_SIGNATURE)
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 8 + length]
        if data[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(body)):
            raise _OtherError("it is damaged")
        kinds.append(body[:4])
        parts.append(body[4:])
        at += 12 + length
    if not data.startswith(_SIGNATURE) or kinds != [b"IHDR", b"PLTE", b"IDAT", b"IEND"]:
        raise _OtherError("its parts are not those of a drawn cover")
    return parts[:3]


def _inks() -> Iterator[bytes]:
    """The colours between each ground and its inks."""
    for ground, inks in _GROUNDS:
        for ink in inks:
            for step in range(_STEPS):
                pairs = zip(ground, ink, strict=True)
                yield bytes(round(a + (b - a) * step / (_STEPS - 1)) for a, b in pairs)


_INKS = frozenset(_inks())
