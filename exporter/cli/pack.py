"""`exporter pack SRC… -o ARCHIVE`: read, export, certify, attach, in one go."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from exporter.api import archives, exports, world
from exporter.api.archives import Packed
from exporter.api.option_files import load
from exporter.archive.kinds.job import Options
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
from exporter.cli.attach import add_care, add_kind, given_info, print_receipt
from exporter.cli.jobs import planned
from exporter.cli.printing import Report
from exporter.errors import SinkError, one_line
from exporter.messages import say, sentence
from exporter.proof.certificate import summary
from exporter.writers import registry
from exporter.writers.options import shared_specs

_DESCRIPTION = sentence("""\
Reads sources, makes every format of each, proves that nothing of the source is missing in them,
and puts outputs, certificates and sources into an archive: all of them in one step, or none.

The archive is a BagIt bag (a folder), unless its name, its type or what stands there says
otherwise; see `exporter attach --help`. What cannot be proved is not put away, unless --unproved
is given; the certificate then says what differs.""")

_EPILOG = sentence("""\
examples:
  exporter pack 要闻.txt -o 2031-05/
  exporter pack 01.txt 02.txt --together -o 临川日报.zip --type bag --publication 临川日报
  exporter pack *.txt -o 2031.tar.gz --formats epub,pdf""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Makes everything first, attaches it once; a source that fails leaves the archive as it is."""
    parsed = _parser(name).parse(arguments)
    formats = given_formats(parsed)
    writers = exports.writers_of(formats)
    files = load([writer.options for writer in writers.values()], given_options(parsed))
    exports.options_of(writers, files.options)  # wrong options are told before anything is read
    context = world.context_from_environment(font_dirs=parsed.font_dir)
    report = Report(quiet=parsed.quiet)
    packed = []
    for job in planned(parsed.sources, together=parsed.together):
        one = archives.pack(
            job.sources,
            formats=formats,
            stem=job.stem,
            **given_reading(parsed),
            meta=given_meta(parsed),
            context=context,
            options=given_options(parsed),
        )
        report.notices(one.reading.notices, one.reading.issue)
        for made in one.exported:
            report.notices(made.notices, one.reading.issue)
        packed.append(one)
    _refuse_unproved(packed, unproved=parsed.unproved)
    stamps = [context.stamp(one.reading.issue) for one in packed]
    options = Options(
        kind=parsed.type,
        replace=parsed.replace,
        dry_run=parsed.dry_run,
        wait=not parsed.no_wait,
        stamp=max(stamps),
        identifier=parsed.id,
        info=given_info(parsed),
    )
    attachments = [attachment for one in packed for attachment in one.attachments]
    receipt = archives.attach(parsed.output, attachments, options)
    print_receipt(receipt, as_json=parsed.json)
    return 0


def _refuse_unproved(packed: Sequence[Packed], *, unproved: bool) -> None:
    """Says what differs; raises SinkError unless it is to be kept anyway."""
    for one in packed:
        if one.verdict is None or one.verdict.proved:
            continue
        for line in summary(one.verdict):
            print(one_line(line), file=sys.stderr)
        if not unproved:
            raise SinkError(
                say(
                    "The outputs could not be proved against their source, so nothing was put "
                    "away. Give --unproved to keep them with a certificate that says so."
                )
            )


def _parser(name: str) -> Parser:
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG), usage=say("SRC… -o ARCHIVE [options]"))
    add_sources(parser)
    group = parser.add_argument_group(say("output"))
    group.add_argument(
        "-o",
        dest="output",
        metavar="ARCHIVE",
        required=True,
        help=say("a folder, .zip, .tar… or URL"),
    )
    add_formats(group)
    group.add_argument(
        "--unproved", action="store_true", help=say("keep outputs even where the proof fails")
    )
    add_kind(parser)
    add_care(parser)
    shared = shared_specs(writer.options for writer in registry.usable().values())
    add_specs(parser, say("options that several formats share"), shared)
    add_reports(parser)
    return parser
