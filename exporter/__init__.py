"""Exporter: a newspaper's raw Chinese text, read once, exported to books, pages and Word files.

>>> from exporter import read, export
>>> reading = read("samples/linchuan-2031-05-12.txt")
>>> export(reading, "epub", to="out/")
"""

from exporter.api import Context, Exported, export, read, write
from exporter.errors import (
    ExporterError,
    FontError,
    InputError,
    OptionError,
    SinkError,
    VerifyError,
    WriterError,
)
from exporter.model import Issue, Meta, Reading
from exporter.version import __version__

__all__ = [
    "Context",
    "Exported",
    "ExporterError",
    "FontError",
    "InputError",
    "Issue",
    "Meta",
    "OptionError",
    "Reading",
    "SinkError",
    "VerifyError",
    "WriterError",
    "__version__",
    "export",
    "read",
    "write",
]
