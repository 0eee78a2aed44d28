"""`exporter read SRC…`: what was found, for a person or (--json) for a program."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from exporter.api import exports, sources
from exporter.cli.arguments import Parser, add_sources, given_meta, given_reading
from exporter.cli.jobs import planned
from exporter.cli.printing import Report, notice_text, place_of
from exporter.conservation import healed
from exporter.errors import ExporterError, OptionError, one_line
from exporter.interchange.json_form import block_type, to_json
from exporter.messages import Message, as_message, resaid, say, say_chain, say_counted, sentence
from exporter.model import (
    DOUBTFUL,
    ISSUE,
    Article,
    Credit,
    Guess,
    Issue,
    Line,
    Notice,
    Reading,
    Subhead,
    articles_of,
    first_range,
    lines_of_article,
    text_of,
)
from exporter.titles import date_text, number_text, page_text

_DESCRIPTION = sentence("""\
Shows what was found in a text: articles with kicker, headline, deck and credits, the breaks that
were healed, what is doubtful, and what to look at. Texts are shown as the source has them.""")


def run(name: str, arguments: Sequence[str]) -> int:
    """Prints a summary, or the whole reading as JSON."""
    parser = Parser(name, say(_DESCRIPTION))
    add_sources(parser)
    parser.add_argument("--json", action="store_true", help=say("print the whole model as JSON"))
    parser.add_argument(
        "-q", "--quiet", action="store_true", help=say("with --json: print no notices")
    )
    parsed = parser.parse(arguments)
    jobs = planned(parsed.sources, together=parsed.together)
    if parsed.json and len(jobs) > 1:
        raise OptionError(say("--json prints one reading: name one source, or add --together."))
    report = Report(quiet=parsed.quiet)
    for job in jobs:
        try:
            reading = sources.read(job.sources, **given_reading(parsed), **given_meta(parsed))
        except ExporterError as error:
            report.failed(error, job.sources)
            continue
        if parsed.json:
            print(to_json(reading))
            report.notices((*reading.notices, *exports.holes(reading.issue)), reading.issue)
        else:
            print("\n".join(summary(reading)))
    return report.finish()


def summary(reading: Reading) -> Iterator[str]:
    """The lines of a person's view."""
    issue = reading.issue
    yield _issue_line(issue)
    yield from _source_lines(reading)
    for page in issue.pages:
        if title := page_text(page, issue.meta.language):
            yield f"\n{title}"
        for article in page.articles:
            yield ""
            yield from _article_lines(article, issue)
    yield from _section(say("Not shown"), list(_not_shown(issue)))
    doubts = list(_doubts(reading))
    yield from _section(say("Doubts"), doubts)
    if doubts:
        yield say("  To put them right: exporter review SRC --doubtful")
    notices: tuple[Notice, ...] = (*reading.notices, *exports.holes(issue))
    yield from _section(say("Notices"), [notice_text(notice, issue) for notice in notices])


def _issue_line(issue: Issue) -> Message:
    names = " + ".join(f"{source.name} ({source.encoding})" for source in issue.sources)
    about = [issue.meta.publication or "", date_text(issue), number_text(issue)]
    articles = list(articles_of(issue))
    count = sum(
        len("".join(text_of(line).split())) for one in articles for line in lines_of_article(one)
    )
    told = say_counted(
        "{n} article, {characters} characters",
        "{n} articles, {characters} characters",
        len(articles),
        characters=count,
    )
    return say_chain("{before} · {after}", filter(None, [names, *about, told]))


def _source_lines(reading: Reading) -> Iterator[str]:
    """How each source was read: encoding, form and house, and how sure that is; and the issue's
    language where the text told it."""
    for source in reading.issue.sources:
        for guess in reading.guesses:
            if guess.target == source.id:
                several = len(reading.issue.sources) > 1
                yield _whole(guess, source.name if several else None)
    yield from (_whole(guess) for guess in reading.guesses if guess.target == ISSUE)


_WHOLE = {
    False: sentence("  {part} {reason} ({confidence:.2f})"),
    True: sentence("  {source}: {part} {reason} ({confidence:.2f})"),
}
"""By whether the source is named."""


def _whole(guess: Guess, source: str | None = None) -> Message:
    return say(
        _WHOLE[source is not None],
        source=source,
        part=guess.part,
        reason=one_line(guess.reason),
        confidence=guess.confidence,
    )


def _article_lines(article: Article, issue: Issue) -> Iterator[str]:
    place = place_of(first_range(article), issue)
    if place is None:
        yield f"[{article.id}]"
    else:
        yield say("[{article}] line {line}", article=article.id, line=place[1])
    labelled: tuple[tuple[Message, Sequence[Line]], ...] = (
        (say("kicker"), () if article.kicker is None else (article.kicker,)),
        (say("headline"), article.headline),
        (say("column"), () if article.column is None else (article.column,)),
        (say("deck"), article.deck),
        (say("summary"), article.summary),
    )
    for label, lines in labelled:
        for line in lines:
            yield _field(label, text_of(line))
    if article.dateline is not None:
        view = article.dateline
        yield _field(say("dateline"), " ".join(filter(None, (view.agency, view.place, view.date))))
    for credit in article.credits:
        yield _field(say("credit"), _credit(credit))
    for jump in article.jumps:
        yield _field(say("jump"), say(_JUMPS[jump.direction], page=jump.page or "?"))
    kinds = Counter(block_type(block).replace("_", " ") for block in article.blocks)
    told = [f"{count} × {kind}" for kind, count in kinds.items()]
    yield _field(say("blocks"), ", ".join(told) or say("none"))
    titles = [text_of(block.text) for block in article.blocks if isinstance(block, Subhead)]
    if titles:
        yield _field(say("subheads"), " · ".join(titles))
    for line in lines_of_article(article):
        yield from (_field(say("healed"), seam) for seam in _seams(line, issue))


_JUMPS = {"to": sentence("to page {page}"), "from": sentence("from page {page}")}


def _credit(credit: Credit) -> str:
    who = filter(None, (credit.organisation, credit.role, "、".join(credit.names)))
    return f"{' '.join(who)} ({credit.where})"


def _seams(line: Line, issue: Issue) -> Iterator[str]:
    """Where a cut was healed: a line's next span begins on another line of the source."""
    for before, after in healed(line, issue.sources):
        one, two = place_of(before.range, issue), place_of(after.range, issue)
        if one is not None and two is not None:
            yield f"…{before.text[-6:]}|{after.text[:6]}… ({two[0]}:{two[1]})"


_SIGNS = "-mark"
"""How the codes end of what only marks: #, **, > and the like."""


def _not_shown(issue: Issue) -> Iterator[str]:
    """The lines that were set aside, and how many signs."""
    texts = {source.id: source.text for source in issue.sources}
    signs: Counter[str] = Counter()
    for drop in issue.dropped:
        if drop.code.endswith(_SIGNS):
            signs[drop.code.removesuffix(_SIGNS).replace("-", " ")] += 1
            continue
        place = place_of(drop.range, issue)
        where = f" ({place[0]}:{place[1]})" if place else ""
        words = texts[drop.range.src][drop.range.start : drop.range.end]
        yield f"{drop.code.replace('-', ' ')}: {one_line(words[:40])}{where}"
    if signs:
        yield say("signs: {signs}", signs=[f"{name} {count}" for name, count in signs.items()])


_PARTS = {
    "join": sentence("goes on the paragraph before"),
    "split": sentence("begins a paragraph"),
}
_DOUBTS = {
    False: sentence("{target} {part}: {reason} ({rule}, confidence {confidence:.2f})"),
    True: sentence("{target} {part} (line {line}): {reason} ({rule}, confidence {confidence:.2f})"),
}
"""By whether the line is known."""
_SHAPES = re.compile(r"(\d+)\+(\d+)\+(\d+)")


def _doubts(reading: Reading) -> Iterator[str]:
    """What is doubtful of articles; how sure it is how a source was read stands at the top."""
    whole = {ISSUE, *(source.id for source in reading.issue.sources)}
    for guess in reading.guesses:
        if guess.confidence < DOUBTFUL and guess.target not in whole:
            place = place_of(guess.range, reading.issue)
            yield say(
                _DOUBTS[place is not None],
                target=guess.target,
                part=say(_PARTS[guess.part]) if guess.part in _PARTS else guess.part,
                line=place[1] if place else 0,
                reason=one_line(resaid(as_message(guess.reason), _worded)),
                rule=guess.rule,
                confidence=guess.confidence,
            )


def _worded(text: str) -> str:
    """1+2+0 as a person says it: kicker 1, headline 2."""
    found = _SHAPES.fullmatch(text)
    return _in_words(found) if found else _SHAPES.sub(_in_words, text)


_COUNTS = (sentence("kicker {count}"), sentence("headline {count}"), sentence("deck {count}"))


def _in_words(shape: re.Match[str]) -> Message:
    told = zip(_COUNTS, shape.groups(), strict=True)
    return say("{parts}", parts=[say(one, count=count) for one, count in told if count != "0"])


def _section(title: Message, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"\n{title}"
        yield from (f"  {line}" for line in lines)


def _field(label: Message, text: str) -> Message:
    return say("  {label:<9} {text}", label=label, text=one_line(text))
