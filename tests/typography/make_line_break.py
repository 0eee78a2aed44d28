"""Makes exporter/typography/line_break.txt from the Unicode Character Database.

`python tests/typography/make_line_break.py UCD-FOLDER`, which holds LineBreak.txt,
EastAsianWidth.txt, UnicodeData.txt and emoji/emoji-data.txt of one version.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "exporter" / "typography" / "line_break.txt"
_ROW = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", re.M)
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x1F000, 0x1FAFF),
               (0x1FC00, 0x1FFFD), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD))  # fmt: skip
"""What is ID even where it is not assigned (LineBreak.txt, head)."""
_RESOLVED = {"AI": "AL", "SG": "AL", "XX": "AL", "CJ": "NS"}


def main(folder: Path) -> None:
    """Writes the table: hexadecimal first code point and class of each run; AL is not listed."""
    classes = ["AL"] * 0x110000
    for first, last in _IDEOGRAPHS:
        classes[first : last + 1] = ["ID"] * (last + 1 - first)
    classes[0x20A0:0x20D0] = ["PR"] * 0x30
    assigned, marks = set(), set()
    for line in (folder / "UnicodeData.txt").read_text("utf-8").splitlines():
        code, _, category, *_ = line.split(";")
        assigned.add(int(code, 16))
        if category in ("Mn", "Mc"):
            marks.add(int(code, 16))
    for code, name in _rows(folder / "LineBreak.txt"):
        if name == "SA":
            name = "CM" if code in marks else "AL"
        classes[code] = _RESOLVED.get(name, name)
    for code, width in _rows(folder / "EastAsianWidth.txt"):
        if width in "FWH" and classes[code] in ("OP", "CP"):
            classes[code] += "W"
    for code, name in _rows(folder / "emoji" / "emoji-data.txt"):
        if name == "Extended_Pictographic" and code not in assigned and classes[code] == "ID":
            classes[code] = "IDE"
    runs = [
        f"{code:X} {classes[code]}"
        for code in range(0x110000)
        if code == 0 or classes[code] != classes[code - 1]
    ]
    version = re.search(r"LineBreak-([\d.]+)\.txt", (folder / "LineBreak.txt").read_text("utf-8"))
    assert version is not None
    head = (
        f"# Line_Break classes of Unicode {version[1]}, made from its data files: ranges merged,\n"
        "# AI SG XX SA CJ resolved (LB1), OP and CP split by East Asian width, ID by emoji.\n"
        "# (c) Unicode, Inc. See line_break-LICENSE.txt beside this file.\n"
    )
    TARGET.write_text(head + "\n".join(runs) + "\n", encoding="utf-8")


def _rows(path: Path) -> list[tuple[int, str]]:
    return [
        (code, name)
        for first, last, name in _ROW.findall(path.read_text("utf-8"))
        for code in range(int(first, 16), int(last or first, 16) + 1)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
