"""Conservation of text alone, for files that carry no record and may come from any program: every
character of the articles, in order, somewhere in the file's text.

Lines may be interrupted (a page's end, a running head, a note): each uninterrupted piece of four
characters or more must come next, not far on; a longer way needs a longer piece. Widths of the
marks `display` may widen are folded; look-alikes are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exporter.messages import Message, say
from exporter.model import Issue, articles_of, lines_of_article, text_of
from exporter.proof.compared.differences import Difference, excerpt
from exporter.proof.compared.texts import unblanked
from exporter.proof.found.docx import body_texts
from exporter.proof.found.epub import spine_bodies
from exporter.proof.found.pdf.document import page_texts
from exporter.untrusted.containers import Zip, all_text, kind_of

_FOLD = str.maketrans("，；：！？（）", ",;:!?()", "\u200b\u2060\ufeff\u00ad")
_NEAR = 200
_PIECE, _FAR_PIECE = 4, 30
_LONG = 40
_EFFORT = 300_000_000
"""Characters looked at in vain before a search gives up: a second or two; sound files need a
thousandth of it."""


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
    texts = [line for _, line in lines]
    search = _Search(text, _start(texts, text))
    for article, line in lines:
        for start, end in search.missing(line):
            yield Difference(
                code="text-dropped", output=name, place=article,
                expected=excerpt(line, start, end - start), found="",
                detail=say("not found in order"),
            )  # fmt: skip
    for line, detail in _too_often(texts, text):
        found = line[:_LONG]
        yield Difference(
            code="part-twice", output=name, place="text", found=found, detail=detail or ""
        )


def _too_often(lines: Sequence[str], text: str) -> Iterator[tuple[str, Message | None]]:
    """The long lines that stand in the text more often than they should, and why that is said of
    one that could not be counted. One pass over the text looks for all of them at once; where
    they begin alike by the thousand it is given up, and told: what was not looked at is not
    proved."""
    wanted = Counter(line for line in lines if len(line) >= _LONG)
    begun: dict[str, list[str]] = {}
    for line in wanted:
        begun.setdefault(line[:_LONG], []).append(line)
    seen: Counter[str] = Counter()
    until: dict[str, int] = {}
    effort = _EFFORT
    for at in range(len(text) - _LONG + 1) if begun else ():
        same = begun.get(text[at : at + _LONG], [])
        effort -= sum(map(len, same))
        if effort < 0:
            yield same[0], say("too many lines begin so to be counted one by one")
            break
        for line in same:
            if at >= until.get(line, 0) and text.startswith(line, at):
                seen[line] += 1
                until[line] = at + len(line)
    yield from ((line, None) for line, count in wanted.items() if seen[line] > count)


def _start(lines: Sequence[str], text: str) -> int:
    """Behind the contents: the last beginning before the first long line."""
    long = next((line for line in lines if len(line) >= _FAR_PIECE), "")
    found = text.find(long[:_FAR_PIECE]) if long else -1
    return max(0, text.rfind(lines[0], 0, found)) if found > 0 else 0


class _Search:
    """Goes through a file's text with one line after the other. `at` is how far it has come.

    A way on is looked for from each character that is lost, which in a file of something else is
    each there is: `effort` is how many characters may still be looked at in vain. Once they are
    spent the file is no copy of the text in any case, and only what is near is looked at.
    """

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.effort = _EFFORT

    def missing(self, line: str) -> list[tuple[int, int]]:
        """Ranges of the line that are not found."""
        lost: list[tuple[int, int]] = []
        i = 0
        while i < len(line):
            length = self._follow(line, i)
            if length:
                i += length
            elif lost and lost[-1][1] == i:
                lost[-1] = (lost[-1][0], i + 1)
                i += 1
            else:
                lost.append((i, i + 1))
                i += 1
        return lost

    def _follow(self, line: str, i: int) -> int:
        """How much of the line from character `i` on comes next; that far the text is read."""
        rest = len(line) - i
        near = self.at + _NEAR + (rest if self.effort > 0 else min(rest, _NEAR))
        length, place = self._longest(line, i, min(_PIECE, rest), near)
        if not length and rest >= _PIECE and self.effort > 0:
            length, place = self._longest(line, i, min(_FAR_PIECE, rest), len(self.text))
        if length:
            self.at = place + length
        return length

    def _longest(self, line: str, i: int, least: int, end: int) -> tuple[int, int]:
        """Length and place of the longest stretch of the line from `i` on that stands in the text
        before `end`: (0, 0) where not so much as `least` does."""
        length = place = 0
        start, wanted = self.at, line[i : i + least]
        while (found := self._find(wanted, start, end)) >= 0:
            length, place = self._common(line, i, found, end), found
            self.effort -= length
            if i + length == len(line) or self.effort <= 0:
                break
            start, wanted = found + 1, line[i : i + length + 1]
        return length, place

    def _find(self, wanted: str, start: int, end: int) -> int:
        found = self.text.find(wanted, start, end)
        self.effort -= (min(end, len(self.text)) if found < 0 else found) - start
        return found

    def _common(self, line: str, i: int, place: int, end: int) -> int:
        """How many characters of the line from `i` on are those of the text from `place` on."""
        most = min(len(line) - i, min(end, len(self.text)) - place)
        low, high = 0, 1
        while high < most and line[i + low : i + high] == self.text[place + low : place + high]:
            low, high = high, high * 2
        high = min(high, most)
        while low < high:
            middle = (low + high + 1) // 2
            if line[i + low : i + middle] == self.text[place + low : place + middle]:
                low = middle
            else:
                high = middle - 1
        return low
