"""What a gauge tells of a whole text is what its face and the rules tell of each character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.typography.faces import HEI, KAI, SONG, shipped_face
from exporter.typography.gauge import DASH, Gauge, kinds_of
from exporter.typography.rules import classify

TEXTS = st.text("中国报，。“”（）—…·3a:% \u3000é？?々〇ｱ\U00020bb7\ue000①", max_size=40)


@pytest.mark.parametrize("name", [SONG, HEI, KAI])
@given(text=TEXTS)
def test_classes_and_widths_of_known_characters_are_those_of_the_face(name: str, text: str) -> None:
    face = shipped_face(name)
    gauge = Gauge(face)
    gauge.learn(text)
    known = "".join(char for char in text if char in gauge.known)
    kinds = kinds_of(known)
    assert gauge.classes(kinds) == classify(known, face.whole_marks())
    assert gauge.widths(kinds) == [1000 if c == DASH else face.advance(c) for c in known]


def test_what_a_face_lacks_and_what_has_no_kind_of_its_own_stays_unknown() -> None:
    gauge = Gauge(shipped_face(SONG))
    assert gauge.learn("桥ж?\U0003fffd3") == ["3", "桥"]
    assert gauge.learn("桥ж3") == []
    for _ in range(1000):  # however often it was asked
        assert gauge.knows("3桥")
        assert not gauge.knows("桥ж")
    assert gauge.learn("梁^]-\\") == ["-", "\\", "]", "^", "梁"]
    for _ in range(1000):
        assert gauge.knows("\\]^-桥梁")
        assert not gauge.knows("桥?")
    assert not gauge.known.issuperset("桥?")
