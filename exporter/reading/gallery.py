"""Pictures that texts name: handed in by whoever has the files, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from exporter.messages import Message, say
from exporter.model import Asset, Notice
from exporter.reading.text.lines import TextLine
from exporter.startup.records import dataclass, field, replace


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


Pictures = Mapping[str, FoundPicture | Message]
"""By the address a text has for it, a picture, or why there is none: a sentence that names the
address, without its full stop."""


@dataclass(slots=True)
class Gallery:
    """The pictures of one issue, in the order the texts name them."""

    assets: dict[str, Asset] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    hung: dict[tuple[str, str], str] = field(default_factory=dict)
    """The id of the asset that an address means in a source."""

    def hang(self, lines: Iterable[TextLine], pictures: Pictures) -> list[TextLine]:
        """The lines with their pictures' assets. One that has no words and whose picture did not
        come shows nothing, and is left out."""
        hung = [self._hung(line, pictures) for line in lines]
        return [line for line in hung if line.shot is None or line.shot.asset or not line.shot.bare]

    def _hung(self, line: TextLine, pictures: Pictures) -> TextLine:
        """The line with its picture; without, and with a notice, where none came."""
        shot = line.shot
        if shot is None:
            return line
        found = pictures.get(shot.address) or _not_looked_for(shot.address)
        if isinstance(found, FoundPicture):
            asset = self.hung[line.src, shot.address] = self._kept(found)
            return replace(line, shot=replace(shot, asset=asset))
        detail = say("{why}; its caption is kept, without a picture.", why=found)
        self.notices.append(Notice(code="picture-missing", detail=detail, range=shot.place))
        return line

    def _kept(self, found: FoundPicture) -> str:
        """The id of the asset that a picture is."""
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


def _not_looked_for(address: str) -> Message:
    """Why nothing came of an address."""
    if not address:
        return say("A picture names no file")
    return say("{address} is not looked for: the text did not come from a folder", address=address)
