"""Manifests: what is wrong is said with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import manifest
from app.core.errors import Invalid
from tests.catalogue.making import a_component, a_fee, described, write


def faults(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        manifest.parse(described(**changes), "thu/procedure.json")
    return {path: text % params for path, (text, params) in refused.value.fields.items()}


def test_the_smallest_stands():
    read = manifest.parse(described())
    assert (read.code, read.flows[0].key, read.effective_from.year) == ("9.000001", "standard", 2025)


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"tier": "DISTRICT"}, "tier", "COMMUNE, PROVINCE"),
        ({"term": "3 ngày"}, "term", "mẫu"),
        ({"term": "0wd"}, "term", "mẫu"),
        ({"code": "1.00119"}, "code", "mẫu"),
        ({"name": {"vi": "Tên"}}, "name", "en"),
        ({"flows": []}, "flows", "1"),
        ({"fee": 3}, "", "fee"),
        ({"service_level": "PARTIAL"}, "", "partial_reason"),
        ({"fees": [a_fee(amount_vnd=-1)]}, "fees.0.amount_vnd", "0"),
        ({"fees": [a_fee(amount_vnd="8000")]}, "fees.0.amount_vnd", "kiểu"),
        ({"fees": [a_fee(then_from=3)]}, "fees.0", "then_vnd"),
        ({"fees": [a_fee(per="page")]}, "fees.0", "pages_field"),
        ({"fees": [a_fee(flows=["late"])]}, "fees.0.flows", "late"),
        ({"fees": [a_fee(), a_fee()]}, "fees", "fee"),
        ({"components": [a_component("a"), a_component("a")]}, "components", "a"),
        ({"components": [a_component("a", when={"x": []})]}, "components.0.when.x", "1"),
        ({"unverified": ["fees.0.amount_vnd"]}, "unverified.0", "fees.0.amount_vnd"),
        ({"unverified": ["term", "termm"]}, "unverified.1", "termm"),
        ({"supplement": {"policy": "CONTINUE"}}, "supplement", "basis"),
        ({"supplement": {"policy": "CONTINUE", "basis": " "}}, "supplement.basis", "mẫu"),
        ({"supplement": {"policy": "STOP"}}, "supplement.policy", "RESTART, CONTINUE"),
        ({"pauses": [{"on": "PAYMENT_REQUIRED"}]}, "pauses.0", "basis"),
        ({"pauses": [{"on": "PROCESSING", "basis": "Luật"}]}, "pauses.0.on", "PAYMENT_REQUIRED"),
        ({"pauses": [{"on": "PAYMENT_REQUIRED", "basis": "Luật"}] * 2}, "pauses", "PAYMENT_REQUIRED"),
        ({"effective_from": "2025-02-30"}, "effective_from", "ngày"),
        ({"synonyms": ["từ " * 500, "chữ " * 400]}, "synonyms", "2000"),
    ],
)
def test_a_fault_is_named_at_its_path(changes: dict[str, Any], path: str, said: str):
    found = faults(**changes)
    where = "thu/procedure.json" + (f": {path}" if path else "")
    assert where in found
    assert said in found[where]


def test_what_a_supplement_and_a_fee_do_to_the_term():
    plain = manifest.parse(described())
    assert (plain.supplement.policy, plain.pause_basis("PAYMENT_REQUIRED")) == ("RESTART", None)
    law = "Luật Đất đai 31/2024/QH15"
    own = manifest.parse(
        described(supplement={"policy": "CONTINUE", "basis": law}, pauses=[{"on": "PAYMENT_REQUIRED", "basis": law}])
    )
    assert (own.supplement.policy, own.supplement.basis, own.pause_basis("PAYMENT_REQUIRED")) == ("CONTINUE", law, law)


def test_all_faults_are_said_at_once():
    assert len(faults(tier="X", term="x", legacy_level=5)) == 3


def test_a_file_that_is_no_json_is_named_with_the_line(tmp_path: Path):
    file = tmp_path / "thu" / "procedure.json"
    write(file, {})
    file.write_text('{"code": \n oops}', encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        manifest.read(file)
    assert refused.value.fields["thu/procedure.json"][1]["line"] == 2


def test_a_manifest_stands_in_the_folder_of_its_slug(tmp_path: Path):
    write(tmp_path / "khac" / "procedure.json", described())
    with pytest.raises(Invalid) as refused:
        manifest.read(tmp_path / "khac" / "procedure.json")
    assert list(refused.value.fields) == ["khac/procedure.json: slug"]


def test_marks_of_unverified_values_cover_what_is_below_them():
    read = manifest.parse(described(fees=[a_fee()], unverified=["fees"]))
    assert read.is_unverified("fees.0.amount_vnd")
    assert not read.is_unverified("feesx")
    assert not read.is_unverified("term")


def test_the_typed_form_of_a_published_document_equals_the_read_one():
    document = json.loads(json.dumps(described(fees=[a_fee(flows=["standard"])])))
    assert manifest.typed(document) == manifest.parse(document)
