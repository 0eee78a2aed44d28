"""`exporter epub|pdf|docx|json SRC…`, and the same for a guest writer's format."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, cast

from exporter.api import exports, sources, volumes, world
from exporter.api.exports import Exported
from exporter.api.metadata import MetaFields
from exporter.api.option_files import load
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
from exporter.cli.jobs import STDOUT, Job, destination, folder_of, planned
from exporter.cli.printing import Report
from exporter.declared import nearest
from exporter.errors import ExporterError, InputError, OptionError
from exporter.files.names import distinct_stems, file_name
from exporter.messages import say, say_chain, sentence
from exporter.model import Issue, Reading, articles_of
from exporter.startup.records import dataclass
from exporter.writers import registry
from exporter.writers.base import Context, Writer
from exporter.writers.options import made_options, option_specs

_DESCRIPTION = sentence("""\
Makes {product} from a newspaper's raw text.

Each source gives one file named after it, in the current folder. One that cannot be read is
reported and the others are still made; the exit code is then that of the first failure.""")

_EPILOG = sentence("""\
examples:
  exporter {name} 要闻.txt
  exporter {name} 要闻.txt -o out/ --publication 临川日报 --date 2031-05-12
  exporter {name} 01.txt 02.txt --together -o 临川日报{suffix}
  exporter {name} 要闻.txt --split articles -o 单篇/""")
_VOLUME = sentence("""\
  exporter {name} 2031-05-*.txt --volume -o 2031-05{suffix}
  exporter {name} 2031-05-*/*.txt --volume --together""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Reads, makes and puts one format for each job."""
    writer = _writer(name)
    parsed = _parser(name, writer).parse(arguments)
    options = load([writer.options], given_options(parsed)).options
    made_options(name, writer.options, options)  # a wrong option is said before anything is read
    jobs = _jobs(parsed)
    to = _destination(parsed, jobs, writer.suffix)
    if to == STDOUT and parsed.json:
        raise OptionError(say("Receipts (--json) and the file cannot both go to standard output."))
    context = world.context_from_environment(font_dirs=parsed.font_dir)
    report = Report(as_json=parsed.json, quiet=parsed.quiet)
    run_ = _Run(name, writer, to, parsed, context, report)
    if parsed.volume:
        run_.volume(jobs)
    else:
        for job in jobs:
            try:
                run_.one(job)
            except ExporterError as error:
                report.failed(error, job.sources)
    return report.exit_code if to == STDOUT else report.finish()


def _jobs(parsed: argparse.Namespace) -> tuple[Job, ...]:
    """With --volume and --together the sources of each folder are an issue."""
    if parsed.volume and parsed.split:
        raise OptionError(
            say("--volume puts issues together and --split takes them apart: choose one.")
        )
    if not (parsed.volume and parsed.together):
        return planned(parsed.sources, together=parsed.together)
    folders: dict[str, list[str]] = {}
    for source in parsed.sources:
        folders.setdefault(os.path.dirname(source), []).append(source)
    return tuple(job for group in folders.values() for job in planned(group, together=True))


def _destination(parsed: argparse.Namespace, jobs: Sequence[Job], suffix: str) -> str:
    """A volume is one file of many jobs, and a split job many files."""
    to = destination(parsed.output, jobs[:1] if parsed.volume else jobs, suffix)
    return folder_of(to, suffix) if parsed.split else to


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the command: what every job shares."""

    name: str
    writer: Writer[object]
    to: str
    parsed: argparse.Namespace
    context: Context
    report: Report

    def one(self, job: Job) -> None:
        """One reading, as one file or, split, as one an article."""
        reading = self.read(job, given_meta(self.parsed))
        if not self.parsed.split:
            self.put(job, reading, job.stem)
            return
        ids = [article.id for article in articles_of(reading.issue)]
        if not ids:
            raise InputError(say("{name} has no article to make a file of.", name=job.stem))
        stems = distinct_stems([f"{job.stem}-{id_}" for id_ in ids])
        for stem, part in zip(stems, exports.split(reading), strict=True):
            self.put(job, part, stem)

    def volume(self, jobs: Sequence[Job]) -> None:
        """All readings as one file, or none at all."""
        about = cast(MetaFields, given_meta(self.parsed))
        of_each = {key: value for key, value in about.items() if key in _OF_EACH}
        sources = [source for job in jobs for source in job.sources]
        try:
            readings = [self.read(job, of_each) for job in jobs]
            made = volumes.export_volume(
                readings,
                self.name,
                to=None if self.to == STDOUT else self.to,
                about=about,
                keep=[path for job in jobs for path in job.paths()],
                context=self.context,
                **given_options(self.parsed),
            )
        except ExporterError as error:
            self.report.failed(error, sources)
        else:
            self.finished(made, readings[0].issue, sources)

    def read(self, job: Job, meta: dict[str, Any]) -> Reading:
        reading = sources.read(job.sources, **given_reading(self.parsed), **meta)
        self.report.notices(reading.notices, reading.issue)
        return reading

    def put(self, job: Job, reading: Reading, stem: str) -> None:
        made = exports.export(
            reading,
            self.name,
            to=None if self.to == STDOUT else self.to,
            name=stem + self.writer.suffix,
            keep=job.paths(),
            context=self.context,
            **given_options(self.parsed),
        )
        self.finished(made, reading.issue, job.sources)

    def finished(self, made: Exported, issue: Issue, sources: Sequence[str]) -> None:
        if self.to != STDOUT:
            self.report.done(made, issue, sources)
            return
        self.report.notices(made.notices, issue)
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()


_OF_EACH = ("publication", "language", "publisher", "rights")
"""What is said of a volume is said of each of its issues too; the rest (a title, a date, an
identifier) is the volume's own."""


def _writer(name: str) -> Writer[object]:
    try:
        return registry.writer(name)
    except OptionError as error:
        if name in registry.names():  # two guests of one name
            raise
        known = dict.fromkeys((*COMMANDS, *registry.names()))
        raise OptionError(
            say(
                "There is no command {name!r}. {nearest} See `exporter --help`.",
                name=name,
                nearest=nearest(name, known),
            )
        ) from error


def _parser(name: str, writer: Writer[object]) -> Parser:
    command = COMMANDS.get(name)
    product = say("a {name} file", name=name) if command is None else say(command.summary)
    examples = [say(_EPILOG, name=name, suffix=writer.suffix)]
    if registry.makes_volumes(writer):
        examples.append(say(_VOLUME, name=name, suffix=writer.suffix))
    parser = Parser(
        name,
        say(_DESCRIPTION, product=product),
        say_chain("{before}\n{after}", examples),
    )
    add_sources(parser)
    group = parser.add_argument_group(say("output"))
    group.add_argument(
        "-o",
        dest="output",
        metavar="FILE|DIR",
        help=say(
            "the file, or a folder (one that exists, or a name ending in /); - is standard output"
        ),
    )
    group.add_argument(
        "--split",
        choices=("articles",),
        help=say("articles: a file an article, named after source and article"),
    )
    if registry.makes_volumes(writer):
        group.add_argument(
            "--volume",
            action="store_true",
            help=say(
                "all sources as one file, each an issue (with --together, each folder is one)"
            ),
        )
    parser.set_defaults(volume=False)
    title = say("this format ({file})", file=file_name("要闻", writer.suffix))
    add_specs(parser, title, option_specs(writer.options))
    add_reports(parser)
    return parser
