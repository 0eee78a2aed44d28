"""What kind of picture some bytes are, and how large, as python-docx tells it."""

from __future__ import annotations

from docx.image.image import Image

from exporter.startup.records import dataclass


@dataclass(frozen=True, slots=True)
class Raster:
    """Sizes in points, by the picture's own resolution (72 dots an inch where it says none)."""

    extension: str
    content_type: str
    width: float
    height: float


def measured(data: bytes) -> Raster:
    """Raises ValueError, with a reason if there is one, for what is no PNG, JPEG, GIF, BMP or
    TIFF."""
    try:
        image = Image.from_blob(data)
        return Raster(
            image.ext,
            image.content_type,
            image.px_width / (image.horz_dpi or 72) * 72,
            image.px_height / (image.vert_dpi or 72) * 72,
        )
    except Exception as error:  # it raises all there is, and bare Exception too
        raise ValueError(str(error)) from error
