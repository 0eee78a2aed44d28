from __future__ import annotations

import tomllib

import pytest

from exporter.conservation import unaccounted
from exporter.errors import OptionError
from exporter.model import Reading, articles_of, text_of
from exporter.reading import RawInput, Settings, read_settings, read_sources
from exporter.reading.profiles import (
    SHIPPED,
    House,
    fits,
    learn_profile,
    openings_of,
    profile_of,
    profile_toml,
    shipped,
)

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
        ("profile = 3", "must be one of party-daily, local-daily"),
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
    assert profile.family == "local"
    again = profile_of(tomllib.loads(profile_toml(profile)), "柳湾时报")
    assert again == profile


LOCAL = "# 柳湾桥通车了\n\n本报讯(记者 何青禾)便民桥昨日通车,两岸都来看,老人们都说好。\n\n"


def test_confidence_falls_where_a_text_is_unlike_its_profile() -> None:
    text = "# 程澄在春耕会上强调 不误农时 抓好春管\n\n本报讯(记者 何青禾)春耕会昨日召开。\n\n" * 8
    like = read(text, Settings(profile=shipped("local-daily")))
    unlike = read(text, Settings(profile=shipped("hong-kong")))
    assert [n.code for n in like.notices] == []
    (notice,) = [n for n in unlike.notices if n.code == "house-unlike"]
    assert "0% of 8 fit" in notice.detail
    assert "本报讯" in notice.detail

    def heads(reading: Reading) -> list[float]:
        return [g.confidence for g in reading.guesses if g.part == "headline"]

    assert min(heads(like)) > 0.6
    assert max(heads(unlike)) <= 0.55
    (guess,) = [g for g in unlike.guesses if g.part == "profile"]
    assert (guess.rule, guess.confidence) == ("house-told", 0.0)


def test_a_named_profile_is_told_and_one_that_fits_is_sure() -> None:
    (guess,) = [
        g
        for g in read(LOCAL, Settings(profile=shipped("local-daily"))).guesses
        if g.part == "profile"
    ]
    assert (guess.rule, guess.confidence) == ("house-told", 1.0)


def test_wire_reports_among_its_own_do_not_make_a_text_unlike() -> None:
    wire = "# 名单公布\n\n霖原社松岚5月11日电 (记者 何与舟)名单昨日公布,十八处入选。\n\n"
    reading = read(LOCAL * 3 + wire * 2, Settings(profile=shipped("local-daily")))
    assert not [n for n in reading.notices if n.code == "house-unlike"]


def test_a_text_that_opens_as_no_paper_known_is_said_with_less_confidence() -> None:
    one = "# 柳湾桥通车 两岸三村受益\n\n便民桥昨日通车,两岸都来看,老人们都说好,孩子们也来了。\n\n"
    (guess,) = [g for g in read(one * 12).guesses if g.part == "profile"]
    assert guess.rule == "house-unknown"
    few = [g.confidence for g in read(one).guesses if g.part == "headline"]
    many = [g.confidence for g in read(one * 12).guesses if g.part == "headline"]
    assert max(many) < 0.9 * few[0]


@pytest.mark.parametrize(
    ("opening", "fit"), [("【霖川專訊】", 1.0), ("本报讯", 0.0), ("據霖原社電", 0.0)]
)
def test_openings_are_compared_with_the_houses_own(opening: str, fit: float) -> None:
    assert fits(shipped("hong-kong"), [opening]) == fit
    assert fits(shipped("plain"), [opening]) == 1.0
    assert openings_of(f"　　{opening}（記者 甲）昨日") == [opening]


def test_a_paper_of_wires_is_learnt_as_a_daily() -> None:
    wire = "# 名单昨日公布\n\n本报松岚5月11日电 (记者 何与舟)名单昨日公布,十八处入选。\n\n"
    assert learn_profile([read(wire * 12)], "霖原日报").family == "daily"


def test_a_text_read_with_the_profile_learnt_from_it_is_like_it() -> None:
    boxed = BOXED * 12
    learnt = learn_profile([read(boxed)], "霖川報")
    assert (learnt.kicker, learnt.deck, learnt.openings) == (False, "none", ("霖川",))
    assert learnt.family == "daily"
    again = read(boxed, Settings(profile=learnt))
    assert not [n for n in again.notices if n.code == "house-unlike"]
    assert again.issue.pages == read(boxed).issue.pages


def test_a_tag_of_the_houses_own_is_a_column_whatever_it_looks_like() -> None:
    text = "# 柳湾桥通车了（组图）\n\n本报讯(记者 何青禾)便民桥昨日通车,两岸都来看。\n"
    (plain,) = articles_of(read(text).issue)
    assert plain.column is None
    house = profile_of({"columns": ["组图"], "base": "local-daily"}, "柳湾时报")
    (article,) = articles_of(read(text, Settings(profile=house)).issue)
    assert article.column is not None
    assert text_of(article.column) == "（组图）"
    assert [text_of(line) for line in article.headline] == ["柳湾桥通车了"]


DOUBTFUL = """# 第七届霖川运动会开幕式十八日晚举行 魏澄将出席开幕式并宣布运动会开幕

霖原社霖川5月11日电（记者 何青禾）第七届霖川运动会开幕式十八日晚举行，魏澄将出席并宣布运动会开幕。

市民可以到现场观看。
"""
SURE_DECKS = (
    ("霖江二桥主桥合龙", "——全长2186米，计划年底建成通车"),
    ("全市教育大会召开", "魏澄讲话 郑可主持"),
    ("市政府召开常务会议", "郑可主持"),
)


def test_where_a_text_s_sure_decks_stand_says_where_a_doubtful_one_does_not() -> None:
    others = "".join(
        f"# {head}\n\n{deck}\n\n霖原社霖川5月11日电（记者 何青禾）{head}。\n\n人们来看。\n\n"
        for head, deck in SURE_DECKS
    )
    alone = read_sources([RawInput(name="一.txt", data=DOUBTFUL.encode())])
    among = read_sources([RawInput(name="四.txt", data=(others + DOUBTFUL).encode())])
    (one,) = articles_of(alone.issue)
    *first, last = articles_of(among.issue)
    assert [text_of(line) for line in one.deck] == ["魏澄将出席开幕式并宣布运动会开幕"]
    assert [len(article.deck) for article in first] == [1, 1, 1]
    assert last.deck == ()
    assert last.kicker is not None
    (guess,) = [g for g in among.guesses if g.target == last.id and g.part == "headline"]
    assert "3 stand on lines of their own, 0 after headlines" in guess.reason


@pytest.mark.parametrize(
    ("decks", "lean"), [((0, 0), 0), ((1, 0), 0), ((9, 0), 2.9), ((0, 9), -2.9), ((99, 0), 3)]
)
def test_a_house_leans_no_further_than_its_decks_say(decks: tuple[int, int], lean: float) -> None:
    assert House(decks=decks).lean == pytest.approx(lean, abs=0.05)
