"""The command line: parses, calls the library, prints. One file per command, listed in `COMMANDS`.

This module imports nothing of the package but errors, messages and version, so that `--help` costs
nothing; a command's module, and with it a writer, is loaded when that command is given.

Exit codes are those of `exporter.errors`; besides, 130 after an interrupt and 141 when the reader
of a pipe went away, as shells have it.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from exporter.errors import ExporterError, OptionError, SinkError
from exporter.messages import Message, say, sentence
from exporter.version import __version__

INTERRUPTED = 130
PIPE_CLOSED = 141
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a write alone: no space, no more for this user, no larger file."""


class Command:
    """`module` has `run(name, arguments) -> exit code`; `summary` is its line in the help."""

    __slots__ = ("group", "module", "summary")

    def __init__(self, group: str, module: str, summary: str) -> None:
        self.group = group
        self.module = module
        self.summary = summary


_MAKE, _KEEP = sentence("Make files"), sentence("Keep")
_LOOK, _PROVE = sentence("Look"), sentence("Prove")
COMMANDS = {
    "epub": Command(_MAKE, "exporter.cli.export", sentence("an e-book (EPUB 3)")),
    "pdf": Command(_MAKE, "exporter.cli.export", sentence("pages to print and to keep (PDF)")),
    "docx": Command(_MAKE, "exporter.cli.export", sentence("a Word document with named styles")),
    "json": Command(_MAKE, "exporter.cli.export", sentence("the article model itself")),
    "all": Command(_MAKE, "exporter.cli.all", sentence("every format, from one reading")),
    "attach": Command(
        _KEEP, "exporter.cli.attach", sentence("files into a bag, ZIP, tar or OCFL object")
    ),
    "pack": Command(
        _KEEP, "exporter.cli.pack", sentence("read, make, prove and archive, in one go")
    ),
    "read": Command(
        _LOOK, "exporter.cli.read", sentence("what was found in the text, and what was guessed")
    ),
    "review": Command(
        _LOOK, "exporter.cli.review", sentence("every decision in a file, to be put right")
    ),
    "learn": Command(
        _LOOK, "exporter.cli.learn", sentence("a paper's house profile, from texts put right")
    ),
    "verify": Command(
        _PROVE, "exporter.cli.verify", sentence("that nothing is missing, altered or moved")
    ),
    "recover": Command(
        _PROVE, "exporter.cli.recover", sentence("the model or the source, out of an output")
    ),
    "fonts": Command(_LOOK, "exporter.cli.fonts", sentence("which font prints which characters")),
    "formats": Command(_LOOK, "exporter.cli.formats", sentence("which formats are installed")),
}
"""In the order of the help. A new command is a line here and a file with `run` beside this one;
a name that is not here may still be a guest writer's format."""

_USAGE = sentence("""\
Exporter turns a newspaper's raw Chinese text into EPUB, PDF and Word files.

Usage: exporter COMMAND SRC… [options]

{commands}

Examples
  exporter epub 要闻.txt                  makes 要闻.epub in this folder
  exporter all 要闻.txt -o out/           EPUB, PDF, Word and JSON in out/
  exporter pdf 01.txt 02.txt --together   two pages of one issue, one PDF
  exporter read 要闻.txt                  shows headlines, credits, healed breaks and doubts
  exporter docx - -o 要闻.docx            reads standard input

A TOML file beside the text (要闻.toml, or issue.toml in its folder) says what the text does not:
publication, date, page names. `exporter COMMAND --help` lists the options of a command.

Exit codes: 0 done · 2 wrong option · 3 unreadable source · 4 font · 5 format could not be made ·
6 output could not be written · 7 file cannot be examined · 70 the system refused, or memory is used
up · 130 interrupted · verify: 1 differences
""")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line; returns the exit code, never raises for what a user can cause."""
    if argv is None:
        gc.set_threshold(50_000)  # a run makes much and drops little: 5% of a short one's time
    if sys.stdout is None:  # closed before the start, as `>&-` does
        return _failed(
            say("standard output is closed. Send it to a file or to /dev/null."),
            SinkError.exit_code,
        )
    _speak_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except ExporterError as error:
        return _failed(error.message, error.exit_code)
    except KeyboardInterrupt:
        return _failed(
            say("interrupted; every file is either whole or was not begun."), INTERRUPTED
        )
    except BrokenPipeError:
        _forget_output()
        return PIPE_CLOSED
    except OSError as error:
        if error.errno in _FULL:
            _forget_output()
            return _failed(
                say(
                    "the output cannot be written: {reason}. Free some space, or send it "
                    "elsewhere.",
                    reason=error.strerror,
                ),
                SinkError.exit_code,
            )
        told = say("the system refused: {reason}.", reason=error.strerror or error)
        return _failed(told, ExporterError.exit_code)
    except MemoryError:
        told = say("memory is used up. Export fewer sources at once.")
        return _failed(told, ExporterError.exit_code)
    finally:
        if argv is None:
            gc.freeze()  # or the interpreter would look, as it ends, for garbage in all of this
    return code


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage(), end="")
        return 0 if arguments else OptionError.exit_code
    if arguments[0] in ("-V", "--version"):
        print(say("exporter {version}", version=__version__))
        return 0
    name, *rest = arguments
    if name.startswith("-"):
        raise OptionError(
            say(
                "The first word is a command, and {option} is an option. See `exporter --help`.",
                option=name,
            )
        )
    module = COMMANDS[name].module if name in COMMANDS else "exporter.cli.export"
    code: int = importlib.import_module(module).run(name, rest)
    return code


def _forget_output() -> None:
    """The interpreter flushes stdout once more at exit: what cannot be written goes nowhere."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def usage() -> Message:
    """The help of the whole command."""
    width = max(len(name) for name in COMMANDS)
    groups: dict[str, list[str]] = {}
    for name, command in COMMANDS.items():
        line = f"  {name:<{width}}  {say(command.summary)}"
        groups.setdefault(say(command.group), []).append(line)
    commands = "\n\n".join("\n".join([group, *lines]) for group, lines in groups.items())
    return say(_USAGE, commands=commands)


def _speak_utf8() -> None:
    """UTF-8 whatever the terminal says; a file name that is no text goes out as the bytes it is."""
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)  # a test's stream has none
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors)


def complain(message: str) -> None:
    """A sentence on standard error."""
    print(say("exporter: {message}", message=message), file=sys.stderr)


def _failed(message: Message, code: int) -> int:
    complain(message)
    return code
