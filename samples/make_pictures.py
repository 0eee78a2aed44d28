"""The gallery: `python samples/make_pictures.py` makes samples/pictures/ from the sample issue.

Each picture is the page of a PDF that one command makes; the command is printed beside it. Needs
poppler's pdftoppm.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from exporter import export, read

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "linchuan-2031-05-12.txt"
INKS = ((0, 0, 0), (0xA8, 0x20, 0x1A), (0x24, 0x59, 0x4A))
GROUNDS = ((255, 255, 255), (0xF7, 0xF4, 0xEC), (0xF3, 0xF5, 0xF2))
STEPS = 6
GALLERY: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("page", 2, {"page_size": "A3"}),
    ("newspaper-front-a3", 1, {"page_size": "A3"}),
    ("newspaper-inside-a4", 4, {"page_size": "A4"}),
    ("newspaper-black-tabloid", 1, {"theme": "newspaper-black", "page_size": "tabloid"}),
    ("newspaper-quiet-letter", 1, {"theme": "newspaper-quiet", "page_size": "Letter"}),
)
"""(name, page of the PDF, options)"""


def main() -> None:
    """Makes every picture."""
    reading = read(SOURCE)
    for name, page, options in GALLERY:
        words = " ".join(f"--{key.replace('_', '-')} {value}" for key, value in options.items())
        print(f"{name}.png: page {page} of: exporter pdf {SOURCE.name} {words}")
        with tempfile.TemporaryDirectory() as folder:
            made = export(reading, "pdf", to=folder, **options)
            drawn = rendered(Path(made.path), page)
        whole = Image.open(io.BytesIO(drawn)).convert("RGB")
        reduced = whole.quantize(palette=palette(), dither=Image.Dither.NONE)
        reduced.save(HERE / "pictures" / f"{name}.png", optimize=True)


def palette() -> Image.Image:
    """The grounds, and each ink in STEPS steps from white: small files in the themes' colours."""
    shades = [
        tuple(round(255 - (255 - part) * step / STEPS) for part in ink)
        for ink in INKS
        for step in range(1, STEPS + 1)
    ]
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in (*GROUNDS, *shades) for part in colour])
    return made


def rendered(path: Path, page: int) -> bytes:
    """One page as a PNG 960 pixels high."""
    command = ["pdftoppm", "-f", str(page), "-l", str(page), "-scale-to", "960", "-png", str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
