"""Where things stand on the pages of a finished PDF: lines of text, rules, boxes, pictures.

Read from the content streams with pikepdf, which shares no code with the writer. Positions are in
points from the page's upper left corner, y downwards; text is joined into lines of one baseline
and one element of the structure tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_PARTS = ("P", "LI")
"""Blocks within blocks: paragraphs of a note, items of a list."""
_JOIN = 1.2
"""Pieces of one block on one baseline are one line where less than so many em lie between: less
than a gutter has."""


class Owner(NamedTuple):
    """What a line belongs to: the tags down to it, and which section, article and block of an
    article, each counted through the document in reading order."""

    tags: tuple[str, ...]
    section: int
    article: int
    block: int

    @property
    def role(self) -> str:
        """The tag directly under the article: "Headline", "Body" …; "" outside articles."""
        at = self.tags.index("Art") + 1 if "Art" in self.tags else len(self.tags)
        return self.tags[at] if at < len(self.tags) else ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text from `x0` to `x1` with its baseline at `y`. `owner` is None for artifacts."""

    x0: float
    x1: float
    y: float
    size: float
    font: str
    text: str
    owner: Owner | None

    @property
    def top(self) -> float:
        """The upper edge of a Han character's ink, near enough."""
        return self.y - 0.84 * self.size

    @property
    def foot(self) -> float:
        """The lower edge of a Han character's ink, near enough."""
        return self.y + 0.1 * self.size


@dataclass(frozen=True, slots=True)
class Box:
    """A stroked or filled area, a straight rule (nearly no width or no height) or a picture."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float
    kind: str
    colour: tuple[float, ...]

    @property
    def rule(self) -> str:
        """ "across", "down" or "" for what is no rule."""
        wide, high = self.x1 - self.x0, self.y1 - self.y0
        if high <= 3 and wide > 3 * high:
            return "across"
        return "down" if wide <= 3 and high > 3 * wide else ""


@dataclass(slots=True)
class Sheet:
    """One page."""

    number: int
    label: str
    width: float
    height: float
    lines: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def layout(file: Any) -> list[Sheet]:
    """Every page of a PDF (a path or an open binary file), read from its content streams."""
    with pikepdf.open(file) as pdf:
        owners = _owners(pdf)
        fonts: dict[Any, _Font] = {}
        out = []
        for number, page in enumerate(pdf.pages):
            left, low, right, high = (float(v) for v in page.mediabox)
            sheet = Sheet(number, page.label, right - left, high - low)
            _Reader(sheet, owners.get(page.obj.objgen, {}), page, fonts).read()
            out.append(sheet)
    return out


# -- the structure tree ----------------------------------------------------------------------------


def _owners(pdf: pikepdf.Pdf) -> dict[Any, dict[int, Owner]]:
    """By page and marked-content id."""
    found: dict[Any, dict[int, Owner]] = {}
    counts = {"section": 0, "article": 0, "block": 0}

    def walk(element: Any, owner: Owner) -> None:
        tag = str(element.get("/S", ""))[1:]
        own = owner._replace(tags=(*owner.tags, tag))
        if tag == "Sect":
            counts["section"] += 1
            own = own._replace(section=counts["section"])
        elif tag == "Art":
            counts["article"] += 1
            own = own._replace(article=counts["article"])
        elif owner.tags[-1:] == ("Art",) or (own.article and tag in _PARTS):
            counts["block"] += 1
            own = own._replace(block=counts["block"])
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid, own)
            else:
                _mark(kid, element, own)

    def _mark(kid: Any, element: Any, own: Owner) -> None:
        if isinstance(kid, pikepdf.Dictionary):
            if "/MCID" not in kid:
                return
            page, number = kid.get("/Pg", element.get("/Pg")), int(kid["/MCID"])
        else:
            page, number = element.get("/Pg"), int(kid)
        found.setdefault(page.objgen, {})[number] = own

    kids = pdf.Root["/StructTreeRoot"]["/K"]
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        walk(kid, Owner((), 0, 0, 0))
    return found


# -- fonts -----------------------------------------------------------------------------------------


class _Font:
    """Two-byte codes of a Type0 font: their widths in thousandths, what they mean."""

    def __init__(self, font: Any) -> None:
        self.name = str(font["/BaseFont"])[1:].partition("+")[2]
        descendant = font["/DescendantFonts"][0]
        self.default = float(descendant.get("/DW", 1000))
        self.widths: dict[int, float] = {}
        row = list(descendant.get("/W", []))
        while row:
            first, second = int(row[0]), row[1]
            if isinstance(second, pikepdf.Array):
                self.widths.update((first + i, float(w)) for i, w in enumerate(second))
                del row[:2]
            else:
                self.widths.update((code, float(row[2])) for code in range(first, int(second) + 1))
                del row[:3]
        self.text = _to_unicode(font["/ToUnicode"].read_bytes())


def _to_unicode(table: bytes) -> dict[int, str]:
    out: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            out[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        rows = re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)
        for first, last, text in rows:
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for i in range(int(last, 16) - int(first, 16) + 1):
                out[int(first, 16) + i] = start[:-1] + chr(ord(start[-1]) + i)
    return out


# -- content streams -------------------------------------------------------------------------------


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


class _State(NamedTuple):
    matrix: Matrix = _UNIT
    width: float = 1.0
    fill: tuple[float, ...] = (0,)
    stroke: tuple[float, ...] = (0,)
    font: str = ""
    size: float = 0.0
    spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0


class _Reader:
    def __init__(
        self, sheet: Sheet, owners: dict[int, Owner], page: Any, fonts: dict[Any, _Font]
    ) -> None:
        self.sheet, self.owners, self.page, self.fonts = sheet, owners, page, fonts
        self.state, self.saved = _State(), []
        self.marks: list[Owner | None] = []
        self.at: Matrix = _UNIT
        self.line: Matrix = _UNIT
        self.path: list[tuple[float, float]] = []
        self.rectangle = False
        self.pieces: list[Text] = []

    def read(self) -> None:
        for operands, operator in pikepdf.parse_content_stream(self.page):
            step = getattr(self, _STEPS.get(str(operator), "_other"))
            step(*operands)
        self.sheet.lines = list(_joined(self.pieces))

    def _other(self, *_: Any) -> None:
        """An operator that moves nothing."""

    # graphics state

    def _save(self) -> None:
        self.saved.append(self.state)

    def _restore(self) -> None:
        self.state = self.saved.pop()

    def _concat(self, *numbers: Any) -> None:
        matrix: Any = tuple(float(n) for n in numbers)
        self.state = self.state._replace(matrix=_times(matrix, self.state.matrix))

    def _weight(self, width: Any) -> None:
        self.state = self.state._replace(width=float(width))

    def _fill_colour(self, *values: Any) -> None:
        self.state = self.state._replace(fill=tuple(float(v) for v in values))

    def _stroke_colour(self, *values: Any) -> None:
        self.state = self.state._replace(stroke=tuple(float(v) for v in values))

    # paths

    def _point(self, x: Any, y: Any) -> None:
        a, b, c, d, e, f = self.state.matrix
        x, y = float(x), float(y)
        self.path.append((a * x + c * y + e, self.sheet.height - (b * x + d * y + f)))

    def _rectangle(self, x: Any, y: Any, width: Any, height: Any) -> None:
        self._point(x, y)
        self._point(float(x) + float(width), float(y) + float(height))
        self.rectangle = True

    def _stroke(self) -> None:
        self._painted("stroke", self.state.stroke)

    def _fill(self) -> None:
        self._painted("fill", self.state.fill)

    def _both(self) -> None:
        path, self.path = list(self.path), list(self.path)
        self._painted("fill", self.state.fill)
        self.path = path
        self._painted("stroke", self.state.stroke)

    def _painted(self, kind: str, colour: tuple[float, ...]) -> None:
        if self.path:
            half = self.state.width / 2 if kind == "stroke" else 0.0
            xs, ys = [p[0] for p in self.path], [p[1] for p in self.path]
            flat_x, flat_y = max(xs) - min(xs) < 1e-6, max(ys) - min(ys) < 1e-6
            grow_x, grow_y = (
                (half, half) if not (flat_x or flat_y) else ((half, 0.0) if flat_x else (0.0, half))
            )
            self.sheet.boxes.append(
                Box(min(xs) - grow_x, min(ys) - grow_y, max(xs) + grow_x, max(ys) + grow_y,
                    self.state.width, kind, colour)
            )  # fmt: skip
        self._end()

    def _end(self) -> None:
        self.path, self.rectangle = [], False

    def _picture(self, _name: Any) -> None:
        self._point(0, 0)
        self._point(1, 1)
        self._painted("picture", ())

    # text

    def _begin_text(self) -> None:
        self.at = self.line = _UNIT

    def _set_font(self, name: Any, size: Any) -> None:
        self.state = self.state._replace(font=str(name), size=float(size))

    def _set_spacing(self, value: Any) -> None:
        self.state = self.state._replace(spacing=float(value))

    def _set_scale(self, value: Any) -> None:
        self.state = self.state._replace(scale=float(value) / 100)

    def _set_leading(self, value: Any) -> None:
        self.state = self.state._replace(leading=float(value))

    def _move(self, x: Any, y: Any) -> None:
        self.line = self.at = _times((1, 0, 0, 1, float(x), float(y)), self.line)

    def _move_leading(self, x: Any, y: Any) -> None:
        self._set_leading(-float(y))
        self._move(x, y)

    def _next_line(self) -> None:
        self._move(0, -self.state.leading)

    def _set_matrix(self, *numbers: Any) -> None:
        matrix: Any = tuple(float(n) for n in numbers)
        self.line = self.at = matrix

    def _show(self, text: Any) -> None:
        self._show_all([text])

    def _show_next(self, text: Any) -> None:
        self._next_line()
        self._show_all([text])

    def _show_all(self, parts: Any) -> None:
        state = self.state
        font = self._font()
        x = shown_to = 0.0
        said: list[str] = []
        for part in parts:
            if not isinstance(part, pikepdf.String):
                x -= float(part) / 1000 * state.size * state.scale
                continue
            data = bytes(part)
            for i in range(0, len(data), 2):
                code = data[i] << 8 | data[i + 1]
                width = font.widths.get(code, font.default) / 1000 * state.size * state.scale
                said.append(font.text.get(code, "\ufffd"))
                if not said[-1].isspace():  # blanks at a line's end are not seen
                    shown_to = x + width
                x += width + state.spacing * state.scale
        full = _times(self.at, state.matrix)
        start, end = full[4], full[4] + shown_to * full[0]
        self.at = _times((1, 0, 0, 1, x, 0), self.at)
        owner = next((m for m in reversed(self.marks) if m is not None), None)
        if said:
            self.pieces.append(
                Text(start, end, self.sheet.height - full[5], state.size * full[3], font.name,
                     "".join(said), owner)
            )  # fmt: skip

    def _font(self) -> _Font:
        found = self.page.resources["/Font"][self.state.font]
        key = found.objgen
        if key not in self.fonts:
            self.fonts[key] = _Font(found)
        return self.fonts[key]

    # marked content

    def _mark(self, _tag: Any, properties: Any = None) -> None:
        number = None
        if isinstance(properties, pikepdf.Dictionary):
            number = properties.get("/MCID")
        self.marks.append(None if number is None else self.owners[int(number)])

    def _unmark(self) -> None:
        self.marks.pop()


_STEPS = {
    "q": "_save", "Q": "_restore", "cm": "_concat", "w": "_weight",
    "g": "_fill_colour", "rg": "_fill_colour", "G": "_stroke_colour", "RG": "_stroke_colour",
    "m": "_point", "l": "_point", "re": "_rectangle", "S": "_stroke", "f": "_fill", "B": "_both",
    "n": "_end", "Do": "_picture", "BT": "_begin_text", "Tf": "_set_font", "Tc": "_set_spacing",
    "Tz": "_set_scale", "TL": "_set_leading", "Td": "_move", "TD": "_move_leading",
    "'": "_show_next", "T*": "_next_line", "Tm": "_set_matrix", "Tj": "_show", "TJ": "_show_all",
    "BDC": "_mark", "BMC": "_mark", "EMC": "_unmark",
}  # fmt: skip


def _joined(pieces: list[Text]) -> Iterator[Text]:
    """Pieces that follow each other on a baseline, in one block of the tree, as one line."""
    current: Text | None = None
    for piece in pieces:
        if current is not None and _follows(current, piece):
            current = Text(
                min(current.x0, piece.x0), max(current.x1, piece.x1), current.y,
                max(current.size, piece.size),
                current.font if len(current.text) >= len(piece.text) else piece.font,
                current.text + piece.text, _shallower(current.owner, piece.owner),
            )  # fmt: skip
            continue
        if current is not None:
            yield current
        current = piece
    if current is not None:
        yield current


def _follows(line: Text, piece: Text) -> bool:
    same = (line.owner is None) == (piece.owner is None) and (
        line.owner is None
        or piece.owner is None
        or (line.owner.article, line.owner.block) == (piece.owner.article, piece.owner.block)
    )
    near = -0.6 * piece.size < piece.x0 - line.x1 < _JOIN * piece.size
    return same and abs(line.y - piece.y) < 0.05 and near


def _shallower(a: Owner | None, b: Owner | None) -> Owner | None:
    if a is None or b is None:
        return a
    return a if len(a.tags) <= len(b.tags) else b
