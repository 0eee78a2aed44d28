"""Texts made to keep a pattern busy for ever. None of these tests looks at the clock: what they
guard against does not end while anybody waits."""

from __future__ import annotations

from exporter.reading.credits.names import split_names
from exporter.reading.credits.statements import read_byline
from exporter.reading.profiles import guess_profile, openings_of


def test_words_of_duty_run_on_are_not_read_in_every_way_there_is() -> None:
    assert split_names("程澄" + "图文报道" * 60 + "等人")
    assert split_names("程澄" + " 文图" * 60 + "等人")


def test_words_of_duty_are_taken_off_all_the_same() -> None:
    assert split_names("程澄 摄影报道") == ("程澄",)
    assert split_names("程澄 文并图") == ("程澄",)
    assert split_names("程澄采访整理 图文报道") == ("程澄",)


def test_blank_lines_are_not_gone_through_from_each_of_them() -> None:
    text = "  本报讯（记者程澄）\n" + " \n" * 99_000 + "\u3000\u3000本报讯（记者程澄）"
    assert openings_of(text) == ["本报讯", "本报讯"]
    found = guess_profile(text, 2)
    assert found is not None
    assert found.profile.name == "local-daily"


def test_a_line_declared_a_byline_may_hold_whatever_it_likes() -> None:
    assert read_byline("文/" + " " * 20_000 + "甲/") == ()
    assert read_byline("文/" + "甲 " * 20_000 + "/") == ()
    assert [one.named[0].names for one in read_byline("文/程澄 摄影/孟河")] == [
        ("程澄",),
        ("孟河",),
    ]
