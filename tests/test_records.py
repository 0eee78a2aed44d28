"""Records behave as the standard library's dataclasses of the same declaration."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

from exporter.startup import records

_BODIES = '''
@dataclass(frozen=True, slots=True)
class Placed:
    """Positional, with a default."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Equality looks at the first alone."""

    name: str
    help: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Keywords only."""

    name: str
    kids: list[str] = field(default_factory=list)
    level: int = 1


@dataclass(slots=True)
class Draft:
    """Changed while it is made."""

    title: str
    pieces: list[str] = field(default_factory=list)

    def longer(self) -> int:
        return len(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """No field at all."""
'''


def _declared(home: Any) -> dict[str, Any]:
    space = {"dataclass": home.dataclass, "field": home.field, "__name__": __name__}
    exec(compile("from __future__ import annotations\n" + _BODIES, "<bodies>", "exec"), space)
    return space


OURS, THEIRS = _declared(records), _declared(dataclasses)
Placed, Named, Draft = OURS["Placed"], OURS["Named"], OURS["Draft"]
"""Under their own names in this module, where pickle looks for them."""

_CALLS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("Placed", ("a",), {}),
    ("Placed", ("a", 3), {}),
    ("Placed", (), {"page": 1, "text": "b"}),
    ("Placed", (), {}),
    ("Placed", ("a", 1, 2), {}),
    ("Placed", ("a",), {"size": 2}),
    ("Named", (), {"name": "a"}),
    ("Named", (), {"name": "a", "kids": ["b"], "level": 2}),
    ("Named", ("a",), {}),
    ("Named", (), {}),
    ("Draft", ("a",), {}),
    ("Draft", ("a", ["b"]), {}),
    ("Looked", ("a",), {"help": "b"}),
    ("Looked", ("a",), {}),
    ("Empty", (), {}),
    ("Empty", ("a",), {}),
)


def _told(kind: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    try:
        return repr(kind(*args, **kwargs))
    except TypeError as error:
        return str(error)


@pytest.mark.parametrize(("name", "args", "kwargs"), _CALLS)
def test_made_shown_and_refused_as_the_library_does(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    fresh = _declared(records)[name]
    times = records._FEW + 2
    told = [_told(fresh, args, kwargs) for _ in range(times)]
    assert told == [_told(THEIRS[name], args, kwargs)] * times


@pytest.mark.parametrize("name", ["Placed", "Looked", "Named", "Draft", "Empty"])
def test_what_the_library_and_inspect_say_of_a_class_is_the_same(name: str) -> None:
    ours, theirs = _declared(records)[name], THEIRS[name]
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert dataclasses.is_dataclass(ours)
    assert [
        (f.name, f.type, f.default, f.kw_only, f.compare) for f in dataclasses.fields(ours)
    ] == [(f.name, f.type, f.default, f.kw_only, f.compare) for f in dataclasses.fields(theirs)]
    assert ours.__match_args__ == theirs.__match_args__
    assert tuple(ours.__slots__) == tuple(theirs.__slots__) == records.field_names(ours)
    assert ours.__doc__ == theirs.__doc__
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)
    assert ours.__qualname__ == theirs.__qualname__
    assert records.is_record(ours)
    assert not records.is_record(theirs)


def test_equal_only_to_its_own_kind_and_values() -> None:
    assert Placed("a", 1) == Placed("a", 1) != Placed("a", 2)
    assert Placed("a", 1) != ("a", 1)
    assert Placed("a", 1) != THEIRS["Placed"]("a", 1)
    assert len({Placed("a", 1), Placed("a", 1), Placed("b")}) == 2
    assert Draft("a") == Draft("a")
    assert OURS["Looked"]("a", "b") == OURS["Looked"]("a")
    assert hash(OURS["Looked"]("a", "b")) == hash(OURS["Looked"]("a"))
    assert OURS["Empty"]() == OURS["Empty"]()


@pytest.mark.parametrize("home", [OURS, THEIRS])
def test_frozen_ones_refuse_to_change(home: dict[str, Any]) -> None:
    made = home["Placed"]("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'text'"):
        made.text = "b"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'text'"):
        del made.text
    assert made.text == "a"


@pytest.mark.parametrize("used", [1, records._FEW + 2])
def test_each_one_has_its_own_of_what_is_made_anew(used: int) -> None:
    kind = _declared(records)["Named"]
    made = [kind(name="a") for _ in range(used)]
    made[-1].kids.append("b")
    assert kind(name="a").kids == []
    assert kind(name="a", kids=made[-1].kids).kids is made[-1].kids


@pytest.mark.parametrize("used", range(records._FEW + 2))
def test_a_class_that_inherits_has_its_own_way_of_being_made(used: int) -> None:
    """However many there are of the class it inherits from, which changes how it makes them."""

    @records.dataclass(slots=True)
    class Base:
        name: str

    class Named(Base):
        __slots__ = ()

        def __init__(self, first: str, last: str) -> None:
            super().__init__(first + last)

    for _ in range(used):
        Base("桥")
    assert Named("柳", "湾").name == "柳湾"


def test_drafts_change_and_have_nothing_in_common() -> None:
    one, other = Draft("a"), Draft("b")
    one.pieces.append("x")
    one.title = "c"
    assert (one.longer(), other.longer(), one.title) == (1, 0, "c")
    with pytest.raises(AttributeError):
        one.colour = "red"


def _copy_replace(made: Any, **changes: Any) -> Any:
    """`copy.replace` of Python 3.13."""
    return made.__replace__(**changes)


@pytest.mark.parametrize("replace", [records.replace, dataclasses.replace, _copy_replace])
def test_replaced_is_a_new_one(replace: Any) -> None:
    made = Named(name="a", level=2)
    assert replace(made, name="b") == Named(name="b", level=2)
    assert made.name == "a"
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        replace(made, size=1)


def test_replace_takes_the_library_s_own_too() -> None:
    assert records.replace(THEIRS["Placed"]("a"), page=4) == THEIRS["Placed"]("a", 4)


@pytest.mark.parametrize(
    "made", [Placed("a", 1), Named(name="a", kids=["b"]), Draft("a", ["b"])], ids=repr
)
def test_copied_pickled_and_taken_apart(made: Any) -> None:
    assert copy.copy(made) == copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == made
    assert dataclasses.asdict(made) == {
        name: getattr(made, name) for name in records.field_names(type(made))
    }


def test_a_default_that_all_would_share_is_refused() -> None:
    for home in (records, dataclasses):
        shared = _BODIES.replace("page: int | None = None", "page: list[int] = []")
        with pytest.raises(ValueError, match="default_factory"):
            exec(shared, {"dataclass": home.dataclass, "__name__": __name__})


def test_what_the_library_asks_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = _declared(records)["Placed"]
    made = [dataclasses.asdict(kind("a", 1))]
    monkeypatch.setattr(dataclasses, "make_dataclass", None)
    made.append(dataclasses.asdict(kind("a", 1)))
    assert made == [{"text": "a", "page": 1}] * 2


def test_a_match_takes_positions() -> None:
    match Placed("a", 2):
        case Placed(text, page):
            assert (text, page) == ("a", 2)
        case _:
            pytest.fail("no match")


def test_one_that_holds_itself_can_be_shown() -> None:
    draft = Draft("a")
    draft.pieces.append(draft)
    assert repr(draft) == "Draft(title='a', pieces=[...])"
