"""What verification can find wrong: one stable code each, with what it means.

A code never changes its meaning; a new kind of fault gets a new code. Each has a test named after
it (`tests/verify/test_codes.py` fails when one has none).
"""

from __future__ import annotations

from exporter.startup.records import dataclass

CODES = {
    # the source and the model
    "model-lost": "text of the source is in no article and was not set aside",
    "model-doubled": "text of the source is used twice",
    "model-altered": "text of an article is not what the source says at its place",
    "model-disorder": "a line of an article runs backwards through the source",
    "model-moved": "a paragraph stands elsewhere than in the source, and no move is recorded",
    "model-differs": "the model is not what the source gives when it is read again",
    "source-damaged": "the carried source is not the one its checksum was taken of",
    "source-differs": "the carried source is not the source given",
    "substitution-unknown": "a character is shown otherwise, by no known rule",
    # the record
    "record-missing": "the file carries no record",
    "record-damaged": "the record cannot be read, or contradicts itself",
    "record-differs": "two files carry different issues",
    "attachment-damaged": "an attached file is not the one its checksum was taken of",
    "attachment-differs": "an attached file is no source and no picture of the record",
    # text
    "text-changed": "characters are not those of the article",
    "look-alike": "a character is replaced by one that looks or decomposes alike",
    "text-dropped": "characters are missing",
    "text-doubled": "characters stand twice",
    "text-inserted": "characters are added",
    "text-order": "the same characters stand in another order",
    "spacing": "blanks are not those of the article",
    "text-outside": "text stands outside every article and is not marked as generated",
    "generated-text": "a label, running head or page label says what the issue does not",
    # parts and articles
    "part-missing": "a paragraph or heading is missing",
    "part-twice": "a paragraph or heading stands twice",
    "part-inserted": "a paragraph or heading is added",
    "part-moved": "paragraphs stand in another order",
    "part-kind": "a part is not what it was: a headline set as a paragraph",
    "stretch-differs": "a dateline, credit or jump does not cover the text it should",
    "article-missing": "an article is missing",
    "article-twice": "an article stands twice",
    "article-inserted": "an article is added",
    "article-moved": "articles stand in another order",
    # contents, links, metadata
    "listing-missing": "there are no contents, navigation or bookmarks where there should be",
    "entry-missing": "an article is not in the contents, navigation or bookmarks",
    "entry-inserted": "the contents name what the issue does not have",
    "entry-label": "an entry says something else than the heading it leads to",
    "entry-target": "an entry leads to another article than the one it names",
    "entry-order": "entries stand in another order than the articles",
    "link-dead": "a link, or a reference between parts of the file, leads nowhere",
    "metadata-missing": "a fact is not told where the format has a place for it",
    "metadata-differs": "title, authors, language or date are not those of the issue",
    "metadata-damaged": "metadata cannot be read",
    "member-twice": "two parts of the file have one name",
    "member-damaged": "a part of the file is damaged, or its two headers contradict each other",
    # what no export has
    "member-unknown": "a part of the file, or bytes beside its parts, that no export has",
    "markup-unknown": "an element, an attribute or a value that no export has there",
    "style-unknown": "a style sheet does what no theme does: it may hide, move or say something",
    "picture-differs": "a picture is not the one of the record, or is missing",
    "font-differs": "a font that the file carries does not draw what the shipped one draws",
    # what PDF alone has
    "text-untagged": "text is drawn that no tag holds",
    "layers-differ": "what is drawn and the text laid over it say different things",
    "order-differs": "tags and pages tell an article in different orders",
    "tags-differ": "content belongs to one tag going down and to another going up",
    "stream-damaged": "a stream of the file is packed by no known filter, or cannot be unpacked",
    "font-damaged": "a font's program cannot be unpacked, or its tables are not what they were",
    "font-not-embedded": "a font is not in the file",
    "font-unmapped": "a font's codes cannot be turned into characters",
}
"""Code to meaning, in the order a report lists them."""
OF_TEXT = frozenset(
    {
        *("text-changed", "look-alike", "text-dropped", "text-doubled", "text-inserted"),
        *("text-order", "text-outside", "generated-text"),
        *("part-missing", "part-twice", "part-inserted", "part-moved", "part-kind"),
        *("article-missing", "article-twice", "article-inserted", "article-moved"),
    }
)
"""Those that speak of the paper's text: all that is asked of a file another program saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it should be. `output` is the file's name ("" for what concerns the
    issue itself), `place` where in it, `expected` and `found` excerpts of at most 80 characters."""

    code: str
    output: str
    place: str
    expected: str = ""
    found: str = ""
    detail: str = ""

    def sentence(self) -> str:
        """The difference for a person, on one line."""
        where = ", ".join(part for part in (self.output, self.place) if part)
        told = [f"{where}: {self.code}"]
        if self.expected or self.found:
            told.append(f"expected {_quoted(self.expected)}, found {_quoted(self.found)}")
        if self.detail:
            told.append(self.detail)
        return visible("; ".join(told))


def visible(text: str) -> str:
    """The text on one line: what would break or hide it shown as an escape."""
    return "".join([c if c.isprintable() or c == "\u3000" else f"\\u{ord(c):04x}" for c in text])


def excerpt(text: str, at: int = 0, length: int = 0) -> str:
    """A few characters around [at, at + length)."""
    start = max(0, at - 8)
    return text[start : max(start + 24, at + min(length, 48) + 8)]


def _quoted(text: str) -> str:
    if not text:
        return "nothing"
    return f"“{text}”"
