"""`exporter learn SRC…`: a house profile from texts a person has put right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exporter.api import sources
from exporter.cli.arguments import Parser, add_sources, given_reading
from exporter.cli.jobs import STDOUT, planned
from exporter.cli.printing import Report
from exporter.errors import ExporterError
from exporter.files.whole import put
from exporter.messages import say, say_counted, sentence
from exporter.model import articles_of
from exporter.reading.profiles import FEW, profile_toml

_DESCRIPTION = sentence("""\
Learns what a paper does from texts of its that were read right, by themselves or by a person's
decisions beside them (`exporter review`): whether it has kickers, where its decks stand, its series
tags, how its articles open. Writes the profile as a TOML, for --house, or for `profile =` in the
settings beside a text.""")

_EPILOG = sentence("""\
examples:
  exporter learn 一月/*.txt --name 柳湾日报 -o 柳湾日报.toml
  exporter all 要闻.txt --house 柳湾日报.toml -o out/""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Prints the profile, or writes it into a file."""
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG))
    add_sources(parser, about=False)
    group = parser.add_argument_group(say("output"))
    group.add_argument("--name", default=None, metavar="NAME", help=say("what the paper is called"))
    group.add_argument(
        "-o", dest="output", default=STDOUT, metavar="FILE", help=say("the file (default: printed)")
    )
    parsed = parser.parse(arguments)
    jobs = planned(parsed.sources, together=parsed.together)
    report = Report()
    readings = []
    for job in jobs:
        try:
            reading = sources.read(job.sources, **given_reading(parsed))
        except ExporterError as error:
            report.failed(error, job.sources)
            continue
        stale = [n for n in reading.notices if n.code.startswith("override")]
        report.notices(stale, reading.issue)
        readings.append(reading)
    if not readings:
        return report.exit_code
    count = sum(1 for one in readings for _ in articles_of(one.issue))
    if count < FEW:
        report.remark(
            say_counted(
                "{n} article says little of a paper; {few} or more would say more.",
                "{n} articles say little of a paper; {few} or more would say more.",
                count,
                few=FEW,
            )
        )
    named_after = "learnt" if parsed.output == STDOUT else Path(parsed.output).stem
    text = profile_toml(sources.learn(readings, parsed.name or named_after))
    if parsed.output == STDOUT:
        print(text, end="")
    else:
        put(Path(parsed.output), text.encode(), keep=[p for job in jobs for p in job.paths()])
        print(parsed.output)
    return report.exit_code
