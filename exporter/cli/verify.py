"""`exporter verify OUT… [--source SRC…]`: proof from the finished files, for a person, a program
(--json) or an archive (--certificate)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.arguments import Parser
from exporter.errors import DIFFERENT, OptionError
from exporter.files.whole import put
from exporter.messages import say, sentence

if TYPE_CHECKING:
    import argparse

    from exporter.proof.rebuild import Rebuilt
    from exporter.proof.verdict import Verdict

# Most of the time of verifying a small set is imports: what the plain case does not need (archives,
# exporting, reading) is imported where it is needed, and --help imports none of it.

_PLAIN = (".epub", ".pdf", ".docx")
_TEXTS = (".txt", ".md", ".markdown")
CODES = {"differs": DIFFERENT, "edited": 8, "text": 9}
"""The exit codes of verdicts that are not proofs of the whole."""

_DESCRIPTION = sentence("""\
Reads finished EPUB, PDF and DOCX files of one issue with readers of its own, and proves that every
character of the source is in them, once and in order: against the record they carry, and against
the source files themselves where --source names them.

An archive (a bag, ZIP, tar or OCFL object) is verified as a whole: its sums, its certificates, and
its outputs against the sources kept with them.

Each file is made again from what it carries and compared part for part; one that another version
made, or another program saved again, is compared with all that may stand in it. The last line says
which proof it is. Differences are told with their place.

Exit codes: 0 proved (against the source, or the record alone where none is given) · 1 something
differs · 7 a file cannot be examined · 8 edited by a person · 9 the text alone is proved.""")

_EPILOG = sentence("""\
examples:
  exporter verify 要闻.epub 要闻.pdf 要闻.docx --source 要闻.txt
  exporter verify 2031-05.epub --source 2031-05-*.txt
  exporter verify 要闻.pdf --certificate 要闻.proof.json
  exporter verify --rebuild 要闻.epub
  exporter verify 2031-05/ --rebuild""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Examines, prints, and writes the certificate if one is asked for."""
    parsed = _parser(name).parse(arguments)
    _take_sources(parsed)
    if _has_archive(parsed.outputs):
        from exporter.cli.archives import verify_archives

        return verify_archives(parsed)
    return _rebuild(parsed) if parsed.rebuild else _prove(parsed)


def _take_sources(parsed: argparse.Namespace) -> None:
    """A shell puts many names in the place of `--source *.txt`: where a source is named, further
    texts are sources too."""
    if not parsed.source:
        return
    texts = [one for one in parsed.outputs if one.lower().endswith(_TEXTS)]
    parsed.source += texts
    parsed.outputs = [one for one in parsed.outputs if one not in texts]
    if not parsed.outputs:
        raise OptionError(
            say("No OUT is given: name the finished files too. See `exporter verify --help`.")
        )


def _has_archive(outputs: Sequence[str]) -> bool:
    if all(output.lower().endswith(_PLAIN) and not os.path.isdir(output) for output in outputs):
        return False
    from exporter.api import archives

    return any(archives.is_archive(output) for output in outputs)


def _prove(parsed: argparse.Namespace) -> int:
    from exporter.api import proofs, world
    from exporter.proof.certificate import certificate_bytes, summary

    context = world.context_from_environment(font_dirs=parsed.font_dir, templates=parsed.template)
    verdict = proofs.verify(parsed.outputs, source=parsed.source, context=context)
    data = certificate_bytes(verdict)
    if parsed.certificate:
        kept = [Path(path) for path in (*parsed.outputs, *parsed.source)]
        put(Path(parsed.certificate), data, keep=kept)
    if parsed.json:
        print(data.decode(), end="")
    else:
        print("\n".join(summary(verdict)))
    return _code(verdict, parsed.accept_edits)


def _code(verdict: Verdict, accepted: str | None) -> int:
    """The exit code of a verdict; edits that are named by their hash are taken as they are."""
    if verdict.result == "edited" and verdict.edits.hash == accepted:
        return 0
    return CODES.get(verdict.result, 0)


def _rebuild(parsed: argparse.Namespace) -> int:
    if parsed.source or parsed.certificate:
        raise OptionError(say("--rebuild compares bytes: leave out --source and --certificate."))
    from exporter.api import proofs, world

    context = world.context_from_environment(font_dirs=parsed.font_dir, templates=parsed.template)
    rebuilt = [proofs.rebuild(output, context=context) for output in parsed.outputs]
    if parsed.json:
        _print_json(rebuilt)
    else:
        print("\n".join(one.sentence() for one in rebuilt))
    return 0 if all(one.same for one in rebuilt) else DIFFERENT


def _print_json(rebuilt: Sequence[Rebuilt]) -> None:
    receipts = [asdict(one) | {"same": one.same} for one in rebuilt]
    print(json.dumps(receipts, ensure_ascii=False, indent=1))


def _parser(name: str) -> Parser:
    parser = Parser(
        name, say(_DESCRIPTION), say(_EPILOG), say("OUT…|ARCHIVE… [--source SRC…] [options]")
    )
    parser.add_argument(
        "outputs", nargs="+", metavar="OUT", help=say("a finished file, or an archive")
    )
    parser.add_argument(
        "--source", action="append", default=[], metavar="SRC",
        help=say("a source the files must come from, or several: --source 一月/*.txt"),
    )  # fmt: skip
    parser.add_argument(
        "--certificate", metavar="FILE", help=say("write the certificate there (JSON)")
    )
    parser.add_argument(
        "--accept-edits", metavar="HASH",
        help=say(
            "take what a person changed, named by the hash that verify tells, and exit with 0"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", help=say("print the certificate, or receipts")
    )
    parser.add_argument(
        "--rebuild", action="store_true",
        help=say("instead: export again from what each file carries, and compare bytes"),
    )  # fmt: skip
    parser.add_argument(
        "--font-dir", action="append", default=[], metavar="DIR",
        help=say("a folder of fonts, as it was given to the export"),
    )  # fmt: skip
    parser.add_argument(
        "--template", action="append", default=[], metavar="FILE",
        help=say("the Word template the file was made with, which it does not carry"),
    )  # fmt: skip
    return parser
