"""One kind after the other: what is taken and how it is stored, what is refused."""

from datetime import date
from typing import Any

import pytest

from app.core.errors import Invalid
from app.forms.answers import check
from app.forms.definition import Lists
from tests.forms.forms import field, form

TODAY = date(2026, 11, 22)

GOOD: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("text", "  Thôn  Đông ", "Thôn Đông", {}),
    ("text", "Tha\u0301ng", "Tháng", {}),
    ("text", "a\u00a0b\u200bc", "a bc", {}),
    ("text", "12345", "12345", {"pattern": "digits"}),
    ("text", "29a-123.45", "29A-123.45", {"pattern": "plate"}),
    ("text", "0101234567-001", "0101234567-001", {"pattern": "tax_code"}),
    ("textarea", " một\r\nhai  \n\nba ", "một\nhai\n\nba", {}),
    ("integer", " 12 ", 12, {}),
    ("integer", -3, -3, {}),
    ("integer", 4.0, 4, {}),
    ("money", "150.000 đ", 150000, {}),
    ("money", "1 500 000 đồng", 1500000, {}),
    ("money", "150,000VND", 150000, {}),
    ("money", 8000, 8000, {}),
    ("number", "72,5", 72.5, {}),
    ("number", "72.5", 72.5, {}),
    ("number", "1500", 1500, {}),
    ("date", "2025-07-01", "2025-07-01", {}),
    ("date", "1/7/2025", "2025-07-01", {}),
    ("date", "01-07-2025", "2025-07-01", {}),
    ("date", "01072025", "2025-07-01", {}),
    ("date", "29/02/2024", "2024-02-29", {}),
    ("date", "22/11/2026", "2026-11-22", {"not_after": "today"}),
    ("date", "31/12/1875", "1875-12-31", {"not_before": "1870-01-01"}),
    ("time", "8h30", "08:30", {}),
    ("time", "08:30", "08:30", {}),
    ("time", "23:59:00", "23:59", {}),
    ("boolean", "on", True, {}),
    ("boolean", True, True, {"required": True}),
    ("boolean", "", False, {}),
    ("choice", "b", "b", {}),
    ("choice", "2", 2, {"options": [{"value": 2, "label": {"vi": "hai", "en": "two"}}]}),
    ("choices", ["c", "a", "c"], ["a", "c"], {}),
    ("choices", "a", ["a"], {}),
    ("id_number", "012 345 678", "012345678", {}),
    ("id_number", "001.090.012.345", "001090012345", {}),
    ("id_number", "c1234567", "C1234567", {}),
    ("phone", "+84 912 345 678", "0912345678", {}),
    ("phone", "84912345678", "0912345678", {}),
    ("phone", "(024) 3825.1234", "02438251234", {}),
    ("email", " An.Nguyen@Example.VN ", "An.Nguyen@example.vn", {}),
    ("person_name", "  Nguyễn   Thị Ánh-Tuyết ", "Nguyễn Thị Ánh-Tuyết", {}),
    ("person_name", "H'Hen Niê", "H'Hen Niê", {}),
]


@pytest.mark.parametrize(("kind", "given", "stored", "more"), GOOD)
def test_taken_and_stored(kind: str, given: Any, stored: Any, more: dict[str, Any]) -> None:
    assert check(form(field(kind, **more)), {"x": given}, today=TODAY).data == {"x": stored}


BAD: list[tuple[str, Any, str, dict[str, Any]]] = [
    ("text", "a" * 201, "Dài nhất 200 ký tự; bạn đã nhập 201", {}),
    ("text", "đ" * 100_000, "Dài nhất 200 ký tự; bạn đã nhập 100000", {}),
    ("text", "a\x00b", "không hiển thị được", {}),
    ("text", "abc\u202efdp.exe", "không hiển thị được", {}),
    ("text", "a\ud800", "không hiển thị được", {}),
    ("text", 5, "cần một đoạn chữ", {}),
    ("text", ["a"], "cần một đoạn chữ", {}),
    ("text", "12a", "Chỉ gồm chữ số, ví dụ 012345", {"pattern": "digits"}),
    ("text", "١٢٣", "Chỉ gồm chữ số", {"pattern": "digits"}),
    ("textarea", "a" * 2001, "Dài nhất 2000", {}),
    ("integer", "mười", "số nguyên", {}),
    ("integer", "1e9", "số nguyên", {}),
    ("integer", True, "số nguyên", {}),
    ("integer", 1.5, "số nguyên", {}),
    ("integer", "9" * 5000, "Dài nhất", {}),
    ("integer", "0", "Nhỏ nhất là 1", {"min": 1}),
    ("integer", 10**40, "Lớn nhất", {}),
    ("money", "-1", "Nhỏ nhất là 0", {}),
    ("money", "150.00", "số tiền", {}),
    ("money", "100000001", "Lớn nhất là 100 000 000", {"max": 100_000_000}),
    ("number", "1.500", "1.500 có thể hiểu hai cách. Viết liền 1500", {}),
    ("number", "1,2,3", "phần lẻ", {}),
    ("number", float("nan"), "phần lẻ", {}),
    ("number", float("inf"), "Lớn nhất", {}),
    ("date", "31/02/2020", "Không có ngày 31/02/2020", {}),
    ("date", "0001-01-01", "sớm nhất được nhận là 01/01/1900; bạn đã nhập 01/01/0001", {}),
    ("date", "9999-12-31", "muộn nhất", {}),
    ("date", "31/12/1899", "sớm nhất", {}),
    ("date", "2020", "ngày/tháng/năm", {}),
    ("date", "12/31/2020", "Không có ngày 12", {}),
    ("date", 20200101, "ngày/tháng/năm", {}),
    ("date", "1" * 100_000, "ngày/tháng/năm", {}),
    ("date", "23/11/2026", "muộn nhất được nhận là 22/11/2026", {"not_after": "today"}),
    ("date", "21/11/1906", "sớm nhất được nhận là 22/11/1906", {"not_before": "-120y"}),
    ("time", "24:00", "giờ và phút", {}),
    ("time", "8:60", "giờ và phút", {}),
    ("boolean", "maybe", "Đánh dấu", {}),
    ("boolean", False, "Cần đánh dấu", {"required": True}),
    ("choice", "d", "các mục có sẵn", {}),
    ("choice", {"a": 1}, "các mục có sẵn", {}),
    ("choice", True, "các mục có sẵn", {}),
    ("choice", "1", "các mục có sẵn", {"options_from": "units"}),
    ("choices", ["a", "z"], "các mục có sẵn", {}),
    ("choices", ["a"] * 1000, "các mục có sẵn", {}),
    ("id_number", "12345678901", "Số căn cước gồm 12 chữ số; bạn đã nhập 11.", {}),
    ("id_number", "1234", "chứng minh nhân dân cũ gồm 9; bạn đã nhập 4", {}),
    ("id_number", "AB-!", "số hộ chiếu", {}),
    ("id_number", "٠٠١٠٩٠٠١٢٣٤٥", "số hộ chiếu", {}),
    ("phone", "091234567", "Số di động gồm 10 chữ số; bạn đã nhập 9", {}),
    ("phone", "12345", "bắt đầu bằng 0", {}),
    ("email", "an@example", "ten@example.vn", {}),
    ("email", "a..b@example.vn", "ten@example.vn", {}),
    ("email", "a@b@c.vn" + "x" * 300, "Dài nhất", {}),
    ("person_name", "An 2", "không có chữ số", {}),
    ("person_name", "---", "giấy tờ tùy thân", {}),
    ("person_name", "<script>", "không có chữ số hay ký hiệu", {}),
    ("group", "text", "nhóm các mục", {}),
    ("repeat", {"a": 1}, "danh sách", {}),
    ("repeat", ["a"], "nhóm các mục", {}),
    ("repeat", [{"inner": "a"}] * 51, "Nhiều nhất 20 mục; bạn đã nhập 51", {}),
]


@pytest.mark.parametrize(("kind", "given", "part", "more"), BAD)
def test_refused_with_how_to_mend_it(kind: str, given: Any, part: str, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        check(form(field(kind, **more)), {"x": given}, today=TODAY)
    text, params = next(iter(refused.value.fields.values()))
    assert part in (text % params)


@pytest.mark.parametrize("kind", ["text", "integer", "date", "choice", "choices", "id_number", "phone", "person_name"])
@pytest.mark.parametrize("blank", [None, "", "   ", [], {}])
def test_blank_is_left_out_or_asked_for(kind: str, blank: Any) -> None:
    assert check(form(field(kind)), {"x": blank}).data == {}
    with pytest.raises(Invalid) as refused:
        check(form(field(kind, required=True)), {"x": blank})
    assert set(refused.value.fields) == {"x"}


def test_lists_given_by_the_caller_are_the_only_choices() -> None:
    asked = form(field("choice", options_from="units"))
    lists: Lists = {"units": [("7", "Xã Tân Phú"), ("8", {"vi": "Xã Hòa Sơn", "en": "Hoa Son"})]}
    assert check(asked, {"x": "8"}, options=lists).data == {"x": "8"}
    with pytest.raises(Invalid):
        check(asked, {"x": "9"}, options=lists)
