from __future__ import annotations

import pytest

from exporter.errors import OptionError
from exporter.model import Paragraph, Reading, Source, Subhead, articles_of, text_of, unaccounted
from exporter.reading import RawInput, read_settings, read_sources
from exporter.reading.names import Named
from exporter.reading.overrides import override_toml

TEXT = """# 柳湾镇修桥记 两岸三村受益

本报记者 何青禾

开平四年,柳湾的人们把船系在一起,从此有了这座浮

桥,一直用到去年夏天。

桥头的人

老人们说,桥在,路就在。
"""


def read(text: str, toml: str = "") -> Reading:
    settings = read_settings(toml.encode(), "试.toml")
    return read_sources([RawInput(name="试.txt", data=text.encode())], settings)


def decide(line: str, text: str = TEXT, **said: object) -> str:
    """The override about the line that begins so."""
    start = text.index(line)
    end = text.index("\n", start)
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=text)
    return override_toml(source, start, end, **said)  # type: ignore[arg-type]


def test_a_split_is_replayed() -> None:
    reading = read(TEXT, decide("柳湾镇修桥记", split=(1, 1, 0)))
    (article,) = articles_of(reading.issue)
    assert article.kicker is not None
    assert text_of(article.kicker) == "柳湾镇修桥记"
    assert [text_of(line) for line in article.headline] == ["两岸三村受益"]
    assert any(guess.rule == "override" for guess in reading.guesses)


def test_a_join_can_be_undone_and_made() -> None:
    apart = read(TEXT, decide("桥,一直用到", join=False))
    (article,) = articles_of(apart.issue)
    assert "桥,一直用到去年夏天。" in [
        text_of(b.text) for b in article.blocks if isinstance(b, Paragraph)
    ]
    joined = read(TEXT, decide("老人们说", join=True) + decide("桥头的人", set="text"))
    (article,) = articles_of(joined.issue)
    assert "桥头的人老人们说,桥在,路就在。" in [
        text_of(b.text) for b in article.blocks if isinstance(b, Paragraph)
    ]
    assert unaccounted(joined.issue) == ()


def test_a_line_can_be_set_dropped_and_made_an_article() -> None:
    reading = read(TEXT, decide("桥头的人", set="article"))
    assert [text_of(a.headline[0]) for a in articles_of(reading.issue)][1:] == ["桥头的人"]
    reading = read(TEXT, decide("桥头的人", set="drop"))
    assert [drop.code for drop in reading.issue.dropped] == ["heading-mark", "override"]
    reading = read(TEXT, decide("老人们说", set="subhead"))
    (article,) = articles_of(reading.issue)
    assert isinstance(article.blocks[-1], Subhead)


def test_credits_are_what_the_person_says() -> None:
    named = [Named("特约记者", "霖川日报", ("何青", "禾苗"))]
    reading = read(TEXT, decide("本报记者 何青禾", credits=named))
    (article,) = articles_of(reading.issue)
    (credit,) = article.credits
    assert (credit.role, credit.organisation, credit.names) == (
        "特约记者",
        "霖川日报",
        ("何青", "禾苗"),
    )


def test_an_override_that_no_longer_fits_is_told_and_not_applied() -> None:
    toml = decide("桥,一直用到", join=False)
    reading = read("新加的一行。\n\n" + TEXT, toml)
    (notice,) = [n for n in reading.notices if n.code == "override-stale"]
    assert "line 9" in notice.detail
    assert all(guess.rule != "override" for guess in reading.guesses)


def test_an_override_of_no_whole_line_is_told() -> None:
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=TEXT)
    toml = override_toml(source, 5, 9, join=True)
    assert [n.code for n in read(TEXT, toml).notices] == ["override-unused"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("joins = true", "Did you mean join?"),
        ('set = "headline"', "set"),
        ("split = [1, 0, 0]", "split"),
        ('join = "yes"', "join"),
        ('credits = "甲"', "credits"),
    ],
)
def test_a_wrong_override_is_refused_with_its_number(line: str, said: str) -> None:
    toml = f'[[override]]\nrange = [0, 3]\nhash = "abc"\n{line}\n'
    with pytest.raises(OptionError) as caught:
        read_settings(toml.encode(), "试.toml")
    assert "override" in caught.value.message
    assert said in caught.value.message
