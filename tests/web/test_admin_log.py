"""The log of operations: what is asked of it, a table to keep, and that no act goes unnoted."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.cases import bulk_acts, bulk_working, sending_back, trouble_groups
from app.cases.bulk_acts import Chosen
from app.core.db import session, transaction
from app.engine import incidents
from app.engine.models import Timer
from app.identity import operations
from app.identity.models import Operation
from app.identity.operations import About
from app.integrations import outbox
from app.integrations.models import Outbox
from tests.cases import walking as walk
from tests.cases.test_journey import examined, resolved
from tests.cases.test_moving import move, renamed
from tests.web.officers import as_, submitted

LOG = "/quan-tri/nhat-ky"
ELSEWHERE = {
    # Changes of the calendar have a log of their own, of who, when, why, what was and what became (/quan-tri/lich).
    "set_calendar_year", "set_calendar_day", "clear_calendar_day", "set_calendar_hours", "clear_calendar_hours",
    "import_calendar",
    # The rehearsal of time is a demo's alone and touches no dossier of anybody.
    "move_rehearsal", "rehearsal_back",
    # Trials on copies, which are taken back: nothing has been done. `bulk_carry_out` does it.
    "bulk_operate", "bulk_again", "bulk_take_back",
}  # fmt: skip
ROOM, PEOPLE = "/quan-tri/van-hanh", "/quan-tri/tai-khoan"
Given = tuple[str, dict[str, str]]


def incident(settings: Any) -> int:
    case_id = submitted(settings)
    with transaction():
        return incidents.record(walk.case(case_id).instance_id or 0, case_id, "check_dossier", {"kind": "timer"}, "E")


def _group(settings: Any) -> str:
    incident(settings)
    with transaction(writes=False):
        return trouble_groups.groups()[0].key


def _earlier(settings: Any) -> str:
    case_id = examined(settings)
    with transaction():
        found = next(one.version for one in sending_back.ways(walk.case(case_id)) if one.refusal is None)
    return f"{ROOM}/ho-so/{case_id}/ve/{found}"


def _moved(settings: Any) -> str:
    case_id = examined(settings)
    move(case_id, renamed(case_id))
    return f"{ROOM}/ho-so/{case_id}/tra-phien-ban"


def _item() -> int:
    with transaction():
        outbox.put("nothing", "a", {})
    with transaction():
        session().query(Outbox).update({Outbox.dead: True, Outbox.tries: 12, Outbox.error: "TimeoutError"})
        return outbox.dead_items()[0].id


def _timer(settings: Any, time_machine: Any) -> str:
    case_id = resolved(settings, channel_out="ONLINE")
    with transaction():
        timer = session().scalars(select(Timer).where(Timer.subject_id == case_id)).one()
    time_machine.move_to(timer.due_at)
    return f"/quan-tri/hen-gio/timer/{timer.id}/thu-lai"


def _bulk(settings: Any, *, tried: bool) -> int:
    case_id, operator = submitted(settings), walk.who("admin")
    with transaction():
        act_id = bulk_acts.try_out("suspend", {}, Chosen((case_id,)), operator).id
    if tried:
        bulk_working.work(act_id=act_id, seconds=30)
    return act_id


def _receipt(settings: Any) -> str:
    case_id = resolved(settings, channel_out="ONLINE")
    return f"{ROOM}/ho-so/{case_id}/lam-thay/{walk.item(case_id, 'confirm_receipt').id}"


def _person(act: str, **given: str) -> Given:
    return f"{PEOPLE}/{walk.who('desk').account_id}/{act}", given


ACTS: dict[str, Callable[[Any, Any], Given]] = {
    "retry_incident": lambda settings, _: (f"/quan-tri/su-co/{incident(settings)}/thu-lai", {}),
    "retry_incidents": lambda settings, _: (f"/quan-tri/su-co/nhom/{_group(settings)}/thu-lai", {}),
    "dismiss_incident": lambda settings, _: (f"/quan-tri/su-co/{incident(settings)}/dong", {}),
    "operate": lambda settings, _: (f"{ROOM}/ho-so/{examined(settings)}/suspend", {}),
    "send_back": lambda settings, _: (_earlier(settings), {}),
    "forward": lambda settings, _: (_receipt(settings), {}),
    "unmove": lambda settings, _: (_moved(settings), {}),
    "bulk_carry_out": lambda settings, _: (f"{ROOM}/viec/{_bulk(settings, tried=True)}/lam", {}),
    "bulk_halt": lambda settings, _: (f"{ROOM}/viec/{_bulk(settings, tried=False)}/dung", {}),
    "retry_item": lambda *_: (f"/quan-tri/hop-gui/{_item()}/thu-lai", {}),
    "drop_item": lambda *_: (f"/quan-tri/hop-gui/{_item()}/xoa", {}),
    "retry_timer": lambda settings, clock: (_timer(settings, clock), {}),
    "make_person": lambda *_: (PEOPLE, {"username": "hoa.lt", "full_name": "Lê Thị Hoa Mới"}),
    "grant": lambda *_: _person("vai-tro", role="one_stop", unit=str(walk.unit_id("xa-hoa-son"))),
    "revoke": lambda *_: _person("vai-tro/bo", role="one_stop", unit=str(walk.unit_id("xa-tan-phu"))),
    "disable": lambda *_: _person("khoa"),
    "enable": lambda *_: _person("mo"),
    "new_password": lambda *_: _person("mat-khau"),
}


def count() -> int:
    with transaction():
        return session().scalar(select(func.count()).select_from(Operation)) or 0


def noted(*kinds: str, case_id: int | None = None) -> None:
    admin = walk.who("admin")
    with transaction():
        for kind in kinds:
            operations.write(kind, admin.account_id, About(case_id), "=cmd|' /C calc'!A0")


def test_one_dossier_and_one_day_are_found(client: FlaskClient, settings: Any, time_machine: Any) -> None:
    case_id, other = submitted(settings), submitted(settings)
    time_machine.move_to("2026-12-01T23:30:00+07:00")
    noted("suspend", case_id=case_id)
    time_machine.move_to("2026-12-02T00:30:00+07:00")
    noted("resume", case_id=case_id)
    noted("stop", case_id=other)
    admin = as_(client, "admin")

    def body(**asked: str) -> str:
        return admin.get(LOG, query_string=asked).text.partition("<tbody>")[2]

    number = walk.case(case_id).number
    assert "Tạm ngưng" in body(ma=number) and "Dừng hẳn" not in body(ma=number)
    assert "Tạm ngưng" in body(ngay="2026-12-01") and "xử lý tiếp" not in body(ngay="2026-12-01")
    assert "Tạm ngưng" not in body(ngay="2026-12-02") and "xử lý tiếp" in body(ngay="2026-12-02")
    assert body(ma="H99.01-NOBODY") == ""
    assert "Tạm ngưng" in body(ngay="no day at all")


def test_the_table_holds_what_was_asked_and_no_formula(client: FlaskClient, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.web.admin.operation_log.STRIDE", 2)
    noted("suspend", "suspend", "suspend", "stop")
    answer = as_(client, "admin").get(f"{LOG}.csv?kind=suspend")
    rows = answer.get_data(as_text=True).splitlines()
    assert (len(rows), answer.mimetype) == (4, "text/csv")
    assert all("'=cmd" in row and "Tạm ngưng" in row for row in rows[1:])
    assert as_(client, "desk").get(f"{LOG}.csv").status_code == 403


@pytest.mark.parametrize("endpoint", ACTS)
def test_every_act_of_the_room_writes_a_line(
    client: FlaskClient, settings: Any, time_machine: Any, endpoint: str
) -> None:
    address, given = ACTS[endpoint](settings, time_machine)
    before = count()
    answer = as_(client, "admin").post(address, data={"reason": "Vì cần làm lại.", "confirmed": "1", **given})
    assert answer.status_code < 400, answer.text
    assert count() > before


def test_every_act_of_the_room_is_in_the_table_or_says_why_not(app: Flask) -> None:
    posts = {
        rule.endpoint.removeprefix("admin.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("admin.") and "POST" in (rule.methods or ())
    }
    assert posts == ACTS.keys() | ELSEWHERE


@pytest.mark.parametrize("name", ["operation_log", "operation_table"])
def test_nothing_changes_the_log(app: Flask, name: str) -> None:
    (rule,) = [rule for rule in app.url_map.iter_rules() if rule.endpoint == f"admin.{name}"]
    assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}
