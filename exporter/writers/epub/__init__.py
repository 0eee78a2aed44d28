"""The EPUB writer: EPUB 3.3, one XHTML document an article, made with EbookLib.

Importing this package imports neither EbookLib nor lxml; writing does. It makes no other EPUB
version, no fixed layout and no scripts, and never claims conformance to a standard by itself.

What a machine can rely on in the files (`exporter.proof` does) stands in `documents.article`.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from exporter.model import Issue, Meta
from exporter.writers.base import Context, Output
from exporter.writers.epub.options import EpubOptions


class EpubWriter:
    """Writes an issue as one EPUB with contents, navigation and the record."""

    name = "epub"
    suffix = ".epub"
    media_type = "application/epub+zip"
    options = EpubOptions

    def write(self, issue: Issue, options: EpubOptions, context: Context) -> Output:
        """The whole file. Raises WriterError when the text cannot stand in XML at all."""
        book = importlib.import_module("exporter.writers.epub.book")
        output: Output = book.write_book(issue, options, context)
        return output

    def write_volume(
        self, issues: Sequence[Issue], meta: Meta, options: EpubOptions, context: Context
    ) -> Output:
        """Many issues, in the order given, as one book; `meta` speaks of the whole volume.

        Raises WriterError as `write` does, and when there is no issue at all.
        """
        book = importlib.import_module("exporter.writers.epub.book")
        output: Output = book.write_volume(issues, meta, options, context)
        return output
