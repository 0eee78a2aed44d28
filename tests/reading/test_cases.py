"""The labelled cases of `cases/`: a bug report becomes a case before it becomes a fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.conservation import unaccounted
from exporter.model import Article, Reading, articles_of, raw_text, text_of
from exporter.reading import RawInput, read_sources

CASES = Path(__file__).with_name("cases")
LEAD = (
    "本报讯(记者 何青禾)昨日,记者从有关部门获悉,这项工作已经展开,市民可以到现场查看,"
    "也可以在网上查询,有疑问的可以拨打热线。"
)


def read(text: str) -> Reading:
    reading = read_sources([RawInput(name="案.txt", data=text.encode())])
    assert unaccounted(reading.issue) == ()
    return reading


def head_cases(name: str = "heads.txt", every: int = 1) -> list[tuple[str, list[str], str, str]]:
    """Kicker, headline parts, deck and column of each case, "" for none; of every so many lines."""
    found = []
    for line in (CASES / name).read_text(encoding="utf-8").splitlines()[::every]:
        if line and not line.startswith("#"):
            parts = ["" if p.strip() == "-" else p.strip() for p in line.split("|")]
            found.append((parts[0], parts[1].split(" / "), parts[2], parts[3]))
    return found


def head_text(case: tuple[str, list[str], str, str]) -> str:
    kicker, headline, deck, column = case
    above = " ".join(filter(None, [kicker, *headline])) + column
    return "# " + "\n\n".join(filter(None, [above, deck, LEAD, "桥在,路就在。"])) + "\n"


def is_right(article: Article, case: tuple[str, list[str], str, str]) -> bool:
    kicker, headline, deck, column = case
    return (
        (text_of(article.kicker) if article.kicker else "") == kicker
        and " ".join(text_of(line) for line in article.headline) == " ".join(headline)
        and " ".join(text_of(line) for line in article.deck) == deck
        and (text_of(article.column) if article.column else "") == column
    )


def test_nine_in_ten_invented_headline_groups_are_read_as_labelled() -> None:
    cases = head_cases()
    wrong = [
        case for case in cases if not is_right(next(articles_of(read(head_text(case)).issue)), case)
    ]
    assert len(cases) >= 90
    assert len(wrong) <= len(cases) // 10, wrong


def test_what_is_said_with_confidence_is_right() -> None:
    sure = []
    for case in head_cases():
        reading = read(head_text(case))
        (guess,) = [guess for guess in reading.guesses if guess.part == "headline"]
        if guess.confidence >= 0.9:
            sure.append(is_right(next(articles_of(reading.issue)), case))
    assert sum(sure) >= 0.97 * len(sure)


def test_local_groups_never_fitted_on_are_mostly_right_and_doubted_where_not() -> None:
    cases = head_cases("heads-local.txt", every=3)
    right, sure = [], []
    for case in cases:
        reading = read(head_text(case))
        right.append(is_right(next(articles_of(reading.issue)), case))
        (guess,) = [guess for guess in reading.guesses if guess.part == "headline"]
        if guess.confidence >= 0.9:
            sure.append(right[-1])
    assert len(cases) >= 100
    assert sum(right) >= 0.77 * len(cases)
    assert sum(sure) >= 0.93 * len(sure) >= 0.93 * 50


def opening_cases() -> list[tuple[str, list[str]]]:
    """The line and what is said of it, in order."""
    text = (CASES / "openings.txt").read_text(encoding="utf-8")
    blocks = [
        [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
        for block in text.split("\n\n")
    ]
    return [(block[0], [line.strip() for line in block[1:]]) for block in blocks if block]


@pytest.mark.parametrize(("line", "said"), opening_cases())
def test_a_line_says_who_and_where_as_labelled(line: str, said: list[str]) -> None:
    reading = read(f"# 柳湾桥通车了\n\n{line}\n\n桥在,路就在,老人们都这么说。\n")
    (article,) = articles_of(reading.issue)
    sources = reading.issue.sources
    got = []
    if (view := article.dateline) is not None:
        words = raw_text(view.ranges, sources)
        got.append(f"dateline {words} | " + " | ".join(told(view.agency, view.place, view.date)))
    for credit in article.credits:
        who = [credit.role, credit.organisation, " ".join(credit.names)]
        got.append("credit " + " | ".join(told(*who)))
    assert got == said


def told(*values: str | None) -> list[str]:
    return [value or "-" for value in values]
