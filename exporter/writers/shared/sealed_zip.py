"""A ZIP whose bytes depend on its members alone: fixed order, one stamp, no host's traits.

EPUB and DOCX libraries stamp members with the present moment; their files are unpacked and sealed
again here. The deflate level is fixed so that the same zlib gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

LEVEL = 6


def seal(
    members: Iterable[tuple[str, bytes]],
    stamp: dt.datetime,
    stored: frozenset[str] = frozenset(),
    *,
    level: int = LEVEL,
    quick: frozenset[str] = frozenset(),
) -> bytes:
    """A ZIP of (name, data) in the order given, every member stamped `stamp` (UTC, 1980 or later).

    Names in `stored` are not compressed (EPUB's mimetype must not be), those in `quick` at zlib's
    level 1 (large and read by machines alone), all others at `level`.
    """
    buffer = io.BytesIO()
    when = stamp.astimezone(dt.UTC).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, when)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=1 if name in quick else level)
    return buffer.getvalue()
