"""Posted pages become nested answers; what does not belong is passed on to be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.forms.answers import check
from app.web.forms.read import pressed_rows, read_form
from tests.forms.forms import field, form, outcomes

ASKED = form(
    field("text", "name"),
    field("choices", "of"),
    field("boolean", "tick"),
    field("note", "hint"),
    field("group", "father", fields=[field("text", "name"), field("group", "home", fields=[field("text", "town")])]),
    field(
        "repeat",
        "con",
        fields=[field("text", "ten"), field("repeat", "toys", fields=[field("text", "toy")])],
        max_items=4,
    ),
    outcomes=outcomes("yes"),
)


def test_names_become_a_tree() -> None:
    posted = MultiDict(
        [
            ("csrf_token", "t"), ("item", "7"), ("_add", "zz"), ("name", "An"), ("of", "a"), ("of", ""), ("of", "c"),
            ("father-name", "Ba"), ("father-home-town", "Huế"), ("decision", "yes"),
            ("con-0-ten", "A"), ("con-2-ten", "C"), ("con-10-ten", "K"), ("con-2-toys-0-toy", "xe"),
        ]
    )  # fmt: skip
    assert read_form(ASKED, posted) == {
        "name": "An",
        "of": ["a", "c"],
        "father": {"name": "Ba", "home": {"town": "Huế"}},
        "con": [{"ten": "A"}, {"ten": "C", "toys": [{"toy": "xe"}]}, {"ten": "K"}],
        "decision": "yes",
    }


@pytest.mark.parametrize(
    "name", ["admin", "hint", "con", "father", "con-x-ten", "con-0-evil", "con-00-ten", "father-name-x"]
)
def test_names_that_belong_to_nothing_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(ASKED, read_form(ASKED, MultiDict({name: "1", "decision": "yes"})))
    assert list(refused.value.fields) == [name]


def test_pages_may_have_names_of_their_own() -> None:
    assert read_form(ASKED, MultiDict({"note_to_self": "x"}), own={"note_to_self"}) == {}


@pytest.mark.parametrize(
    ("button", "place", "rows"),
    [
        ("_add", "con", [{"ten": "A"}, {"ten": "B"}, {}]),
        ("_remove", "con-0", [{"ten": "B"}]),
        ("_remove", "con-9", [{"ten": "A"}, {"ten": "B"}]),
        ("_add", "con-1-toys", [{"ten": "A"}, {"ten": "B", "toys": [{}]}]),
        ("_add", "name", [{"ten": "A"}, {"ten": "B"}]),
    ],
)
def test_row_buttons_are_done_while_reading(button: str, place: str, rows: list[object]) -> None:
    posted = MultiDict({"con-0-ten": "A", "con-1-ten": "B", button: place})
    assert read_form(ASKED, posted)["con"] == rows


@pytest.mark.parametrize(
    ("posted", "shown"),
    [
        ({"_add": "con"}, "f-con"),
        ({"_remove": "con-2"}, "f-con"),
        ({"_remove": "con-2-toys-1"}, "f-con-2-toys"),
        ({"_add": "\r\nx"}, None),
        ({"decision": "yes"}, None),
    ],
)
def test_a_row_button_shows_its_place_again(posted: dict[str, str], shown: str | None) -> None:
    assert pressed_rows(MultiDict(posted)) == shown


def test_a_flood_of_rows_is_cut() -> None:
    posted = MultiDict({f"con-{number}-ten": "x" for number in range(2000)})
    assert len(read_form(ASKED, posted)["con"]) == 8


@given(
    st.lists(
        st.tuples(st.text(max_size=12) | st.from_regex(r"(con|father|of)(-[0-9a-z]{1,6}){0,3}"), st.text(max_size=5))
    )
)
def test_any_post_is_read(pairs: list[tuple[str, str]]) -> None:
    try:
        check(ASKED, read_form(ASKED, MultiDict(pairs)))
    except Invalid as refused:
        assert refused.fields
