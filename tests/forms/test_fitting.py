"""Unfinished answers in the shape of another form: what fits is kept, the rest is set aside and can be put back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms.fitting import fit, put_back
from tests.forms.forms import field, form

NAME = field("text", "name")
HOME = field("group", "home", fields=[field("text", "town"), field("text", "street")])
ROWS = field("repeat", "rows", fields=[field("text", "a"), field("text", "b")])


def fitted(data: dict[str, Any], old: list[dict[str, Any]], new: list[dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    kept, aside = fit(data, form(*old).fields, form(*new).fields)
    assert put_back(kept, aside) == data
    return kept, {one["path"]: one["value"] for one in aside}


def test_what_is_asked_for_no_more_is_set_aside() -> None:
    kept, aside = fitted({"name": "An", "job": "thợ"}, [NAME, field("text", "job")], [NAME])
    assert (kept, aside) == ({"name": "An"}, {"job": "thợ"})


def test_inside_groups_and_rows_each_answer_is_looked_at() -> None:
    data = {"home": {"town": "Huế", "street": "Lê Lợi"}, "rows": [{"a": "1", "b": "2"}, {"a": "3"}]}
    smaller = [
        field("group", "home", fields=[field("text", "town")]),
        field("repeat", "rows", fields=[field("text", "b")]),
    ]
    kept, aside = fitted(data, [HOME, ROWS], smaller)
    assert kept == {"home": {"town": "Huế"}, "rows": [{"b": "2"}, {}]}
    assert aside == {"home.street": "Lê Lợi", "rows.0.a": "1", "rows.1.a": "3"}


@pytest.mark.parametrize(
    ("old", "new", "value", "fits"),
    [
        (field("text"), field("textarea"), "vài chữ", True),
        (field("text"), field("integer"), "12", True),
        (field("text"), field("integer"), "một tá", False),
        (field("email"), field("email", required=True), "chưa gõ x", True),  # faulty before: it was not finished
        (field("choice"), field("choice"), "b", True),
        (field("choice"), field("choice", options=[{"value": "z", "label": {"vi": "Z", "en": "Z"}}]), "b", False),
        (field("choices"), field("choices"), ["a", "c"], True),
        (field("choice", options_from="units"), field("choice", options_from="communes"), "7", False),
        (field("choice", options_from="units"), field("choice", options_from="units"), "7", True),
        (field("text"), field("group"), "An", False),
        (field("group"), field("repeat"), {"inner": "An"}, False),
        (field("text"), field("note"), "An", False),
    ],
)
def test_an_answer_fits_a_field_that_could_have_taken_it(old: Any, new: Any, value: Any, fits: bool) -> None:
    _, aside = fitted({"x": value}, [old], [new])
    assert aside == ({} if fits else {"x": value})


def test_it_is_told_with_the_old_forms_words() -> None:
    known = field("choice", options=[{"value": "a", "label": {"vi": "Một", "en": "One"}}])
    _, [aside] = fit({"x": "a"}, form(known).fields, form(NAME).fields)
    assert (aside["label"]["vi"], aside["words"]) == ("x", {"vi": "Một", "en": "One"})
    _, [aside] = fit({"rows": [{"a": "1", "b": "2"}]}, form(ROWS).fields, form(NAME).fields)
    assert aside["words"]["vi"] == "1, 2"


def test_blank_answers_leave_no_trace() -> None:
    assert fit({"job": " ", "name": ""}, form(NAME).fields, form(NAME).fields) == ({"name": ""}, [])


def test_what_has_been_typed_since_stands_when_the_rest_is_put_back() -> None:
    aside = [
        {"path": "name", "value": "old"},
        {"path": "home.town", "value": "Huế"},
        {"path": "rows.5.a", "value": "1"},
    ]
    assert put_back({"name": "new", "rows": []}, aside) == {"name": "new", "rows": []}
    assert put_back({"home": {}}, aside) == {"home": {"town": "Huế"}, "name": "old"}


_FIELDS = st.lists(
    st.sampled_from([NAME, HOME, ROWS, field("integer", "age"), field("choice", "way")]),
    unique_by=lambda one: str(one["name"]),
    min_size=1,
)
_TYPED = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1).filter(str.strip),
        "age": st.sampled_from(["12", "x"]),
        "way": st.sampled_from("abz"),
        "home": st.fixed_dictionaries({"town": st.sampled_from("ab")}, optional={"street": st.sampled_from("cd")}),
        "rows": st.lists(st.fixed_dictionaries({"a": st.sampled_from("ab")}), min_size=1, max_size=3),
    },
)


@settings(max_examples=40)
@given(_TYPED, _FIELDS, _FIELDS)
def test_nothing_that_was_typed_is_lost(data: dict[str, Any], old: Any, new: Any) -> None:
    kept, aside = fit(data, form(*old).fields, form(*new).fields)
    assert put_back(kept, aside) == data
