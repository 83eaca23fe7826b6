"""The designers' pages: who may be there, drafts, files, archives, the diagram as a list."""

import io
import re
import zipfile

import pytest

from app.catalogue import draft_files, drafts, own_files
from app.core.clock import today
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.web.officers import as_

LIST = "so-do/resolve.bpmn/danh-sach"


@pytest.fixture
def designer(client):
    return as_(client, "designer")


@pytest.fixture
def draft_id(designer):
    with transaction():
        files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("designer").id).id


def stored(draft_id, path="resolve.bpmn"):
    with transaction():
        return draft_files.read(draft_id, path)


def pages(draft_id):
    return [
        "", f"/{draft_id}", f"/{draft_id}/xuat", f"/{draft_id}/tep/resolve.bpmn", f"/{draft_id}/tai/procedure.json",
        f"/{draft_id}/so-do/resolve.bpmn", f"/{draft_id}/{LIST}?mo=handle", f"/{draft_id}/so-do/resolve.bpmn/xml",
        f"/{draft_id}/so-do/resolve.bpmn/kiem-tra",
    ]  # fmt: skip


ACTS = ("moi", "sua", "nhap", "{}/nhap", "{}/trinh", "{}/rut-lai", "{}/tep-moi", "{}/tep/resolve.bpmn",
        "{}/doi-ten/resolve.bpmn", "{}/xoa/resolve.bpmn", "{}/khoi-phuc/resolve.bpmn", "{}/" + LIST,
        "{}/so-do/resolve.bpmn/xml", "{}/dang-mo")  # fmt: skip


def test_designers_draw_administrators_look_on_and_nobody_else_comes_in(client, draft_id):
    for username, status in (("designer", 200), ("admin", 200), ("desk", 403), ("citizen", 403)):
        person = as_(client, username)
        for path in pages(draft_id):
            assert person.get(f"/thiet-ke{path}").status_code == status, (username, path)
        for act in ACTS if username != "designer" else ():
            assert person.post(f"/thiet-ke/{act.format(draft_id)}").status_code == 403, (username, act)
    assert client.application.test_client().get("/thiet-ke").status_code == 303


def test_a_new_procedure_begins_with_the_least_that_runs(designer):
    made = designer.post("/thiet-ke/moi", data={"slug": "thu-moi", "name": "Thủ tục thử", "sector": "ho-tich"})
    page = designer.get(made.location).text
    assert "Không thấy vấn đề nào" in page
    assert "forms/handle.json" in page
    assert "one_stop.bpmn" in page  # what it shares with the others
    refused = designer.post("/thiet-ke/moi", data={"slug": "Có Dấu", "name": "x", "sector": "ho-tich"})
    assert refused.status_code == 422
    assert "chữ thường không dấu" in refused.text


def test_a_draft_of_a_procedure_in_force_has_its_files(designer):
    made = designer.post("/thiet-ke/sua", data={"code": "1.001193"})
    draft_id = int(made.location.rsplit("/", 1)[1])
    assert stored(draft_id)[1] == (ROOT / "bpmn" / "khai-sinh" / "resolve.bpmn").read_bytes()
    assert f'/thiet-ke/{draft_id}"' in designer.get("/thiet-ke").text


def test_an_archive_goes_out_and_comes_in_as_another_draft(designer, draft_id):
    content = designer.get(f"/thiet-ke/{draft_id}/xuat").data
    assert "bpmn/thu-moi/resolve.bpmn" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    made = designer.post("/thiet-ke/nhap", data={"archive": (io.BytesIO(content), "a.zip")})
    assert designer.get(f"{made.location}/xuat").data == content
    broken = designer.post("/thiet-ke/nhap", data={"archive": (io.BytesIO(b"no"), "a.zip")})
    assert broken.status_code == 422
    assert "Tệp zip hỏng" in broken.text


def test_a_diagram_drawn_elsewhere_replaces_one_and_its_faults_are_told_with_their_place(designer, draft_id):
    found, before = stored(draft_id)
    broken = before.replace(b'value="handle"', b'value="nowhere"')
    designer.post(f"/thiet-ke/{draft_id}/nhap", data={"files": (io.BytesIO(broken), "resolve.bpmn")})
    assert stored(draft_id)[1] == broken
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert f'href="/thiet-ke/{draft_id}/{LIST}?mo=handle#handle"' in page
    restored = designer.post(f"/thiet-ke/{draft_id}/khoi-phuc/resolve.bpmn", data={"revision": found.revision})
    assert restored.status_code == 303
    assert stored(draft_id)[1] == before


def test_text_is_edited_with_the_files_own_line_ends(designer, draft_id):
    path = f"/thiet-ke/{draft_id}/tep/forms/handle.json"
    found, before = stored(draft_id, "forms/handle.json")
    typed = before.decode().replace("Kết quả xử lý", "Kết luận").replace("\n", "\r\n")
    designer.post(path, data={"text": typed, "base": found.revision})
    assert stored(draft_id, "forms/handle.json")[1] == before.replace("Kết quả xử lý".encode(), "Kết luận".encode())


def test_who_saves_too_late_is_told_who_was_first_and_finds_the_own_text_again(designer, draft_id):
    path = f"/thiet-ke/{draft_id}/tep/forms/handle.json"
    designer.post(path, data={"text": "{1}", "base": 1})
    late = designer.post(path, data={"text": "{2}", "base": 1})
    assert late.status_code == 409
    assert "forms/handle.json" in late.text
    page = designer.get(path).text
    assert "{1}" in page
    aside = re.search(r"revision=(\d+)[^\n]*giữ riêng vì lưu sau", page)
    assert "{2}" in designer.get(f"{path}?revision={aside[1]}").text


def test_files_are_added_renamed_deleted_and_brought_back(designer, draft_id):
    at = f"/thiet-ke/{draft_id}"
    for path in ("forms/moi.json", "phu.bpmn", "transfer.bpmn"):
        assert designer.post(f"{at}/tep-moi", data={"path": path}).status_code == 303
    assert stored(draft_id, "transfer.bpmn")[1] == (ROOT / "bpmn" / "shared" / "transfer.bpmn").read_bytes()
    assert designer.post(f"{at}/tep-moi", data={"path": "../x.bpmn"}).status_code == 422
    designer.post(f"{at}/doi-ten/phu.bpmn", data={"new_path": "khac.bpmn"})
    designer.post(f"{at}/xoa/khac.bpmn")
    page = designer.get(at).text
    assert "khac.bpmn" in page.split("Tệp đã xóa")[1]


def test_nothing_with_an_error_is_proposed_and_what_is_proposed_is_not_edited(designer, draft_id):
    at = f"/thiet-ke/{draft_id}"
    wanted = {"effective_from": "2099-01-01", "legal_basis": "Quyết định 1/QĐ-UBND"}
    designer.post(f"{at}/xoa/forms/handle.json")
    assert "Còn lỗi phải sửa" in designer.post(f"{at}/trinh", data=wanted).text
    designer.post(f"{at}/khoi-phuc/forms/handle.json", data={"revision": 1})
    assert designer.post(f"{at}/trinh", data=wanted).status_code == 303
    assert designer.post(f"{at}/tep/resolve.bpmn", data={"text": "x", "base": 1}).status_code == 409
    assert "đã trình" in designer.get("/thiet-ke").text
    assert designer.post(f"{at}/rut-lai").status_code == 303


def edit(designer, draft_id, act, step_id, **sent):
    found = stored(draft_id)[0]
    sent = {"act": act, "id": step_id, "base": found.revision, **sent}
    return designer.post(f"/thiet-ke/{draft_id}/{LIST}", data=sent)


def test_a_step_is_edited_in_the_list(designer, draft_id):
    shown = designer.get(f"/thiet-ke/{draft_id}/{LIST}?mo=handle").text
    assert 'value="Xử lý hồ sơ"' in shown
    before = stored(draft_id)[1]
    edit(designer, draft_id, "save", "handle", name="Xem xét hồ sơ", step_term="2wd", form="handle", assignee="handler")
    after = stored(draft_id)[1]
    assert 'name="Xem xét hồ sơ"'.encode() in after
    assert b'name="step_term" value="2wd"' in after
    assert after.count(b"\n") == before.count(b"\n") + 1


def test_steps_flows_and_lanes_are_added_in_the_list(designer, draft_id):
    edit(designer, draft_id, "add_lane", "lane_specialist", name="Lãnh đạo", role="leader")
    made = edit(designer, draft_id, "add", "handle", name="Đủ chưa?", kind="exclusiveGateway", flow="flow_handled")
    gateway = made.location.rsplit("#", 1)[1]
    made = edit(designer, draft_id, "add", gateway, name="Ký", kind="userTask", flow=f"flow_{gateway}")
    task = made.location.rsplit("#", 1)[1]
    edit(designer, draft_id, "save", task, lane="lane_leader", form="approve_result")
    edit(designer, draft_id, "add_flow", gateway, to="handle")
    back = f"flow_{gateway}_handle"
    edit(designer, draft_id, "save", gateway, **{f"condition.{back}": "fee_vnd == 1", "default": f"flow_{gateway}"})
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert "problem--error" not in page
    edit(designer, draft_id, "remove_flow", gateway, flow=back)
    edit(designer, draft_id, "remove", task)
    assert task.encode() not in stored(draft_id)[1]


def test_two_people_edit_different_steps_at_once_and_only_the_same_thing_is_a_conflict(designer, draft_id):
    old = stored(draft_id)[0].revision
    edit(designer, draft_id, "save", "handle", name="Của người thứ nhất")
    joined = edit(designer, draft_id, "save", "handle", base=old, name="Xử lý hồ sơ", step_term="1wd")
    assert joined.status_code == 303
    content = stored(draft_id)[1].decode()
    assert "Của người thứ nhất" in content and 'value="1wd"' in content
    refused = edit(designer, draft_id, "save", "handle", base=old, name="Của người thứ hai")
    assert refused.status_code == 409
    assert "Của người thứ nhất" in refused.text


def test_what_cannot_be_done_in_the_list_is_said_there(designer, draft_id):
    refused = edit(designer, draft_id, "add", "handle", name="x", kind="userTask")
    assert refused.status_code == 422
    assert "Chỉ cổng mới rẽ" in refused.text
    assert edit(designer, draft_id, "save", "nobody", name="x").status_code == 409
    assert edit(designer, draft_id, "explode", "handle").status_code == 409


def test_a_file_that_is_no_diagram_is_shown_as_text(designer, draft_id):
    with transaction():
        draft_files.put_all(
            draft_id, {"a.bpmn": b"<!DOCTYPE x><x/>", "b.bpmn": b"\xff\xfe"}, by_username("designer").id
        )
    for path in ("a.bpmn", "b.bpmn"):
        answer = designer.get(f"/thiet-ke/{draft_id}/so-do/{path}/danh-sach", follow_redirects=True)
        assert answer.status_code == 200
        assert designer.get(f"/thiet-ke/{draft_id}").status_code == 200


def test_the_canvas_saves_and_is_told_of_conflicts_as_json(designer, draft_id):
    at, accept = f"/thiet-ke/{draft_id}/so-do/resolve.bpmn", {"Accept": "application/json"}
    told = designer.get(f"{at}/xml").json
    drawn = {"xml": told["xml"].replace("Xử lý", "Xem"), "base": told["revision"]}
    saved = designer.post(f"{at}/xml", json=drawn, headers=accept).json
    assert saved["revision"] == told["revision"] + 1
    late = designer.post(f"{at}/xml", json={**drawn, "xml": told["xml"] + " "}, headers=accept)
    assert (late.status_code, late.json["status"]) == (409, 409)
    assert designer.get(f"{at}/kiem-tra").json["revision"] == saved["revision"]
    strange: list = [{}, [], {"xml": 1, "base": 1}, {"xml": "x", "base": "one"}]
    for sent in strange:
        assert designer.post(f"{at}/xml", json=sent, headers=accept).status_code == 422


def test_who_has_a_draft_open_is_told_to_the_others(designer, draft_id, client):
    with transaction():
        drafts.is_open(draft_id, "resolve.bpmn", by_username("admin").id)
    assert "resolve.bpmn" in designer.post(f"/thiet-ke/{draft_id}/dang-mo", json={"path": ""}).json["others"][0]
    assert "đang mở resolve.bpmn" in designer.get(f"/thiet-ke/{draft_id}").text


def test_without_npms_packages_the_canvas_offers_the_list(designer, draft_id):
    designer.application.config["STATICS"] = frozenset()
    page = designer.get(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn").text
    assert "chưa có phần vẽ sơ đồ" in page
    assert LIST in page


def test_no_page_of_citizens_or_officers_loads_any_of_it(client):
    for username, paths in (("citizen", ["/", "/thu-tuc", "/ho-so"]), ("desk", ["/can-bo"])):
        for path in paths:
            page = as_(client, username).get(path).text
            assert "studio" not in page and "vendor/" not in page


_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_WHOLE = f'<definitions xmlns="{_BPMN}"><process id="resolve">%s</process></definitions>'
ODD = {
    "no ids": _WHOLE % "<laneSet><lane><flowNodeRef>a</flowNodeRef></lane></laneSet><startEvent/><userTask/>"
    '<userTask/><sequenceFlow/><sequenceFlow sourceRef="a"/>',
    "the same id": _WHOLE % '<startEvent id="t"/><userTask id="t"/><sequenceFlow id="t" sourceRef="t" targetRef="t"/>',
    "no process": f'<definitions xmlns="{_BPMN}"/>',
    "another root": "<x/>",
    "stores and notes": _WHOLE % '<dataStoreReference id="d"/><task id="t"><dataInputAssociation id="x">'
    '<sourceRef>d</sourceRef></dataInputAssociation></task><textAnnotation id="n"/><association id="a" '
    'sourceRef="t" targetRef="n"/><subProcess id="s"><startEvent id="s1"/></subProcess><boundaryEvent id="b" '
    'attachedToRef="t"><timerEventDefinition id="te"/></boundaryEvent>',
    "strange ids": _WHOLE % '<userTask id="a b&quot;/&lt;x&gt;#" name="&lt;script&gt;"/><startEvent id="%2e%2e"/>',
    "very long": _WHOLE
    % "".join(
        f'<userTask id="t{i}"/><sequenceFlow id="f{i}" sourceRef="t{i}" targetRef="t{i + 1}"/>' for i in range(3000)
    ),
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_whatever_a_diagram_is_its_pages_open_and_its_edits_are_done_or_refused(designer, draft_id, content):
    with transaction():
        draft_files.put_all(draft_id, {"resolve.bpmn": content.encode()}, by_username("designer").id)
    at = f"/thiet-ke/{draft_id}"
    for path in ("", f"/{LIST}?mo=t", "/so-do/resolve.bpmn", "/so-do/resolve.bpmn/kiem-tra", "/tep/resolve.bpmn"):
        assert designer.get(at + path, follow_redirects=True).status_code == 200, path
    for act, step_id in (("save", "t"), ("add", "t"), ("remove", "t"), ("add_flow", "t"), ("lane", "a"), ("save", "")):
        answer = edit(designer, draft_id, act, step_id, name="x", kind="userTask", to="t", lane="zz")
        assert answer.status_code in (303, 409, 422), (act, step_id)
