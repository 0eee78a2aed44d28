"""`exporter epub|pdf|docx|json SRC…`, and the same for a guest writer's format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from exporter import api
from exporter.archive.names import file_name
from exporter.cli import COMMANDS
from exporter.cli.arguments import (
    Parser,
    add_reports,
    add_sources,
    add_specs,
    given_meta,
    given_options,
    given_reading,
)
from exporter.cli.jobs import STDOUT, Job, destination, planned
from exporter.cli.printing import Report
from exporter.errors import ExporterError, OptionError
from exporter.option_files import load
from exporter.writers import registry
from exporter.writers.base import Context, Writer
from exporter.writers.options import made_options, nearest, option_specs

_DESCRIPTION = """\
Makes {a} from a newspaper's raw text.

Each source gives one file named after it, in the current folder. One that cannot be read is
reported and the others are still made; the exit code is then that of the first failure."""

_EPILOG = """\
examples:
  exporter {name} 要闻.txt
  exporter {name} 要闻.txt -o out/ --publication 临川日报 --date 2031-05-12
  exporter {name} 01.txt 02.txt --together -o 临川日报{suffix}"""


def run(name: str, arguments: Sequence[str]) -> int:
    """Reads, makes and puts one format for each job."""
    writer = _writer(name)
    parsed = _parser(name, writer).parse(arguments)
    options = load([writer.options], given_options(parsed)).options
    made_options(name, writer.options, options)  # a wrong option is said before anything is read
    jobs = planned(parsed.sources, together=parsed.together)
    to = destination(parsed.output, jobs)
    if to == STDOUT and parsed.json:
        raise OptionError("Receipts (--json) and the file cannot both go to standard output.")
    context = api.context_from_environment(font_dirs=parsed.font_dir)
    report = Report(as_json=parsed.json, quiet=parsed.quiet)
    for job in jobs:
        try:
            _one(job, name, writer, to, parsed, context, report)
        except ExporterError as error:
            report.failed(error, job.sources)
    return report.exit_code if to == STDOUT else report.finish()


def _one(
    job: Job,
    name: str,
    writer: Writer[object],
    to: str,
    parsed: argparse.Namespace,
    context: Context,
    report: Report,
) -> None:
    reading = api.read(job.sources, **given_reading(parsed), **given_meta(parsed))
    report.notices(reading.notices, reading.issue)
    made = api.export(
        reading,
        name,
        to=None if to == STDOUT else to,
        name=job.stem + writer.suffix,
        keep=job.paths(),
        context=context,
        **given_options(parsed),
    )
    if to == STDOUT:
        report.notices(made.notices, reading.issue)
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    else:
        report.done(made, reading.issue, job.sources)


def _writer(name: str) -> Writer[object]:
    try:
        return registry.writer(name)
    except OptionError as error:
        if name in registry.names():  # two guests of one name
            raise
        raise OptionError(
            f"There is no command {name!r}. {nearest(name, (*COMMANDS, *registry.names()))} "
            "See `exporter --help`."
        ) from error


def _parser(name: str, writer: Writer[object]) -> Parser:
    parser = Parser(
        name,
        _DESCRIPTION.format(a=COMMANDS[name].summary if name in COMMANDS else f"a {name} file"),
        _EPILOG.format(name=name, suffix=writer.suffix),
    )
    add_sources(parser)
    group = parser.add_argument_group("output")
    group.add_argument(
        "-o",
        dest="output",
        metavar="FILE|DIR",
        help="the file, or a folder (one that exists, or a name ending in /); - is standard output",
    )
    add_specs(
        parser, f"this format ({file_name('要闻', writer.suffix)})", option_specs(writer.options)
    )
    add_reports(parser)
    return parser
