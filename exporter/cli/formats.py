"""`exporter formats`: which formats are installed, and whose they are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from exporter.cli.arguments import Parser
from exporter.errors import WriterError
from exporter.messages import say
from exporter.writers import registry


def run(name: str, arguments: Sequence[str]) -> int:
    """Prints a line a format: name, suffix, where it comes from."""
    parser = Parser(
        name,
        say("Lists the formats that are installed: name, suffix, whose it is."),
        usage=say("[--json]"),
    )
    parser.add_argument("--json", action="store_true", help=say("print the list as JSON"))
    parsed = parser.parse(arguments)
    rows = [_row(format_name) for format_name in registry.names()]
    if parsed.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    names, suffixes = (
        max(7, *(len(row[key] or "") for row in rows)) + 1 for key in ("name", "suffix")
    )
    for row in rows:
        told = row["origin"]
        if row["trouble"]:
            told = say("{origin} (not usable: {trouble})", origin=told, trouble=row["trouble"])
        print(f"{row['name']:<{names}}{row['suffix'] or '':<{suffixes}}{told}")
    return 0


def _row(format_name: str) -> dict[str, str | None]:
    """A format that cannot be loaded is listed with its trouble, not left out."""
    point = registry.guests().get(format_name)
    owner = point.dist.name if point and point.dist else point.value if point else "exporter"
    suffix = media_type = trouble = None
    try:
        writer = registry.writer(format_name)
        suffix, media_type = writer.suffix, writer.media_type
    except WriterError as error:
        trouble = error.message
    return {
        "name": format_name,
        "suffix": suffix,
        "media_type": media_type,
        "origin": owner,
        "trouble": trouble,
    }
