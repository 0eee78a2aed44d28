"""Proof from finished files: readers independent of the writers, comparison, certificate, recovery.

Nothing here imports a writer. It examines text, order, structure, links, metadata and what files
carry; it does not judge how pages look, nor whether a glyph's outline is that of its character
(fonts must be embedded and mapped, which is checked).

The package has the name of the library's verb, and Python binds a package to its name in the
parent as soon as any module of it is imported: so the package is the verb, and can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporter.archive.sources import Pathish
    from exporter.verify.verdict import Verdict


class _Verb(ModuleType):
    """`from exporter import verify`, then `verify(outputs, source=…)`."""

    def __call__(
        self,
        outputs: Pathish | Sequence[Pathish],
        *,
        source: Pathish | Sequence[Pathish] = (),
    ) -> Verdict:
        from exporter.verify.paths import verify_paths  # with lxml it takes 40 ms

        return verify_paths(outputs, source)


sys.modules[__name__].__class__ = _Verb
