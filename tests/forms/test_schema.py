"""The derived JSON Schema says what the form says."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.forms.definition import KINDS
from app.forms.schema import json_schema
from tests.forms.forms import field, form, outcomes, said


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_gives_a_valid_schema(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(form(field(kind, required=True))))


def test_titles_come_in_the_language_asked() -> None:
    asked = form(field("text", label={"vi": "Họ tên", "en": "Name"}, help=said("?")), title={"vi": "Đơn", "en": "Form"})
    schema = json_schema(asked, "en")
    assert (schema["title"], schema["properties"]["x"]["title"]) == ("Form", "Name")
    assert json_schema(asked, "vi")["properties"]["x"]["title"] == "Họ tên"


ASKED = form(
    field("choice", "c", required=True),
    field("date", "d", required=True, when={"c": ["a"]}),
    field("repeat", "r", fields=[field("id_number", "id", required=True)], max_items=2),
    outcomes=outcomes("yes", "no"),
)


@pytest.mark.parametrize(
    ("answers", "good"),
    [
        ({"c": "b", "decision": "yes"}, True),
        ({"c": "a", "d": "2020-02-29", "decision": "no"}, True),
        ({"c": "a", "decision": "yes"}, False),
        ({"c": "b", "d": "2020-02-29", "decision": "yes"}, False),
        ({"c": "a", "d": "2020-02-31", "decision": "yes"}, False),
        ({"c": "b"}, False),
        ({"c": "b", "decision": "maybe"}, False),
        ({"c": "b", "decision": "yes", "extra": 1}, False),
        ({"c": "b", "decision": "yes", "r": [{"id": "012345678"}]}, True),
        ({"c": "b", "decision": "yes", "r": [{"id": "1"}]}, False),
        ({"c": "b", "decision": "yes", "r": [{"id": "012345678"}] * 3}, False),
    ],
)
def test_it_takes_and_refuses_as_the_form_does(answers: dict[str, Any], good: bool) -> None:
    checker = Draft202012Validator(json_schema(ASKED), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert checker.is_valid(answers) is good


def test_lists_close_the_schema() -> None:
    asked = form(field("choice", options_from="units"))
    assert Draft202012Validator(json_schema(asked)).is_valid({"x": "9"})
    assert not Draft202012Validator(json_schema(asked, "vi", {"units": [("7", "Xã")]})).is_valid({"x": "9"})
