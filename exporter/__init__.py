"""Exporter: a newspaper's raw Chinese text, read once, exported to books, pages and Word files.

    read            sources → Reading            the only verb that reads texts
    review, learn   sources → decisions          what was guessed, to be put right; a house's way
    write           Reading → Output             one format, in memory
    export          Reading → Exported           one format, into a file where one is asked
    export_all      Reading → Exported, …        several formats, all made before one is put
    export_volume   Readings → Exported          many issues as one book; `write_volume` in memory
    split           Reading → Readings           each article by itself
    verify          files → Verdict              the proof, against source and record
    recover         file → Issue                 the model a file carries; `recover_all` of a volume
    rebuild         file → Rebuilt               made again: the same bytes?
    pack, attach    sources, files → archive     made, proved and kept; `verify_archive` proves it

>>> from exporter import read, export
>>> reading = read("samples/linchuan-2031-05-12.txt")
>>> export(reading, "epub", to="out/")

The names are loaded when first asked for (PEP 562), because the command line passes through this
module too, and `exporter --help` should not pay for the library (a tenth of a second).
"""

import importlib

from exporter.version import __version__

TYPE_CHECKING = False  # as type checkers take it; `typing` is a fifth of what `--help` costs
if TYPE_CHECKING:
    from exporter.api.archives import Packed, Proof, attach, pack, verify_archive
    from exporter.api.exports import Exported, export, export_all, split, write
    from exporter.api.proofs import rebuild, recover, recover_all, verify
    from exporter.api.sources import Reviewed, learn, read, review
    from exporter.api.volumes import export_volume, write_volume
    from exporter.api.world import context_from_environment
    from exporter.archive.attaching import Receipt
    from exporter.errors import (
        ExporterError,
        FontError,
        InputError,
        OptionError,
        SinkError,
        VerifyError,
        WriterError,
    )
    from exporter.model import Issue, Meta, Notice, Reading
    from exporter.proof.compared.differences import Difference
    from exporter.proof.rebuild import Rebuilt
    from exporter.proof.verdict import Verdict
    from exporter.writers.base import Context, Output

_HOMES = {
    "exporter.api.archives": ("Packed", "Proof", "attach", "pack", "verify_archive"),
    "exporter.api.exports": ("Exported", "export", "export_all", "split", "write"),
    "exporter.api.proofs": ("rebuild", "recover", "recover_all", "verify"),
    "exporter.api.sources": ("Reviewed", "learn", "read", "review"),
    "exporter.api.volumes": ("export_volume", "write_volume"),
    "exporter.api.world": ("context_from_environment",),
    "exporter.errors": (
        "ExporterError",
        "FontError",
        "InputError",
        "OptionError",
        "SinkError",
        "VerifyError",
        "WriterError",
    ),
    "exporter.archive.attaching": ("Receipt",),
    "exporter.model": ("Issue", "Meta", "Notice", "Reading"),
    "exporter.proof.compared.differences": ("Difference",),
    "exporter.proof.rebuild": ("Rebuilt",),
    "exporter.proof.verdict": ("Verdict",),
    "exporter.writers.base": ("Context", "Output"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Context",
    "Difference",
    "Exported",
    "ExporterError",
    "FontError",
    "InputError",
    "Issue",
    "Meta",
    "Notice",
    "OptionError",
    "Output",
    "Packed",
    "Proof",
    "Reading",
    "Rebuilt",
    "Receipt",
    "Reviewed",
    "SinkError",
    "Verdict",
    "VerifyError",
    "WriterError",
    "__version__",
    "attach",
    "context_from_environment",
    "export",
    "export_all",
    "export_volume",
    "learn",
    "pack",
    "read",
    "rebuild",
    "recover",
    "recover_all",
    "review",
    "split",
    "verify",
    "verify_archive",
    "write",
    "write_volume",
]


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelt name for an object

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(f"module 'exporter' has no attribute {name!r}")
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
