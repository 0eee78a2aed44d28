"""Word files: an issue as a person would make it who knows Word, with a style for every part."""

from __future__ import annotations

from exporter.model import Issue
from exporter.writers.base import Context, Output
from exporter.writers.docx.options import DocxOptions

__all__ = ["DocxOptions", "DocxWriter"]


class DocxWriter:
    """Writes WordprocessingML (ISO/IEC 29500, transitional), for Word 2013 and later."""

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    options = DocxOptions

    def write(self, issue: Issue, options: DocxOptions, context: Context) -> Output:
        """Pure: same arguments, same bytes. Raises WriterError when it cannot,
        and OptionError for a template that is none."""
        # lxml and the styles take 40 ms to load, which listing formats and options should not pay.
        from exporter.writers.docx.build import build

        return build(issue, options, context)
