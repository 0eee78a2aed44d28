"""What several commands share of their options: sources, metadata, output, a writer's own."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from exporter.declared import nearest
from exporter.errors import OptionError
from exporter.messages import Message, as_message, resaid, say, say_chain, say_counted, sentence
from exporter.writers import registry
from exporter.writers.options import OptionSpec, option_specs

_META = {
    "publication": ("NAME", sentence("the paper's name")),
    "date": ("DAY", sentence("the issue's day, 2031-05-12")),
    "number": ("N", sentence("the issue's number")),
    "title": ("TEXT", sentence("the title of the output, where it is not publication and date")),
    "language": ("TAG", sentence("zh-Hans, zh-Hant (both are told from the text), ja, ko …")),
    "publisher": ("NAME", sentence("who publishes it")),
    "rights": ("TEXT", sentence("a statement of rights")),
    "identifier": ("ID", sentence("an identifier of your own, such as a URN")),
    "series": ("NAME", sentence("the series it belongs to")),
    "subjects": ("WORD", sentence("a subject; may be given several times")),
}


class Parser(argparse.ArgumentParser):
    """argparse whose mistakes are OptionErrors like all others, in one sentence."""

    def __init__(
        self, name: str, description: Message, epilog: str = "", usage: Message | None = None
    ) -> None:
        prog = f"exporter {name}"
        usage = say("SRC… [options]") if usage is None else usage
        super().__init__(
            prog=prog,
            usage=say("{prog} {usage}", prog=prog, usage=usage),
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The arguments, options and sources in any order; after -- all are sources. Raises
        OptionError."""
        parsed, rest = self.parse_known_intermixed_args(_without_dashes(arguments))
        if rest:
            flag = next((word for word in rest if word.startswith("-")), rest[0])
            name = flag.partition("=")[0]
            known = dict.fromkeys(re.findall(r"(?<!\S)--[a-z][a-z-]*", self.format_help()))
            hint = _formats_with(name) or nearest(name, known)
            raise OptionError(
                say(
                    "There is no option {flag!r} here. {hint} See `{prog} --help`.",
                    flag=flag,
                    hint=hint,
                    prog=self.prog,
                )
            )
        return parsed

    def error(self, message: str) -> NoReturn:
        raise OptionError(
            say(
                "{message}. See `{prog} --help`.",
                message=message[:1].upper() + message[1:],
                prog=self.prog,
            )
        )


def _formats_with(flag: str) -> Message | None:
    """Which of our formats have an option; None where none has."""
    name = flag.removeprefix("--").removeprefix("no-").replace("-", "_")
    found = [
        f"`exporter {one}`"
        for one in registry.BUILTIN
        if any(spec.name == name for spec in option_specs(registry.writer(one).options))
        or (name == "volume" and registry.makes_volumes(registry.writer(one)))
    ]
    if not found:
        return None
    formats = say_chain("{before} and {after}", found)
    return say_counted("{formats} has it.", "{formats} have it.", len(found), formats=formats)


def _without_dashes(arguments: Sequence[str]) -> list[str]:
    """The arguments without --, which argparse loses where options and sources are mixed: files
    after it that begin with a dash are named by their folder, ./-a.txt."""
    if "--" not in arguments:
        return list(arguments)
    at = list(arguments).index("--")
    files = [
        os.path.join(os.curdir, word) if word.startswith("-") and word != "-" else word
        for word in arguments[at + 1 :]
    ]
    return [*arguments[:at], *files]


def add_sources(parser: Parser, *, about: bool = True) -> None:
    """SRC…, how they are read, and what is said about them."""
    parser.add_argument(
        "sources", nargs="+", metavar="SRC", help=say("a text file, or - for input")
    )
    group = parser.add_argument_group(say("reading"))
    group.add_argument(
        "--together",
        action="store_true",
        help=say("read all sources as one issue; without it each source gives its own output"),
    )
    group.add_argument(
        "--encoding", metavar="NAME", help=say("the text's encoding, if it is known")
    )
    group.add_argument(
        "--toml", metavar="FILE", help=say("the settings, instead of the TOML beside the source")
    )
    group.add_argument(
        "--house",
        metavar="NAME|FILE",
        help=say(
            "the paper's house profile: party-daily, local-daily, hong-kong, plain, or a TOML "
            "(`exporter learn` writes one); else it is guessed"
        ),
    )
    if not about:
        return
    group = parser.add_argument_group(say("about the issue (each wins over the TOML)"))
    for name, (metavar, help_) in _META.items():
        flag = "--subject" if name == "subjects" else f"--{name}"
        action = "append" if name == "subjects" else "store"
        group.add_argument(flag, dest=name, action=action, metavar=metavar, help=say(help_))


def add_reports(parser: Parser) -> None:
    """What is printed."""
    group = parser.add_argument_group(say("reports"))
    group.add_argument("--json", action="store_true", help=say("print receipts as JSON"))
    group.add_argument("-q", "--quiet", action="store_true", help=say("print no notices"))
    group.add_argument(
        "--font-dir",
        action="append",
        default=[],
        metavar="DIR",
        help=say("a folder of fonts, looked at before the shipped ones (also: EXPORTER_FONTS)"),
    )


def add_specs(parser: Parser, title: Message, specs: Iterable[OptionSpec]) -> None:
    """A writer's options: --flag and --no-flag for yes or no, --name VALUE for the rest."""
    specs = list(specs)
    if not specs:
        return
    group = parser.add_argument_group(title)
    for spec in specs:
        flag = "--" + spec.name.replace("_", "-")
        settings: dict[str, Any] = {"dest": f"writer.{spec.name}", "default": argparse.SUPPRESS}
        if spec.kinds == (bool,):
            settings |= {"action": argparse.BooleanOptionalAction}
        else:
            settings |= {
                "metavar": "FILE" if spec.file else spec.name.rpartition("_")[2].upper(),
                "type": _converter(spec),
                "action": "append" if spec.many else "store",
            }
        try:
            group.add_argument(flag, help=_help(spec), **settings)
        except argparse.ArgumentError:  # a guest's option that is called like one of ours
            group.add_argument(f"--writer{flag[1:]}", help=_help(spec), **settings)


def add_formats(group: argparse._ArgumentGroup) -> None:
    """Which formats, of a command that makes several."""
    group.add_argument(
        "--formats",
        metavar="NAMES",
        help=say("only these, by comma (default: all that are installed)"),
    )


def given_formats(parsed: argparse.Namespace) -> tuple[str, ...]:
    """The formats asked for, each once; none where all are."""
    return tuple(dict.fromkeys(filter(None, (parsed.formats or "").split(","))))


def given_reading(parsed: argparse.Namespace) -> dict[str, Any]:
    """How the sources are to be read, as `api.read` takes it."""
    return {name: getattr(parsed, name) for name in ("encoding", "toml", "house")}


def given_meta(parsed: argparse.Namespace) -> dict[str, Any]:
    """The metadata that was given, as text whatever the locale took it for."""
    given = {name: value for name in _META if (value := getattr(parsed, name)) is not None}
    return {
        name: [_text(part) for part in value] if isinstance(value, list) else _text(value)
        for name, value in given.items()
    }


def _text(argument: str) -> str:
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def given_options(parsed: argparse.Namespace) -> dict[str, Any]:
    """The writer's options that were given."""
    return {
        name.removeprefix("writer."): value
        for name, value in vars(parsed).items()
        if name.startswith("writer.")
    }


def _converter(spec: OptionSpec) -> Callable[[str], Any]:
    """Numbers are converted where nothing else is allowed; argparse tells which one is none. What
    is none of the choices of an option that takes a file names one."""
    if spec.file:
        return lambda word: word if word in spec.choices else Path(word)
    return next((kind for kind in (int, float) if spec.kinds == (kind,)), str)


def _help(spec: OptionSpec) -> Message | None:
    parts = [as_message(spec.help)] if spec.help else []
    if spec.choices:
        choices = spec.choices
        parts.append(
            say("one of {choices}, or a file", choices=choices)
            if spec.file
            else say("one of {choices}", choices=choices)
        )
    if spec.default not in (None, (), ""):
        yes = say("yes") if spec.default else say("no")
        parts.append(say("default: {value}", value=yes if spec.kinds == (bool,) else spec.default))
    if not parts:
        return None
    return resaid(say_chain("{before}; {after}", parts), lambda text: text.replace("%", "%%"))
