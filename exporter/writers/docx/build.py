"""The whole document: body, front, sections, parts."""

from __future__ import annotations

from exporter.errors import WriterError
from exporter.interchange.record import record_bytes
from exporter.lexicon.word_styles import STYLES
from exporter.messages import say
from exporter.model import Issue, Notice
from exporter.startup.records import dataclass
from exporter.titles import date_text, page_text
from exporter.writers.base import Context, Output
from exporter.writers.docx.document.body import add_page
from exporter.writers.docx.document.contents import (
    contents,
    front_paragraph,
    masthead,
    small_paragraph,
)
from exporter.writers.docx.document.draft import Draft
from exporter.writers.docx.document.pictures import Pictures
from exporter.writers.docx.languages import Language, language_of
from exporter.writers.docx.newsroom.template import House, house_of
from exporter.writers.docx.options import DocxOptions
from exporter.writers.docx.page_numbers.pagination import Pagination
from exporter.writers.docx.parts.defaults import (
    add_footnote_settings,
    fonts_part,
    footnotes_part,
    numbering_part,
    settings_part,
)
from exporter.writers.docx.parts.markup import PPR, Element, q, root
from exporter.writers.docx.parts.package import CORE_KIND, CORE_TYPE, OFFICE, WORD, Parts
from exporter.writers.docx.parts.properties import application_part, core_part, custom_part, plain
from exporter.writers.docx.parts.record import record_part, record_properties
from exporter.writers.docx.parts.sections import Layout, footer_part, header_part
from exporter.writers.docx.parts.styles import styles_part
from exporter.writers.docx.parts.theme import theme_part
from exporter.writers.shared.sealed_zip import seal

_LEVEL = 4  # a quarter of the time of 6 for a seventh more bytes, measured on 800,000 characters
_FORMATS = "application/vnd.openxmlformats-officedocument."


def build(issue: Issue, options: DocxOptions, context: Context) -> Output:
    """Raises WriterError where a template was asked for that is not there, and OptionError where it
    cannot be used."""
    language = language_of(issue.meta.language, options.faces)
    house = _house(options, context, language)
    package = Parts()
    if house is not None:
        package.add_house(house.parts, house.references, house.used)
    layout = Layout() if house is None else house.layout
    pages = Pagination() if house is None else Pagination(layout=layout, rows=house.rows)
    draft = Draft(
        punctuation=options.punctuation,
        columns=options.columns,
        notes=options.notes,
        layout=layout,
        pages=pages,
        pictures=Pictures(
            assets={asset.id: asset for asset in issue.assets},
            data=context.assets,
            add_part=package.add_picture,
        ),
    )
    heads = _add_running_heads(package, issue, language, house, draft.layout)
    headline = STYLES["Headline"][0] if house is None else house.headline
    document = _document(draft, issue, options.contents, language, headline, heads)
    if house is None:
        _add_template(package, language, draft)
    else:
        house.adapt(document)
        _add_house(package, language, draft, house)
    package.add_links(draft.links.items())
    _add_properties(package, issue, context)
    record = record_bytes(issue, "docx", options, context.epoch)
    package.add_record(record_part(record), record_properties())
    members = package.members(document)
    return Output(
        data=seal(members.items(), context.stamp(issue), level=_LEVEL),
        notices=(*_told(house), *draft.notices, *draft.pictures.notices),
    )


def _house(options: DocxOptions, context: Context, language: Language) -> House | None:
    if not options.template:
        return None
    data = context.assets.get(options.template)
    if data is None:
        raise WriterError(
            say(
                "The template with the SHA-256 {digest} is not at hand. Give the same file "
                "with --template (in the library: its bytes in the context's assets, by that "
                "sum).",
                digest=options.template,
            )
        )
    # python-docx takes 70 ms to load, which only a template is worth.
    from exporter.writers.docx.newsroom.opened import open_template

    return house_of(open_template(data), language)


def _told(house: House | None) -> tuple[Notice, ...]:
    if house is None or not house.macros:
        return ()
    detail = say("The template's macros are left out: the file is an ordinary .docx.")
    return (Notice(code="template-macros", detail=detail),)


def _add_template(package: Parts, language: Language, draft: Draft) -> None:
    """The parts that make the look, all ours."""
    _add_footnotes(package, draft, None)
    package.add(
        "word/theme/theme1.xml", _FORMATS + "theme+xml", OFFICE + "theme", theme_part(language)
    )
    settings = settings_part(language)
    if draft.footnotes:
        add_footnote_settings(settings)
    for name, content in (
        ("styles", styles_part(language)),
        ("settings", settings),
        ("fontTable", fonts_part(language)),
        ("numbering", numbering_part(tuple(draft.starts))),
    ):
        package.add(f"word/{name}.xml", f"{WORD}{name}+xml", OFFICE + name, content)


def _add_house(package: Parts, language: Language, draft: Draft, house: House) -> None:
    """The same from a newsroom's template, with ours for what it lacks."""
    _add_footnotes(package, draft, house)
    kinds = {kind for _, kind in house.used}
    if OFFICE + "theme" not in kinds:
        package.add(
            "word/theme/theme1.xml", _FORMATS + "theme+xml", OFFICE + "theme", theme_part(language)
        )
    if OFFICE + "fontTable" not in kinds:
        package.add(
            "word/fontTable.xml", f"{WORD}fontTable+xml", OFFICE + "fontTable", fonts_part(language)
        )
    settings = settings_part(language) if house.settings is None else house.settings
    if draft.footnotes:
        add_footnote_settings(settings)
    for name, content in (
        ("styles", house.styles),
        ("settings", settings),
        ("numbering", house.numbered(tuple(draft.starts))),
    ):
        package.add(f"word/{name}.xml", f"{WORD}{name}+xml", OFFICE + name, content)


def _add_footnotes(package: Parts, draft: Draft, house: House | None) -> None:
    if draft.footnotes:
        notes = footnotes_part(draft.footnotes)
        if house is not None:
            house.adapt(notes)
        package.add("word/footnotes.xml", WORD + "footnotes+xml", OFFICE + "footnotes", notes)


def _add_properties(package: Parts, issue: Issue, context: Context) -> None:
    core = core_part(issue, context.claimed(issue))
    for name, content_type, kind, content in (
        ("core", CORE_TYPE, CORE_KIND, core),
        (
            "app",
            _FORMATS + "extended-properties+xml",
            OFFICE + "extended-properties",
            application_part(issue),
        ),
        (
            "custom",
            _FORMATS + "custom-properties+xml",
            OFFICE + "custom-properties",
            custom_part(issue),
        ),
    ):
        package.add_top(f"docProps/{name}.xml", content_type, kind, content)


@dataclass(frozen=True, slots=True)
class _Heads:
    """Relationship ids of running heads: the contents', each newspaper page's, and the folio's."""

    front: str | None
    pages: tuple[str | None, ...]
    footer: str | None


def _add_running_heads(
    package: Parts, issue: Issue, language: Language, house: House | None, layout: Layout
) -> _Heads:
    """Pages that say the same share one part; a house's own headers leave no room for ours."""

    def put(kind: str, content: Element) -> str:
        if house is not None:
            house.adapt(content)
        return package.add(f"word/{kind}1.xml", f"{WORD}{kind}+xml", OFFICE + kind, content)

    footer = None if layout.own_footer else put("footer", footer_part(language))
    if layout.own_header:
        return _Heads(None, tuple(None for _ in issue.pages), footer)
    publication = issue.meta.publication and plain(issue.meta.publication)
    date = date_text(issue)
    labels = ["", *[plain(page_text(page, issue.meta.language)) for page in issue.pages]]
    refs: dict[str, str] = {}
    for label in labels:
        if label not in refs:
            right = "\u3000".join(part for part in (date, label) if part)
            refs[label] = put("header", header_part(publication, right))
    return _Heads(refs[""], tuple(refs[label] for label in labels[1:]), footer)


def _document(
    draft: Draft,
    issue: Issue,
    with_contents: bool,
    language: Language,
    headline: str,
    heads: _Heads,
) -> Element:
    front = with_contents and any(page.articles for page in issue.pages)
    draft.footer = heads.footer
    number = 1
    for index, page in enumerate(issue.pages):
        if not page.articles:
            continue
        if number > 1:
            draft.pages.new_page()
        draft.open_page(heads.pages[index])
        add_page(draft, page, index + 1, number, issue.meta.language)
        number += len(page.articles)
    if front:
        _insert_front(draft, issue, language, headline, heads)
    document = root("document", "r", "wp", "a", "pic")
    document.append(draft.body)
    _end_last_section(draft, heads)
    return document


def _front_pages(draft: Draft, issue: Issue) -> int:
    """How many pages the contents take: so much later everything begins."""
    pen = Pagination(layout=draft.layout, rows=draft.pages.rows)
    for style in (*(style for style, _ in masthead(issue)), "TOCHeading"):
        pen.paragraph(style, " ")
    for entry in draft.entries:
        pen.paragraph(f"TOC{entry.level}", f"{entry.text}000")
    pen.new_page()
    return pen.page - 1


def _insert_front(
    draft: Draft, issue: Issue, language: Language, headline: str, heads: _Heads
) -> None:
    draft.pages.new_page()
    before = _front_pages(draft, issue)
    pages = {anchor: page + before for anchor, page in draft.pages.found.items()}
    title = [front_paragraph(style, text) for style, text in masthead(issue)]
    end = small_paragraph()
    end[0].append(draft.layout.section("nextPage", 1, heads.front, heads.footer))
    for at, element in enumerate((*title, contents(draft.entries, pages, language, headline), end)):
        draft.body.insert(at, element)


def _end_last_section(draft: Draft, heads: _Heads) -> None:
    """The last section's properties stand at the body's end, not in its last paragraph."""
    last = draft.body[-1] if len(draft.body) else None
    properties = None if last is None else last.find(f"{PPR}/{q('sectPr')}")
    if properties is None:
        properties = draft.layout.section("nextPage", 1, heads.front, heads.footer)
    draft.body.append(properties)
