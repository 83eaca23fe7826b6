"""Calendars in and out as files: what would change is shown first, garbage is a fault that names its lines."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import transaction
from app.deadlines import entered
from tests.cases import walking as walk
from tests.web.officers import as_

PATH = "/quan-tri/lich/nhap-xuat"
CSV = """day,kind,name,name_en,legal_basis
2030-01-01,HOLIDAY,Tết Dương lịch,New Year's Day,Bộ luật Lao động
2030-05-02,SWAP_OFF,"Nghỉ hoán đổi, làm bù 4/5",,
"""
ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//VI
BEGIN:VEVENT
UID:1@x
DTSTART;VALUE=DATE:20300102
SUMMARY:Tết Nguyên đán
END:VEVENT
END:VCALENDAR
"""


def brought(admin: FlaskClient, content: str | bytes, path: str = PATH, **more: Any) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return admin.post(path, data={"file": (io.BytesIO(data), "lich.csv"), **more}, content_type="multipart/form-data")


def carried(page: str) -> dict[str, str]:
    """The fields that a question carries on, as a browser sends them."""
    found = re.search(r'<textarea name="content" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert found, page
    content = found[1].replace("&#34;", '"').replace("&#39;", "'")
    return {"content": content.replace("\n", "\r\n"), "confirmed": "1", "reason": "Có thông báo"}


def days_of(year: int, unit_id: int | None = None) -> dict[str, str]:
    with transaction(writes=False):
        return {row.day.isoformat(): row.kind for row in entered.days(unit_id, year)}


def test_a_file_is_previewed_and_then_entered_from_what_the_question_carries(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    asked = brought(admin, CSV)
    assert "Thêm 2 ngày" in asked.text
    assert "01/01/2030: Nghỉ lễ, tết, Tết Dương lịch" in asked.text
    assert days_of(2030) == {}
    assert admin.post(PATH, data=carried(asked.text)).status_code == 303
    assert days_of(2030) == {"2030-01-01": "HOLIDAY", "2030-05-02": "SWAP_OFF"}


def test_what_changes_and_what_goes_is_named(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    admin.post(PATH, data=carried(brought(admin, CSV).text))
    asked = brought(admin, CSV.replace("Tết Dương lịch", "Năm mới").rsplit("\n", 2)[0] + "\n").text
    assert "Đổi 1 ngày" in asked
    assert "Bỏ 1 ngày không có trong tệp" in asked
    same = brought(admin, CSV)
    assert same.status_code == 422
    assert "giống hệt lịch đang có" in same.text


def test_an_ical_file_is_taken_too(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    admin.post(PATH, data=carried(brought(admin, ICAL).text))
    assert days_of(2030) == {"2030-01-02": "HOLIDAY"}
    unit = walk.unit_id("xa-hoa-son")
    own = f"{PATH}?don-vi={unit}"
    admin.post(own, data=carried(brought(admin, ICAL, own).text))
    assert days_of(2030, unit) == {"2030-01-02": "AGENCY_OFF"}


def test_what_is_exported_comes_back_the_same(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    for ending in ("csv", "ics"):
        file = admin.get(f"/quan-tri/lich/lich.{ending}?nam=2026")
        assert f"ca-nuoc-2026.{ending}" in file.headers["Content-Disposition"]
        assert "giống hệt lịch đang có" in brought(admin, file.data).text
    assert admin.get("/quan-tri/lich/lich.exe").status_code == 404


def test_faults_name_their_lines_and_the_text_can_be_mended(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    answer = brought(admin, CSV + "2030-13-01,HOLIDAY,Sai,,\n2030-06-04,XMAS,Sai,,\n")
    assert answer.status_code == 422
    assert "Dòng 4:" in answer.text
    assert "Dòng 5:" in answer.text
    assert "2030-06-04,XMAS" in answer.text
    assert days_of(2030) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n", "một hai ba", "day,kind\n", "a,b\n1,2\n", '"',
        "BEGIN:VCALENDAR\nBEGIN:", b"day,kind,name\n" + b"2030-01-01,HOLIDAY,x\n" * 20000,
        "<script>alert(1)</script>", "day,kind\n2030-01-01,HOLIDAY\x07",
    ],
)  # fmt: skip
def test_garbage_is_refused_with_a_reason(client: FlaskClient, content: str | bytes) -> None:
    answer = brought(as_(client, "admin"), content)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert "<script>alert" not in answer.text


def test_the_question_can_be_left_to_mend_the_text(client: FlaskClient) -> None:
    page = as_(client, "admin").post(PATH, data={"content": CSV, "again": "1"}).text
    assert "2030-05-02,SWAP_OFF" in page
    assert 'type="file"' in page


def test_without_a_reason_nothing_is_entered(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    answer = admin.post(PATH, data={**carried(brought(admin, CSV).text), "reason": ""})
    assert answer.status_code == 422
    assert "2030-05-02,SWAP_OFF" in answer.text
    assert days_of(2030) == {}


def test_a_year_brought_by_a_file_is_no_longer_one_that_nobody_entered(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    assert "Chưa ai nhập năm này" in admin.get("/quan-tri/lich?nam=2030").text
    admin.post(PATH, data=carried(brought(admin, CSV).text))
    page = admin.get("/quan-tri/lich?nam=2030").text
    assert "Lịch dự kiến." in page
    assert "Chưa ai nhập năm này" not in page
