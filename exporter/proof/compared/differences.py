"""What verification can find wrong: one stable code each, with what it means.

A code never changes its meaning; a new kind of fault gets a new code. Each has a test named after
it (`tests/verify/test_codes.py` fails when one has none).
"""

from __future__ import annotations

from exporter.messages import Message, say, sentence
from exporter.startup.records import dataclass

CODES = {
    # the source and the model
    "model-lost": sentence("text of the source is in no article and was not set aside"),
    "model-doubled": sentence("text of the source is used twice"),
    "model-altered": sentence("text of an article is not what the source says at its place"),
    "model-disorder": sentence("a line of an article runs backwards through the source"),
    "model-moved": sentence(
        "a paragraph stands elsewhere than in the source, and no move is recorded"
    ),
    "model-differs": sentence("the model is not what the source gives when it is read again"),
    "source-damaged": sentence("the carried source is not the one its checksum was taken of"),
    "source-differs": sentence("the carried source is not the source given"),
    "substitution-unknown": sentence("a character is shown otherwise, by no known rule"),
    # the record
    "record-missing": sentence("the file carries no record"),
    "record-damaged": sentence("the record cannot be read, or contradicts itself"),
    "record-differs": sentence("two files carry different issues"),
    "attachment-damaged": sentence("an attached file is not the one its checksum was taken of"),
    "attachment-differs": sentence("an attached file is no source and no picture of the record"),
    # text
    "text-changed": sentence("characters are not those of the article"),
    "look-alike": sentence("a character is replaced by one that looks or decomposes alike"),
    "text-dropped": sentence("characters are missing"),
    "text-doubled": sentence("characters stand twice"),
    "text-inserted": sentence("characters are added"),
    "text-order": sentence("the same characters stand in another order"),
    "spacing": sentence("blanks are not those of the article"),
    "text-outside": sentence("text stands outside every article and is not marked as generated"),
    "generated-text": sentence("a label, running head or page label says what the issue does not"),
    # parts and articles
    "part-missing": sentence("a paragraph or heading is missing"),
    "part-twice": sentence("a paragraph or heading stands twice"),
    "part-inserted": sentence("a paragraph or heading is added"),
    "part-moved": sentence("paragraphs stand in another order"),
    "part-kind": sentence("a part is not what it was: a headline set as a paragraph"),
    "stretch-differs": sentence("a dateline, credit or jump does not cover the text it should"),
    "article-missing": sentence("an article is missing"),
    "article-twice": sentence("an article stands twice"),
    "article-inserted": sentence("an article is added"),
    "article-moved": sentence("articles stand in another order"),
    # contents, links, metadata
    "listing-missing": sentence(
        "there are no contents, navigation or bookmarks where there should be"
    ),
    "entry-missing": sentence("an article is not in the contents, navigation or bookmarks"),
    "entry-inserted": sentence("the contents name what the issue does not have"),
    "entry-label": sentence("an entry says something else than the heading it leads to"),
    "entry-target": sentence("an entry leads to another article than the one it names"),
    "entry-order": sentence("entries stand in another order than the articles"),
    "link-dead": sentence("a link, or a reference between parts of the file, leads nowhere"),
    "metadata-missing": sentence("a fact is not told where the format has a place for it"),
    "metadata-differs": sentence("title, authors, language or date are not those of the issue"),
    "metadata-damaged": sentence("metadata cannot be read"),
    "member-twice": sentence("two parts of the file have one name"),
    "member-damaged": sentence(
        "a part of the file is damaged, or its two headers contradict each other"
    ),
    # what no export has
    "member-unknown": sentence("a part of the file, or bytes beside its parts, that no export has"),
    "markup-unknown": sentence("an element, an attribute or a value that no export has there"),
    "style-unknown": sentence(
        "a style sheet does what no theme does: it may hide, move or say something"
    ),
    "picture-differs": sentence("a picture is not the one of the record, or is missing"),
    "font-differs": sentence(
        "a font that the file carries does not draw what the shipped one draws"
    ),
    # what PDF alone has
    "text-untagged": sentence("text is drawn that no tag holds"),
    "layers-differ": sentence("what is drawn and the text laid over it say different things"),
    "order-differs": sentence("tags and pages tell an article in different orders"),
    "tags-differ": sentence("content belongs to one tag going down and to another going up"),
    "stream-damaged": sentence(
        "a stream of the file is packed by no known filter, or cannot be unpacked"
    ),
    "font-damaged": sentence(
        "a font's program cannot be unpacked, or its tables are not what they were"
    ),
    "font-not-embedded": sentence("a font is not in the file"),
    "font-unmapped": sentence("a font's codes cannot be turned into characters"),
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

    def sentence(self) -> Message:
        """The difference for a person, on one line."""
        differs = bool(self.expected or self.found)
        return say(
            _TOLD[differs, bool(self.detail)],
            place=[visible(part) for part in (self.output, self.place) if part],
            code=self.code,
            expected=_quoted(self.expected),
            found=_quoted(self.found),
            detail=visible(self.detail),
        )


_TOLD = {
    (False, False): sentence("{place}: {code}"),
    (False, True): sentence("{place}: {code}; {detail}"),
    (True, False): sentence("{place}: {code}; expected {expected}, found {found}"),
    (True, True): sentence("{place}: {code}; expected {expected}, found {found}; {detail}"),
}
"""By whether there are excerpts to tell, and whether there is a detail."""


def visible(text: str) -> str:
    """The text on one line: what would break or hide it shown as an escape."""
    if text.isprintable():  # a sentence stays one
        return text
    return "".join([c if c.isprintable() or c == "\u3000" else f"\\u{ord(c):04x}" for c in text])


def within(outer: str, inner: str) -> Message:
    """A place in a place."""
    return say("{outer}, {inner}", outer=outer, inner=inner)


def excerpt(text: str, at: int = 0, length: int = 0) -> str:
    """A few characters around [at, at + length)."""
    start = max(0, at - 8)
    return text[start : max(start + 24, at + min(length, 48) + 8)]


def _quoted(text: str) -> Message:
    return say("“{text}”", text=visible(text)) if text else say("nothing")
