"""The few words a PDF says by itself, in the language of its document."""

from __future__ import annotations

from exporter.startup.records import dataclass
from exporter.writers.shared.words import said_in


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """`cover` and `contents` name pages; `inside` and `briefs` are titles of a newspaper's pages;
    `printed_in` says where an article of a book stood, `published` who publishes the paper, `on`
    that something goes on at a page and `back` from which it comes, `sheet` which page of the file
    a link leads to. The others stand on clippings: `clipping` at the foot, `lines` where a text is
    in its source, `healed` and `widened` what was done for it to be shown, and the labels of these
    facts. {} is a number or a name, and of `printed_in` {} is the paper, {page} its page."""

    cover: str
    contents: str
    inside: str
    briefs: str
    printed_in: str
    published: str
    on: str
    back: str
    sheet: str
    clipping: str
    headline: str
    author: str
    page: str
    repairs: str
    source: str
    length: str
    identifier: str
    lines: str
    healed: str
    widened: str
    comma: str


_WORDS = {
    "zh-Hans": OwnWords(
        cover="封面",
        contents="目录",
        inside="今日导读",
        briefs="简\u3000讯",
        printed_in="原载《{}》{page}",
        published="{}出版",
        on="（下转第{}版）",
        back="（上接第{}版）",
        sheet="第{}页",
        clipping="剪报",
        headline="标题",
        author="作者",
        page="版面",
        repairs="修复",
        source="来源文件",
        length="字数",
        identifier="编号",
        lines="第{}至{}行",
        healed="接合断段{}处",
        widened="全角显示{}处",
        comma="，",
    ),
    "zh-Hant": OwnWords(
        cover="封面",
        contents="目錄",
        inside="今日導讀",
        briefs="簡\u3000訊",
        printed_in="原載《{}》{page}",
        published="{}出版",
        on="（下轉第{}版）",
        back="（上接第{}版）",
        sheet="第{}頁",
        clipping="剪報",
        headline="標題",
        author="作者",
        page="版面",
        repairs="修復",
        source="來源文件",
        length="字數",
        identifier="編號",
        lines="第{}至{}行",
        healed="接合斷段{}處",
        widened="全角顯示{}處",
        comma="，",
    ),
    "ja": OwnWords(
        cover="表紙",
        contents="目次",
        inside="今日の紙面",
        briefs="短\u3000信",
        printed_in="初出『{}』{page}",
        published="{}発行",
        on="（{}面に続く）",
        back="（{}面から続く）",
        sheet="{}ページ",
        clipping="切り抜き",
        headline="見出し",
        author="筆者",
        page="紙面",
        repairs="補修",
        source="原文",
        length="字数",
        identifier="番号",
        lines="{}行〜{}行",
        healed="段落接合{}か所",
        widened="全角表示{}か所",
        comma="、",
    ),
    "ko": OwnWords(
        cover="표지",
        contents="차례",
        inside="오늘의 지면",
        briefs="단신",
        printed_in="게재 《{}》 {page}",
        published="{} 발행",
        on="({}면에 계속)",
        back="({}면에서 계속)",
        sheet="{}쪽",
        clipping="스크랩",
        headline="제목",
        author="글쓴이",
        page="지면",
        repairs="보수",
        source="원본",
        length="글자 수",
        identifier="번호",
        lines="{}–{}행",
        healed="이은 문단 {}곳",
        widened="전각 표시 {}곳",
        comma=", ",
    ),
    "en": OwnWords(
        cover="Cover",
        contents="Contents",
        inside="Inside",
        briefs="In brief",
        printed_in="From {}, {page}",
        published="Published by {}",
        on="(continued on page {})",
        back="(continued from page {})",
        sheet="Page {}",
        clipping="Clipping",
        headline="Title",
        author="Author",
        page="Page",
        repairs="Repairs",
        source="Source",
        length="Length",
        identifier="Number",
        lines="lines {}–{}",
        healed="paragraphs joined: {}",
        widened="shown full width: {}",
        comma=", ",
    ),
}


def words_of(language: str) -> OwnWords:
    """The words of a document in a language (BCP 47)."""
    return said_in(_WORDS, language)
