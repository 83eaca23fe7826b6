"""The pages of acts on many dossiers: the trial, the reason, the numbers, the list, what may follow."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.cases import bulk_acts, bulk_working
from app.cases.bulk_acts import Chosen
from app.cases.status import Status
from app.core.clock import wall
from app.core.db import transaction
from app.identity import operations
from app.integrations import heartbeats
from app.web.admin import operating_bulk
from tests.cases import walking as walk
from tests.cases.many import copies
from tests.cases.test_journey import examined
from tests.cases.test_moving import BOUNDARY, release
from tests.web.officers import as_, at_transfer

WHY = "Cán bộ bấm nhầm, cần làm lại."
MANY = "/quan-tri/van-hanh/ho-so/nhieu"


def begun(admin: FlaskClient, **chosen: Any) -> str:
    """The address of the trial that a choice begins."""
    answer = admin.post(MANY, data=chosen)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_selection_is_tried_then_done_for_a_reason(client: FlaskClient, settings: Any) -> None:
    good, refused = examined(settings), at_transfer(settings)
    admin = as_(client, "admin")
    trial = begun(admin, act="stop", case=[str(good), str(refused)])
    page = admin.get(trial).text
    assert "Đã thử xong" in page and "không thể chuyển sang" in page and "Dừng hẳn hồ sơ: 1 hồ sơ" in page
    assert walk.case(good).status == Status.PROCESSING
    without = admin.post(f"{trial}/lam", data={"reason": ""})
    assert without.status_code == 422 and "Nêu lý do, từ 5 đến 1.000 ký tự." in without.text
    done = admin.post(f"{trial}/lam", data={"reason": WHY})
    assert done.status_code == 303
    assert walk.case(good).status == Status.STOPPED
    assert "Đã làm xong" in admin.get(done.headers["Location"]).text
    assert admin.post(f"{trial}/lam", data={"reason": WHY}).headers["Location"] == done.headers["Location"]
    assert f"{trial}/lam" not in admin.get(trial).text
    assert WHY in admin.get("/quan-tri/van-hanh/viec").text
    assert admin.post(MANY, data={"act": "stop"}).status_code == 422
    assert admin.post(MANY, data={"act": "paint", "case": str(good)}).status_code == 404


def test_all_of_a_version_are_moved_and_taken_back(client: FlaskClient, settings: Any) -> None:
    near, far = examined(settings), at_transfer(settings)
    old = walk.case(near).version_id
    start = b'<bpmn:userTask id="examine"'
    target = release(near, "resolve.bpmn", (start, BOUNDARY + start))
    admin = as_(client, "admin")
    assert f'name="all_of" value="{old}"' in admin.get(f"/quan-tri/van-hanh/phien-ban/{old}").text
    trial = begun(admin, act="move_version", target=str(target), all_of=str(old))
    page = admin.get(trial).text
    assert "được thêm hoặc bớt trong phiên bản mới" in page and "phiên bản 2" in page
    act = admin.post(f"{trial}/lam", data={"reason": WHY}).headers["Location"]
    assert (walk.case(far).version_id, walk.case(near).version_id) == (target, old)
    back = admin.post(f"{act}/tra").headers["Location"]
    assert "Trả hồ sơ về phiên bản cũ" in admin.get(back).text and back in admin.get(act).text
    admin.post(f"{back}/lam", data={"reason": WHY})
    assert walk.case(far).version_id == old
    with transaction():
        assert [line.kind for line in operations.lines()] == ["unmove_version", "move_version"]


def test_all_at_a_step_are_held_and_a_selection_is_put_back(client: FlaskClient, settings: Any) -> None:
    here, there = examined(settings), at_transfer(settings)
    version = walk.case(here).version_id
    admin = as_(client, "admin")
    page = etree.HTML(admin.get(f"/quan-tri/van-hanh/ho-so?version={version}&buoc=examine").text)
    form = page.xpath("//form[input[@name='all_of']]")[0]
    sent = {field.get("name"): field.get("value") for field in form.xpath("./input[@name!='csrf_token']")}
    assert "examine" in form.xpath(".//select[@name='node']/option/@value")
    trial = begun(admin, act="suspend", **sent)
    admin.post(f"{trial}/lam", data={"reason": WHY})
    assert walk.case(here).suspended_at is not None and walk.case(there).suspended_at is None
    trial = begun(admin, act="send_back", node="hand_over", case=[str(here), str(there)])
    assert "Không còn giữ trạng thái nào mà bước này đang mở" in admin.get(trial).text
    admin.post(f"{trial}/lam", data={"reason": WHY})
    assert [item.node for item in walk.items(here)] == ["hand_over"]


def test_one_is_taken_back_from_its_own_page(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    old = walk.case(case_id).version_id
    start = b'<bpmn:userTask id="examine" name="'
    target = release(case_id, "resolve.bpmn", (start, start + b"Moi "))
    admin = as_(client, "admin")
    trial = begun(admin, act="move_version", target=str(target), case=str(case_id))
    admin.post(f"{trial}/lam", data={"reason": WHY})
    back = f"/quan-tri/van-hanh/ho-so/{case_id}/tra-phien-ban"
    assert back in admin.get(f"/quan-tri/van-hanh/ho-so/{case_id}").text
    assert admin.post(back, data={"confirmed": "1", "reason": WHY}).status_code == 303
    assert walk.case(case_id).version_id == old


def test_what_takes_long_goes_on_after_the_page(
    client: FlaskClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = examined(settings)
    monkeypatch.setattr(operating_bulk, "AT_ONCE_SECONDS", 0.0)
    admin = as_(client, "admin")
    trial = begun(admin, act="suspend", case=[str(case_id), *map(str, copies(case_id, 2))])
    page = admin.get(trial)
    assert 'data-progress="going"' in page.text and "0/3" in page.text and 'http-equiv="refresh"' in page.text
    assert f"{trial}/lam" not in page.text and "Không tiến trình hẹn giờ nào đang chạy" in page.text
    with transaction():
        heartbeats.beat("worker", wall(), 0)
    assert "Không tiến trình hẹn giờ nào" not in admin.get(trial).text
    assert admin.post(f"{trial}/lam", data={"reason": WHY}).status_code == 409
    bulk_working.work()
    page = admin.get(trial)
    assert "3/3" in page.text and "going" not in page.text and f"{trial}/lam" in page.text
    other = begun(admin, act="stop", case=str(case_id))
    assert admin.post(f"{other}/dung").status_code == 303
    assert "Đã dừng giữa chừng" in admin.get(other).text
    bulk_working.work()
    assert "0/1" in admin.get(other).text


def test_the_list_is_paged_filtered_and_taken_away(client: FlaskClient, settings: Any) -> None:
    near, far = examined(settings), at_transfer(settings)
    admin = as_(client, "admin")
    with transaction():
        trial = bulk_acts.try_out("stop", {}, Chosen((far, near, *copies(near, 59))), walk.who("admin")).id
    bulk_working.work()
    address = f"/quan-tri/van-hanh/viec/{trial}"
    first = etree.HTML(admin.get(address).text)
    assert len(first.xpath("//td[@class='code']/a")) == 50
    [following] = first.xpath("//a[@rel='next']/@href")
    assert len(etree.HTML(admin.get(following).text).xpath("//td[@class='code']/a")) == 11
    refused = etree.HTML(admin.get(f"{address}?kq=REFUSED").text)
    assert refused.xpath("//td[@class='code']/a/text()") == [walk.case(far).code]
    answer = admin.get(f"{address}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 62 and rows[0][0] == "Hồ sơ"
    assert [row[0] for row in rows if row[1] == "không làm được"] == [walk.case(far).code]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_those_refused_are_tried_once_more(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    admin = as_(client, "admin")
    trial = begun(admin, act="resume", case=str(case_id))
    assert "Không hồ sơ nào làm được" in admin.get(trial).text
    with transaction():
        act = bulk_acts.try_out("suspend", {}, Chosen((case_id,)), walk.who("admin")).id
    bulk_working.work()
    done = admin.post(f"/quan-tri/van-hanh/viec/{act}/lam", data={"reason": WHY}).headers["Location"]
    assert "Thử lại những hồ sơ" not in admin.get(done).text
    assert admin.post(f"{done}/lai").status_code == 422
    assert "Đã thử xong" in admin.get(admin.post(f"{trial}/lai").headers["Location"]).text
