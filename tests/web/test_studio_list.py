"""The list of a diagram: every edit by its forms, the way back, and the next steps offered for problems."""

import json
import re

from app.catalogue import draft_files
from app.core.db import transaction
from app.engine.outline import laying, reading
from app.identity.accounts import by_username

LIST = "so-do/resolve.bpmn/danh-sach"


def stored(draft_id, path="resolve.bpmn"):
    with transaction():
        return draft_files.read(draft_id, path)


def edit(designer, draft_id, act, step_id, **sent):
    sent = {"act": act, "id": step_id, "base": stored(draft_id)[0].revision, **sent}
    answer = designer.post(f"/thiet-ke/{draft_id}/{LIST}", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def made(location):
    return location.rsplit("#", 1)[1]


def steps(draft_id):
    return {step.id: step for process in reading.read(stored(draft_id)[1]) for step in process.steps}


def test_a_whole_procedure_is_drawn_in_the_list(designer, draft_id):
    late = made(edit(designer, draft_id, "boundary", "handle", event="timer", value="5 ngày", name="Quá hạn"))
    edit(designer, draft_id, "save", late, **{"event.value": "3 ngày", "interrupting": "false"})
    group = made(edit(designer, draft_id, "add", "handle", kind="subProcess", name="Hỏi ý kiến", flow="flow_handled"))
    inner = next(step for step in steps(draft_id).values() if step.scope == group and step.kind == "startEvent")
    ask = made(edit(designer, draft_id, "add", inner.id, kind="userTask", name="Hỏi", flow=inner.flows[0].id))
    edit(designer, draft_id, "save", ask, form="handle", **{"repeat.kind": "each", "repeat.over": "offices"})
    beside = made(edit(designer, draft_id, "together", group, name="Dự thảo"))
    edit(designer, draft_id, "save", beside, form="handle", operator="complete", letter="receipt", unit="consulted")
    told = made(edit(designer, draft_id, "add", "conclude", kind="serviceTask", name="Báo", flow="flow_concluded"))
    edit(designer, draft_id, "save", told, action="cases.notify", parameters='template = "x"\nchannel = 1', result="r")
    edit(designer, draft_id, "add_pool", "resolve", name="Ngân hàng")
    edit(designer, draft_id, "process", "resolve", name="Xử lý")
    found = steps(draft_id)
    assert (found[late].value, found[late].interrupting, found[late].host) == ("P3D", False, "handle")
    assert found[ask].scope == group and found[ask].repeat.over == "offices"
    split, join = found[beside].before[0], found[beside].flows[0].target
    assert {one.target for one in found[split].flows} == {group, beside}
    assert found[group].flows[0].target == join
    assert found[beside].given == {"form": "handle", "operator": "complete", "letter": "receipt", "unit": "consulted"}
    assert found[told].parameters == {"template": '"x"', "channel": "1"} and found[told].result == "r"
    page = designer.get(f"/thiet-ke/{draft_id}/{LIST}?mo={ask}").text
    assert "Bên trong “Hỏi ý kiến”" in page and "Sau 3 ngày" in page and "Ngân hàng" in page and ">Xử lý<" in page


def test_flows_are_led_elsewhere_and_lanes_and_messages_renamed_and_removed(designer, draft_id):
    lane = made(edit(designer, draft_id, "add_lane", "lane_specialist", role="leader"))
    edit(designer, draft_id, "save", "conclude", lane=lane)
    wait = made(edit(designer, draft_id, "add", "handle", kind="intermediateCatchEvent.message", value="Đã trả lời",
                     flow="flow_handled"))  # fmt: skip
    named = next(one for one in reading.shared(stored(draft_id)[1]) if one.kind == "message")
    edit(designer, draft_id, "shared", named.id, name="Có trả lời")
    assert steps(draft_id)[wait].value == "Có trả lời"
    edit(designer, draft_id, "save", "handle", **{"to.flow_handled": "conclude"})
    edit(designer, draft_id, "remove", wait)
    edit(designer, draft_id, "remove_lane", lane, to="lane_specialist")
    assert steps(draft_id)["conclude"].lane == "lane_specialist"
    assert "Có thông điệp" not in designer.get(f"/thiet-ke/{draft_id}").text


def test_an_edit_is_undone_from_the_message_that_tells_it_and_the_undoing_too(designer, draft_id):
    before = stored(draft_id)[1]
    for _again in range(3):
        page = designer.get(edit(designer, draft_id, "save", "handle", name="Khác")).text
        to = re.search(r'name="to" value="(\d+)"', page)[1]
        assert "Hoàn tác" in page.split('id="da-sua"')[1][:800]
        assert 'aria-describedby="da-sua"' in page
        back = edit(designer, draft_id, "undo", "handle", to=to)
        assert stored(draft_id)[1] == before
        page = designer.get(back).text
        edit(designer, draft_id, "undo", "handle", to=re.search(r'name="to" value="(\d+)"', page)[1])
        assert steps(draft_id)["handle"].name == "Khác"
        edit(designer, draft_id, "save", "handle", name="Xử lý hồ sơ")
        assert stored(draft_id)[1] == before


def test_what_somebody_edited_since_is_not_undone(designer, draft_id):
    old = stored(draft_id)[0].revision
    edit(designer, draft_id, "save", "handle", name="Khác")
    base = stored(draft_id)[0].revision
    edit(designer, draft_id, "save", "conclude", name="Của người khác")
    sent = {"act": "undo", "id": "handle", "to": old, "base": base}
    assert designer.post(f"/thiet-ke/{draft_id}/{LIST}", data=sent).status_code == 409
    assert steps(draft_id)["conclude"].name == "Của người khác"


def found_problems(designer, draft_id):
    return designer.get(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/kiem-tra").json["findings"]


def offers(designer, draft_id, rule):
    return [(one, mend) for one in found_problems(designer, draft_id) if one["rule"] == rule for mend in one["mends"]]


def mended(designer, draft_id, mend, chosen=None):
    """Takes an offered mend as the canvas does."""
    sent = {**mend["fields"], "base": stored(draft_id)[0].revision}
    if mend["choice"]:
        options = mend["choice"]["options"]
        sent[mend["choice"]["name"]] = chosen or (options[0][0] if options else "3")
    accept = {"Accept": "application/json"}
    return designer.post(f"/thiet-ke/{draft_id}/{LIST}", json=sent, headers=accept)


def test_a_form_that_is_lacking_is_made_in_one_press(designer, draft_id):
    edit(designer, draft_id, "save", "handle", form="xem_xet")
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert "Tạo biểu mẫu xem_xet" in page
    problem, mend = next(one for one in offers(designer, draft_id, "form.unknown") if one[1]["act"] == "make_form")
    assert problem["element"] == "handle"
    assert mended(designer, draft_id, mend).json["focus"] == "handle"
    form = stored(draft_id, "forms/xem_xet.json")[1].decode()
    assert "xem_xet_outcome" in form and "handle_outcome" not in form  # two forms made so write two variables
    assert not offers(designer, draft_id, "form.unknown")
    assert mended(designer, draft_id, mend).status_code == 409


def test_mends_are_refused_like_every_edit_and_strange_ones_too(designer, draft_id, client):
    at, accept = f"/thiet-ke/{draft_id}/{LIST}", {"Accept": "application/json"}
    strange: list = [
        {}, [], {"act": "set", "id": "handle", "box": "nobody", "value": "x"}, {"act": ["x"]},
        {"act": "set", "id": "nobody", "box": "name"}, {"act": "undo", "to": "999", "base": "1"},
    ]  # fmt: skip
    for sent in strange:
        answer = designer.post(at, json=sent, headers=accept)
        assert answer.status_code in (404, 409, 422), (sent, answer.status_code)
        assert json.loads(answer.text)["status"] == answer.status_code


def test_nothing_is_offered_where_nothing_may_be_edited(designer, draft_id):
    edit(designer, draft_id, "save", "handle", form="xem_xet")
    from_admin = designer.application.test_client()
    assert "Tạo biểu mẫu" not in from_admin.get(f"/thiet-ke/{draft_id}/{LIST}").text


def test_a_diagram_without_a_drawing_is_drawn_in_one_press(designer, draft_id):
    before = stored(draft_id)[1]
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", before, flags=re.DOTALL)
    with transaction():
        draft_files.put_all(draft_id, {"resolve.bpmn": bare}, by_username("designer").id)
    assert "Vẽ các bước còn thiếu" in designer.get(f"/thiet-ke/{draft_id}/{LIST}").text
    edit(designer, draft_id, "draw", "")
    assert laying.is_drawn(stored(draft_id)[1])
    assert "Vẽ các bước còn thiếu" not in designer.get(f"/thiet-ke/{draft_id}/{LIST}").text


def test_what_was_done_to_a_lane_is_told_beside_it_with_the_way_back(designer, draft_id):
    answer = designer.get(edit(designer, draft_id, "add_lane", "lane_specialist", name="Phòng Tư pháp", role="leader"))
    assert answer.text.rindex("Phòng Tư pháp") > answer.text.index('id="da-sua"') > answer.text.index("Làn và vai trò")
    assert 'name="act" value="undo"' in answer.text


def test_files_are_called_as_people_call_them(designer, draft_id):
    put = {"forms/xyz.json": b'{"title": {"vi": "Xem & x\xc3\xa9t", "en": "Look"}}', "forms/bad.json": b"["}
    with transaction():
        draft_files.put_all(draft_id, put, by_username("designer").id)
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert ">Xem &amp; xét</a>" in page and 'class="code">forms/bad.json</a>' in page
    assert page.index("so-do/resolve.bpmn") < page.index("bieu-mau/forms/xyz.json")


def test_conditions_are_chosen_from_the_buttons_of_the_forms(designer, draft_id):
    open_page = designer.get(f"/thiet-ke/{draft_id}/{LIST}?mo=handle").text
    assert '<option value="handle_outcome == &#34;approve&#34;">' in open_page
    assert "conditions-known" not in designer.get(f"/thiet-ke/{draft_id}/{LIST}").text


def test_drafts_in_hand_stand_before_all_procedures(designer, draft_id):
    page = designer.get("/thiet-ke").text
    assert page.index(f'/thiet-ke/{draft_id}"') < page.index("Các thủ tục</h2>")
