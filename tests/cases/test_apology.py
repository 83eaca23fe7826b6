"""The apology: asked in time, signed, put off once, a second time by exception; and supplements asked for late."""

from datetime import datetime

import pytest
import time_machine
from sqlalchemy import select

from app.cases import escalation, journal
from app.cases.status import Status
from app.core.clock import TZ, local
from app.core.db import session, transaction
from app.core.errors import Invalid
from app.deadlines.models import LedgerLine, LegalClock, Watch
from app.notifications.models import Message
from app.notifications.templates import render
from tests.cases import walking as walk

CODE = "1.004884"  # five working days, on the standard diagram


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-03-09T08:30"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def handled(world, settings, clock) -> int:
    """Received on Monday 9 March 2026, due on Monday 16 March, 17:00; the apology is asked about on Thursday, 17:00."""
    return _handled(settings)


def _handled(settings, code: str = CODE) -> int:
    case_id = walk.submit(code, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def ask(case_id: int, clock, moment: str = "2026-03-12T17:00") -> None:
    clock.move_to(at(moment))
    with transaction():
        assert escalation.act(case_id, "APOLOGY")


def late(case_id: int, day: str = "2026-03-18", reason: str = "chờ xác minh của xã Hòa Sơn") -> None:
    walk.do_exactly(case_id, "decide_apology", "specialist", "late", reason=reason, new_date=day)


def nodes(case_id: int) -> list[str]:
    return sorted(item.node for item in walk.items(case_id))


def due(case_id: int) -> str:
    return f"{local(walk.case(case_id).due_at):%Y-%m-%dT%H:%M}"


def apologies() -> list[str]:
    with transaction():
        found = session().scalars(select(Message).where(Message.template == "apology").order_by(Message.id))
        return [render(message.template, message.params, "vi") for message in found]


def extensions(case_id: int) -> list[LedgerLine]:
    with transaction():
        lines = select(LedgerLine).where(LedgerLine.case_id == case_id, LedgerLine.kind == "EXTEND")
        return list(session().scalars(lines.order_by(LedgerLine.id)))


def apology_at(case_id: int) -> str:
    with transaction():
        watch = session().scalar(select(Watch).where(Watch.case_id == case_id, Watch.kind == "APOLOGY"))
        assert watch is not None
        return f"{local(watch.due_at):%Y-%m-%dT%H:%M}"


def test_it_is_asked_two_working_days_before_and_its_own_term_leaves_a_day(handled, clock):
    assert apology_at(handled) == "2026-03-12T17:00"
    ask(handled, clock)
    assert nodes(handled) == ["decide_apology", "examine"]
    task = walk.item(handled, "decide_apology")
    assert task.assignee_id == walk.who("specialist").account_id
    assert local(task.due_at) == at("2026-03-13T10:30")
    with transaction():
        assert [line.kind for line in journal.lines(handled)].count("term_ends") == 1


def test_before_anybody_has_taken_it_over_all_specialists_are_asked(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    ask(case_id, clock)
    task = walk.item(case_id, "decide_apology")
    assert (task.role, task.unit_id, task.assignee_id) == ("specialist", walk.case(case_id).competent_unit_id, None)
    late(case_id)
    walk.do(case_id, "approve_apology", "leader", "sign")
    assert due(case_id) == "2026-03-18T17:00"


def test_in_time_no_letter(handled, clock):
    ask(handled, clock)
    walk.do(handled, "decide_apology", "specialist", "on_time")
    assert nodes(handled) == ["examine"]
    assert (due(handled), apologies()) == ("2026-03-16T17:00", [])


def test_the_signed_letter_puts_the_date_off_and_tells_the_citizen(handled, clock):
    ask(handled, clock)
    late(handled)
    clock.move_to(at("2026-03-13T10:00"))
    walk.do(handled, "approve_apology", "leader", "sign")
    case = walk.case(handled)
    assert (due(handled), local(case.due_original)) == ("2026-03-18T17:00", at("2026-03-16T17:00"))
    [line] = extensions(handled)
    assert line.reason == "chờ xác minh của xã Hòa Sơn"
    [told] = apologies()
    assert case.code in told
    assert "17:00 18/03/2026" in told
    assert "xã Hòa Sơn" in told
    assert nodes(handled) == ["examine"]


def test_returned_by_the_leader_it_goes_back_to_the_officer(handled, clock):
    ask(handled, clock)
    late(handled)
    walk.do(handled, "approve_apology", "leader", "return")
    assert "decide_apology" in nodes(handled)
    late(handled, "2026-03-17")
    walk.do(handled, "approve_apology", "leader", "sign")
    assert due(handled) == "2026-03-17T17:00"


def test_a_second_extension_needs_the_heads_exception(handled, clock):
    ask(handled, clock)
    late(handled)
    walk.do(handled, "approve_apology", "leader", "sign")
    ask(handled, clock, "2026-03-17T17:00")
    late(handled, "2026-03-20")
    assert nodes(handled) == ["approve_exception", "examine"]
    with pytest.raises(Invalid) as refused:
        walk.do_exactly(handled, "approve_exception", "leader", "agree")
    assert {"exception_reason", "exception_basis"} <= refused.value.fields.keys()
    given = {"exception_reason": "Thiên tai", "exception_basis": "Công văn 12/UBND"}
    walk.do_exactly(handled, "approve_exception", "leader", "agree", **given)
    assert due(handled) == "2026-03-20T17:00"
    _first, second = extensions(handled)
    assert "Công văn 12/UBND" in f"{second.legal_basis} {second.detail}"
    with transaction():
        assert session().get_one(LegalClock, handled).extensions == 2
    assert local(walk.case(handled).due_original) == at("2026-03-16T17:00")


def test_an_exception_refused_leaves_the_date(handled, clock):
    ask(handled, clock)
    late(handled)
    walk.do(handled, "approve_apology", "leader", "sign")
    ask(handled, clock, "2026-03-17T17:00")
    late(handled, "2026-03-20")
    walk.do(handled, "approve_exception", "leader", "return")
    late(handled, "2026-03-19")
    walk.do(handled, "approve_exception", "leader", "refuse")
    assert nodes(handled) == ["examine"]
    assert due(handled) == "2026-03-18T17:00"
    assert len(apologies()) == 1


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-13",  # before the date promised
        "2026-03-16",  # the date promised
        "2026-03-21",  # a Saturday
        "2026-03-24",  # five working days after Monday 16 are Monday 23
        "khi nào xong",
    ],
)
def test_a_new_date_that_may_not_be(handled, clock, day):
    ask(handled, clock)
    with pytest.raises(Invalid) as refused:
        late(handled, day)
    assert list(refused.value.fields) == ["new_date"]
    assert "decide_apology" in nodes(handled)


def test_the_last_date_that_may_be(handled, clock):
    ask(handled, clock)
    late(handled, "2026-03-23")
    walk.do(handled, "approve_apology", "leader", "sign")
    assert due(handled) == "2026-03-23T17:00"


def test_a_long_overdue_dossier_may_still_be_given_a_date_ahead(handled, clock):
    ask(handled, clock, "2026-04-06T08:00")
    with pytest.raises(Invalid):
        late(handled, "2026-04-03")
    late(handled, "2026-04-08")
    walk.do(handled, "approve_apology", "leader", "sign")
    assert due(handled) == "2026-04-08T17:00"


def test_in_time_was_meant_but_it_is_late_an_apology_is_asked_for_again(handled, clock):
    ask(handled, clock)
    walk.do(handled, "decide_apology", "specialist", "on_time")
    clock.move_to(at("2026-03-16T17:01"))
    with transaction():
        assert escalation.act(handled, "OVERDUE")
    late(handled)
    walk.do(handled, "approve_apology", "leader", "sign")
    assert due(handled) == "2026-03-18T17:00"
    clock.move_to(at("2026-03-18T17:01"))
    with transaction():
        assert escalation.act(handled, "OVERDUE")
    assert nodes(handled) == ["examine"]  # a date was given already


def test_a_date_gone_by_before_it_is_signed_is_not_signed(handled, clock):
    ask(handled, clock)
    late(handled, "2026-03-17")
    clock.move_to(at("2026-03-18T08:00"))
    with pytest.raises(Invalid) as refused:
        walk.do(handled, "approve_apology", "leader", "sign")
    assert list(refused.value.fields) == ["apology_signed"]
    walk.do(handled, "approve_apology", "leader", "return")
    late(handled, "2026-03-20")


def test_no_letter_while_the_term_does_not_run(handled, clock):
    ask(handled, clock)
    walk.do(handled, "examine", "specialist", "supplement", late_supplement_basis="Điều 10 Nghị định 87/2020")
    walk.do(handled, "send_supplement", "desk")
    with pytest.raises(Invalid) as refused:
        late(handled)
    assert list(refused.value.fields) == ["apology_outcome"]
    walk.do(handled, "decide_apology", "specialist", "on_time")


def test_it_is_asked_again_after_a_supplement_but_never_twice_at_once(handled, clock):
    clock.move_to(at("2026-03-11T08:30"))
    walk.do(handled, "examine", "specialist", "supplement")
    walk.do(handled, "send_supplement", "desk")
    walk.do(handled, "supplement_examined", "citizen")
    assert apology_at(handled) == "2026-03-16T17:00"
    ask(handled, clock, "2026-03-16T17:00")
    with transaction():
        session().add(
            Watch(case_id=handled, kind="APOLOGY", due_at=at("2026-03-16T17:00"), next_try_at=at("2026-03-16"))
        )
    ask(handled, clock, "2026-03-16T17:05")
    assert nodes(handled) == ["decide_apology", "examine"]


def test_it_goes_away_when_the_result_is_there(handled, clock):
    ask(handled, clock)
    walk.do(handled, "examine", "specialist", "approve")
    walk.do(handled, "approve_result", "leader", "sign")
    assert nodes(handled) == ["decide_apology", "issue_result"]
    walk.do(handled, "issue_result", "clerk")
    walk.settle_fee(handled)
    assert nodes(handled) == ["hand_result"]
    assert walk.case(handled).status == Status.RESOLVED


def test_whoever_examines_does_not_sign_the_apology(handled, clock):
    ask(handled, clock)
    late(handled)
    task = walk.item(handled, "approve_apology")
    assert (task.role, task.assignee_id) == ("leader", None)


# ---- supplements asked for late


def supplement(case_id: int, **given) -> None:
    walk.do(case_id, "examine", "specialist", "supplement", **given)


def test_within_three_working_days_a_supplement_needs_no_basis(handled, clock):
    clock.move_to(at("2026-03-12T16:59"))
    supplement(handled)
    assert "send_supplement" in nodes(handled)


def test_after_the_third_working_day_it_does_and_the_journal_keeps_it(handled, clock):
    clock.move_to(at("2026-03-12T17:01"))
    with pytest.raises(Invalid) as refused:
        supplement(handled)
    assert list(refused.value.fields) == ["late_supplement_basis"]
    supplement(handled, late_supplement_basis="Điều 10 Nghị định 87/2020")
    with transaction():
        [line] = [line for line in journal.lines(handled) if line.node == "examine"]
        kept = {"outcome": "supplement", "stage": "EXAMINATION", "legal_basis": "Điều 10 Nghị định 87/2020"}
        assert line.detail.items() >= kept.items()
    walk.do(handled, "send_supplement", "desk")
    with transaction():
        wait = session().scalars(select(LedgerLine).where(LedgerLine.kind == "WAIT")).one()
        assert wait.legal_basis == "Điều 10 Nghị định 87/2020"


def test_a_weekend_is_not_counted(handled, settings, clock):
    clock.move_to(at("2026-03-12T08:30"))  # received on a Thursday: Friday, Monday, Tuesday
    case_id = _handled(settings)
    clock.move_to(at("2026-03-17T16:00"))
    supplement(case_id)
    assert "send_supplement" in nodes(case_id)


def test_the_three_days_begin_anew_when_it_is_complete(handled, clock):
    clock.move_to(at("2026-03-11T08:30"))
    supplement(handled)
    walk.do(handled, "send_supplement", "desk")
    clock.move_to(at("2026-03-18T08:30"))
    walk.do(handled, "supplement_examined", "citizen")
    clock.move_to(at("2026-03-20T08:30"))
    supplement(handled)
    assert "send_supplement" in nodes(handled)


def test_the_other_outcomes_ask_for_no_basis(handled, clock):
    clock.move_to(at("2026-03-13T08:00"))
    walk.do(handled, "examine", "specialist", "approve")
    assert nodes(handled) == ["approve_result"]


@pytest.mark.parametrize(
    ("code", "unit", "node"),
    [
        ("2.000908", "xa-tan-phu", "search_register"),
        ("2.000815", "xa-tan-phu", "compare_copies"),
        ("1.010041", "ca-xa-tan-phu", "look_up_residence"),
    ],
)
def test_procedures_of_their_own_ask_for_the_basis_too(world, settings, clock, code, unit, node):
    case_id = walk.submit(code, settings, unit)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    if node == "compare_copies":
        walk.do(case_id, "check_warehouse", "specialist", "none")
    clock.move_to(at("2026-03-13T08:00"))
    with pytest.raises(Invalid) as refused:
        walk.do(case_id, node, "specialist", "supplement")
    assert list(refused.value.fields) == ["late_supplement_basis"]
    walk.do(case_id, node, "specialist", "supplement", late_supplement_basis="Điều 10")
    assert nodes(case_id) == ["send_supplement"]
