"""`exporter review SRC…`: every decision as a TOML beside the text, to be put right by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exporter.api import sources
from exporter.api.sources import STDIN
from exporter.cli.arguments import Parser, add_sources, given_reading
from exporter.cli.jobs import STDOUT, Job, planned
from exporter.cli.printing import Report
from exporter.errors import ExporterError, OptionError
from exporter.files.sources import overrides_beside, shown_name
from exporter.files.whole import means_folder, put
from exporter.messages import say, sentence

_DESCRIPTION = sentence("""\
Writes every decision about a text into 要闻.overrides.toml beside it: which part is kicker,
headline or deck, who is credited, which breaks were healed, what is a subhead, what is not shown;
each with its confidence, its reason and what else it could be. Whoever puts one right takes the
"# " off its table and writes what it should be; every command then reads the text so.""")

_EPILOG = sentence("""\
examples:
  exporter review 要闻.txt                 writes 要闻.overrides.toml
  exporter review 要闻.txt --doubtful      only what is doubtful
  exporter review 要闻.txt --update        anew, with the decisions made there kept
  exporter review 要闻.txt -o -            prints it""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Writes a file for each source."""
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG))
    add_sources(parser, about=False)
    group = parser.add_argument_group(say("output"))
    group.add_argument(
        "-o",
        dest="output",
        metavar="FILE|DIR",
        help=say("the file, or a folder; - is standard output (default: beside each text)"),
    )
    group.add_argument("--doubtful", action="store_true", help=say("only what is doubtful"))
    group.add_argument(
        "--update",
        action="store_true",
        help=say("write a file anew that holds decisions; they are kept"),
    )
    parsed = parser.parse(arguments)
    jobs = planned(parsed.sources, together=parsed.together)
    if len(parsed.sources) > 1 and not _many(parsed.output):
        raise OptionError(say("Several files need a folder: let -o name one that ends in /."))
    report = Report()
    for job in jobs:
        try:
            _one(job, parsed.output, update=parsed.update, doubtful=parsed.doubtful,
                 reading=given_reading(parsed))  # fmt: skip
        except ExporterError as error:
            report.failed(error, job.sources)
    return report.exit_code


def _one(
    job: Job, output: str | None, *, update: bool, doubtful: bool, reading: dict[str, Any]
) -> None:
    """Nothing is written before it is known that everything may be."""
    reviewed = sources.review(job.sources, doubtful=doubtful, **reading)
    if output == STDOUT or (output is None and job.sources == (STDIN,)):
        print("\n".join(reviewed.files.values()), end="")
        return
    files = [
        (_target(source, output), text)
        for source, text in zip(job.sources, reviewed.files.values(), strict=True)
    ]
    for path, _ in files:
        if path.exists() and not update:
            raise OptionError(
                say(
                    "{path} stands there already. --update writes it anew with its decisions "
                    "kept; -o writes another.",
                    path=path,
                ),
                path=str(path),
            )
    for path, text in files:
        put(path, text.encode(), keep=job.paths())
        print(path)


def _many(output: str | None) -> bool:
    """Whether several files can go there."""
    return output in (None, STDOUT) or means_folder(str(output)) or Path(str(output)).is_dir()


def _target(source: str, output: str | None) -> Path:
    if output is None and source == STDIN:
        raise OptionError(say("The decisions about standard input stand beside no text: give -o."))
    name = overrides_beside(Path("stdin.txt" if source == STDIN else source))
    if output is None:
        return name
    return Path(output) / shown_name(name) if _many(output) else Path(output)
