"""A scenario recorded by playing through the pages, without JavaScript."""

import json
import re

import pytest

from app.catalogue import draft_files, drafts, own_files
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.web.officers import as_

SLUG = "xac-nhan-cu-tru"
PATH = "scenarios/thu-mot-lan.json"


@pytest.fixture
def draft_id(client):
    with transaction():
        files = own_files.of_folder(SLUG, ROOT / "bpmn", ROOT / "forms")
        files = {path: content for path, content in files.items() if not path.startswith("scenarios/")}
        return drafts.begin(SLUG, "Cư trú", files, by_username("designer").id).id


@pytest.fixture
def designer(client):
    return as_(client, "designer")


def begin(designer, draft_id, **more):
    start = {"title_vi": "Thử một lần", "begins": "2026-03-02T08:00", "channel": "ONLINE", "fee": "0"}
    return designer.post(f"/thiet-ke/{draft_id}/thu", data={**start, **more})


def page(designer, draft_id, query=""):
    return designer.get(f"/thiet-ke/{draft_id}/thu/{PATH}{query}").text


def press(designer, draft_id, act, **more):
    """Presses a button of the page as it is now."""
    shown = page(designer, draft_id)
    base = re.search(r'name="_base" value="(\d+)"', shown)[1]
    at = re.search(r'name="_at" value="(\d+)"', shown)[1]
    data = {"_act": act, "_base": base, "_at": at, **more}
    return designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data=data), data


def scenario(draft_id):
    with transaction():
        return json.loads(draft_files.read(draft_id, PATH)[1])


def files(draft_id):
    with transaction():
        return [one.path for one in draft_files.listed(draft_id) if one.path.startswith("scenarios/")]


def test_a_scenario_is_begun_played_and_ended(designer, draft_id):
    assert begin(designer, draft_id, fee="8000").status_code == 303
    written = scenario(draft_id)
    assert written["title"] == {"vi": "Thử một lần", "en": "Thử một lần"}
    assert written["begins"] == "2026-03-02T08:00:00+07:00"
    assert written["variables"]["online"] is True
    manifest = json.loads((ROOT / "bpmn" / SLUG / "procedure.json").read_text())
    assert written["variables"]["procedure_code"] == manifest["code"]
    assert written["answers"] == {"cases.calculate_fee": {"fee_vnd": 8000}}
    shown = page(designer, draft_id)
    assert "08:00, 02/03/2026" in shown
    assert 'name="channel_out"' in shown
    assert "is-here" in shown
    answer, _data = press(designer, draft_id, "do", _node="choose_service", channel_out="DESK", go="next", _note="on")
    assert answer.status_code == 303
    press(designer, draft_id, "do", _node="fill_application", go="next")
    press(designer, draft_id, "do", _node="attach_components", go="next")
    shown = page(designer, draft_id)
    assert "cases.calculate_fee" in shown
    assert "pay_online" in shown or "choose_payment" in shown
    answer, _data = press(designer, draft_id, "answers", _action="payments.status", _value="paid = true")
    assert answer.status_code == 303
    press(designer, draft_id, "wait", _wait="own", _span="p1dt2h")
    steps = scenario(draft_id)["steps"]
    assert steps[0] == {
        "do": "choose_service", "outcome": "next", "variables": {"channel_out": "DESK"}, "open": ["fill_application"],
    }  # fmt: skip
    assert steps[-2:] == [{"answers": {"payments.status": {"paid": True}}}, {"wait": "P1DT2H"}]
    assert "10:00, 03/03/2026" in page(designer, draft_id)
    press(designer, draft_id, "end", _is_open="on", _known="channel_out", _asked="cases.calculate_fee")
    ends = scenario(draft_id)["ends"]
    assert ends["finished"] is False
    assert (ends["variables"], ends["asked"]) == ({"channel_out": "DESK"}, ["cases.calculate_fee"])
    assert "Kết thúc đúng như kịch bản mong đợi" in page(designer, draft_id)
    answer, sent = press(designer, draft_id, "title", title_vi="Thử hai lần", title_en="Twice")
    assert designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data=sent).status_code == 303
    assert scenario(draft_id)["title"] == {"vi": "Thử hai lần", "en": "Twice"}
    assert ">đạt<" in designer.get(f"/thiet-ke/{draft_id}/thu").text
    press(designer, draft_id, "undo")
    assert "ends" not in scenario(draft_id)
    press(designer, draft_id, "cut", _keep="1")
    assert scenario(draft_id)["steps"] == steps[:1]


def test_a_message_is_sent_and_a_timer_waited_for(designer, draft_id):
    begin(designer, draft_id)
    for node in ("choose_service", "fill_application", "attach_components"):
        press(designer, draft_id, "do", _node=node, channel_out="DESK" if node == "choose_service" else None, go="next")
    press(designer, draft_id, "do", _node="check_and_submit", go="submit")
    assert "Gửi “withdraw”" in page(designer, draft_id)
    answer, _data = press(designer, draft_id, "send", _message="withdraw", _variables='why = "moved"\ncount = 2')
    assert answer.status_code == 303
    assert scenario(draft_id)["steps"][-1] == {"send": "withdraw", "variables": {"why": "moved", "count": 2}}
    shown = page(designer, draft_id, "?viec=decide_withdrawal")
    assert "Bộ phận Một cửa" in shown
    assert 'value="agree"' in shown


def test_time_passes_to_a_timer_or_as_long_as_its_moment_needs(designer, draft_id):
    text = (ROOT / "bpmn" / SLUG / "scenarios" / "found.json").read_text()
    steps = json.loads(text)["steps"]
    steps[0]["variables"]["channel_out"] = "ONLINE"
    last = next(number for number, step in enumerate(steps) if step.get("do") == "hand_result")
    with transaction():
        content = json.dumps({"title": {"vi": "x", "en": "x"}, "steps": steps[:last]}).encode()
        draft_files.put_all(draft_id, {PATH: content}, by_username("designer").id)
    shown = page(designer, draft_id)
    due = re.search(r'name="_until" value="([^"]+)"', shown)[1]
    assert 'name="_wait" value="timer"' in shown
    answer, _data = press(designer, draft_id, "wait", _wait="until", _until=due)
    assert answer.status_code == 303
    assert scenario(draft_id)["steps"][-1] == {"wait": "P7DT9H"}  # seven days, to the end of the working day
    assert "Quy trình đã kết thúc." in page(designer, draft_id)
    assert press(designer, draft_id, "wait", _wait="until", _until="soon")[0].status_code == 409


def test_the_same_press_again_does_nothing_more_and_a_late_one_is_told(designer, draft_id):
    begin(designer, draft_id)
    first = {"_node": "choose_service", "channel_out": "DESK", "go": "next"}
    _answer, sent = press(designer, draft_id, "do", **first)
    assert designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data=sent).status_code == 303
    assert len(scenario(draft_id)["steps"]) == 1
    answer = designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data={**sent, "_act": "wait", "_wait": "P1D"})
    assert answer.status_code == 409
    assert "Kịch bản đã thay đổi" in answer.text
    _answer, sent = press(designer, draft_id, "undo")
    assert designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data=sent).status_code == 303
    assert scenario(draft_id)["steps"] == []


def test_what_is_missing_or_fails_is_told_and_not_recorded(designer, draft_id):
    begin(designer, draft_id)
    answer, _data = press(designer, draft_id, "do", _node="choose_service", go="next")
    assert answer.status_code == 422
    assert "Chọn một mục." in answer.text
    answer, _data = press(designer, draft_id, "wait", _wait="own", _span="soon")
    assert answer.status_code == 422
    assert "P1DT2H30M" in answer.text
    answer, _data = press(designer, draft_id, "wait", _wait="timer")
    assert "không có hẹn giờ nào đang chờ" in answer.text
    answer, _data = press(designer, draft_id, "do", _node="examine")
    assert answer.status_code == 409
    answer, _data = press(designer, draft_id, "fly")
    assert answer.status_code == 409
    assert scenario(draft_id)["steps"] == []
    assert begin(designer, draft_id, begins="soon").status_code == 422
    assert begin(designer, draft_id, fee="-1").status_code == 422
    assert begin(designer, draft_id, title_vi=" ").status_code == 422


def test_a_step_that_does_not_go_any_more_says_where_and_one_goes_on_from_there(designer, draft_id):
    begin(designer, draft_id)
    press(designer, draft_id, "do", _node="choose_service", channel_out="DESK", go="next")
    with transaction():
        text = draft_files.read(draft_id, PATH)[1].replace(b'"next"', b'"sideways"')
        draft_files.put_all(draft_id, {PATH: text}, by_username("designer").id)
    shown = page(designer, draft_id)
    assert "Bước 1 không chạy được nữa" in shown
    assert "không có nút sideways" in shown
    press(designer, draft_id, "cut", _keep="0")
    assert 'name="channel_out"' in page(designer, draft_id)


def test_of_many_steps_the_last_are_laid_open(designer, draft_id):
    steps = [{"wait": "PT1H"}] * 17
    with transaction():
        content = json.dumps({"steps": steps}).encode()
        draft_files.put_all(draft_id, {PATH: content}, by_username("designer").id)
    shown = page(designer, draft_id)
    assert "Bước 1 đến 7" in shown
    assert '<ol class="outline playing__steps" start="8">' in shown
    assert shown.count("Thời gian trôi PT1H") == 17


def test_copied_renamed_deleted(designer, draft_id):
    begin(designer, draft_id)
    begin(designer, draft_id)  # sent twice
    assert files(draft_id) == [PATH]
    begin(designer, draft_id, channel="DESK")
    assert files(draft_id) == ["scenarios/thu-mot-lan-2.json", PATH]
    for address, data in (
        (f"thu-chep/{PATH}", {"title_vi": "Đường khác"}),
        (f"thu-doi-ten/{PATH}", {"name": "ten-moi.json"}),
        ("thu-xoa/scenarios/thu-mot-lan-2.json", {}),
    ):
        for _time in range(1 if "chep" in address else 2):  # sent twice
            assert designer.post(f"/thiet-ke/{draft_id}/{address}", data=data).status_code == 303
    assert files(draft_id) == ["scenarios/duong-khac.json", "scenarios/ten-moi.json"]
    assert (
        designer.post(f"/thiet-ke/{draft_id}/thu-doi-ten/scenarios/ten-moi.json", data={"name": "../x"}).status_code
        == 422
    )
    assert designer.get(f"/thiet-ke/{draft_id}/thu/resolve.bpmn").status_code == 404


def test_a_draft_with_an_error_shows_it_in_place_of_playing(designer, draft_id):
    begin(designer, draft_id)
    with transaction():
        draft_files.put_all(draft_id, {"resolve.bpmn": b"<no"}, by_username("designer").id)
    shown = page(designer, draft_id)
    assert "Còn lỗi, nên chưa thử được" in shown
    sent = {"_act": "wait", "_wait": "P1D", "_base": "1", "_at": "0"}
    assert designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data=sent).status_code == 409


def test_a_file_that_is_no_scenario_is_mended_as_text(designer, draft_id):
    with transaction():
        draft_files.put_all(draft_id, {PATH: b"[]"}, by_username("designer").id)
    answer = designer.get(f"/thiet-ke/{draft_id}/thu/{PATH}")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/tep/{PATH}")
    assert designer.post(f"/thiet-ke/{draft_id}/thu/{PATH}", data={"_act": "undo"}).status_code == 404


def test_who_may_not_draw_looks_on(client, draft_id):
    begin(as_(client, "designer"), draft_id)
    assert as_(client, "admin").post(f"/thiet-ke/{draft_id}/thu", data={"title_vi": "x"}).status_code == 403
    shown = page(as_(client, "admin"), draft_id)
    assert "Việc đang mở" in shown
    assert 'name="_act"' not in shown
    assert as_(client, "desk").get(f"/thiet-ke/{draft_id}/thu/{PATH}").status_code == 403
