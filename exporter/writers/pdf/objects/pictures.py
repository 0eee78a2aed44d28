"""Pictures as PDF image objects: JPEG data as it is, everything else as plain RGB or grey.

Pillow, which ReportLab brings along, is loaded only when an issue has a picture that must be
decoded. Transparency is laid on white, and CMYK becomes RGB: the file's one output intent is sRGB.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping

from exporter.messages import Message, say
from exporter.model import Asset, Notice
from exporter.startup.records import dataclass, replace
from exporter.writers.pdf.objects.document import PdfDocument, Raw

_SIZES = frozenset((0xC0, 0xC1, 0xC2))
"""JPEG markers (ISO 10918-1) of frames that PDF readers decode: baseline, extended, progressive."""
_SPACES = {1: b"DeviceGray", 3: b"DeviceRGB"}
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: `pixels` is its own size; `width`, `height` and `left` (in points, from the
    column's edge) are how large and where it is drawn. `resource` names it in content streams;
    `whole` is whether the file holds it as the file it was."""

    name: str
    resource: str
    pixels: tuple[int, int]
    whole: bool
    width: float = 0.0
    height: float = 0.0
    left: float = 0.0

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """The largest size within a box that is not more than twice 72 dots an inch."""
        across, down = self.pixels
        scale = min(width / across, height / down, 2.0)
        return across * scale, down * scale

    def scaled(self, scale: float) -> Picture:
        """The same made smaller about its middle."""
        width = self.width * scale
        left = self.left + (self.width - width) / 2
        return replace(self, width=width, height=self.height * scale, left=left)


class Pictures:
    """The pictures of one document, each embedded once, in order of first use."""

    def __init__(self, assets: tuple[Asset, ...], data: Mapping[str, bytes]) -> None:
        self.assets = {asset.id: asset for asset in assets}
        self.data = data
        self.notices: list[Notice] = []
        self.made: dict[str, tuple[Picture, Raw] | None] = {}

    def of(self, asset_id: str | None) -> Picture | None:
        """The picture of an asset; None, with a notice, where it did not come or is none."""
        asset = self.assets.get(asset_id) if asset_id is not None else None
        if asset is None:
            return None
        if asset.id not in self.made:
            self.made[asset.id] = self._made(asset)
        found = self.made[asset.id]
        return None if found is None else found[0]

    def own(self, name: str, data: bytes) -> Picture | None:
        """A theme's own picture; None where it is none."""
        if name not in self.made:
            self.made[name] = self._drawn(name, data)
        found = self.made[name]
        return None if found is None else found[0]

    def embed(self, document: PdfDocument) -> bytes:
        """The insides of the pages' XObject resource dictionary."""
        objects = [made for made in self.made.values() if made is not None]
        return b"".join(
            b"/%b %d 0 R" % (picture.resource.encode(), document.number(document.add(raw)))
            for picture, raw in objects
        )

    def redrawn(self) -> dict[str, tuple[Asset, bytes]]:
        """By SHA-256, the issue's pictures that are shown but not held as the files they were."""
        found: dict[str, tuple[Asset, bytes]] = {}
        for asset in self.assets.values():
            made = self.made.get(asset.id)
            if made is not None and not made[0].whole:
                found.setdefault(asset.sha256, (asset, self.data[asset.sha256]))
        return found

    def _made(self, asset: Asset) -> tuple[Picture, Raw] | None:
        data = self.data.get(asset.sha256)
        if data is None:
            self._tell(
                "missing-picture", say("{name} did not come with the issue", name=asset.name)
            )
            return None
        made = self._drawn(asset.name, data)
        if made is None:
            self._tell(
                "unreadable-picture", say("{name} is no picture that can be read", name=asset.name)
            )
        return made

    def _drawn(self, name: str, data: bytes) -> tuple[Picture, Raw] | None:
        whole = _jpeg(data)
        found = whole or _decoded(data)
        if found is None:
            return None
        size, raw = found
        resource = f"I{sum(made is not None for made in self.made.values()) + 1}"
        picture = Picture(name=name, resource=resource, pixels=size, whole=whole is not None)
        return picture, raw

    def _tell(self, code: str, why: Message) -> None:
        detail = say("{why}: its caption stands between rules instead", why=why)
        self.notices.append(Notice(code=code, detail=detail))


def _image(size: tuple[int, int], space: bytes, filters: bytes, data: bytes) -> Raw:
    return Raw(
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%b/BitsPerComponent 8"
        b"/Filter/%b/Length %d>>\nstream\n%b\nendstream" % (*size, space, filters, len(data), data)
    )


def _jpeg(data: bytes) -> tuple[tuple[int, int], Raw] | None:
    """A JPEG of grey or RGB, embedded as it is; None for anything else."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _SIZES:
            height, width = (int.from_bytes(data[at + i : at + i + 2], "big") for i in (5, 7))
            space = _SPACES.get(data[at + 9])
            if data[at + 4] != 8 or space is None or not width or not height:
                return None
            return (width, height), _image((width, height), space, b"DCTDecode", data)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _decoded(data: bytes) -> tuple[tuple[int, int], Raw] | None:
    """Whatever Pillow reads, as deflated grey or RGB."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            image = opened.copy()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        whole = image.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        image = Image.alpha_composite(ground, whole).convert("RGB")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode in ("1", "I", "I;16", "F") else "RGB")
    space = b"DeviceGray" if image.mode == "L" else b"DeviceRGB"
    packed = zlib.compress(image.tobytes(), _LEVEL)
    return image.size, _image(image.size, space, b"FlateDecode", packed)
