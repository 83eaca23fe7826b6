"""Starting values, and answers in words."""

from datetime import date

import pytest

from app.forms.answers import check
from app.forms.prefill import prefill
from app.forms.summary import outcome_label, parts, summary, value_words
from tests.forms.forms import field, form, outcomes, said


def test_prefill_takes_from_the_account_and_from_earlier_answers() -> None:
    asked = form(
        field("person_name", "name", prefill="account.full_name"),
        field("date", "born", prefill="account.birth_date"),
        field("group", "mother", fields=[field("phone", "phone", prefill="answers.fill.mother.phone")]),
        field("text", "nothing", prefill="answers.fill.other"),
        field("choice", "kind", prefill="account.id_kind"),
        field("email", "mail", prefill="account.email"),
    )
    account = {"full_name": "An", "birth_date": date(1990, 9, 5), "id_kind": "CCCD", "email": ""}
    assert prefill(asked, account, {"fill": {"mother": {"phone": "0912345678"}}}) == {
        "name": "An",
        "born": "1990-09-05",
        "mother": {"phone": "0912345678"},
    }


def test_prefilled_values_pass_the_check() -> None:
    asked = form(field("id_number", prefill="account.id_number", required=True))
    assert check(asked, prefill(asked, {"id_number": "001090012345"}, {})).data == {"x": "001090012345"}


@pytest.mark.parametrize(
    ("kind", "stored", "vi", "en"),
    [
        ("date", "1990-09-05", "05/09/1990", "5 Sep 1990"),
        ("money", 1500000, "1.500.000 đồng", "1,500,000 VND"),
        ("number", 72.5, "72,5", "72.5"),
        ("integer", 1998, "1998", "1998"),
        ("boolean", True, "Có", "Yes"),
        ("boolean", False, "Không", "No"),
        ("choice", "a", "A", "A"),
        ("choices", ["a", "c"], "A, C", "A, C"),
        ("choice", "gone", "gone", "gone"),
        ("text", "1.000", "1.000", "1.000"),
    ],
)
def test_values_in_words(kind: str, stored: object, vi: str, en: str) -> None:
    one = form(field(kind)).fields[0]
    assert (value_words(one, stored, "vi"), value_words(one, stored, "en")) == (vi, en)


def test_a_summary_keeps_the_order_and_heads_groups_and_rows() -> None:
    asked = form(
        field("note", "hint"),
        field("choice", "unit", options_from="units"),
        field("repeat", "child", fields=[field("text", "name")]),
        field("text", "unanswered"),
    )
    lines = summary(
        asked, {"child": [{"name": "An"}, {"name": "Bình"}], "unit": "7"}, options={"units": [("7", "Tân Phú")]}
    )
    assert [(line.label, line.value, line.path, line.depth) for line in lines] == [
        ("unit", "Tân Phú", "unit", 0),
        ("child 1", "", "child.0", 0),
        ("name", "An", "child.0.name", 1),
        ("child 2", "", "child.1", 0),
        ("name", "Bình", "child.1.name", 1),
    ]


def test_sections_without_answers_are_left_out() -> None:
    asked = form(field("text"), sections=[{"title": said(n), "fields": [field("text", n)]} for n in ("one", "two")])
    assert [part.title for part in parts(asked, {"two": "x"})] == ["two"]


def test_an_outcome_in_words() -> None:
    asked = form(field("text"), outcomes=outcomes("yes"))
    assert (outcome_label(asked, "yes"), outcome_label(asked, "old"), outcome_label(asked, None)) == ("yes", "old", "")
