"""Why a dossier is due that day, and the letter of apology: for officers and, in plain words, for its owner."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from app.cases import clockwork, progress
from app.cases.models import Case
from app.core.db import session, transaction
from app.deadlines.ledger import Said
from app.deadlines.models import LegalClock
from tests.cases import walking as walk
from tests.web.filing import sign_in
from tests.web.officers import as_
from tests.web.test_citizen_weight import Scales

CODE = "2.000635"
FRIDAY = datetime(2026, 11, 20, 3, 20, tzinfo=UTC)  # 10:20; Tuesday the 24th is a holiday


@pytest.fixture
def friday() -> Iterator[None]:
    with time_machine.travel(FRIDAY, tick=True):
        yield


@pytest.fixture
def case_id(friday: None, client: FlaskClient, settings: Any) -> int:
    """Received on Friday morning, for three working days, by the desk."""
    number = walk.submit(CODE, settings)
    with transaction():
        session().get_one(Case, number).term = "3wd"
    walk.do(number, "check_dossier", "desk", "complete")
    return number


def put_off(case_id: int, to: date, reason: str = "Chờ xác minh của xã Hòa Sơn", **more: Any) -> None:
    with transaction():
        said = Said(reason, more.get("basis", ""), walk.who("leader").account_id, more.get("detail"))
        clockwork.extend(session().get_one(Case, case_id), to, said, more.get("exception", False))


def text(page: Any) -> str:
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_officers_read_each_day_and_the_ledger(case_id: int, client: FlaskClient) -> None:
    page = text(as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/han"))
    for said in (
        "3 ngày làm việc", "17:00, 26/11/2026", "Ngày tiếp nhận, không tính vào thời hạn", "Ngày làm việc thứ 3",
        "Ngày Văn hóa Việt Nam", "Bắt đầu tính thời hạn", "Lê Thị Hoa", "Quyết định 766/QĐ-TTg", "Được dùng27 giờ",
    ):  # fmt: skip
        assert said in page, said


def test_the_owner_reads_it_in_plain_words(case_id: int, client: FlaskClient) -> None:
    citizen = sign_in(client)
    assert f'href="/ho-so/{case_id}/han"' in citizen.get(f"/ho-so/{case_id}").text
    assert f'href="/ho-so/{case_id}/han"' in citizen.get(f"/ho-so/{case_id}/bien-nhan").text
    page = text(citizen.get(f"/ho-so/{case_id}/han"))
    for said in (
        "Kết quả hẹn trả trước 17:00, 26/11/2026", "Thời hạn của thủ tục này là 3 ngày làm việc",
        "tính từ 10:20, 20/11/2026, khi hồ sơ được tiếp nhận", "21/11/2026 – 22/11/2026", "Ngày Văn hóa Việt Nam",
        "Ngày thứ nhất là 23/11/2026; ngày thứ 3, ngày cuối, là 26/11/2026", "Nếu quá hạn thì sao",
    ):  # fmt: skip
        assert said in page, said
    assert "đã làm thay đổi" not in page


def test_nobody_elses(case_id: int, client: FlaskClient) -> None:
    put_off(case_id, date(2026, 11, 30))
    for part in ("han", "thu-xin-loi"):
        assert as_(client, "desk_bm").get(f"/can-bo/ho-so/{case_id}/{part}").status_code == 404
        assert as_(client, "admin").get(f"/can-bo/ho-so/{case_id}/{part}").status_code == 403
        assert sign_in(client, "citizen2").get(f"/ho-so/{case_id}/{part}").status_code == 404
        assert as_(client, "desk").get(f"/ho-so/{case_id}/{part}").status_code == 404


def test_before_reception_there_is_no_date_to_explain(friday: None, client: FlaskClient, settings: Any) -> None:
    case_id = walk.submit(CODE, settings)
    assert "tính từ lúc hồ sơ được tiếp nhận" in text(sign_in(client).get(f"/ho-so/{case_id}/han"))
    assert "chưa được tiếp nhận" in text(as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/han"))
    assert client.get(f"/can-bo/ho-so/{case_id}/thu-xin-loi").status_code == 404


def test_the_letter_says_what_form_04_says(case_id: int, client: FlaskClient) -> None:
    put_off(case_id, date(2026, 11, 30), "Chờ <b>xác minh</b> của xã Hòa Sơn")
    for page in (
        as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/thu-xin-loi"),
        sign_in(client).get(f"/ho-so/{case_id}/thu-xin-loi"),
    ):
        assert "Chờ &lt;b&gt;xác minh" in page.text
        shown = text(page)
        for said in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc", "VĂN BẢN XIN LỖI", "Nguyễn Văn An",
            "ngày 20 tháng 11 năm 2026", "Ngày 20/11/2026", "17:00, ngày 26/11/2026", "17:00, ngày 30/11/2026",
            walk.who("leader").name, "/XL01", "ỦY BAN NHÂN DÂN XÃ TÂN PHÚ", "Tân Phú, ngày",
        ):  # fmt: skip
            assert said in shown, said
        assert "lần gia hạn thứ hai" not in shown


def test_a_letter_to_somebody_filed_for_has_nobody_elses_telephone(case_id: int, client: FlaskClient) -> None:
    put_off(case_id, date(2026, 11, 30), "Chờ xác minh")
    page = f"/can-bo/ho-so/{case_id}/thu-xin-loi"
    assert "Điện thoại:" in text(as_(client, "desk").get(page))
    with transaction():
        session().get_one(Case, case_id).applicant_name = "Lò Thị Mai"
    shown = text(client.get(page))
    assert "Lò Thị Mai" in shown
    assert "Điện thoại:" not in shown


def test_a_new_date_is_told_with_its_reason_and_the_first_stays(case_id: int, client: FlaskClient) -> None:
    put_off(case_id, date(2026, 11, 30))
    put_off(
        case_id, date(2026, 12, 2), "Bão", exception=True, basis="Công văn 12/UBND",
        detail={"exception": {"reason": "Đường sạt lở"}},
    )  # fmt: skip
    citizen = sign_in(client)
    page = text(citizen.get(f"/ho-so/{case_id}/han"))
    for said in ("Ngày hẹn đầu tiên: 17:00, 26/11/2026", "Chờ xác minh", "Bão", "Hẹn trả: 17:00, 02/12/2026"):
        assert said in page, said
    dossier = text(citizen.get(f"/ho-so/{case_id}"))
    assert "Cơ quan xin lỗi và hẹn lại" in dossier
    assert "hẹn lần đầu 17:00, 26/11/2026" in dossier
    letters = text(citizen.get(f"/ho-so/{case_id}/thu-xin-loi"))
    assert letters.index("/XL02") < letters.index("/XL01")
    assert "lần gia hạn thứ hai" in letters
    assert "Công văn 12/UBND" in letters
    assert "Đường sạt lở" in letters


def test_late_says_plainly_what_happens_now(case_id: int, client: FlaskClient) -> None:
    with time_machine.travel(FRIDAY + timedelta(days=7)):
        citizen = sign_in(client)
        for part in ("", "/han"):
            page = text(citizen.get(f"/ho-so/{case_id}{part}"))
            assert "Hồ sơ đã quá hạn" in page
            assert "bạn không phải nộp lại" in page
            assert "0290 000 0000" in page
        assert "quá hạn 2 giờ làm việc" in text(citizen.get(f"/ho-so/{case_id}"))
        assert "quá hạn" in text(as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/han"))


def test_waiting_for_a_supplement_and_the_term_that_begins_anew(case_id: int, client: FlaskClient) -> None:
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    walk.do(case_id, "examine", "specialist", "supplement")
    walk.do(case_id, "send_supplement", "desk")
    citizen = sign_in(client)
    assert "bổ sung đủ thì thời hạn tính lại từ đầu" in text(citizen.get(f"/ho-so/{case_id}"))
    assert "Thời hạn đang dừng, chờ bạn bổ sung" in text(citizen.get(f"/ho-so/{case_id}/han"))
    assert "chờ người dân bổ sung, thời hạn tính lại từ đầu" in text(
        as_(client, "desk").get(f"/can-bo/ho-so/{case_id}")
    )
    with time_machine.travel(FRIDAY + timedelta(days=3)):
        (node,) = {one.node for one in walk.items(case_id) if one.role == "citizen"}
        walk.do(case_id, node, "citizen")
        page = text(sign_in(client).get(f"/ho-so/{case_id}/han"))
        assert "tính lại từ đầu từ 10:20, 23/11/2026, khi bạn đã bổ sung đủ" in page
        assert "Hẹn trả: 17:00, 27/11/2026" in page
        assert "Ngày nhận đủ phần bổ sung, không tính vào thời hạn: 23/11/2026" in page
        assert "Ngày nhận đủ phần bổ sung" in text(as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/han"))


def test_a_pause_names_its_basis(case_id: int, client: FlaskClient) -> None:
    with transaction():
        clockwork.pause(session().get_one(Case, case_id), "Chờ nộp thuế", "Luật Đất đai, Điều 1", None)
    for page in (sign_in(client).get(f"/ho-so/{case_id}"), as_(client, "desk").get(f"/can-bo/ho-so/{case_id}")):
        assert "ạm dừng tính thời hạn, căn cứ Luật Đất đai, Điều 1" in text(page)
    assert "đang tạm dừng theo quy định" in text(sign_in(client).get(f"/ho-so/{case_id}/han"))


def test_the_page_is_as_light_as_the_others(case_id: int, client: FlaskClient) -> None:
    put_off(case_id, date(2026, 11, 30))
    scales = Scales(sign_in(client))
    for part in ("han", "thu-xin-loi"):
        scales.get(f"/ho-so/{case_id}/{part}")
    assert "style=" not in client.get(f"/ho-so/{case_id}/han").text


def test_a_dossier_decided_in_time_never_shows_a_clock_that_runs(case_id: int, client: FlaskClient) -> None:
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")
    walk.settle_fee(case_id)
    with time_machine.travel(FRIDAY + timedelta(days=30)):
        assert walk.case(case_id).status == 9
        for page in (
            sign_in(client).get(f"/ho-so/{case_id}"),
            client.get("/ho-so"),
            client.get(f"/ho-so/{case_id}/han"),
        ):
            assert "quá hạn" not in text(page).lower().replace("nếu quá hạn", "")
        desk = as_(client, "desk")
        for path in (f"/can-bo/ho-so/{case_id}", "/can-bo/ho-so"):
            assert "clock--late" not in desk.get(path).text


def test_the_day_to_which_a_term_moves_is_not_told_as_one_that_does_not_count(
    friday: None, client: FlaskClient, settings: Any
) -> None:
    number = walk.submit(CODE, settings)
    with transaction():
        session().get_one(Case, number).term = "15cd"  # Saturday 5 December: the Monday after it
    walk.do(number, "check_dossier", "desk", "complete")
    page = text(sign_in(client).get(f"/ho-so/{number}/han"))
    assert "Kết quả hẹn trả trước 17:00, 07/12/2026" in page
    skipped = page.partition("Những ngày không tính")[2]
    assert "20/11/2026" in skipped and "07/12/2026" not in skipped


@pytest.mark.parametrize(("policy", "said"), [("RESTART", "tính lại từ đầu"), ("CONTINUE", "tính tiếp")])
def test_while_a_supplement_is_awaited_the_owner_reads_what_comes_of_the_term(
    friday: None, client: FlaskClient, settings: Any, policy: str, said: str
) -> None:
    number = examined(settings)
    with transaction():
        session().get_one(LegalClock, number).policy = policy
    walk.do(number, "examine", "specialist", "supplement")
    walk.do(number, "send_supplement", "desk")
    citizen = sign_in(client)
    page = text(citizen.get(f"/ho-so/{number}/han"))
    assert f"Khi bạn bổ sung đủ, thời hạn {said}." in page

    with transaction():
        progress.withdraw(walk.who("citizen"), number, "Không cần nữa")
    walk.do(number, "decide_withdrawal", "desk", "agree")
    page = text(citizen.get(f"/ho-so/{number}/han"))
    assert "Hồ sơ đã dừng giải quyết nên không còn ngày hẹn." in page
    assert "tạm dừng" not in page


def examined(settings: Any) -> int:
    number = walk.submit("1.004884", settings)
    walk.do(number, "check_dossier", "desk", "complete")
    walk.settle_fee(number)
    walk.do(number, "hand_over", "desk")
    walk.do(number, "take_over", "specialist")
    return number


def test_a_new_date_given_after_the_old_one_had_passed_is_called_so(case_id: int, client: FlaskClient) -> None:
    officer = as_(client, "desk")
    put_off(case_id, date(2026, 11, 27))
    said = "hẹn lại khi đã quá hạn"
    assert said not in text(officer.get(f"/can-bo/ho-so/{case_id}/han"))
    with time_machine.travel(datetime(2026, 11, 30, 3, 0, tzinfo=UTC)):
        put_off(case_id, date(2026, 12, 2), exception=True)
        assert said in text(as_(client, "desk").get(f"/can-bo/ho-so/{case_id}/han"))
