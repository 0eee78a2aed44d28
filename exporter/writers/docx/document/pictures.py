"""Pictures: inline, as wide as their column at most, with what a screen reader says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from exporter.messages import Message, say, sentence
from exporter.model import Asset, Notice
from exporter.startup.records import dataclass, field
from exporter.writers.docx.parts.markup import NS, Element, R, add, q

EMU_PER_POINT = 12700
EMU_PER_TWIP = 635
_TALLEST = 420 * EMU_PER_POINT  # three fifths of the text's height: its caption stays with it

AddPart = Callable[[str, str, bytes], str]
"""(extension, content type, bytes) → relationship id."""


@dataclass(frozen=True, slots=True)
class _Picture:
    ref: str
    width: int  # EMU
    height: int


@dataclass(slots=True)
class Pictures:
    """The issue's pictures; each becomes a part when it is first drawn."""

    assets: Mapping[str, Asset]
    data: Mapping[str, bytes]
    add_part: AddPart
    notices: list[Notice] = field(default_factory=list)
    _known: dict[str, _Picture | None] = field(default_factory=dict)
    _drawn: int = 0

    def draw(self, parent: Element, asset_id: str, alt: str, width: int) -> int:
        """A run with the picture, at most `width` twips wide; its height in points, 0 where there
        is no picture to draw (then nothing is added, and a notice says why)."""
        if asset_id not in self._known:
            self._known[asset_id] = self._load(asset_id)
        picture = self._known[asset_id]
        if picture is None:
            return 0
        scale = min(1.0, width * EMU_PER_TWIP / picture.width, _TALLEST / picture.height)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        self._drawn += 1
        run = etree.SubElement(parent, R)
        _draw(add(run, "drawing"), picture.ref, self._drawn, asset_id, alt, size)
        return size[1] // EMU_PER_POINT

    def _load(self, asset_id: str) -> _Picture | None:
        asset = self.assets.get(asset_id)
        name = asset_id if asset is None else asset.name
        data = None if asset is None else self.data.get(asset.sha256)
        if data is None:
            self._refuse("picture-missing", say("{name}: its file was not given.", name=name))
            return None
        # python-docx takes 70 ms to load, which an issue without pictures should not pay.
        from exporter.writers.docx.document.images import measured

        try:
            image = measured(data)
        except ValueError as error:
            told = _UNMEASURED[bool(str(error))]
            self._refuse("picture-refused", say(told, name=name, error=error))
            return None
        width, height = (round(side * EMU_PER_POINT) for side in (image.width, image.height))
        if width <= 0 or height <= 0:
            self._refuse("picture-refused", say("{name} has no size.", name=name))
            return None
        return _Picture(self.add_part(image.extension, image.content_type, data), width, height)

    def _refuse(self, code: str, detail: Message) -> None:
        self.notices.append(Notice(code=code, detail=detail))


_UNMEASURED = {
    False: sentence("{name} cannot be measured as a PNG, JPEG, GIF, BMP or TIFF picture."),
    True: sentence("{name} cannot be measured as a PNG, JPEG, GIF, BMP or TIFF picture ({error})."),
}
"""By whether there is more to tell of it."""


def _draw(
    drawing: Element, ref: str, number: int, name: str, alt: str, size: tuple[int, int]
) -> None:
    extent = {"cx": str(size[0]), "cy": str(size[1])}
    told = {"id": str(number), "name": name}
    inline = _e(drawing, "wp:inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    _e(inline, "wp:extent", extent)
    _e(inline, "wp:docPr", {**told, "descr": alt})
    _e(_e(inline, "wp:cNvGraphicFramePr"), "a:graphicFrameLocks", {"noChangeAspect": "1"})
    data = _e(_e(inline, "a:graphic"), "a:graphicData", {"uri": NS["pic"]})
    picture = _e(data, "pic:pic")
    about = _e(picture, "pic:nvPicPr")
    _e(about, "pic:cNvPr", told)
    _e(about, "pic:cNvPicPr")
    fill = _e(picture, "pic:blipFill")
    _e(fill, "a:blip").set(q("embed", "r"), ref)
    _e(_e(fill, "a:stretch"), "a:fillRect")
    shape = _e(picture, "pic:spPr")
    frame = _e(shape, "a:xfrm")
    _e(frame, "a:off", {"x": "0", "y": "0"})
    _e(frame, "a:ext", extent)
    _e(_e(shape, "a:prstGeom", {"prst": "rect"}), "a:avLst")


def _e(parent: Element, name: str, attributes: Mapping[str, str] | None = None) -> Element:
    prefix, _, local = name.partition(":")
    return etree.SubElement(parent, q(local, prefix), dict(attributes or {}))
