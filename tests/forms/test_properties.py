"""For arbitrary answers: nothing but a refusal is raised, and what passes the check passes the JSON Schema."""

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.core.errors import Invalid
from app.forms.answers import Checked, check
from app.forms.definition import KINDS, Form, Lists
from app.forms.schema import json_schema
from app.forms.summary import summary
from tests.forms.forms import definition, field, form, outcomes

TODAY = date(2026, 11, 22)
LISTS: Lists = {"units": [("7", "Tân Phú"), ("8", "Hòa Sơn")], "council": [(1, "An"), (2, "Bình")]}
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_inner = [
    field("person_name", "full_name", required=True),
    field("boolean", "alive"),
    field("date", "died", required=True, when={"alive": [False]}, not_after="today"),
    field("choices", "roles"),
    field("text", "other", required=True, when={"roles": ["c"], "full_name": ["An", "Bình"]}),
]
EVERYTHING = form(
    *(field(kind, f"a_{kind}") for kind in sorted(KINDS - {"group", "repeat"})),
    field("text", "plate", pattern="plate"),
    field("choice", "unit", options_from="units", required=True, when={"decision": ["wrong"]}),
    field("choices", "council", options_from="council", when={"a_boolean": [True]}),
    field("group", "father", fields=_inner, when={"a_choice": ["a", "b"]}),
    field("repeat", "children", fields=[*_inner, field("group", "home")], max_items=4),
    field("integer", "n", min=1, max=5),
    outcomes=outcomes("complete", "wrong"),
)

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PLAUSIBLE: dict[str, list[Any]] = {
    "text": ["Thôn Đông", "c"],
    "textarea": ["một\nhai"],
    "integer": [1, "3", "99"],
    "money": ["8.000", 0],
    "number": ["1,5", 2],
    "date": ["1990-09-05", "5/9/1990", "29/02/2024", "31/02/2024"],
    "time": ["8h30"],
    "boolean": ["on", "", True, False],
    "choice": ["a", "b", "7", "8"],
    "choices": [["a", "c"], "c", [1, "2"], []],
    "id_number": ["012345678", "001090012345", "C1234567", "1"],
    "phone": ["0912345678", "+84 24 3825 1234"],
    "email": ["an@example.vn"],
    "person_name": ["An", "Nguyễn Thị Bình"],
    "note": [""],
}


@cache
def _answer(kind: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(PLAUSIBLE[kind]) | st.sampled_from(["", None]) if kind in PLAUSIBLE else ANYTHING


def answers_to(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that are mostly of the right shape."""
    made: dict[str, st.SearchStrategy[Any]] = {}
    for one in fields:
        if one.kind == "group":
            made[one.name] = answers_to(one.fields)
        elif one.kind == "repeat":
            made[one.name] = st.lists(answers_to(one.fields), max_size=3)
        elif one.kind != "note":
            made[one.name] = _answer(one.kind)
    return st.fixed_dictionaries({}, optional=made)


@cache
def _validator(asked: Form) -> Draft202012Validator:
    schema = json_schema(asked, "en", LISTS)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def accepts(asked: Form, done: Checked) -> bool:
    """Whether the form's JSON Schema takes checked answers with their outcome."""
    whole = dict(done.data)
    if asked.outcomes:
        whole[asked.outcomes.variable] = done.outcome
    _validator(asked).validate(json.loads(json.dumps(whole)))
    return True


@QUICK
@given(ANYTHING, st.sampled_from([None, "complete", "wrong", "zz"]))
def test_arbitrary_answers_are_checked_or_refused(raw: Any, outcome: str | None) -> None:
    try:
        done = check(EVERYTHING, raw, outcome=outcome, options=LISTS, today=TODAY)
    except Invalid as refused:
        assert refused.fields and all(text % params for text, params in refused.fields.values())
    else:
        assert accepts(EVERYTHING, done)


@QUICK
@given(st.dictionaries(st.sampled_from(sorted(EVERYTHING.names)), ANYTHING, max_size=6))
def test_known_names_with_arbitrary_values_too(raw: dict[str, Any]) -> None:
    try:
        assert accepts(EVERYTHING, check(EVERYTHING, raw, outcome="complete", options=LISTS, today=TODAY))
    except Invalid as refused:
        assert refused.fields


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("required", [True, False])
def test_what_passes_the_check_passes_the_schema(kind: str, required: bool) -> None:
    asked = form(
        field("choice", "c"),
        field(kind, required=required),
        field(kind, "y", required=required, when={"c": ["a"]}),
        field("group", "g", fields=_inner, when={"c": ["b"]}),
        field("repeat", "r", fields=_inner),
    )
    passed = []

    @settings(QUICK, max_examples=50)
    @given(answers_to(asked.fields))
    def passes(raw: dict[str, Any]) -> None:
        try:
            done = check(asked, raw, today=TODAY)
        except Invalid:
            return
        assert accepts(asked, done)
        assert check(asked, done.data, today=TODAY).data == done.data  # checking again changes nothing
        assert all(line.label for line in summary(asked, done.data))
        passed.append(1)

    passes()
    assert passed


@QUICK
@given(ANYTHING)
def test_arbitrary_definitions_are_read_or_refused(source: Any) -> None:
    with pytest.raises(Invalid):
        Form.read(source)


@QUICK
@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(
        st.sampled_from(
            sorted(
                _inner[4]
                | field("repeat")
                | field(
                    "date",
                    not_before=1,
                    not_after=1,
                    min=1,
                    max=1,
                    pattern="",
                    max_length=1,
                    prefill="",
                    variable="",
                    help="",
                    options_from="",
                    min_items=1,
                    max_items=1,
                )
            )
        ),
        ANYTHING,
        max_size=3,
    ),
)
def test_spoilt_fields_are_read_or_refused(kind: str, spoilt: dict[str, Any]) -> None:
    try:
        Form.read(definition(field(kind) | spoilt))
    except Invalid as refused:
        assert refused.fields
