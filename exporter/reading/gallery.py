"""Pictures that texts name: asked of whoever has the files, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from exporter.messages import say
from exporter.model import Asset, Notice, Range
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture's file: its own name, its media type and its bytes. `sha256` stands for the bytes
    where they are not at hand and only what they are is asked for."""

    name: str
    media_type: str
    data: bytes
    sha256: str = ""


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


Lookup = Callable[[str], FoundPicture | str]
"""The picture an address in a text means, or the reason why there is none: the end of a sentence
that begins with the address."""


def no_files(address: str) -> str:
    """The lookup of a source that stands in no folder."""
    return "is not looked for: the text did not come from a folder"


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
        found = self.lookup(address) if address else "names no file"
        if isinstance(found, str):
            told = address or "A picture"
            self.notices.append(
                Notice(
                    code="picture-missing",
                    detail=say(
                        "{told} {found}; its caption is kept, without a picture.",
                        told=told,
                        found=found,
                    ),
                    range=here,
                )
            )
            return None
        digest = found.sha256 or hashlib.sha256(found.data).hexdigest()
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
