"""`exporter recover OUT [-o model.json]`: the model an output carries, or its sources."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from exporter import api
from exporter.archive.files import ensure_folder, means_folder, put
from exporter.archive.names import file_name
from exporter.cli.arguments import Parser
from exporter.cli.jobs import STDOUT
from exporter.codec import to_json
from exporter.errors import OptionError, VerifyError
from exporter.model import Issue, Reading, Source

_DESCRIPTION = """\
Takes out of a finished EPUB, PDF or DOCX the article model it was made from, as JSON (which every
command reads as a source), or with --source the source text, byte for byte."""

_EPILOG = """\
examples:
  exporter recover 要闻.pdf -o 要闻.json
  exporter recover 要闻.epub --source -o out/"""


def run(name: str, arguments: Sequence[str]) -> int:
    """Writes the model to -o or to standard output; sources to the folder -o, or one to a file."""
    parsed = _parser(name).parse(arguments)
    issue = api.recover(parsed.output_file)
    kept = Path(parsed.output_file)
    if parsed.source:
        _put_sources(issue, parsed.output, kept)
    else:
        _put(parsed.output or STDOUT, (to_json(Reading(issue=issue)) + "\n").encode(), kept)
    return 0


def _put_sources(issue: Issue, to: str | None, kept: Path) -> None:
    if not issue.sources:
        raise VerifyError(f"{kept} carries a model without a source.", path=str(kept))
    if to is not None and to != STDOUT and (means_folder(to) or Path(to).is_dir()):
        ensure_folder(Path(to))
        names: set[str] = set()
        for source in issue.sources:
            stem, dot, suffix = source.name.rpartition(".")
            name = file_name(source.name, dot + suffix if stem else ".txt")
            name = name if name.lower() not in names else f"{source.id}-{name}"
            names.add(name.lower())
            _put(str(Path(to) / name), _bytes(source), kept)
        return
    if len(issue.sources) > 1:
        raise OptionError(
            f"There are {len(issue.sources)} sources: name a folder for them with -o FOLDER/."
        )
    _put(to or STDOUT, _bytes(issue.sources[0]), kept)


def _bytes(source: Source) -> bytes:
    try:
        return source.text.encode(source.encoding)
    except (UnicodeError, LookupError) as error:
        raise VerifyError(
            f"The source {source.name} cannot be written in its encoding {source.encoding}: "
            f"{error}. Recover the model instead, which holds its text."
        ) from error


def _put(to: str, data: bytes, kept: Path) -> None:
    if to == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        put(Path(to), data, keep=[kept])
        print(to)


def _parser(name: str) -> Parser:
    parser = Parser(name, _DESCRIPTION, _EPILOG, "OUT [-o FILE] [--source]")
    parser.add_argument("output_file", metavar="OUT", help="a finished file")
    parser.add_argument(
        "-o", dest="output", metavar="FILE|DIR",
        help="where to put it; without it, standard output",
    )  # fmt: skip
    parser.add_argument(
        "--source", action="store_true", help="the source text instead of the model"
    )
    return parser
