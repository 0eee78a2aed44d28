"""The issue's pictures: which can go into a book, under which name, and how large they are.

A picture is taken when its bytes are what they claim to be, in a format EPUB 3.3 lists as core:
PNG, JPEG, GIF, WebP, SVG. Refused are files that end too early or have more pixels than a reading
system can hold, and SVG that holds scripts or reaches outside the book.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping

from exporter.messages import say
from exporter.model import Asset, Notice
from exporter.startup.records import dataclass
from exporter.volumes import COVER
from exporter.writers.epub.svg import svg_size

Size = tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in the book. `href` is relative to the package document; `size` is in pixels,
    None where the file does not say."""

    name: str
    href: str
    media_type: str
    data: bytes
    size: Size

    def attributes(self, alternative: str) -> dict[str, str]:
        """The attributes of its `img`, seen from a document in `text/`."""
        size = (
            {}
            if self.size is None
            else dict(zip(("width", "height"), map(str, self.size), strict=True))
        )
        return {"src": f"../{self.href}", "alt": alternative, **size}


def pictures_of(
    assets: Iterable[Asset], data: Mapping[str, bytes], prefix: str = ""
) -> tuple[dict[str, Picture], tuple[Notice, ...]]:
    """The pictures by asset id, and a notice for each one left out."""
    found: dict[str, Picture] = {}
    notices: list[Notice] = []
    for asset in assets:
        name = COVER if asset.id == COVER else f"picture-{len(found) + 1}"
        taken = _picture(asset, data.get(asset.sha256), prefix + name)
        if isinstance(taken, Picture):
            found[asset.id] = taken
        else:
            notices.append(taken)
    return found, tuple(notices)


def _picture(asset: Asset, data: bytes | None, name: str) -> Picture | Notice:
    if data is None:
        return Notice(
            code="picture-missing", detail=say("{name}: its file was not given.", name=asset.name)
        )
    for media_type, suffix, measure in _KINDS:
        try:
            told = measure(data)
            _check_size(told)
        except (ValueError, struct.error, IndexError) as error:
            return Notice(
                code="picture-refused", detail=say("{name}: {error}.", name=asset.name, error=error)
            )
        if told is not _NOT_THIS:
            return Picture(
                name=name,
                href=f"images/{name}{suffix}",
                media_type=media_type,
                data=data,
                size=told,
            )
    return Notice(
        code="picture-refused",
        detail=say(
            "{name} is not PNG, JPEG, GIF, WebP or SVG. Convert it to one of these.",
            name=asset.name,
        ),
    )


_NOT_THIS = (-1, -1)
"""Said by a measure of a file in another format."""
_MOST_PIXELS = 120_000_000
"""A newspaper's broadsheet at 600 dots an inch has 115 million; four bytes each, when shown."""


def _check_size(size: Size) -> None:
    if size in (None, _NOT_THIS):
        return
    width, height = size
    if not width or not height:
        raise ValueError(say("it has no width or no height"))
    if width * height > _MOST_PIXELS:
        raise ValueError(
            say(
                "it has {width} × {height} pixels, and readers hold {most} million",
                width=width,
                height=height,
                most=_MOST_PIXELS // 10**6,
            )
        )


def _png(data: bytes) -> Size:
    """From the header, when all chunks are there (ISO/IEC 15948, 5.3)."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _NOT_THIS
    at, kind = 8, b""
    while kind != b"IEND":
        if at + 12 > len(data):
            raise ValueError(say("its PNG data end too early"))
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    if at > len(data) or data[12:16] != b"IHDR":
        raise ValueError(say("its PNG data are damaged"))
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif(data: bytes) -> Size:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return _NOT_THIS
    if not data.rstrip(b"\0").endswith(b";"):
        raise ValueError(say("its GIF data end too early"))
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _jpeg(data: bytes) -> Size:
    """From the first start-of-frame segment (ITU T.81, B.2.2)."""
    if not data.startswith(b"\xff\xd8\xff"):
        return _NOT_THIS
    if b"\xff\xd9" not in data:
        raise ValueError(say("its JPEG data end too early"))
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            raise ValueError(say("its JPEG segments are damaged"))
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif 0xD0 <= marker <= 0xD9 or marker == 0x01:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError(say("its JPEG data end too early"))


def _webp(data: bytes) -> Size:
    """From the first chunk: VP8, VP8L or VP8X (RFC 9649)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return _NOT_THIS
    if 8 + int.from_bytes(data[4:8], "little") > len(data):
        raise ValueError(say("its WebP data end too early"))
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError(say("its WebP data are damaged"))


def _drawing(data: bytes) -> Size:
    return svg_size(data) if b"<svg" in data[:4096] else _NOT_THIS


_KINDS: tuple[tuple[str, str, Callable[[bytes], Size]], ...] = (
    ("image/png", ".png", _png),
    ("image/jpeg", ".jpg", _jpeg),
    ("image/gif", ".gif", _gif),
    ("image/webp", ".webp", _webp),
    ("image/svg+xml", ".svg", _drawing),
)
