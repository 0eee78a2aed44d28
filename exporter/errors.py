"""The exception tree: every failure a user can cause is one of these, with its exit code.

    ExporterError
    ├── OptionError   2   a wrong option, format name or configuration file
    ├── InputError    3   a source that cannot be read: missing, empty, not text
    ├── FontError     4   a font that is missing, broken or may not be embedded
    ├── WriterError   5   a writer could not make its file
    ├── SinkError     6   the output could not be put where it was asked
    └── VerifyError   7   a file to verify cannot be examined at all

Exit code 0 means done, 1 that `verify` found a difference, 130 that the user interrupted, 70 (the
root's own) that the system refused something else or memory was used up.
A message says what is wrong, where, and what to do next; the fields repeat the facts for scripts.
`one_line` keeps what a message or a comment tells of a text on its line.
"""

from __future__ import annotations

from exporter.messages import as_message

DIFFERENT = 1
"""The exit code of `verify` where something differs."""


class ExporterError(Exception):
    """Root of the tree. `message` is one whole sentence or more; `path` and `line` say where."""

    exit_code = 70

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        self.message = as_message(message)
        super().__init__(self.message)
        self.path = path
        self.line = line


class OptionError(ExporterError):
    """A wrong option, format name or configuration file."""

    exit_code = 2


class InputError(ExporterError):
    """A source that cannot be read."""

    exit_code = 3


class FontError(ExporterError):
    """A font that is missing, broken or may not be embedded."""

    exit_code = 4


class WriterError(ExporterError):
    """A writer could not make its file."""

    exit_code = 5


class SinkError(ExporterError):
    """The output could not be put where it was asked; what stood there before still stands."""

    exit_code = 6


class VerifyError(ExporterError):
    """A file to verify cannot be examined at all."""

    exit_code = 7


def one_line(text: str) -> str:
    """The text with everything that would break or hide a line shown as an escape."""
    if text.isprintable():  # a sentence stays one
        return text
    return "".join([char if char.isprintable() else repr(char)[1:-1] for char in text])
