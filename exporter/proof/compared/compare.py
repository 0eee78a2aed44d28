"""One output against what it must show: articles, then parts, then characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from exporter.messages import say
from exporter.proof.compared.align import align, text_likeness
from exporter.proof.compared.differences import Difference, excerpt, within
from exporter.proof.compared.expected import Expected, Shown, ShownArticle
from exporter.proof.compared.facts import fact_differences
from exporter.proof.compared.lists import list_differences
from exporter.proof.compared.page_words import Furniture
from exporter.proof.compared.texts import text_differences, unblanked
from exporter.proof.found.extracted import Extracted, Found, Part, Stretch

_VAGUE = {"pdf": {"photo-credit": "caption"}}
"""Kinds that a format does not tell apart: what it calls them."""
_MARKERS = frozenset({"pdf"})
"""Formats that draw a list's markers into the items themselves."""


def differences(expected: Expected, found: Extracted, output: str) -> list[Difference]:
    """Everything in which one output is not what it should be."""
    return list(_Comparison(expected, found, output).run())


class _Comparison:
    def __init__(self, expected: Expected, found: Extracted, output: str) -> None:
        self.expected = expected
        self.found = found
        self.output = output
        self.kinds = _VAGUE.get(found.format, {})

    def run(self) -> Iterator[Difference]:
        for fault in self.found.faults:
            yield Difference(
                code=fault.code, output=self.output, place=fault.place, expected=fault.expected,
                found=fault.found, detail=fault.detail,
            )  # fmt: skip
        wanted = self.expected.articles
        # An article of which nothing is shown leaves nothing to find.
        shown = [article for article in wanted if article.parts]
        got = [
            Found(one.key, one.place, tuple(part for part in one.parts if unblanked(part.text)))
            for one in self.found.articles
        ]
        keys = [one.key for one in got]
        if len(shown) != len(wanted):
            got = [one for one in got if one.parts]
        pairs: dict[str, Found] = {}
        yield from self._articles(shown, got, pairs)
        targets = {article.id: pairs[article.id].key for article in wanted if article.id in pairs}
        if len(shown) != len(wanted) and len(keys) == len(wanted):
            targets = {a.id: key for a, key in zip(wanted, keys, strict=True)} | targets
        yield from list_differences(self.expected, self.found, targets, self.output)
        yield from fact_differences(self.expected, self.found, pairs, self.output)
        yield from self._furniture()

    # -- articles ------------------------------------------------------------------------------

    def _articles(
        self, wanted: Sequence[ShownArticle], got: Sequence[Found], pairs: dict[str, Found]
    ) -> Iterator[Difference]:
        texts = [_whole(article.parts) for article in wanted]
        others = [_whole(one.parts) for one in got]
        if self.found.format in _MARKERS and texts != others:
            texts = [
                _whole(article.parts, marked=True) if text not in others else text
                for article, text in zip(wanted, texts, strict=True)
            ]

        def likeness(i: int, j: int) -> float:
            ours = {unblanked(part.text) for part in wanted[i].parts}
            theirs = {unblanked(part.text) for part in got[j].parts}
            return len(ours & theirs) / max(len(ours | theirs), 1)

        aligned = align(texts, others, likeness)
        for i, j in aligned.pairs:
            pairs[wanted[i].id] = got[j]
            yield from self._article(wanted[i], got[j])
        for i in aligned.missing:
            yield self._of("article-missing", wanted[i].id, texts[i][:24], "")
        seen = {others[j] for _, j in aligned.pairs}
        for j in aligned.extra:
            code = "article-twice" if others[j] in seen else "article-inserted"
            yield self._of(code, got[j].place, "", others[j][:24])
        for i, j in aligned.moved:
            yield self._of(
                "article-moved", within(wanted[i].id, got[j].place), "", others[j][:24],
                say("it is article {number}, and should be {due}", number=j + 1, due=i + 1),
            )  # fmt: skip

    def _article(self, wanted: ShownArticle, got: Found) -> Iterator[Difference]:
        ours, theirs = wanted.parts, list(got.parts)
        if self.found.format in _MARKERS:
            theirs = _without_markers(ours, theirs)
        keys = [unblanked(part.text) for part in ours]
        others = [unblanked(part.text) for part in theirs]
        aligned = align(keys, others, lambda i, j: text_likeness(keys[i], others[j]))
        for i, j in aligned.pairs:
            yield from self._part(wanted.id, ours[i], theirs[j])
        for i in aligned.missing:
            yield self._of(
                "part-missing", within(wanted.id, got.place), keys[i][:40], "", ours[i].kind
            )
        seen = {others[j] for _, j in aligned.pairs}
        for j in aligned.extra:
            code = "part-twice" if others[j] in seen else "part-inserted"
            yield self._of(
                code, within(wanted.id, theirs[j].place), "", others[j][:40], theirs[j].kind
            )
        for i, j in aligned.moved:
            yield self._of(
                "part-moved", within(wanted.id, theirs[j].place), keys[i][:24], others[j][:24],
                say("it is part {number}, and should be {due}", number=j + 1, due=i + 1),
            )  # fmt: skip

    def _part(self, article: str, ours: Shown, theirs: Part) -> Iterator[Difference]:
        for told in text_differences(ours.text, theirs.text):
            place = within(article, theirs.place)
            yield self._of(told.code, place, told.expected, told.found, told.detail)
        kind = self.kinds.get(ours.kind, ours.kind)
        if kind != theirs.kind:
            place = within(article, theirs.place)
            yield self._of("part-kind", place, kind, theirs.kind, theirs.text[:40])
        if ours.text == theirs.text and (ours.stretches or theirs.stretches):
            at = _stretch_fault(ours.text, ours.stretches, theirs.stretches)
            if at is not None:
                yield self._of(
                    "stretch-differs", within(article, theirs.place), _kinds_at(ours.stretches, at),
                    _kinds_at(theirs.stretches, at),
                    say("at “{text}”", text=excerpt(ours.text, at)),
                )  # fmt: skip

    # -- what is generated ---------------------------------------------------------------------

    def _furniture(self) -> Iterator[Difference]:
        """Running heads, folios and page labels say what the issue says, or a cut of it."""
        if not self.found.furniture:
            return
        known = Furniture(self.expected)
        for place, text in dict.fromkeys(self.found.furniture):
            if not known.accepts(place, text):
                yield self._of("generated-text", place, "", text[:80], say("not made of the issue"))

    def _of(self, code: str, place: str, expected: str, found: str, detail: str = "") -> Difference:
        return Difference(
            code=code, output=self.output, place=place, expected=expected, found=found,
            detail=detail,
        )  # fmt: skip


def _whole(parts: Sequence[Shown | Part], *, marked: bool = False) -> str:
    """An article's characters with its parts apart, blanks aside."""
    texts = [
        (part.prefix + part.text if marked and isinstance(part, Shown) else part.text)
        for part in parts
    ]
    return "\n".join([unblanked(text) for text in texts])


def _without_markers(ours: Sequence[Shown], theirs: list[Part]) -> list[Part]:
    """Items without the markers drawn before them; the n-th item has the n-th marker."""
    markers = iter([part.prefix for part in ours if part.kind == "item"])
    out: list[Part] = []
    for part in theirs:
        marker = next(markers, "") if part.kind == "item" else ""
        if marker and part.text.startswith(marker):
            cut = len(marker)
            stretches = tuple(Stretch(s.kind, s.start - cut, s.end - cut) for s in part.stretches)
            part = Part(part.kind, part.text[cut:], part.place, stretches)
        out.append(part)
    return out


def _stretch_fault(text: str, ours: Sequence[Stretch], theirs: Sequence[Stretch]) -> int | None:
    """The first character that stands in a stretch it should not, or in none where it should.

    Where two stretches cover one character a format may say one of them.
    """
    edges = sorted({0, len(text), *(e for s in (*ours, *theirs) for e in (s.start, s.end))})
    for start, end in pairwise(edges):
        if not text[start:end].strip():
            continue
        wanted = {s.kind for s in ours if s.start <= start < s.end}
        got = {s.kind for s in theirs if s.start <= start < s.end}
        if not got <= wanted or bool(got) != bool(wanted):
            return start
    return None


def _kinds_at(stretches: Sequence[Stretch], at: int) -> str:
    return ", ".join(sorted({s.kind for s in stretches if s.start <= at < s.end}))
