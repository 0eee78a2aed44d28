"""Packs the sample issue into a BagIt bag, adds a file later, and verifies what came of it.

    python samples/make_bag.py BAG

`pack` reads, exports and proves; `attach` puts everything away in one step, and could be killed at
any moment without leaving half a bag. The note that is attached afterwards shows that a bag goes on
being one. Run again, nothing is done.
"""

from __future__ import annotations

import sys
from pathlib import Path

from exporter import ExporterError, Receipt, attach, pack, verify_archive
from exporter.archive.attaching import attachment_of_bytes

SAMPLE = Path(__file__).with_name("linchuan-2031-05-12.txt")
FORMATS = ("epub", "docx")
NOTE = "霖川日报 2031年5月12日，整理说明：文中“按装”一词，原文如此。\n"


def make(bag: Path) -> tuple[Receipt, Receipt]:
    """The receipts of the two attaches. Raises ExporterError."""
    packed = pack([SAMPLE], formats=FORMATS)
    first = attach(bag, packed.attachments)
    later = attach(bag, [attachment_of_bytes("整理说明.txt", NOTE.encode())])
    return first, later


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0 sound, 1 not, 2 without a bag's name, or the error's own."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the terminal
    bag = Path(arguments[0])
    try:
        for receipt in make(bag):
            for one in receipt.files:
                print(f"{one.action:<9}{one.member}  {one.bytes:,} bytes")
        proof = verify_archive(bag, rebuild=True)
    except ExporterError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{proof.checked.sums} sums computed, {len(proof.rebuilt)} outputs made again")
    print("sound" if proof.sound else "not sound")
    return 0 if proof.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
