"""The PDF writer: Chinese set by `exporter.typography`, written through ReportLab's document
objects as tagged PDF/A-3a and PDF/UA-1 with the source and the record attached.

Importing this package does not import ReportLab; writing does.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from exporter.model import Issue
from exporter.writers.base import Context, Output
from exporter.writers.pdf.options import PdfOptions


class PdfWriter:
    """Writes an issue as one PDF: contents, articles, bookmarks, tags, attachments."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    options = PdfOptions

    def named_fonts(self, options: PdfOptions) -> tuple[str, ...]:
        """The font of the text, and the faces of a theme of one's own."""
        faces: tuple[str, ...] = ()
        if options.theme is not None and "=" in options.theme:  # a theme, not the name of one
            looks = importlib.import_module("exporter.writers.pdf.look.named_faces")
            faces = looks.named_faces(options.theme)
        return faces if options.font is None else (options.font, *faces)

    def write(self, issue: Issue, options: PdfOptions, context: Context) -> Output:
        """The whole file. Raises FontError when a font cannot be had."""
        book = importlib.import_module("exporter.writers.pdf.book")
        with _collector_at_rest():
            output: Output = book.write_book(issue, options, context)
        return output


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No cyclic garbage collection meanwhile: a book is tens of thousands of live objects, and
    walking all of them again and again was two fifths of the time it took."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
