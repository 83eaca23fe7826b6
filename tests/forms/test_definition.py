"""Definitions are read strictly; every fault is named at its path."""

import re
from datetime import date
from typing import Any

import pytest

from app.core.errors import Invalid
from app.forms.definition import KINDS, Bound, Form
from app.forms.patterns import PATTERNS
from tests.forms.forms import definition, field, form, outcomes, said


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_read(kind: str) -> None:
    assert form(field(kind)).fields[0].kind == kind


FAULTS: list[tuple[str, Any]] = [
    ("", []),
    ("colour", definition(field("text"), colour="red")),
    ("title", {"sections": [{"fields": [field("text")]}]}),
    ("title", definition(field("text")) | {"title": {"vi": "chỉ tiếng Việt"}}),
    ("screen", definition(field("text"), screen="cinema")),
    ("shows", definition(field("text"), shows="an earlier task")),
    ("sections", {"title": said("x"), "sections": [{"fields": []}, 3]} | {"sections": "x"}),
    ("sections.0.fields.0.kind", definition(field("colour"))),
    ("sections.0.fields.0.kind", definition(field("text") | {"kind": ["text"]})),
    ("sections.0.fields.0.regex", definition(field("text", regex="^(a+)+$"))),
    ("sections.0.fields.0.max_length", definition(field("integer", max_length=3))),
    ("sections.0.fields.0.max_length", definition(field("text", max_length=10**9))),
    ("sections.0.fields.0.pattern", definition(field("text", pattern="^(a+)+$"))),
    ("sections.0.fields.0.name", definition(field("text", name="Họ-tên"))),
    ("sections.0.fields.0.name", definition(field("text", name="csrf_token"))),
    ("sections.0.fields.0.required", definition(field("text", required="yes"))),
    ("sections.0.fields.0", definition(field("choice", options_from="units", options=[]))),
    ("sections.0.fields.0.options_from", definition(field("choice", options_from="ministers"))),
    (
        "sections.0.fields.0.options.1.value",
        definition(field("choice", options=[{"value": "a", "label": said("a")}] * 2)),
    ),
    ("sections.0.fields.0.not_before", definition(field("date", not_before="yesterday"))),
    ("sections.0.fields.0.max", definition(field("integer", min=3, max=2))),
    ("sections.0.fields.0.min", definition(field("integer", min=True))),
    ("sections.0.fields.0.max_items", definition(field("repeat", max_items=51))),
    ("sections.0.fields.0.prefill", definition(field("text", prefill="account.password"))),
    ("sections.0.fields.0.variable", definition(field("textarea", variable="essay"))),
    ("sections.0.fields.0.fields.0.variable", definition(field("repeat", fields=[field("text", variable="v")]))),
    (
        "sections.0.fields.0.fields.0.prefill",
        definition(field("repeat", fields=[field("text", prefill="account.phone")])),
    ),
    ("sections.0.fields.1.variable", definition(field("text", "a", variable="v"), field("text", "b", variable="v"))),
    ("sections.0.fields.0.channels", definition(field("text", channels=["FAX"]))),
    ("sections.0.fields.0.channels", definition(field("text", channels="POST"))),
    ("sections.0.fields.0.fields.0.channels", definition(field("group", fields=[field("text", channels=["POST"])]))),
    ("sections", definition(field("text", "a"), field("text", "a"))),
    ("sections", definition(field("text", "decision"), outcomes=outcomes("yes"))),
    ("sections", definition(field("text", "a", when={"b": ["x"]}))),
    ("sections", definition(field("text", "a", when={"c": ["z"]}), field("choice", "c"))),
    ("sections", definition(field("text", "a", when={"b": ["x"]}), field("text", "b", when={"a": ["x"]}))),
    ("sections.0.fields.0.fields", definition(field("group", fields=[field("text", when={"decision": ["yes"]})]))),
    ("sections.0.fields.0.fields", definition(field("group", fields=[]))),
    ("outcomes.options.0.value", definition(field("text"), outcomes=outcomes("đồng ý"))),
    ("outcomes.options", definition(field("text"), outcomes={"variable": "v", "options": []})),
]


@pytest.mark.parametrize(("path", "source"), FAULTS)
def test_a_fault_is_named_at_its_path(path: str, source: Any) -> None:
    with pytest.raises(Invalid) as refused:
        Form.read(source)
    assert path in refused.value.fields


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        Form.read(definition(field("colour"), field("text", "b", pattern="any"), extra=1))
    assert set(refused.value.fields) == {"extra", "sections.0.fields.0.kind", "sections.0.fields.1.pattern"}


def test_too_deep_is_refused() -> None:
    deep = field("text")
    for _ in range(6):
        deep = field("group", fields=[deep])
    with pytest.raises(Invalid):
        Form.read(definition(deep))


def test_fields_are_checked_after_those_their_conditions_name() -> None:
    read = form(field("text", "late", when={"early": ["a"]}), field("choice", "early"))
    assert [one.name for one in read.fields] == ["late", "early"]
    assert [one.name for one in read.order] == ["early", "late"]


def test_a_form_says_its_variables_and_lists() -> None:
    read = form(field("choice", options_from="units", variable="unit"), outcomes=outcomes("yes"))
    assert set(read.variables) == {"decision", "unit"}
    assert set(read.options_wanted) == {"units"}


@pytest.mark.parametrize(
    ("bound", "day"),
    [
        (Bound(), date(2024, 2, 29)),
        (Bound(days=1), date(2024, 3, 1)),
        (Bound(months=-12), date(2023, 2, 28)),
        (Bound(months=-120 * 12), date(1904, 2, 29)),
        (Bound(fixed=date(2020, 1, 1)), date(2020, 1, 1)),
    ],
)
def test_bounds_of_dates_move_with_today(bound: Bound, day: date) -> None:
    assert bound.on(date(2024, 2, 29)) == day


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_named_pattern_takes_its_example(name: str) -> None:
    assert PATTERNS[name].matches(PATTERNS[name].example)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_named_pattern_takes_steps_in_proportion_to_the_text(name: str) -> None:
    assert endless_repeats(PATTERNS[name].expression) <= 1


@pytest.mark.parametrize(("expression", "endless"), [("[0-9]+", 1), ("(a+)+", 2), ("a*a*", 2), ("(a{1,4}b?){2}", 0)])
def test_endless_repeats_are_counted(expression: str, endless: int) -> None:
    assert endless_repeats(expression) == endless


def endless_repeats(expression: str) -> int:
    """How many quantifiers have no upper end. One makes an anchored match linear: the rest looks at a bounded number
    of signs, and nothing is tried again with the text split otherwise."""
    outside_sets = re.sub(r"\[(?:\\.|[^\]])*\]", "x", expression)
    return len(re.findall(r"(?<!\\)[+*]|\{[0-9]*,\}", outside_sets))


def test_what_is_asked_by_channel_is_left_out_for_the_others() -> None:
    read = form(field("text", "a"), field("text", "b", channels=["POST"], variable="b"))
    assert read.by_channel("POST") is read
    online = read.by_channel("ONLINE")
    assert set(online.names) == {"a"}
    assert [one.name for one in online.order] == ["a"]
    assert online.variables == ("b",)  # a gateway meets it, unanswered


def test_a_section_of_which_nothing_is_asked_is_left_out() -> None:
    read = form(field("text", "a", channels=["POST"]))
    assert read.by_channel("DESK").sections == ()
