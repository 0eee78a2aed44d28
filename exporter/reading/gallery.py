"""Pictures that texts name: asked of whoever has the files, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from exporter.messages import Message, say
from exporter.model import Asset, Notice, Range
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture's file: its own name, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
)


def media_type_of(data: bytes) -> str | None:
    """A picture's media type by its first bytes; None for what is no picture known here."""
    for signature, at, media_type in _SIGNATURES:
        if data[at : at + len(signature)] == signature:
            return media_type
    return "image/svg+xml" if b"<svg" in data[:1000] else None


Lookup = Callable[[str], FoundPicture | Message]
"""The picture an address in a text means, or why there is none: a sentence that names the address,
without its full stop."""


def no_files(address: str) -> Message:
    """The lookup of a source that stands in no folder."""
    return say("{address} is not looked for: the text did not come from a folder", address=address)


@dataclass(slots=True)
class Gallery:
    """The pictures of one issue, in the order the texts name them. `lookup` is the present
    source's."""

    lookup: Lookup = no_files
    assets: dict[str, Asset] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def take(self, address: str, here: Range) -> str | None:
        """The id of the asset an address means; None, with a notice, where it means none."""
        found = self.lookup(address) if address else say("A picture names no file")
        if isinstance(found, str):
            detail = say("{why}; its caption is kept, without a picture.", why=found)
            self.notices.append(Notice(code="picture-missing", detail=detail, range=here))
            return None
        digest = hashlib.sha256(found.data).hexdigest()
        asset = self.assets.get(digest)
        if asset is None:
            asset = Asset(
                id=f"i{len(self.assets) + 1}",
                name=found.name,
                media_type=found.media_type,
                sha256=digest,
            )
            self.assets[digest] = asset
            self.data[digest] = found.data
        return asset.id
