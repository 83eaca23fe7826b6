"""What a form looks like: every kind, its errors, its conditions, its rows, and that nothing typed is lost."""

import re
from typing import Any

import pytest
from lxml import html

from app.forms.definition import KINDS, Form
from tests.forms.forms import field, form, outcomes, said
from tests.forms.pages import site

EVERY = [field(kind, f"a_{kind}", help=said("Hint")) for kind in sorted(KINDS)]


def shown(asked: Form, values: dict[str, Any] | None = None, **more: Any) -> Any:
    """The page as a tree."""
    app = site(asked, **more)
    app.config["values"] = values or {}
    return html.fromstring(app.test_client().get("/").text)


def posted(asked: Form, data: dict[str, Any], **more: Any) -> Any:
    """The page that answers a post, as a tree."""
    return html.fromstring(site(asked, **more).test_client().post("/", data=data).text)


def test_every_control_has_a_name_for_those_who_do_not_see_it() -> None:
    page = shown(form(*EVERY), {"a_repeat": [{}]})
    controls = page.xpath("//input|//select|//textarea")
    assert {control.name for control in controls} == {
        *(f"a_{kind}" for kind in KINDS - {"group", "repeat", "note"}),
        "a_group-inner",
        "a_repeat-0-inner",
    }
    for control in controls:
        (label,) = page.xpath(f"//label[@for='{control.get('id')}']") or control.xpath("ancestor::label")
        assert label.text_content().strip()
    assert all(one.xpath("legend") for one in page.xpath("//fieldset"))


@pytest.mark.parametrize("errors", [False, True])
def test_ids_are_unique_and_everything_referred_to_is_there(errors: bool) -> None:
    asked = form(
        *(field(kind, f"a_{kind}", required=True, help=said("Hint"), when={"c": ["a"]}) for kind in sorted(KINDS)),
        field("choice", "c", required=True),
    )
    page = posted(asked, {"c": "a", "a_repeat-0-inner": ""}) if errors else shown(asked)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for named in page.xpath("//@aria-describedby"):
        assert set(named.split()) <= set(ids)
    for link in page.xpath("//*[@class='error-summary']//a/@href"):
        assert link.removeprefix("#") in ids
    assert len(page.xpath("//*[@class='error-summary']//a")) == (16 if errors else 0)


def test_a_wrong_page_comes_back_with_what_was_typed_and_what_is_wrong() -> None:
    page = posted(form(field("date", "d"), field("text", "name")), {"d": "31/02/2020", "name": 'An "x" <b>'})
    box = page.get_element_by_id("f-d")
    assert (box.value, box.get("aria-invalid"), box.get("aria-describedby")) == (
        "31/02/2020",
        "true",
        "f-d-error f-d-help",
    )
    assert "Không có ngày 31/02/2020" in page.get_element_by_id("f-d-error").text_content()
    assert page.get_element_by_id("f-name").value == 'An "x" <b>'
    assert page.xpath("//*[@class='error-summary']//a/text()")[0].startswith("d: Không có ngày")


def test_errors_are_listed_in_the_order_of_the_form_and_say_which_row() -> None:
    rows = field(
        "repeat", "con", fields=[field("person_name", "ten", required=True), field("date", "sinh", required=True)]
    )
    asked = form(field("text", "a", required=True), rows, field("text", "z", required=True))
    page = posted(
        asked, {"con-0-ten": "An", "con-1-sinh": "1/1/2020", "con-0-sinh": "", "con-1-ten": "", "forged": "1"}
    )
    told = [text.split(":")[0] for text in page.xpath("//*[@class='error-summary']//li//text()")]
    assert told == ["a", "con 1 – sinh", "con 2 – ten", "z", "Mục này không có trong biểu mẫu."]


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        ("date", "1990-09-05", "05/09/1990"),
        ("number", 1.125, "1,1250"),
        ("number", 72.5, "72,5"),
        ("money", 150000, "150000"),
        ("text", None, ""),
        ("text", ["junk"], ""),
        ("text", "a\ud800", "a?"),
    ],
)
def test_stored_values_are_shown_so_that_they_can_be_sent_again(kind: str, stored: Any, value: str) -> None:
    assert shown(form(field(kind)), {"x": stored}).get_element_by_id("f-x").value == value


def test_junk_in_a_draft_does_not_break_the_page() -> None:
    junk = {
        "a_group": [1],
        "a_repeat": {"a": 1},
        "a_choice": {"b": 2},
        "a_choices": "a",
        "a_boolean": [True],
        "a_date": 5,
    }
    assert shown(form(*EVERY), junk).xpath("//form")


def test_a_condition_is_told_in_words() -> None:
    asked = form(
        field("choice", "c"),
        field("boolean", "tick"),
        field("text", "x", when={"c": ["a", "b"], "tick": [False]}),
        field("text", "y", when={"decision": ["no"]}),
        outcomes=outcomes("yes", "no"),
    )
    page = shown(asked)
    words = page.get_element_by_id("f-x-when").text_content()
    assert words == "Chỉ điền khi “c” là “A” hoặc “B” và không đánh dấu “tick”."
    assert page.get_element_by_id("f-y-when").text_content() == "Chỉ điền khi bạn chọn “no”."
    assert page.xpath("//*[@data-when]/@data-when")[0] == '{"c": ["a", "b"], "tick": [""]}'


def test_rows_are_added_and_removed_without_a_script() -> None:
    asked = form(field("repeat", "con", fields=[field("text", "ten")], max_items=3))
    page = posted(asked, {"con-0-ten": "An", "_add": "con"})
    assert [box.value for box in page.xpath("//input")] == ["An", ""]
    page = posted(asked, {"con-0-ten": "An", "con-1-ten": "Bình", "con-2-ten": "Chi", "_remove": "con-1"})
    assert [box.value for box in page.xpath("//input")] == ["An", "Chi"]
    page = posted(asked, {"con-0-ten": "An", "con-1-ten": "", "con-2-ten": "", "_add": "con"})
    assert len(page.xpath("//input")) == 3 and not page.xpath("//*[@name='_add']")


def test_a_needed_row_is_there_from_the_start() -> None:
    assert len(shown(form(field("repeat", "con", required=True))).xpath("//*[@class='repeat__item']")) == 1


def test_enter_in_a_box_presses_nothing() -> None:
    page = shown(form(field("repeat", "con", required=True), outcomes=outcomes("yes")))
    assert page.xpath("(//form//button)[1]/@disabled")


def test_outcomes_are_buttons_and_some_may_be_held_back() -> None:
    app = site(form(field("text"), outcomes=outcomes("next", "check", "back")))
    app.config["without"] = ("check",)
    page = html.fromstring(app.test_client().get("/").text)
    assert page.xpath("//button[@name='decision']/@value") == ["next", "back"]
    assert "Hoàn thành" in shown(form(field("text"))).xpath("//button[last()]")[-1].text_content()


@pytest.mark.parametrize(
    ("one", "attribute", "value"),
    [
        (field("person_name", prefill="account.full_name"), "autocomplete", "name"),
        (field("phone", prefill="account.phone"), "autocomplete", "tel"),
        (field("person_name"), "autocomplete", "off"),
        (field("phone"), "type", "tel"),
        (field("email"), "type", "email"),
        (field("date"), "inputmode", "numeric"),
        (field("number"), "inputmode", "decimal"),
        (field("text", pattern="digits"), "inputmode", "numeric"),
        (field("text", max_length=30), "maxlength", "30"),
        (field("text", required=True), "aria-required", "true"),
    ],
)
def test_the_browser_is_told_what_helps(one: dict[str, Any], attribute: str, value: str) -> None:
    assert shown(form(one)).get_element_by_id("f-x").get(attribute) == value


def test_few_required_choices_are_laid_open_many_or_optional_ones_fold() -> None:
    asked = form(field("choice", "few", required=True), field("choice", "open"), field("choices", "several"))
    page = shown(asked)
    kinds = [page.xpath(f"count(//*[@name='{name}'][{what}])") for name, what in (
        ("few", "@type='radio'"), ("open", "self::select"), ("several", "@type='checkbox'"))]  # fmt: skip
    assert kinds == [3, 1, 3]


def test_a_single_required_choice_is_taken() -> None:
    asked = form(field("choice", options_from="units", required=True))
    page = shown(asked, options={"units": [("7", {"vi": "Xã Tân Phú", "en": "Tan Phu"})]}, locale="en")
    assert page.get_element_by_id("f-x").value == "7"
    assert "Tan Phu" in page.text_content()


def test_rules_in_the_browser_are_no_stricter_than_those_here() -> None:
    good = {
        "id_number": ["012 345 678", "001.090.012.345", "c1234567"],
        "phone": ["+84 912 345 678", "(024) 3825.1234", "0912345678", "84912345678", "+84 0912345678"],
        "email": ["An@example.vn"],
        "date": ["1/7/2025", "01-07-2025", "01072025", "2025-07-01", "1 7 2025"],
        "integer": ["-3", "12"],
    }
    page = shown(form(*(field(kind, kind) for kind in good)))
    for kind, samples in good.items():
        box = page.get_element_by_id(f"f-{kind}")
        for sample in samples:
            bare = re.sub(r"[\s.()-]", "", sample) if "data-bare" in box.attrib else sample
            assert re.search(box.get("data-look"), bare, re.IGNORECASE), (kind, sample)
