"""A program does the main job: what the published forms accept, the door accepts, from the draft to the receipt."""

from io import BytesIO

from jsonschema import Draft202012Validator

from app.cases import task_forms
from app.cases.models import Case
from app.core.db import session, transaction
from app.engine.models import WorkItem
from tests.cases import walking as walk
from tests.cases.filling import good_answers

CODE = "2.000635"


def good(item_id: int, outcome: str | None, **wanted) -> dict:
    """Good answers for an open task."""
    with transaction():
        item = session().get_one(WorkItem, item_id)
        case = session().get_one(Case, item.subject_id)
        form = task_forms.form_of(item, case)
        return good_answers(form, task_forms.options(form, case), outcome, **wanted)


def complete(caller, case_id: int, node: str, outcome: str | None = None, extra: dict | None = None, **wanted):
    """Finds the task among the dossier's steps, answers its form, completes it."""
    with transaction():
        item_id = walk.item(case_id, node).id
    task = caller.get(f"tasks/{item_id}").json
    answers = good(item_id, outcome, **wanted)
    said = answers | ({task["outcomes"]["variable"]: outcome} if outcome else {})
    assert [fault.message for fault in Draft202012Validator(task["form"]).iter_errors(said)] == []
    done = caller.post(f"tasks/{item_id}/complete", {"answers": answers | (extra or {}), "outcome": outcome or ""})
    assert done.status_code == 200, done.json
    return done.json


def filed(api, settings) -> int:
    """A dossier submitted by API."""
    citizen = api("citizen")
    made = citizen.post("cases", {"procedure": CODE})
    assert made.status_code == 201
    case_id = made.json["id"]
    unit = str(walk.unit_id("xa-tan-phu"))
    for _ in range(8):
        case = citizen.get(f"cases/{case_id}").json
        [step] = case["steps"]
        if step["node"] == "check_dossier":
            return case_id
        outcome, extra, wanted = "next", {}, {}
        if step["node"] == "choose_service":
            wanted = {"unit": unit, "channel_out": "DESK"}
        elif step["node"] == "attach_components":
            attach(citizen, case_id)
        elif step["node"] == "choose_payment":
            wanted = {"payment_method": "DESK"}
        elif step["node"] == "check_and_submit":
            assert citizen.post(f"cases/{case_id}/confirmation-code").status_code == 202
            outcome, extra = "submit", {"confirmation_code": walk.last_code()}
        complete(citizen, case_id, step["node"], outcome, extra, **wanted)
    raise AssertionError("never submitted")


def attach(citizen, case_id: int) -> None:
    with transaction():
        wanted = [p.key for p in walk.papers(session().get_one(Case, case_id)) if p.missing]
    for component in wanted:
        sent = citizen.post(
            f"cases/{case_id}/documents", data={"component": component, "file": (BytesIO(walk.PDF), "a.pdf")}
        )
        assert sent.status_code == 201 and len(sent.json["sha256"]) == 64


def test_from_draft_to_receipt(api, settings):
    case_id = filed(api, settings)
    desk, specialist = api("desk"), api("specialist")
    [waiting] = desk.get("tasks?state=available").json["items"]
    assert waiting["case_id"] == case_id and waiting["lane"] == "one_stop"
    assert desk.post(f"tasks/{waiting['id']}/claim").json["assignee_id"] is not None
    assert [one["id"] for one in desk.get("tasks?state=mine").json["items"]] == [waiting["id"]]
    moved = complete(desk, case_id, "check_dossier", "complete")
    assert moved["case"]["status"] == 6 and moved["case"]["code"].startswith("H99.01-")
    for waiting in walk.items(case_id):
        if waiting.node == "collect_fee":
            complete(desk, case_id, "collect_fee")
    complete(desk, case_id, "hand_over")
    complete(specialist, case_id, "take_over")
    complete(specialist, case_id, "examine", "approve")
    complete(api("leader"), case_id, "approve_result", "sign")
    complete(api("clerk"), case_id, "issue_result")
    for waiting in walk.items(case_id):
        if waiting.node == "collect_fee_at_return":
            complete(desk, case_id, "collect_fee_at_return")
    last = complete(desk, case_id, "hand_result")
    assert last["finished"] and last["case"]["status"] == 10
    told = api("citizen").get(f"cases/{moved['case']['code']}/timeline").json["items"]
    assert told[0]["kind"] == "created" and "claimed" not in {line["kind"] for line in told}
    assert [one["outcome"] for one in specialist.get("tasks?state=done").json["items"]] == ["approve", None]


def test_withdrawal(api, settings):
    case_id = filed(api, settings)
    citizen = api("citizen")
    assert citizen.post(f"cases/{case_id}/withdraw", {"reason": ""}).status_code == 422
    asked = citizen.post(f"cases/{case_id}/withdraw", {"reason": "Không cần nữa"}, key="w1")
    assert asked.status_code == 200 and asked.json["status"] == 7
    assert citizen.post(f"cases/{case_id}/withdraw", {"reason": "Không cần nữa"}, key="w1").json == asked.json
    assert citizen.post(f"cases/{case_id}/withdraw", {"reason": "Không cần nữa"}).status_code == 409


def test_reassigning_is_for_the_lead_and_to_a_colleague(api, settings):
    case_id = filed(api, settings)
    item_id = walk.item(case_id, "check_dossier").id
    desk = walk.who("desk").account_id
    moved = api("lead").post(f"tasks/{item_id}/reassign", {"account_id": desk})
    assert moved.status_code == 200 and moved.json["assignee_id"] == desk
    stranger = api("lead").post(f"tasks/{item_id}/reassign", {"account_id": walk.who("clerk").account_id})
    assert stranger.status_code == 422 and stranger.json["errors"][0]["path"] == "account_id"
    assert api("specialist").post(f"tasks/{item_id}/reassign", {"account_id": desk}).status_code == 404
    assert [one["id"] for one in api("lead").get("tasks?state=team").json["items"]] == [item_id]
    assert api("desk").post(f"tasks/{item_id}/release").json["assignee_id"] is None


def test_second_completion_is_told_what_happened(api, settings):
    case_id = filed(api, settings)
    item_id = walk.item(case_id, "check_dossier").id
    complete(api("desk"), case_id, "check_dossier", "complete")
    late = api("desk").post(f"tasks/{item_id}/complete", {"answers": {"receive_outcome": "complete"}})
    assert late.status_code == 409 and "Lê Thị Hoa" in late.json["detail"]
    assert api("citizen2").post(f"tasks/{item_id}/complete", {}).status_code == 404
