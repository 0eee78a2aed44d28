"""Conservation of text alone, for files that carry no record and may come from any program: every
character of the articles, in order, somewhere in the file's text.

Lines may be interrupted (a page's end, a running head, a note): each uninterrupted piece of four
characters or more must come next, not far on; a longer way needs a longer piece. Widths of the
marks `display` may widen are folded; look-alikes are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.model import Issue, articles_of, lines_of_article, text_of
from exporter.verify.bounded import Zip, all_text, kind_of
from exporter.verify.differences import Difference, excerpt
from exporter.verify.docx import body_texts
from exporter.verify.epub import spine_bodies
from exporter.verify.pdf.document import page_texts
from exporter.verify.texts import unblanked

_FOLD = str.maketrans("，；：！？（）", ",;:!?()", "\u200b\u2060\ufeff\u00ad")
_NEAR = 200
_PIECE, _FAR_PIECE = 4, 30
_LONG = 40


def flow_text(data: bytes, name: str) -> str:
    """All text of a finished file in its order, folded, without blanks."""
    kind = kind_of(data, name)
    if kind == "pdf":
        texts: Sequence[str] = page_texts(data, name)
    else:
        with Zip(data, name) as archive:
            if kind == "epub":
                texts = [all_text(body) for body in spine_bodies(archive)]
            else:
                texts = body_texts(archive)
    return folded("".join(texts))


def folded(text: str) -> str:
    """The text as it is compared."""
    return unblanked(text).translate(_FOLD)


def flow_differences(issue: Issue, data: bytes, name: str) -> Iterator[Difference]:
    """What of the issue's text is not in the file, or not in order, or stands twice."""
    text = flow_text(data, name)
    lines = [
        (article.id, line) for article in articles_of(issue)
        for raw in lines_of_article(article) if (line := folded(text_of(raw)))
    ]  # fmt: skip
    at = _start([line for _, line in lines], text)
    for article, line in lines:
        lost, at = _missing(line, text, at)
        for start, end in lost:
            yield Difference(
                code="text-dropped", output=name, place=article,
                expected=excerpt(line, start, end - start), found="",
                detail="not found in order",
            )  # fmt: skip
    for line in dict.fromkeys(line for _, line in lines if len(line) >= _LONG):
        count = sum(other == line for _, other in lines)
        if text.count(line) > count:
            yield Difference(code="part-twice", output=name, place="text", found=line[:40])


def _start(lines: Sequence[str], text: str) -> int:
    """Behind the contents: the last beginning before the first long line."""
    long = next((line for line in lines if len(line) >= _FAR_PIECE), "")
    found = text.find(long[:_FAR_PIECE]) if long else -1
    return max(0, text.rfind(lines[0], 0, found)) if found > 0 else 0


def _missing(line: str, text: str, at: int) -> tuple[list[tuple[int, int]], int]:
    """Ranges of the line that are not found, and where the text goes on behind it."""
    lost: list[tuple[int, int]] = []
    i = 0
    while i < len(line):
        rest = len(line) - i
        length, place = _longest(line[i:], text, at, at + _NEAR + rest)
        if length < min(_PIECE, rest):
            length, place = _longest(line[i:], text, at, len(text))
            if length < min(_FAR_PIECE, rest) or rest < _PIECE:
                length = 0
        if length:
            at, i = place + length, i + length
        elif lost and lost[-1][1] == i:
            lost[-1] = (lost[-1][0], i + 1)
            i += 1
        else:
            lost.append((i, i + 1))
            i += 1
    return lost, at


def _longest(wanted: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Length and place of the longest beginning of `wanted` in the text between the two."""
    low, high, place = 0, len(wanted), start
    while low < high:
        middle = (low + high + 1) // 2
        found = text.find(wanted[:middle], start, end)
        if found >= 0:
            low, place = middle, found
        else:
            high = middle - 1
    return low, place
