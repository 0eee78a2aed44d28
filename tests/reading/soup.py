"""Hypothesis strategies for newspaper-like line soup: every kind of line, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = st.sampled_from(
    [
        "# 程澄在全县春耕会上强调 不误农时 抓好春管",
        "# 柳湾桥通车 两岸三村受益 （身边事）",
        "#",
        "# ",
        "## 先修渠",
        "第02版:综合",
        "第三版",
        "A03版 要闻",
        "03",
        "— 7 —",
        "2031年5月12日 星期一",
        "***",
        "程澄主持 何婉出席",
        "——柳湾镇修桥记",
        "本报讯(记者 何青禾)5月11日,柳湾镇便民桥建成通车。",
        "本报讯（记者何青禾 通讯员 周　渡）昨日,全镇开镰",
        "霁原社松岚5月11日电 （记者 何与舟)",
        "【霁原專訊】昨日,大橋通車。",
        "■本报记者 杜若溪",
        "文/林见穗 摄影/贺青岚",
        "（记者 温以宁）",
        "责编:罗疏影 版式:卢小满",
        "(下转第3版)",
        "（上接第一版）",
        "图为柳湾桥。 本报记者 贺青岚 摄",
        "编者按:修桥的事,要从头说起。",
        "核心阅读",
        "一、先问一遍",
        "■ 再动一锹",
        "1. 报名时间",
        "桥名\t长度\t宽度",
        "柳湾桥\t128米\t9.5米",
        "开平四年,柳湾的人们把船系在一起,从此有了这座浮",
        "桥,一直用到去年夏天。",
        "问:桥通车了吗?",
        "> 引文一行",
        "- 一项",
        "![桥](桥.jpg)",
        "**桥通了** [公告](https://a.invalid/b)",
        "| 桥名 | 长度 |",
        "|---|---|",
        "2. 再过桥",
        "\ufeff",
        "\u200b零宽\u200b",
        "康家（上土下口）村",
        "\ue123",
        "The bridge is open to",
        "traffic from today",
        "、。」",
        "“",
        "\U00020bb7家",
    ]
)
_CHARS = st.text(
    alphabet=st.sampled_from(
        list("甲乙丙,。，（）()“”《》「」 \u3000\xa0\t0123年月日版第#*-—|记者摄电讯A\x00\ufeff")
    ),
    max_size=40,
)
_ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028", "\n　　", "\x0b", "\n \n"])


@st.composite
def line_soup(draw: st.DrawFn) -> str:
    """A text of up to thirty lines with at least one character that is not blank."""
    pieces = draw(st.lists(st.tuples(st.one_of(_PIECES, _CHARS), _ENDS), min_size=1, max_size=30))
    return "".join(line + end for line, end in pieces) + "末"
