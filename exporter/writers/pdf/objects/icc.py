"""An sRGB profile made from the standard's numbers (IEC 61966-2-1), the same bytes every time.

PDF/A wants the device colours explained by a profile. This one is version 2.1: matrix and one
tone curve of 1,024 points, primaries adapted to D50.
"""

from __future__ import annotations

import struct
from functools import cache

_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    "rXYZ": (0.43607, 0.22249, 0.01392),
    "gXYZ": (0.38515, 0.71687, 0.09708),
    "bXYZ": (0.14307, 0.06061, 0.71410),
}
_POINTS = 1024


@cache
def srgb_profile() -> bytes:
    """The profile's bytes, about 3 kB."""
    curve = _curve()
    tags = {
        "desc": _description("sRGB IEC61966-2.1"),
        "cprt": b"text\0\0\0\0No copyright, use freely\0",
        "wtpt": _xyz(_WHITE),
        **{name: _xyz(value) for name, value in _PRIMARIES.items()},
    }
    offset = 128 + 4 + 12 * (len(tags) + 3)
    table: list[bytes] = []
    body: list[bytes] = []
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table.append(name.encode() + struct.pack(">II", offset, len(data)))
        body.append(padded)
        offset += len(padded)
    table += [
        name.encode() + struct.pack(">II", offset, len(curve)) for name in ("rTRC", "gTRC", "bTRC")
    ]
    body.append(curve + bytes(-len(curve) % 4))
    size = offset + len(body[-1])
    head = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s",
        size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2000, 1, 1, 0, 0, 0,
        b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0,
        *(_fixed(v) for v in _WHITE), b"\0\0\0\0",
    )  # fmt: skip
    head += bytes(128 - len(head))
    return head + struct.pack(">I", len(table)) + b"".join(table) + b"".join(body)


def _fixed(value: float) -> int:
    return round(value * 65536)


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(_fixed(v) for v in value))


def _description(text: str) -> bytes:
    ascii_text = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(8 + 3 + 67)


def _curve() -> bytes:
    points = [_linear(i / (_POINTS - 1)) for i in range(_POINTS)]
    return b"curv\0\0\0\0" + struct.pack(
        f">I{_POINTS}H", _POINTS, *(round(p * 65535) for p in points)
    )


def _linear(value: float) -> float:
    if value <= 0.04045:
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)
