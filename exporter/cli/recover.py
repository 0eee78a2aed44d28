"""`exporter recover OUT [-o model.json]`: the model an output carries, or its sources."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from exporter.api import proofs
from exporter.cli.arguments import Parser
from exporter.cli.jobs import STDOUT
from exporter.errors import OptionError, VerifyError
from exporter.files.names import distinct_stems, native
from exporter.files.whole import ensure_folder, means_folder, put
from exporter.interchange.json_form import to_json
from exporter.messages import say, sentence
from exporter.model import Issue, Reading, Source
from exporter.proof.records import source_bytes

_DESCRIPTION = sentence("""\
Takes out of a finished EPUB, PDF or DOCX the article model it was made from, as JSON (which every
command reads as a source), or with --source the source text, byte for byte.""")

_EPILOG = sentence("""\
examples:
  exporter recover 要闻.pdf -o 要闻.json
  exporter recover 要闻.epub --source -o out/
  exporter recover 2031-05.epub -o issues/     a volume's issues""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Writes the model to -o or to standard output; sources to the folder -o, or one to a file."""
    parsed = _parser(name).parse(arguments)
    kept = Path(parsed.output_file)
    issues = proofs.recover_all(kept)
    if parsed.source:
        sources = [source for issue in issues for source in issue.sources]
        if not sources:
            raise VerifyError(
                say("{name} carries a model without a source.", name=kept), path=str(kept)
            )
        files = [(source.name, _suffix(source), _bytes(source)) for source in sources]
        _put_all(files, "sources", parsed.output, kept)
    else:
        models = [(_name(issue), ".json", _model(issue)) for issue in issues]
        _put_all(models, "issues", parsed.output, kept)
    return 0


_File = tuple[str, str, bytes]
"""A source's name, the suffix of the file, and what is in it."""


_SEVERAL = {
    "sources": sentence("There are {count} sources: name a folder for them with -o FOLDER/."),
    "issues": sentence("There are {count} issues: name a folder for them with -o FOLDER/."),
}


def _put_all(files: Sequence[_File], what: str, to: str | None, kept: Path) -> None:
    """One file where it is asked for, or all of them into a folder."""
    if to is not None and to != STDOUT and (means_folder(to) or Path(to).is_dir()):
        ensure_folder(Path(to))
        stems = distinct_stems([name for name, _, _ in files])
        for stem, (_, suffix, data) in zip(stems, files, strict=True):
            _put(str(Path(to) / native(stem + suffix)), data, kept)
        return
    if len(files) > 1:
        raise OptionError(say(_SEVERAL[what], count=len(files)))
    _put(to or STDOUT, files[0][2], kept)


def _name(issue: Issue) -> str:
    return issue.sources[0].name if issue.sources else "issue.json"


def _model(issue: Issue) -> bytes:
    return (to_json(Reading(issue=issue)) + "\n").encode()


def _suffix(source: Source) -> str:
    stem, dot, suffix = source.name.rpartition(".")
    return dot + suffix if stem and len(suffix) < 12 else ".txt"


def _bytes(source: Source) -> bytes:
    try:
        return source_bytes(source)
    except (UnicodeError, LookupError) as error:
        raise VerifyError(
            say(
                "The source {name} cannot be written in its encoding {encoding}: {error}. "
                "Recover the model instead, which holds its text.",
                name=source.name,
                encoding=source.encoding,
                error=error,
            )
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
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG), say("OUT [-o FILE] [--source]"))
    parser.add_argument("output_file", metavar="OUT", help=say("a finished file"))
    parser.add_argument(
        "-o", dest="output", metavar="FILE|DIR",
        help=say("where to put it; without it, standard output"),
    )  # fmt: skip
    parser.add_argument(
        "--source", action="store_true", help=say("the source text instead of the model")
    )
    return parser
