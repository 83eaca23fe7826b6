"""The procedures of the house: data that stands, with the figures nobody has confirmed marked."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import manifest
from app.catalogue.components import applicable
from app.core.config import ROOT
from app.core.folding import fold
from app.forms.answers import check
from app.forms.definition import Field, Form
from tests.cases.filling import good_answers

SLUGS = sorted(file.parent.name for file in (ROOT / "bpmn").glob("*/procedure.json"))
SECTORS = json.loads((ROOT / "bpmn" / "sectors.json").read_text(encoding="utf-8"))

# figures that no source gave: a person must confirm them before a citizen is held to them
UNCONFIRMED = [
    ("khai-sinh", "fees.0.amount_vnd"),
    ("khai-sinh-lai", "term_note"),
    ("khai-tu", "fees.0.amount_vnd"),
    ("xac-nhan-hon-nhan", "term_note"),
    ("xac-nhan-hon-nhan", "fees.0.amount_vnd"),
    ("trich-luc-ho-tich", "fees.0.amount_vnd"),
    ("chung-thuc-ban-sao", "term_note"),
    ("chung-thuc-chu-ky", "term"),
    ("chung-thuc-chu-ky", "fees.0.amount_vnd"),
    ("tam-tru", "term"),
    ("ho-kinh-doanh", "term"),
    ("ho-kinh-doanh", "fees.0.amount_vnd"),
    ("lien-thong-khai-sinh", "term"),
    ("lien-thong-khai-tu", "term"),
    ("giay-khen", "code"),
    ("nuoi-con-nuoi", "term"),
    ("nuoi-con-nuoi", "fees.0.exemptions"),
    ("ho-ngheo", "term"),
    ("khuyet-tat", "term"),
    ("giay-phep-xay-dung", "term"),
]


def read(slug: str) -> manifest.Manifest:
    return manifest.read(ROOT / "bpmn" / slug / manifest.FILE_NAME)


def application(slug: str) -> Form:
    own, shared = (ROOT / "forms" / name / "fill_application.json" for name in (slug, "shared"))
    return Form.read(json.loads((own if own.exists() else shared).read_text(encoding="utf-8")))


def filed_here() -> list[str]:
    return [slug for slug in SLUGS if read(slug).online]


def test_there_are_at_least_twenty_each_with_a_code_of_its_own():
    assert len(SLUGS) >= 20
    assert len({read(slug).code for slug in SLUGS}) == len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_manifest_stands(slug: str):
    found = read(slug)
    assert found.sector in SECTORS
    assert len(found.synonyms) >= 3
    assert found.unverified


@pytest.mark.parametrize(("slug", "path"), UNCONFIRMED)
def test_what_no_source_gave_is_marked(slug: str, path: str):
    assert read(slug).is_unverified(path)


@pytest.mark.parametrize("slug", [*filed_here(), "shared"])
def test_the_application_form_stands_and_moves_the_citizen_on(slug: str):
    form = application(slug)
    assert form.outcomes
    assert [option.value for option in form.outcomes.options] == ["next", "check", "back"]
    name = next(field for field in form.fields if field.name == "applicant_name")
    assert (name.required, name.prefill) == (True, "account.full_name")


@pytest.mark.parametrize("slug", [*filed_here(), "shared"])
def test_the_application_can_be_completed_whatever_is_chosen(slug: str):
    form = application(slug)
    choices = [(field, option) for field in form.fields for option in _options((field,))[field.name]]
    for name, option in ((field.name, option) for field, option in choices if option or not field.required):
        answers = good_answers(form, {}, "next", **{name: option, "declaration": True})
        check(form, answers, outcome="next")


@pytest.mark.parametrize("slug", filed_here())
def test_conditions_ask_for_answers_the_form_can_give(slug: str):
    options = {"flow": {flow.key for flow in read(slug).flows}, **_options(application(slug).fields)}
    whens = [one.when for one in read(slug).components] + [
        w for fee in read(slug).fees for w in (fee.when, fee.exempt_when)
    ]
    for path, values in ((path, values) for when in whens if when for path, values in when.items()):
        assert set(values) <= options[path], (path, values)


def _options(fields: tuple[Field, ...]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for field in fields:
        found[field.name] = {True, False} if field.kind == "boolean" else {option.value for option in field.options}
    return found


@pytest.mark.parametrize("slug", filed_here())
def test_an_authorised_person_attaches_the_paper_and_no_form_offers_the_role_in_vain(slug: str):
    relation = next((field for field in application(slug).fields if field.name == "applicant_relation"), None)
    offered = relation is not None and "authorised" in {option.value for option in relation.options}
    papers = applicable(read(slug).data, None, {"applicant_relation": "authorised"})
    assert offered == ("authorisation" in {paper["key"] for paper in papers})


@pytest.mark.parametrize("slug", filed_here())
def test_whoever_claims_exemption_attaches_the_proof(slug: str):
    fees = [fee for fee in read(slug).fees if fee.exempt_when]
    if fees:
        answers = {"fee_exemption": "poor", "birth_case": "late"}
        assert "exemption_proof" in {paper["key"] for paper in applicable(read(slug).data, None, answers)}


@pytest.mark.parametrize("slug", SLUGS)
def test_papers_that_not_everybody_needs_say_who_does(slug: str):
    assert [paper.key for paper in read(slug).components if paper.when and not paper.help] == []


def test_marriage_is_partial_because_both_must_be_present():
    marriage = read("ket-hon")
    assert marriage.service_level == "PARTIAL"
    assert marriage.partial_reason
    assert marriage.partial_reason["kind"] == "PRESENCE"
    assert marriage.delivery == ("DESK",)


def test_household_business_points_to_its_own_national_site():
    business = read("ho-kinh-doanh")
    assert business.service_level == "INFO_ONLY"
    assert business.link
    assert business.link["url"].startswith("https://hokinhdoanh.dkkd.gov.vn")


@pytest.mark.parametrize(
    ("slug", "variables"),
    [
        ("khai-sinh", {"birth_case", "parents_married"}),
        ("ket-hon", {"groom_birth_date", "bride_birth_date"}),
        ("chung-thuc-ban-sao", {"pages", "copies"}),
    ],
)
def test_the_particular_diagrams_get_what_they_read(slug: str, variables: set[str]):
    assert variables <= set(application(slug).variables)


def test_the_generic_form_is_there_for_procedures_without_their_own():
    assert (ROOT / "forms" / "shared" / "fill_application.json").is_file()


@pytest.mark.parametrize(
    "file", sorted((ROOT / "forms").glob("*/fill_application.json")), ids=lambda file: file.parent.name
)
def test_english_is_english_and_vietnamese_is_vietnamese(file: Path):
    for text in _texts(json.loads(file.read_text(encoding="utf-8"))):
        same = fold(text["vi"]) == fold(text["en"])
        assert not same, text


def _texts(value: Any) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, dict):
        return []
    own = [value] if set(value) == {"vi", "en"} else []
    return own + [text for one in value.values() for text in _texts(one)]
