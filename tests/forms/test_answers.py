"""Whole answers: nesting, conditions, outcomes, forged names, all faults at once."""

from typing import Any

import pytest

from app.core.errors import Invalid
from app.forms.answers import check
from app.forms.definition import Form
from tests.forms.forms import field, form, outcomes

CHILDREN = field(
    "repeat",
    "children",
    min_items=1,
    max_items=3,
    fields=[
        field("person_name", "full_name", required=True),
        field("date", "birth_date", required=True),
        field("boolean", "twin"),
    ],
)
WRONG = field("choice", "unit", options_from="units", required=True, variable="redirect", when={"decision": ["wrong"]})


def faults(asked: Form, raw: Any, **more: Any) -> set[str]:
    """The paths refused."""
    with pytest.raises(Invalid) as refused:
        check(asked, raw, **more)
    return set(refused.value.fields)


def test_all_faults_at_once_each_at_its_path() -> None:
    asked = form(field("id_number", "number", required=True), CHILDREN, field("group", "father"))
    raw = {"children": [{"full_name": "An", "birth_date": "31/02/2020"}, {"full_name": "Bé 2"}], "father": {"pet": "x"}}
    assert faults(asked, raw) == {
        "number",
        "children.0.birth_date",
        "children.1.full_name",
        "children.1.birth_date",
        "father.pet",
        "father.inner",
    }


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_answers_are_an_object(raw: Any) -> None:
    assert faults(form(field("text")), raw) == {""}


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"admin": True}, "admin"),
        ({"csrf_token": "x"}, "csrf_token"),
        ({"x" * 10_000: 1}, "x" * 60),
        ({"\ud800": 1}, "?"),
    ],
)
def test_forged_names_are_refused(raw: dict[str, Any], path: str) -> None:
    assert faults(form(field("text", "name")), raw) == {path}


def test_a_flood_of_names_gives_a_bounded_refusal() -> None:
    assert len(faults(form(field("text")), {f"n{i}": i for i in range(5000)})) == 100


def test_a_note_takes_no_answer() -> None:
    assert faults(form(field("note", "hint"), field("text")), {"hint": "x"}) == {"hint"}


def test_blank_rows_are_no_rows() -> None:
    raw = {"children": [{"full_name": " ", "twin": ""}, {"full_name": "An", "birth_date": "1/1/2020"}, {}]}
    assert check(form(CHILDREN), raw).data == {
        "children": [{"full_name": "An", "birth_date": "2020-01-01", "twin": False}]
    }


def test_a_needed_blank_row_shows_what_to_fill() -> None:
    assert faults(form(CHILDREN), {"children": [{}]}) == {"children.0.full_name", "children.0.birth_date"}
    assert faults(form(CHILDREN), {}) == {"children"}


def test_a_condition_drops_and_asks() -> None:
    asked = form(
        field("choice", "kind"),
        field("text", "why", required=True, when={"kind": ["b"]}),
        field("text", "more", required=True, when={"why": ["much"]}),
    )
    assert check(asked, {"kind": "a", "why": "typed before", "more": "x"}).data == {"kind": "a"}
    assert check(asked, {"why": "typed before"}).data == {}
    assert faults(asked, {"kind": "b"}) == {"why"}
    assert faults(asked, {"kind": "b", "why": "much"}) == {"more"}


@pytest.mark.parametrize(("ticked", "data"), [("on", {"tick": True, "x": "a"}), ("", {"tick": False})])
def test_a_tick_can_be_a_condition(ticked: str, data: dict[str, Any]) -> None:
    asked = form(field("boolean", "tick"), field("text", "x", when={"tick": [True]}))
    assert check(asked, {"tick": ticked, "x": "a"}).data == data


def test_several_choices_can_be_a_condition() -> None:
    asked = form(field("choices", "of"), field("text", "x", required=True, when={"of": ["b", "c"]}))
    assert check(asked, {"of": ["a"]}).data == {"of": ["a"]}
    assert faults(asked, {"of": ["a", "c"]}) == {"x"}


def test_conditions_hold_inside_rows() -> None:
    rows = field("repeat", "rows", fields=[field("choice", "c"), field("text", "x", required=True, when={"c": ["a"]})])
    assert faults(form(rows), {"rows": [{"c": "b"}, {"c": "a"}]}) == {"rows.1.x"}


def test_the_outcome_can_be_a_condition_and_reaches_the_process() -> None:
    asked = form(WRONG, field("textarea", "note"), outcomes=outcomes("complete", "wrong"))
    lists = {"units": [("7", "Xã Tân Phú")]}
    done = check(asked, {"decision": "complete", "unit": "7"}, options=lists)
    assert (done.data, done.variables, done.outcome) == ({}, {"decision": "complete", "redirect": None}, "complete")
    assert faults(asked, {}, outcome="wrong", options=lists) == {"unit"}
    assert check(asked, {"unit": "7"}, outcome="wrong", options=lists).variables == {
        "decision": "wrong",
        "redirect": "7",
    }


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [({}, None), ({}, "explode"), ({"decision": ["complete"]}, None), ({"decision": "wrong"}, "complete")],
)
def test_an_outcome_is_one_of_those_offered(raw: dict[str, Any], outcome: str | None) -> None:
    assert faults(form(field("text"), outcomes=outcomes("complete", "wrong")), raw, outcome=outcome) == {"decision"}


def test_an_outcome_where_none_is_offered_is_refused() -> None:
    assert faults(form(field("text")), {}, outcome="complete") == {"outcome"}


def test_going_back_needs_no_finished_form_but_takes_no_forged_one() -> None:
    asked = form(field("text", "a", required=True), field("date", "b"), outcomes=outcomes("next", "back"))
    assert check(asked, {"b": "rubbish"}, outcome="back").data == {}
    assert check(asked, {"a": "kept", "b": "rubbish"}, outcome="back").data == {"a": "kept"}
    assert faults(asked, {"b": "rubbish"}, outcome="next") == {"a", "b"}
    assert faults(asked, {"c": "x"}, outcome="back") == {"c", "a"}


def test_a_cleared_answer_clears_its_variable() -> None:
    asked = form(field("integer", "copies", variable="copies"), field("boolean", "post", variable="by_post"))
    assert check(asked, {"copies": "2", "post": "on"}).variables == {"copies": 2, "by_post": True}
    assert check(asked, {"copies": ""}).variables == {"copies": None, "by_post": False}


def test_an_empty_group_is_left_out_unless_it_must_be_filled() -> None:
    inner = [field("text", "a"), field("boolean", "b")]
    assert check(form(field("group", "g", fields=[field("text", "a")])), {"g": {"a": " "}}).data == {}
    assert faults(form(field("group", "g", fields=inner, required=True)), {"g": {}}) == {"g"}
    assert faults(form(field("group", "g")), {}) == {"g.inner"}
