"""The pictures of a book against the issue's assets: by SHA-256, and how large their files say they
are, so that no picture is shown for another, out of shape or as a speck."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from hashlib import sha256

from exporter.errors import VerifyError
from exporter.messages import as_message
from exporter.model import Figure, Issue, articles_of
from exporter.proof.found.extracted import Fault
from exporter.startup.records import dataclass
from exporter.untrusted.containers import parse_xml

Size = tuple[int, int] | None
COVER = "cover"
"""The id of the asset that is the cover."""
MEDIA = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""The kinds a book takes, by the ends of their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is in the book; `href` is relative to the package document."""

    name: str
    href: str
    media_type: str
    size: Size

    def attributes(self, alternative: str) -> dict[str, str]:
        """Of its `img`, seen from a document in `text/`."""
        size = (
            {} if self.size is None else {"width": str(self.size[0]), "height": str(self.size[1])}
        )
        return {"src": f"../{self.href}", "alt": alternative, **size}


def found_pictures(
    issue: Issue, prefix: str, members: Mapping[str, bytes]
) -> tuple[dict[str, Picture], tuple[Fault, ...]]:
    """The issue's assets that are in the book, by id; `members` are its pictures by href. One that
    is shown and not there is a fault, if it is of a kind a book takes. The cover is the cover's
    own matter."""
    free = {href: sha256(data).hexdigest() for href, data in sorted(members.items())}
    shown = {
        block.asset
        for article in articles_of(issue)
        for block in article.blocks
        if isinstance(block, Figure)
    }
    found: dict[str, Picture] = {}
    faults: list[Fault] = []
    for asset in issue.assets:
        own = COVER if asset.id == COVER else r"picture-\d+"
        named = re.compile(rf"images/({re.escape(prefix)}{own})\.[a-z]+")
        same = (h for h in free if free[h] == asset.sha256 and named.fullmatch(h))
        href = next((h for h in same if _is_named_well(h, members[h])), None)
        if href is not None:
            del free[href]
            found[asset.id] = picture_of(href, members[href])
        elif asset.id in shown and asset.media_type in MEDIA.values():
            faults.append(
                Fault("picture-differs", asset.name, asset.sha256, "", as_message(asset.id))
            )
    return found, tuple(faults)


def _is_named_well(href: str, data: bytes) -> bool:
    """Whether a picture is of the kind that its name says."""
    marks = _MARKS[f".{href.rpartition('.')[2]}"]
    return not marks or any(data[at : at + len(mark)] == mark for at, mark in marks)


_MARKS: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".png": ((0, b"\x89PNG\r\n\x1a\n"),),
    ".jpg": ((0, b"\xff\xd8\xff"),),
    ".gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    ".webp": ((8, b"WEBP"),),
    ".svg": (),
}
"""What a picture's bytes have at a place."""


def picture_of(href: str, data: bytes) -> Picture:
    """A picture of the book by what its bytes say."""
    stem, _, suffix = href.rpartition(".")
    name, end = stem.rpartition("/")[2], f".{suffix}"
    try:
        size = _SIZES[end](data)
    except (struct.error, IndexError, ValueError, VerifyError):
        size = None
    return Picture(name=name, href=href, media_type=MEDIA[end], size=size)


def _png(data: bytes) -> Size:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif(data: bytes) -> Size:
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _jpeg(data: bytes) -> Size:
    """From the first start-of-frame segment (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        bare = marker == 0x01 or 0xD0 <= marker <= 0xD9
        at += 1 if marker == 0xFF else 2
        at += 0 if bare or marker == 0xFF else int.from_bytes(data[at : at + 2], "big")
    return None


def _webp(data: bytes) -> Size:
    """From the first chunk (RFC 9649)."""
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _svg(data: bytes) -> Size:
    root = parse_xml(data, "svg")
    sides = [_pixels(root.get(name, "")) for name in ("width", "height")]
    if None in sides:
        sides = [_pixels(side) for side in root.get("viewBox", "").replace(",", " ").split()[2:4]]
    width, height = sides if len(sides) == 2 else (None, None)
    return (width, height) if width and height and width > 0 and height > 0 else None


def _pixels(length: str) -> int | None:
    try:
        return round(float(length.removesuffix("px")))
    except (ValueError, OverflowError):
        return None


_SIZES: dict[str, Callable[[bytes], Size]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".gif": _gif,
    ".webp": _webp,
    ".svg": _svg,
}
