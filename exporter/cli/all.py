"""`exporter all SRC… -o DIR`: every format from one reading."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from exporter.api import exports, sources, world
from exporter.api.option_files import load
from exporter.cli.arguments import (
    Parser,
    add_formats,
    add_reports,
    add_sources,
    add_specs,
    given_formats,
    given_meta,
    given_options,
    given_reading,
)
from exporter.cli.jobs import Job, folder_of, planned
from exporter.cli.printing import Report
from exporter.errors import ExporterError
from exporter.messages import say, sentence
from exporter.writers import registry
from exporter.writers.base import Context
from exporter.writers.options import shared_specs

_DESCRIPTION = sentence("""\
Makes every installed format of each source, from one reading, into one folder.

The files of one source belong together: none is put in place before all of them are made. A source
that cannot be read is reported and the others are still made; the exit code is then that of the
first failure.""")

_EPILOG = sentence("""\
examples:
  exporter all 要闻.txt -o out/
  exporter all 01.txt 02.txt 03.txt --together -o out/ --publication 临川日报
  exporter all *.txt -o out/ --formats epub,pdf""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Reads each job once and makes the formats asked for."""
    parser = _parser(name)
    parsed = parser.parse(arguments)
    formats = given_formats(parsed)
    writers = exports.writers_of(formats)
    files = load([writer.options for writer in writers.values()], given_options(parsed))
    exports.options_of(writers, files.options)  # wrong options are told before anything is read
    to = folder_of(parsed.output, *(writer.suffix for writer in writers.values()))
    context = world.context_from_environment(font_dirs=parsed.font_dir)
    report = Report(as_json=parsed.json, quiet=parsed.quiet)
    for job in planned(parsed.sources, together=parsed.together):
        try:
            _one(job, formats, to, parsed, context, report)
        except ExporterError as error:
            report.failed(error, job.sources)
    return report.finish()


def _one(
    job: Job,
    formats: tuple[str, ...],
    to: str,
    parsed: argparse.Namespace,
    context: Context,
    report: Report,
) -> None:
    reading = sources.read(job.sources, **given_reading(parsed), **given_meta(parsed))
    report.notices(reading.notices, reading.issue)
    finished = exports.export_all(
        reading,
        formats,
        to=to,
        stem=job.stem,
        keep=job.paths(),
        context=context,
        **given_options(parsed),
    )
    for made in finished:
        report.done(made, reading.issue, job.sources)


def _parser(name: str) -> Parser:
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG))
    add_sources(parser)
    group = parser.add_argument_group(say("output"))
    group.add_argument(
        "-o",
        dest="output",
        metavar="DIR",
        required=True,
        help=say("the folder; it is made if missing"),
    )
    add_formats(group)
    shared = shared_specs(writer.options for writer in registry.usable().values())
    add_specs(parser, say("options that several formats share"), shared)
    add_reports(parser)
    return parser
