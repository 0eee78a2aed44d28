"""A publishing script: reads one issue, writes it in four formats, and says what it found.

    python samples/publish.py OUT [SOURCE]

SOURCE is the sample issue unless another is named. Everything a nightly job needs stands in
`publish`: read once, export as often as there are formats, keep the notices.
"""

from __future__ import annotations

import sys
from pathlib import Path

from exporter import Exported, ExporterError, Reading, export, read
from exporter.titles import creators, headline_text, issue_title, page_text

SAMPLE = Path(__file__).with_name("linchuan-2031-05-12.txt")
FORMATS = ("epub", "pdf", "docx", "json")


def publish(source: Path, folder: Path) -> tuple[Reading, tuple[Exported, ...]]:
    """The issue as it was read, and the files made from it. Raises ExporterError."""
    reading = read(source)
    folder.mkdir(parents=True, exist_ok=True)
    return reading, tuple(export(reading, name, to=folder) for name in FORMATS)


def report(reading: Reading, made: tuple[Exported, ...]) -> None:
    """What a person wants to see in the morning: title, articles, people, notices, files."""
    issue = reading.issue
    print(issue_title(issue))
    for page in issue.pages:
        print(f"\n{page_text(page)}")
        for article in page.articles:
            print(f"  {headline_text(article)}")
    print("\n" + "、".join(f"{name}（{role}）" for name, role in creators(issue)))
    print()
    for notice in (*reading.notices, *(notice for one in made for notice in one.notices)):
        print(f"{notice.code}: {notice.detail}")
    for one in made:
        print(f"{one.path}  {len(one.data):,} bytes")


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0, 2 without a folder, or the error's own."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the terminal
    source = Path(arguments[1]) if len(arguments) == 2 else SAMPLE
    try:
        report(*publish(source, Path(arguments[0])))
    except ExporterError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
