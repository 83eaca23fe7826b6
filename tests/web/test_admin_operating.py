"""The operators' room: where dossiers wait, what is done to them, one or many, and the log of it all."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select

from app.cases import operating, whereabouts
from app.cases.models import Case
from app.core.db import session, transaction
from app.engine import incidents
from app.identity.models import Operation
from tests.cases import walking as walk
from tests.cases.test_journey import examined
from tests.web.officers import as_, at_transfer, submitted

WHY = "Cán bộ bấm nhầm, cần làm lại."
PAGES = ["/van-hanh", "/van-hanh/ho-so", "/nhat-ky"]


def log() -> list[tuple[str, int | None, str, str]]:
    with transaction():
        rows = session().scalars(select(Operation).order_by(Operation.id))
        return [(row.kind, row.case_id, row.reason, row.outcome) for row in rows]


@pytest.mark.parametrize("path", PAGES)
def test_the_room_is_the_administrators(client: FlaskClient, path: str) -> None:
    for username in ("desk", "designer", "citizen"):
        assert as_(client, username).get(f"/quan-tri{path}").status_code == 403
    assert as_(client, "admin").get(f"/quan-tri{path}").status_code == 200


def test_a_dossier_shows_where_it_waits_and_nothing_in_it(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    admin = as_(client, "admin")
    for page in (admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text, admin.get("/quan-tri/van-hanh/ho-so").text):
        assert walk.case(case_id).code in page
        assert "Thẩm định" in page
        assert "Nguyễn Văn An" not in page
    assert 'class="task is-here"' in admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text
    draft = walk.begin("2.000635")
    assert admin.get(f"/quan-tri/van-hanh/ho-so/{draft}").status_code == 404


def test_an_act_asks_for_a_reason_and_says_what_it_does(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    admin, address = as_(client, "admin"), f"/quan-tri/van-hanh/ho-so/{case_id}/suspend"
    assert "Thời hạn giải quyết VẪN tính" in admin.post(address).text
    assert walk.case(case_id).suspended_at is None
    without = admin.post(address, data={"confirmed": "1", "reason": ""})
    assert (without.status_code, walk.case(case_id).suspended_at) == (422, None)
    assert admin.post(address, data={"confirmed": "1", "reason": WHY}).status_code == 303
    assert walk.case(case_id).suspended_at is not None
    assert log() == [("suspend", case_id, WHY, "DONE")]
    assert admin.post(address).status_code == 409
    page = admin.get("/quan-tri/nhat-ky?kind=suspend").text
    assert WHY in page and "Tạm ngưng" in page
    assert WHY not in admin.get("/quan-tri/nhat-ky?kind=stop").text


def test_a_step_is_gone_back_to_from_the_page(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "approve")
    admin = as_(client, "admin")
    page = etree.HTML(admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text)
    address = page.xpath("//form[contains(@action, '/ve/')]/@action")[0]
    assert "Bước mở lại" in admin.post(address).text
    assert [one.node for one in walk.items(case_id)] == ["approve_result"]
    assert admin.post(address, data={"confirmed": "1", "reason": WHY}).status_code == 303
    assert [one.node for one in walk.items(case_id)] == ["examine"]
    assert admin.post(address, data={"confirmed": "1", "reason": WHY}).status_code == 409


def test_the_heat_map_counts_as_the_tasks_are(client: FlaskClient, settings: Any, time_machine: Any) -> None:
    for _ in range(3):
        submitted(settings)
    version_id = walk.case(at_transfer(settings)).version_id
    with transaction():
        waiting = {one.node: one for one in whereabouts.heat(version_id)}
        in_use = next(one for one in whereabouts.versions_in_use() if one.version_id == version_id)
    assert {node: one.count for node, one in waiting.items()} == {"check_dossier": 3, "hand_over": 1}
    assert (in_use.running, in_use.drafts, in_use.current) == (4, 0, True)
    page = as_(client, "admin").get(f"/quan-tri/van-hanh/phien-ban/{version_id}?quy-trinh=receive").text
    assert ">3 · dưới 1 giờ<" in page and "mark mark-1" in page
    assert "3 ở trong" in client.get(f"/quan-tri/van-hanh/phien-ban/{version_id}?quy-trinh=one_stop").text
    assert client.get(f"/quan-tri/van-hanh/phien-ban/{version_id}?quy-trinh=nothing").status_code == 404


def test_the_middle_age_is_the_median(client: FlaskClient, settings: Any) -> None:
    cases = [submitted(settings) for _ in range(3)]
    opened = sorted(walk.item(case_id, "check_dossier").opened_at for case_id in cases)
    with transaction():
        found = whereabouts.heat(walk.case(cases[0]).version_id)[0]
    assert (found.oldest_at, found.median_at) == (opened[0], opened[1])


def test_waiting_is_counted_in_working_time(client: FlaskClient, settings: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-12-04T16:00:00+07:00")  # a Friday, an hour before the office closes
    version_id = walk.case(submitted(settings)).version_id
    time_machine.move_to("2026-12-07T08:31:00+07:00")  # Monday: an hour and an hour
    page = as_(client, "admin").get(f"/quan-tri/van-hanh/phien-ban/{version_id}").text
    assert "2 giờ làm việc" in page
    time_machine.move_to("2026-12-11T16:01:00+07:00")
    assert "5 ngày làm việc" in as_(client, "admin").get(f"/quan-tri/van-hanh/phien-ban/{version_id}").text


def test_the_heat_map_of_one_unit(client: FlaskClient, settings: Any) -> None:
    version_id = walk.case(submitted(settings)).version_id
    walk.submit("2.000635", settings, unit="xa-hoa-son")
    with transaction():
        here, there = (whereabouts.heat(version_id, walk.unit_id(one))[0].count for one in ("xa-tan-phu", "xa-hoa-son"))
        assert (here, there, whereabouts.heat(version_id)[0].count) == (1, 1, 2)
    admin = as_(client, "admin")
    page = admin.get(f"/quan-tri/van-hanh/phien-ban/{version_id}?don-vi={walk.unit_id('xa-hoa-son')}").text
    assert "Đơn vị" in page and "selected" in page
    assert admin.get(f"/quan-tri/van-hanh/phien-ban/{version_id}?don-vi=99999").status_code == 404


def test_an_incident_is_shown_on_the_diagram_and_its_retry_noted(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    with transaction():
        act = {"kind": "timer"}
        found = incidents.record(walk.case(case_id).instance_id or 0, case_id, "check_dossier", act, "E5 KeyError: x")
    admin = as_(client, "admin")
    page = admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text
    assert "mark mark-0" in page and "E5 KeyError: x" in page
    admin.post(f"/quan-tri/su-co/{found}/thu-lai")
    assert log() == [("retry", case_id, "", "DONE")]


def test_what_is_done_to_accounts_and_the_outbox_is_noted(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    admin.post("/quan-tri/tai-khoan", data={"username": "hoa.lt", "full_name": "Lê Thị Hoa Mới"})
    admin.post("/quan-tri/hop-gui/1/thu-lai")
    assert [line[0] for line in log()] == ["account_made", "outbox_retry"]
    page = admin.get("/quan-tri/nhat-ky").text
    assert "hoa.lt" in page and "Tạo tài khoản" in page


def test_the_log_is_read_by_pages(client: FlaskClient, settings: Any) -> None:
    admin = as_(client, "admin")
    for number in range(51):
        admin.post(f"/quan-tri/hop-gui/{number + 1}/thu-lai")
    first = admin.get("/quan-tri/nhat-ky")
    following = etree.HTML(first.text).xpath("//a[@rel='next']/@href")[0]
    assert "#51" in first.text and "#1<" not in first.text
    assert "#1<" in admin.get(following).text


def test_only_held_ones_are_listed_where_asked(client: FlaskClient, settings: Any) -> None:
    held, free = examined(settings), examined(settings)
    with transaction():
        operating.suspend(held, WHY, walk.who("admin"))
    page = as_(client, "admin").get("/quan-tri/van-hanh/ho-so?ngung=1").text
    assert walk.case(held).code in page and walk.case(free).code not in page
    with transaction():
        assert session().get_one(Case, held).suspended_at is not None


def test_a_step_is_completed_for_nobody_where_the_diagram_does_not_say_so(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    address = f"/quan-tri/van-hanh/ho-so/{case_id}/lam-thay/{walk.items(case_id)[0].id}"
    admin = as_(client, "admin")
    assert address not in admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text
    assert admin.post(address, data={"confirmed": "1", "reason": WHY}).status_code == 409
    assert walk.items(case_id)[0].node == "examine" and log() == []


def test_what_waits_long_is_hot(client: FlaskClient, settings: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-12-07T09:00:00+07:00")
    version_id = walk.case(submitted(settings)).version_id
    time_machine.move_to("2026-12-11T09:01:00+07:00")
    page = as_(client, "admin").get(f"/quan-tri/van-hanh/phien-ban/{version_id}").text
    assert "mark mark-3" in page and ">1 · 4 ngày<" in page


def test_officers_are_told_that_a_dossier_is_held(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    with transaction():
        operating.suspend(case_id, WHY, walk.who("admin"))
    officer = as_(client, "specialist")
    page = officer.get(f"/can-bo/ho-so/{case_id}").text
    assert "Quản trị tạm ngưng xử lý hồ sơ này" in page and "Thời hạn vẫn tính" in page


def test_the_citizen_reads_why_it_was_stopped(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    with transaction():
        operating.stop(case_id, WHY, walk.who("admin"))
    page = as_(client, "citizen").get(f"/ho-so/{case_id}").text
    assert "Hồ sơ dừng giải quyết" in page and WHY in page
