"""The whole document: body, front, sections, parts."""

from __future__ import annotations

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from exporter.carried import record_bytes
from exporter.display import date_text, page_text
from exporter.model import Issue
from exporter.writers.base import Context, Output
from exporter.writers.docx.body import Draft, add_page
from exporter.writers.docx.contents import contents, front_paragraph, masthead, small_paragraph
from exporter.writers.docx.languages import Language, language_of
from exporter.writers.docx.markup import PPR, Element, q, root
from exporter.writers.docx.options import DocxOptions
from exporter.writers.docx.package import Parts
from exporter.writers.docx.pictures import Pictures
from exporter.writers.docx.properties import application_part, core_part, custom_part, plain
from exporter.writers.docx.record import record_part, record_properties
from exporter.writers.docx.sections import footer_part, header_part, section
from exporter.writers.docx.styles import styles_part
from exporter.writers.docx.template import fonts_part, footnotes_part, numbering_part, settings_part
from exporter.writers.docx.theme import theme_part
from exporter.writers.sealed_zip import seal

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_LEVEL = 4  # a quarter of the time of 6 for a seventh more bytes, measured on 800,000 characters
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_KIND = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)


def build(issue: Issue, options: DocxOptions, context: Context) -> Output:
    language = language_of(issue.meta.language, options.faces)
    package = Parts()
    draft = Draft(
        punctuation=options.punctuation,
        columns=options.columns,
        notes=options.notes,
        pictures=Pictures(
            assets={asset.id: asset for asset in issue.assets},
            data=context.assets,
            add_part=package.add_picture,
        ),
    )
    heads = _add_running_heads(package, issue, language)
    draft.footer = package.add(
        "word/footer1.xml", _WORD + "footer+xml", RT.FOOTER, footer_part(language)
    )
    document = _document(draft, issue, options, language, heads)
    _add_template(package, language, draft)
    package.add_links(draft.links.items())
    claimed = context.claimed(issue)
    package.add_top(
        "docProps/core.xml", CT.OPC_CORE_PROPERTIES, RT.CORE_PROPERTIES, core_part(issue, claimed)
    )
    package.add_top(
        "docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, RT.EXTENDED_PROPERTIES,
        application_part(issue),
    )  # fmt: skip
    package.add_top("docProps/custom.xml", _CUSTOM_TYPE, _CUSTOM_KIND, custom_part(issue))
    record = record_bytes(issue, "docx", options, context.epoch)
    package.add_record(record_part(record), record_properties())
    members = package.members(document)
    return Output(
        data=seal(members.items(), context.stamp(issue), level=_LEVEL),
        notices=(*draft.notices, *draft.pictures.notices),
    )


def _add_template(package: Parts, language: Language, draft: Draft) -> None:
    if draft.footnotes:
        package.add(
            "word/footnotes.xml", _WORD + "footnotes+xml", RT.FOOTNOTES,
            footnotes_part(draft.footnotes),
        )  # fmt: skip
    package.add(
        "word/theme/theme1.xml",
        CT.OFC_THEME,
        RT.THEME,
        theme_part(language),
    )
    for name, kind, content in (
        ("styles", RT.STYLES, styles_part(language)),
        ("settings", RT.SETTINGS, settings_part(language, footnotes=bool(draft.footnotes))),
        ("fontTable", RT.FONT_TABLE, fonts_part(language)),
        ("numbering", RT.NUMBERING, numbering_part(tuple(draft.starts))),
    ):
        package.add(f"word/{name}.xml", f"{_WORD}{name}+xml", kind, content)


def _add_running_heads(package: Parts, issue: Issue, language: Language) -> tuple[str, ...]:
    """Relationship ids: the contents' running head, then each newspaper page's; pages that say
    the same share one part."""
    publication = issue.meta.publication and plain(issue.meta.publication)
    date = date_text(issue)
    labels = ["", *[plain(page_text(page, issue.meta.language)) for page in issue.pages]]
    refs: dict[str, str] = {}
    for label in labels:
        if label not in refs:
            right = "\u3000".join(part for part in (date, label) if part)
            refs[label] = package.add(
                f"word/header{len(refs) + 1}.xml", _WORD + "header+xml", RT.HEADER,
                header_part(publication, right),
            )  # fmt: skip
    return tuple(refs[label] for label in labels)


def _document(
    draft: Draft, issue: Issue, options: DocxOptions, language: Language, heads: tuple[str, ...]
) -> Element:
    front = 0
    pages = [page for page in issue.pages if page.articles]
    if options.contents and pages:
        _reserve_front(draft, issue)
        front = 1
    number = 1
    for index, page in enumerate(issue.pages):
        if not page.articles:
            continue
        if number > 1:
            draft.pages.new_page()
        draft.open_page(heads[index + 1])
        add_page(draft, page, index + 1, number, issue.meta.language)
        number += len(page.articles)
    if front:
        _insert_front(draft, issue, language, heads[0])
    document = root("document", "r", "wp", "a", "pic")
    document.append(draft.body)
    _end_last_section(draft.body, draft.footer, heads[0])
    return document


def _reserve_front(draft: Draft, issue: Issue) -> None:
    """Room for the contents, so that the page numbers in them count their own pages."""
    for style in (*(style for style, _ in masthead(issue)), "TOCHeading"):
        draft.pages.paragraph(style, " ")
    for page in issue.pages:
        draft.pages.paragraph("TOC1", " ")
        for _ in page.articles:
            draft.pages.paragraph("TOC2", " ")
    draft.pages.new_page()


def _insert_front(draft: Draft, issue: Issue, language: Language, head: str) -> None:
    title = [front_paragraph(style, text) for style, text in masthead(issue)]
    made = [*title, contents(draft.entries, language), small_paragraph()]
    made[-1][0].append(section("nextPage", 1, head, draft.footer))
    for at, element in enumerate(made):
        draft.body.insert(at, element)


def _end_last_section(body: Element, footer: str | None, head: str) -> None:
    """The last section's properties stand at the body's end, not in its last paragraph."""
    last = body[-1] if len(body) else None
    properties = None if last is None else last.find(f"{PPR}/{q('sectPr')}")
    if properties is None:
        body.append(section("nextPage", 1, head, footer))
    else:
        body.append(properties)
