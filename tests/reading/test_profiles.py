from __future__ import annotations

import tomllib

import pytest

from exporter.errors import OptionError
from exporter.model import Reading, articles_of, text_of, unaccounted
from exporter.reading import RawInput, Settings, read_settings, read_sources
from exporter.reading.profiles import SHIPPED, learn_profile, profile_of, profile_toml, shipped

BOXED = """# 兩岸居民齊賀新橋 渡輪今日停航

【霖川專訊】便民橋昨日正式通車，兩岸三村的居民一早已經到場，有人專程由外地回來，想親眼看一看這座等

了二十年的橋。

村民說：「以前過河要等船，現在抬腳就到。」
"""


def read(text: str, settings: Settings | None = None) -> Reading:
    inputs = [RawInput(name="試.txt", data=text.encode())]
    return read_sources(inputs) if settings is None else read_sources(inputs, settings)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_can_be_named(name: str) -> None:
    settings = read_settings(f'profile = "{name}"\n'.encode(), "期.toml")
    assert settings.profile == shipped(name)


def test_a_paper_without_kickers_and_decks_is_known_by_its_openings() -> None:
    reading = read(BOXED)
    (article,) = articles_of(reading.issue)
    assert article.kicker is None
    assert article.deck == ()
    assert [text_of(line) for line in article.headline] == ["兩岸居民齊賀新橋", "渡輪今日停航"]
    (guess,) = [guess for guess in reading.guesses if guess.part == "profile"]
    assert guess.confidence >= 0.9
    assert article.dateline is not None
    assert article.dateline.agency == "霖川"


def test_a_cut_in_traditional_text_is_healed() -> None:
    (article,) = articles_of(read(BOXED).issue)
    texts = [text_of(block.text) for block in article.blocks if hasattr(block, "text")]
    assert any("等了二十年" in text for text in texts)
    assert unaccounted(read(BOXED).issue) == ()


def test_a_profile_of_its_own_starts_from_a_shipped_one() -> None:
    toml = '[profile]\nbase = "local-daily"\nname = "霖川日报"\nkicker = false\n'
    profile = read_settings(toml.encode(), "期.toml").profile
    assert profile is not None
    assert (profile.name, profile.kicker, profile.family) == ("霖川日报", False, "local")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('profile = "hong-kon"', "Did you mean hong-kong?"),
        ("[profile]\nkickers = true", "Did you mean kicker?"),
        ('[profile]\ndeck = "below"', "deck"),
        ("profile = 3", "neither a name nor a table"),
    ],
)
def test_a_wrong_profile_is_refused(toml: str, said: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_settings(toml.encode(), "期.toml")
    assert said in caught.value.message


def test_a_profile_is_learnt_and_written_as_toml() -> None:
    text = "# 柳湾桥通车了 （身边事）\n\n本报讯(记者 何青禾)便民桥昨日通车。\n\n" * 12
    profile = learn_profile([read(text)], "柳湾时报")
    assert profile.columns == ("身边事",)
    assert profile.openings == ("本报",)
    assert profile.kicker is False
    assert profile.deck == "none"
    again = profile_of(tomllib.loads(profile_toml(profile)), "柳湾时报")
    assert again == profile
