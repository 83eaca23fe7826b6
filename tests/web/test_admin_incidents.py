"""Incidents by place and cause: one fault that stops many is one line, tried again at one press, each told apart."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.cases import operating, trouble_groups
from app.core.db import session, transaction
from app.engine import incidents
from app.engine.models import Timer
from app.identity.models import Operation
from tests.cases import walking as walk
from tests.cases.test_journey import resolved
from tests.web.officers import as_, submitted

KEY_ERROR = "KeyError: 'amount of 7'"


def fail(case_id: int, error: str, node: str = "check_dossier", act: dict[str, Any] | None = None) -> int:
    with transaction():
        given = act or {"kind": "timer"}
        return incidents.record(walk.case(case_id).instance_id or 0, case_id, node, given, error)


def groups() -> list[trouble_groups.Group]:
    with transaction(writes=False):
        return trouble_groups.groups()


def test_the_same_fault_at_the_same_step_is_one_line(settings: Any, world: Any) -> None:
    first, second, third = submitted(settings), submitted(settings), submitted(settings)
    fail(first, f"1A2B3C4D {KEY_ERROR}")
    fail(second, "99AABBCC KeyError: 'amount of 12'")
    fail(third, "99AABBCC ValueError: other")
    one, other = groups()
    assert [held.case_id for held in one.held] == [first, second]
    assert (one.cause, one.cases, other.cases) == ("KeyError: 'amount of …'", 2, 1)
    (place,) = [those for _version, _node, those in trouble_groups.by_place([one, other])]
    assert len(place) == 2


def test_a_failing_timer_stands_at_its_own_node_with_its_next_try(settings: Any, world: Any) -> None:
    case_id = resolved(settings, channel_out="ONLINE")
    fail(case_id, "KeyError", incidents.TIMER)
    with transaction():
        timer = session().scalars(select(Timer).where(Timer.subject_id == case_id)).one()
        timer.tries, next_try = 1, timer.next_try_at
    (one,) = groups()
    assert (one.node, one.next_try_at) == ("receipt_limit", next_try)


def test_the_page_counts_by_place_and_marks_it_on_the_diagram(client: FlaskClient, settings: Any) -> None:
    cases = [submitted(settings), submitted(settings)]
    for case_id in cases:
        fail(case_id, KEY_ERROR)
    admin = as_(client, "admin")
    page = admin.get("/quan-tri/su-co").text
    assert "2 hồ sơ chờ ở đây" in page and "Chạy lại cả 2" in page and "Kiểm tra hồ sơ" in page
    (one,) = groups()
    detail = admin.get(f"/quan-tri/su-co/nhom/{one.key}").text
    assert "sự cố · 2" in detail and "mark-0" in detail
    assert all(walk.case(case_id).number in detail for case_id in cases)
    assert "Nguyễn Văn An" not in page + detail
    assert admin.get("/quan-tri/su-co/nhom/0").status_code == 404


def test_all_of_a_cause_are_tried_again_and_each_says_how_it_went(client: FlaskClient, settings: Any) -> None:
    good, bad = submitted(settings), submitted(settings)
    for case_id in (good, bad):
        fail(case_id, KEY_ERROR)
    operator = walk.who("admin")
    with transaction():
        operating.suspend(bad, "Đang đối chiếu dữ liệu.", operator)
    (one,) = groups()
    admin = as_(client, "admin")
    page = admin.post(f"/quan-tri/su-co/nhom/{one.key}/thu-lai").text
    assert "1 trên 2 hồ sơ đi tiếp" in page
    assert page.count("vẫn lỗi") == 1
    assert [held.case_id for group in groups() for held in group.held] == [bad]
    with transaction():
        rows = session().execute(select(Operation.case_id, Operation.outcome).where(Operation.kind == "retry"))
        outcomes = {row[0]: row[1] for row in rows}
    assert outcomes == {good: "DONE", bad: "FAILED"}


def test_what_somebody_completed_meanwhile_is_closed_by_a_retry(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    item = walk.item(case_id, "check_dossier").id
    walk.do(case_id, "check_dossier", "desk", "complete")
    incident = fail(case_id, KEY_ERROR, act={"kind": "complete", "item": item, "actor": 1})
    admin = as_(client, "admin")
    admin.post(f"/quan-tri/su-co/{incident}/thu-lai")
    assert "đã có người hoàn thành" in admin.get("/quan-tri/su-co").text
    assert groups() == []
