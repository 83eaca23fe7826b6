"""Fees: by flow, channel, number, page, exemption, limit and the agency's own amounts."""

import json
from typing import Any

import pytest

from app.catalogue.fees import fee, lines
from app.core.config import ROOT
from tests.catalogue.making import a_fee, described

FLOWS = [{"key": key, "name": {"vi": key, "en": key}} for key in ("on_time", "late")]
EXEMPT = {"vi": "Hộ nghèo được miễn", "en": "Poor households are exempt"}


def real(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "bpmn" / slug / "procedure.json").read_text(encoding="utf-8"))
    return found


def of(**changes: Any) -> dict[str, Any]:
    return described(flows=FLOWS, fees=[a_fee(**changes)])


@pytest.mark.parametrize(
    ("pages", "copies", "expected"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 3, 3 * 12_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (500, 2, 400_000),
    ],
)
def test_certified_copies_cost_by_page_up_to_a_limit_for_each_copy(pages: int, copies: int, expected: int):
    assert fee(real("chung-thuc-ban-sao"), None, {"pages": pages, "copies": copies}) == expected


def test_further_papers_are_counted_each_by_itself():
    more = [{"pages": 3, "copies": 2}, {"pages": 1, "copies": 1}]
    answers = {"pages": 1, "copies": 1, "more_documents": more}
    found = lines(real("chung-thuc-ban-sao"), None, answers)
    assert [line.amount_vnd for line in found] == [2_000, 2 * 5_000 + 2_000]
    assert "2 bản × 3 trang (5.000 đ mỗi bản)" in found[1].reason["vi"]
    assert "1 copy × 1 page (2,000 VND a copy)" in found[1].reason["en"]


def test_a_late_birth_costs_and_one_on_time_does_not():
    birth = real("khai-sinh")
    assert fee(birth, "normal", {"birth_case": "normal"}) == 0
    assert fee(birth, "late", {"birth_case": "late"}) == 8_000


def test_the_answer_counts_where_it_differs_from_the_flow_chosen_before():
    assert fee(real("khai-sinh"), "normal", {"birth_case": "late"}) == 8_000


def test_filing_online_is_cheaper_and_post_pays_as_the_desk():
    residence = real("thuong-tru")
    assert [fee(residence, None, {}, door) for door in ("ONLINE", "IN_PERSON", "POST")] == [10_000, 20_000, 20_000]


def test_extracts_cost_by_copy():
    line = lines(real("trich-luc-ho-tich"), None, {"copies": 3})[0]
    assert (line.amount_vnd, line.reason["vi"]) == (24_000, "3 bản × 8.000 đ")


def test_a_fee_of_one_flow_is_not_asked_in_another():
    assert [fee(of(flows=["late"]), flow, {}) for flow in ("late", "on_time")] == [8_000, 0]


def test_without_a_flow_the_first_one_holds():
    assert fee(of(flows=["on_time"]), None, {}) == 8_000


def test_the_exempt_pay_nothing_and_read_why():
    manifest = of(exemptions=EXEMPT, exempt_when={"group": ["poor"]})
    line = lines(manifest, None, {"group": "poor"})[0]
    assert (line.amount_vnd, line.exempt, line.reason) == (0, True, EXEMPT)
    assert fee(manifest, None, {"group": "none"}) == 8_000


def test_an_amount_nobody_has_entered_asks_nothing_and_says_so():
    line = lines(of(amount_vnd=None), None, {})[0]
    assert (line.amount_vnd, line.unknown) == (0, True)
    assert "chưa được nhập" in line.reason["vi"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"fee": 5_000}, 5_000),
        ({"fee": {"amount_vnd": 9_000}}, 9_000),
        ({"fee": {"max_vnd": 1_000}}, 1_000),
        ({}, 8_000),
    ],
)
def test_the_agency_sets_its_own_amounts(own: dict[str, Any], expected: int):
    assert fee(of(), None, {}, overrides={"fees": own}) == expected


def test_an_agency_enters_the_amount_the_province_left_open():
    assert fee(of(amount_vnd=None), None, {}, overrides={"fees": {"fee": 15_000}}) == 15_000


def test_the_whole_of_copies_has_its_limit():
    assert fee(of(per="copy", quantity_field="copies", max_vnd=20_000), None, {"copies": 9}) == 20_000


@pytest.mark.parametrize("copies", [None, "7", True, 0, -4, 1.5])
def test_what_is_no_number_of_copies_counts_as_one(copies: Any):
    assert fee(of(per="copy", quantity_field="copies"), None, {"copies": copies}) == 8_000
