"""`exporter fonts [TEXT]`: which fonts there are, what they cover, and which prints a character."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exporter.api import world
from exporter.cli.arguments import Parser
from exporter.errors import FontError
from exporter.messages import say, sentence
from exporter.typography.catalogue import Fonts
from exporter.typography.faces import (
    GETA,
    LAST,
    SHIPPED,
    SONG,
    Face,
    covering,
    font_path,
    shipped_face,
)

_BLOCKS = {
    sentence("Han"): ((0x4E00, 0x9FA5),),
    sentence("Ext A"): ((0x3400, 0x4DB5),),
    sentence("Ext B"): ((0x20000, 0x2A6D6),),
    sentence("Ext C-F"): ((0x2A700, 0x2EBE0),),
    sentence("kana"): ((0x3041, 0x3096), (0x30A1, 0x30FA)),
    sentence("hangul"): ((0xAC00, 0xD7A3),),
    sentence("Latin"): ((0x21, 0x7E), (0xA1, 0xFF)),
}
"""What is counted: blocks of Unicode, without their latest additions."""


def run(name: str, arguments: Sequence[str]) -> int:
    """Prints a line a font, or a line a character of TEXT."""
    parser = Parser(
        name,
        say(
            "Lists the fonts in the order in which they are asked for a character, and what share "
            "of each kind of character they have. With TEXT: which font prints each character of "
            "it."
        ),
        usage=say("[TEXT] [--font-dir DIR] [--json]"),
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help=say("characters to look up"))
    parser.add_argument(
        "--font-dir", action="append", default=[], metavar="DIR", help=say("more fonts")
    )
    parser.add_argument("--json", action="store_true", help=say("print the list as JSON"))
    parsed = parser.parse_args(arguments)
    fonts = world.context_from_environment(font_dirs=parsed.font_dir).fonts
    rows = _characters(parsed.text, fonts) if parsed.text else _fonts(fonts)
    if parsed.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif parsed.text:
        for row in rows:
            font = row["font"] or say("none: {geta} is printed", geta=GETA)
            print(f"{row['character']}  {row['code']:<8}{font}")
    else:
        _print_fonts(rows)
    return 0


def _fonts(fonts: Fonts) -> list[dict[str, Any]]:
    shipped = [(name, font_path(name, fonts)) for name in SHIPPED if name != LAST]
    last = [(LAST, font_path(LAST, fonts))]
    own = [(path.stem, path) for path in fonts.own if path.stem not in SHIPPED]
    return [_font(name, path) for name, path in (*shipped, *last, *own)]


def _font(name: str, path: Path) -> dict[str, Any]:
    """A font that cannot be used is listed with its trouble, not left out."""
    row: dict[str, Any] = {"font": name, "path": str(path), "outlines": None, "characters": 0,
                           "covers": {}, "trouble": None}  # fmt: skip
    try:
        face = Face(name, path)
    except FontError as error:
        row["trouble"] = error.message
        return row
    codes = face.characters()
    row["outlines"] = "CFF" if face.is_cff else "TrueType"
    row["characters"] = len(codes)
    for block, ranges in _BLOCKS.items():
        size = sum(last - first + 1 for first, last in ranges)
        had = sum(code in codes for first, last in ranges for code in range(first, last + 1))
        row["covers"][block] = round(had / size, 4)
    return row


def _characters(text: str, fonts: Fonts) -> list[dict[str, Any]]:
    first = shipped_face(SONG, fonts)
    found = [(char, covering(char, first, fonts)) for char in dict.fromkeys(text)]
    return [
        {
            "character": char,
            "code": f"U+{ord(char):04X}",
            "font": None if face is None else Path(face.path).stem,
        }
        for char, face in found
        if not char.isspace()
    ]


def _print_fonts(rows: list[dict[str, Any]]) -> None:
    width = max(len(row["font"]) for row in rows)
    print(" " * width + "".join(f"{say(block):>9}" for block in _BLOCKS))
    for row in rows:
        shares = "".join(f"{_percent(row['covers'].get(block, 0.0)):>9}" for block in _BLOCKS)
        trouble = say("  not usable: {trouble}", trouble=row["trouble"]) if row["trouble"] else ""
        print(f"{row['font']:<{width}}{trouble or shares}")


def _percent(share: float) -> str:
    if share == 0:
        return "-"
    return say("all") if share == 1 else f"{min(share, 0.999):.1%}"
