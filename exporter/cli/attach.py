"""`exporter attach ARCHIVE FILE…`: files into an archive that still opens and verifies later."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from exporter.api import archives, world
from exporter.archive import anywhere
from exporter.archive.attaching import Receipt, attachment
from exporter.archive.kinds.job import Attachment, Options
from exporter.archive.kinds.table import KINDS
from exporter.cli.arguments import Parser
from exporter.errors import OptionError, one_line
from exporter.files.sources import shown_name
from exporter.messages import say, sentence

_DESCRIPTION = sentence("""\
Puts files into an archive: a BagIt bag (a folder, or packed as .zip or .tar), a plain .zip or .tar
with a list of SHA-256 sums, or an OCFL object, where each attach is a new version.

What stands at ARCHIVE decides which; where nothing does, a folder becomes a bag, .zip and .tar… a
plain archive. All of the files are put in or none: whenever the command ends, even killed, the
archive is what it was or is finished. Everything else in it stays as it is, byte for byte.

Attaching the same bytes again changes nothing; other bytes under a name that is taken are refused.
ARCHIVE may be a URL such as s3://bucket/archive.zip (needs the extra `remote`).""")

_EPILOG = sentence("""\
examples:
  exporter attach 2031-05/ out/要闻.epub out/要闻.pdf
  exporter attach 2031-05.zip 要闻.epub --type bag
  exporter attach 要闻-ocfl/ 要闻.epub --type ocfl
  exporter attach 2031-05/ corrected.epub --as 要闻.epub --replace
  exporter attach 2031-05/ --list""")

_SAID = {
    (False, "added"): sentence("added: {member} ({bytes:,} bytes)"),
    (False, "replaced"): sentence("replaced: {member} ({bytes:,} bytes)"),
    (False, "same"): sentence("there already: {member} ({bytes:,} bytes)"),
    (True, "added"): sentence("would be added: {member} ({bytes:,} bytes)"),
    (True, "replaced"): sentence("would be replaced: {member} ({bytes:,} bytes)"),
    (True, "same"): sentence("there already: {member} ({bytes:,} bytes)"),
}
"""By whether it is a dry run, and what is done."""


def run(name: str, arguments: Sequence[str]) -> int:
    """Attaches, or lists what is there."""
    parser = _parser(name)
    parsed = parser.parse(arguments)
    if parsed.list:
        return _list(parsed)
    if not parsed.files:
        raise OptionError(say("No FILE is given. See `{prog} --help`.", prog=parser.prog))
    named = _names(parsed.files, parsed.name)
    context = world.context_from_environment()
    options = Options(
        kind=parsed.type,
        replace=parsed.replace,
        dry_run=parsed.dry_run,
        wait=not parsed.no_wait,
        stamp=context.epoch,
        identifier=parsed.id,
        info=given_info(parsed),
    )
    receipt = archives.attach(parsed.archive, named, options)
    print_receipt(receipt, as_json=parsed.json)
    return 0


def print_receipt(receipt: Receipt, *, as_json: bool) -> None:
    """What was done, for a program or for a person."""
    if as_json:
        print(json.dumps(asdict(receipt), ensure_ascii=False, indent=1))
        return
    for one in receipt.files:
        told = _SAID[receipt.dry_run, one.action]
        print(say(told, member=one_line(one.member), bytes=one.bytes))
    archive = one_line(receipt.archive)
    if not receipt.changed and not receipt.dry_run:
        print(say("{archive}: nothing to do", archive=archive))
    elif receipt.version and not receipt.dry_run:
        print(say("{archive} is now at {version}", archive=archive, version=receipt.version))


def _list(parsed: argparse.Namespace) -> int:
    if parsed.files:
        raise OptionError(say("--list shows what an archive holds; leave the files out."))
    kind, form, files = anywhere.contents(parsed.archive)
    if parsed.json:
        listed = [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in files]
        document = {"archive": parsed.archive, "kind": kind, "form": form, "files": listed}
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    for one in files:
        print(f"{one.sha256 or '-' * 64}  {one.bytes:>12,}  {one_line(one.name)}")
    return 0


def _names(files: Sequence[str], name: str | None) -> list[Attachment]:
    """--as NAME for one file, --as FOLDER/ for several."""
    if name is None:
        return [attachment(Path(file)) for file in files]
    if name.endswith("/"):
        return [attachment(Path(file), name + shown_name(Path(file))) for file in files]
    if len(files) > 1:
        raise OptionError(
            say(
                "{count} files cannot all be called {name}. Give one file, or a folder with "
                "a slash at its end.",
                count=len(files),
                name=name,
            )
        )
    return [attachment(Path(files[0]), name)]


def _parser(name: str) -> Parser:
    parser = Parser(name, say(_DESCRIPTION), say(_EPILOG), usage=say("ARCHIVE FILE… [options]"))
    parser.add_argument(
        "archive", metavar="ARCHIVE", help=say("a folder, .zip, .tar, .tar.gz or URL")
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help=say("what to put into it"))
    add_kind(parser)
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help=say("the file's name in the archive, or a folder/"),
    )
    add_care(parser)
    parser.add_argument("--list", action="store_true", help=say("show what the archive holds"))
    parser.add_argument("--json", action="store_true", help=say("print the receipt as JSON"))
    return parser


def add_kind(parser: Parser) -> None:
    """Which kind of archive is made."""
    parser.add_argument(
        "--type",
        choices=tuple(KINDS),
        help=say("the kind to make where nothing stands; one that stands stays"),
    )
    parser.add_argument("--id", metavar="ID", help=say("a new OCFL object's identifier"))
    parser.add_argument(
        "--bag-info",
        action="append",
        default=[],
        metavar="LABEL=VALUE",
        help=say("a field of a bag's bag-info.txt, such as Source-Organization=…; may be repeated"),
    )


def given_info(parsed: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """The fields of --bag-info. Raises OptionError for one that has no value."""
    fields = [field.partition("=") for field in parsed.bag_info]
    for label, _, value in fields:
        if not value.strip():
            raise OptionError(
                say(
                    "--bag-info {label} says nothing. Give a label and a value: "
                    "--bag-info Contact-Name=…",
                    label=label,
                )
            )
    return tuple((label.strip(), value) for label, _, value in fields)


def add_care(parser: Parser) -> None:
    """How carefully it is changed."""
    parser.add_argument(
        "--replace",
        action="store_true",
        help=say("put other bytes in the place of a name that is taken"),
    )
    parser.add_argument("--dry-run", action="store_true", help=say("say what would be done"))
    parser.add_argument(
        "--no-wait",
        action="store_true",
        help=say("be refused, not wait, while another process attaches to the same archive"),
    )
