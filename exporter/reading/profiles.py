"""House profiles: which parts a paper's headline groups have, and how its articles open.

A profile is data: a TOML shipped in `houses/`, named or written out in the issue's TOML, guessed
from the text, or learnt from readings a person has put right (`learn_profile`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Literal, get_args

from exporter.declared import (
    TEXT,
    TEXTS,
    YES,
    Place,
    TableOf,
    Value,
    checked,
    in_file,
    one_of,
    parse_toml,
)
from exporter.messages import say
from exporter.model import Article, Reading, articles_of, raw_text, text_of
from exporter.shipped import shipped_bytes
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field_names, replace

Deck = Literal["any", "own", "glued", "none"]
Lines = Literal["balanced", "clauses"]
Family = Literal["daily", "local"]
FEW = 10
"""Articles that say little of a house."""
SHIPPED = ("party-daily", "local-daily", "hong-kong", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a house does.

    `family` which table weighs its headline groups; `kicker` whether it uses them; `deck` where it
    puts them; `lines` whether short clauses share a headline line ("balanced") or each has its
    own ("clauses"); `columns` its series tags, brackets off; `openings` how its articles begin
    (本报讯, 【霖川專訊】); `about` one sentence for a person.
    """

    name: str
    family: Family = "daily"
    kicker: bool = True
    deck: Deck = "any"
    lines: Lines = "balanced"
    columns: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    about: str = ""


def file_of_profile(named: object) -> str | None:
    """The file that a profile is named by; None where it is by another word, or not by one."""
    return named if isinstance(named, str) and named.endswith(".toml") else None


@dataclass(frozen=True, slots=True)
class GuessedProfile:
    """A profile the text itself speaks for."""

    profile: Profile
    confidence: float
    reason: str


NAMED = Value(
    say("one of {names}, or a file that ends in .toml", names=SHIPPED),
    SHIPPED.__contains__,
    lambda name: {"name": name, "base": name},
    SHIPPED,
)
"""A shipped house, by its name."""
HOUSE = TableOf(
    {
        "name": TEXT,
        "base": one_of(SHIPPED),
        "family": one_of(get_args(Family)),
        "kicker": YES,
        "deck": one_of(get_args(Deck)),
        "lines": one_of(get_args(Lines)),
        "columns": TEXTS,
        "openings": TEXTS,
        "about": TEXT,
    },
    instead=replace(NAMED, must=say("{named}, or a table [profile]", named=NAMED.must)),
)
"""What a house's TOML or an issue's [profile] may hold."""
_ALONE = in_file(say("the profile"))


@cache
def shipped(name: str) -> Profile:
    """A profile of `houses/`. Raises KeyError for another name."""
    if name not in SHIPPED:
        raise KeyError(name)
    file = f"reading/houses/{name}.toml"
    return profile_of(parse_toml(shipped_bytes(file), file), name, in_file(file))


def profile_of(said: object, name: str, place: Place = _ALONE, key: str = "") -> Profile:
    """A profile from a TOML table or a shipped one's name; `base` names the one it starts from.
    Raises OptionError for what `HOUSE` does not declare."""
    values = {"name": name, **checked(said, HOUSE, place, key)}
    base = values.pop("base", None)
    return Profile(**values) if base is None else replace(shipped(base), **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is known of the paper while its articles are read. A `firm` profile (named, or guessed
    with little doubt) forbids readings, any other only leans. `likeness` is how much of its way
    the text has, 0 to 1. `decks` counts the text's sure decks: on lines of their own, and after the
    headline on its line."""

    profile: Profile | None = None
    firm: bool = False
    likeness: float = 1.0
    decks: tuple[int, int] = (0, 0)

    def sure(self, confidence: float) -> float:
        """The confidence of a decision that leans on the profile: a text unlike it weakens it."""
        return confidence * min(1.0, 0.55 + 0.9 * self.likeness)

    @property
    def kicker(self) -> bool:
        """Whether kickers are possible."""
        return self.profile is None or not self.firm or self.profile.kicker

    @property
    def deck(self) -> Deck:
        """Where decks are possible."""
        return self.profile.deck if self.profile is not None and self.firm else "any"

    @property
    def lean(self) -> float:
        """What the text's sure decks say of where the others stand, in log odds: above 0 on lines
        of their own. A site that flattens one way flattens all articles so."""
        own, glued = self.decks
        if own + glued < _HABIT:
            return 0.0
        return max(-_MOST_LEAN, min(_MOST_LEAN, math.log((own + 0.5) / (glued + 0.5))))

    @property
    def local(self) -> bool:
        """Whether headline groups are weighed as local papers set them."""
        return self.profile is not None and self.profile.family == "local"

    @property
    def tags(self) -> tuple[str, ...]:
        """The column tags that are the house's own."""
        return () if self.profile is None else self.profile.columns

    @property
    def clauses(self) -> bool:
        """Whether every clause of a headline has its own line."""
        return self.profile is not None and self.profile.lines == "clauses"


_HABIT = 2
"""How many sure decks make a habit."""
_MOST_LEAN = 3.0
_INDENT = r"[^\S\n]*"
"""Blanks before a line's text; never a line's end, or blank lines are gone through from each."""
_BOXED_OPENING = Lazy(r"^[【\[][^】\]\n]{1,12}(?:專訊|專電|訊|報道)[】\]]", re.MULTILINE)
_LOCAL_OPENING = Lazy(rf"^{_INDENT}本[报報][讯訊]", re.MULTILINE)
_WIRE_OPENING = Lazy(rf"^{_INDENT}本报[^\s，。,（(]{{2,14}}电[\s（(]", re.MULTILINE)
_SAMPLE = 200_000


def guess_profile(text: str, starts: int) -> GuessedProfile | None:
    """The family whose openings the text has; `starts` is how many articles it holds."""
    sample = text[:_SAMPLE]
    counts = {
        "hong-kong": sum(1 for _ in _BOXED_OPENING.finditer(sample)),
        "local-daily": sum(1 for _ in _LOCAL_OPENING.finditer(sample)),
        "party-daily": sum(1 for _ in _WIRE_OPENING.finditer(sample)),
    }
    name, count = max(counts.items(), key=_by_count)
    if count == 0:
        return None
    share = count / max(1, sum(counts.values()))
    weight = 1.0 if name == "hong-kong" else min(1.0, count / 3)  # few others box their openings
    confidence = round(min(0.95, share * (0.5 + 0.45 * weight)), 2)
    told = f"{count} of {starts} articles open" if starts >= count else f"{count} articles open"
    reason = f"{told} as in a {name} paper"
    return GuessedProfile(shipped(name), confidence, reason)


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return item[1], item[0]


_OPENING = Lazy(
    rf"^{_INDENT}(?P<opening>[【\[][^】\]\n]{{1,12}}[】\]]|[^\s，。,；：！？（）()《》“”]{{1,20}}?"
    r"(?:电|電|讯|訊|报道|報道|消息)(?=[\s\u3000（(:：]))",
    re.MULTILINE,
)


def openings_of(text: str) -> list[str]:
    """How articles open in the beginning of a text: 本报讯, 【霖川專訊】, 霖原社松岚5月11日电."""
    return [found["opening"] for found in _OPENING.finditer(text[:_SAMPLE])]


def fits(profile: Profile, openings: Iterable[str]) -> float:
    """How much of a house's way the openings of a text have: 0 to 1; 1 where it names none."""
    texts = list(openings)
    if not profile.openings or not texts:
        return 1.0
    bare = tuple(filter(None, (opening.lstrip("【[") for opening in profile.openings)))
    return sum(
        text.startswith(profile.openings)
        or (bool(bare) and text.lstrip("【[据據").startswith(bare))
        for text in texts
    ) / len(texts)


def learn_profile(readings: Iterable[Reading], name: str) -> Profile:
    """The profile of readings a person has put right: what their articles have."""
    readings = list(readings)
    articles = [article for reading in readings for article in articles_of(reading.issue)]
    headed = [article for article in articles if article.headline]
    columns = Counter(
        text_of(article.column).strip("（()）【】[]〔〕") for article in headed if article.column
    )
    agencies = Counter(a.dateline.agency for a in headed if a.dateline and a.dateline.agency)
    clauses = [a for a in headed if len(a.headline) > 2]
    return Profile(
        name=name,
        family=_family_of(readings),
        kicker=any(article.kicker for article in headed),
        deck=_deck_of(headed),
        lines="clauses" if any(_short_lines(a) for a in clauses) else "balanced",
        columns=tuple(tag for tag, _ in columns.most_common(60)),
        openings=tuple(agency for agency, count in agencies.most_common(12) if count > 1),
        about=f"learnt from {len(headed)} articles",
    )


def _family_of(readings: Iterable[Reading]) -> Family:
    """Local papers open 本报讯, dailies at large with wires: 本报某地某日电; a boxed 【…專訊】 says
    nothing of it."""
    wires = locals_ = 0
    for reading in readings:
        for article in articles_of(reading.issue):
            if article.dateline is not None:
                words = raw_text(article.dateline.ranges, reading.issue.sources)
                wires += words.endswith(("电", "電"))
                locals_ += words.endswith(("讯", "訊"))
    return "local" if locals_ > wires else "daily"


def _deck_of(articles: list[Article]) -> Deck:
    decked = [article for article in articles if article.deck]
    if not decked:
        return "none" if len(articles) >= FEW else "any"
    glued = sum(_deck_is_glued(article) for article in decked)
    return "own" if glued == 0 else "glued" if glued == len(decked) else "any"


def _deck_is_glued(article: Article) -> bool:
    """Whether the deck stands on the headline's own line: a blank apart, no line end between."""
    last, first = article.headline[-1][-1].range, article.deck[0][0].range
    column = article.column[-1].range if article.column else None
    end = max(r.end for r in (last, column) if r is not None) if last else 0
    return first is not None and first.start - end <= 1


def _short_lines(article: Article) -> bool:
    return any(len(text_of(line)) <= 4 for line in article.headline)


def profile_toml(profile: Profile) -> str:
    """The profile as the text of a TOML, for `houses/` or an issue's [profile]."""
    import json

    lines = [f"name = {json.dumps(profile.name, ensure_ascii=False)}"]
    for name in field_names(Profile):
        value = getattr(profile, name)
        if name == "name":
            continue
        if isinstance(value, tuple):
            value = list(value)
        lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
