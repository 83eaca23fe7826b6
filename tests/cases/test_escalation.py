"""Reminders, the overdue mark, the escalation, and online dossiers that nobody answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update

from app.cases import escalation, journal, progress, watching
from app.cases.failing import StepFailed
from app.cases.models import Case
from app.cases.status import Status
from app.core.clock import TZ, local, now
from app.core.db import session, transaction
from app.deadlines import editing
from app.deadlines.models import LegalClock, Watch
from app.engine import incidents, queries
from app.engine.models import Subscription
from app.identity.models import Account, AccountRole
from app.notifications.models import Message
from app.notifications.queries import messages_of_case
from app.notifications.templates import render
from tests.cases import walking as walk

CODE = "1.004873"  # three working days, on the standard diagram


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.fixture
def clock():
    """Monday 9 March 2026, half past eight; the test moves it."""
    with time_machine.travel(at("2026-03-09T08:30"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def handled(world, settings, clock) -> int:
    """A dossier of three working days at its examination: due on Thursday 12 March, 17:00."""
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    assert local(walk.case(case_id).due_at) == at("2026-03-12T17:00")
    return case_id


def watched(case_id: int) -> dict[str, str]:
    with transaction():
        rows = session().scalars(select(Watch).where(Watch.case_id == case_id))
        return {row.kind: f"{local(row.due_at):%Y-%m-%dT%H:%M}" for row in rows}


def act(case_id: int, kind: str) -> bool:
    with transaction():
        return escalation.act(case_id, kind)


def told(template: str) -> list[str]:
    """The usernames of those who got a message, sorted."""
    with transaction():
        found = select(Account.username).join(Message, Message.account_id == Account.id)
        return sorted(session().scalars(found.where(Message.template == template)))


def kinds(case_id: int) -> list[str]:
    with transaction():
        return [line.kind for line in journal.lines(case_id)]


def test_the_moments_of_a_dossier_of_three_days(handled):
    assert {kind: watched(handled)[kind] for kind in ("APOLOGY", "OVERDUE", "ESCALATE")} == {
        "APOLOGY": "2026-03-10T17:00",
        "OVERDUE": "2026-03-12T17:00",
        "ESCALATE": "2026-03-13T17:00",
    }


def test_nothing_before_its_moment(handled, clock):
    clock.move_to(at("2026-03-10T16:59"))
    for kind in ("NEAR", "APOLOGY", "OVERDUE", "ESCALATE", "ANSWER"):
        assert not act(handled, kind)
    assert len(watched(handled)) == 4
    assert told("officer_apology") == []


def test_near_due_whoever_holds_it_is_told_once(handled, clock):
    clock.move_to(at("2026-03-12T08:00"))
    assert act(handled, "NEAR")
    assert not act(handled, "NEAR")
    assert told("officer_near") == ["specialist"]
    assert "NEAR" not in watched(handled)
    assert kinds(handled).count("near") == 1


def test_of_two_who_try_at_once_one_does_it(handled, clock):
    clock.move_to(at("2026-03-12T17:01"))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: act(handled, "OVERDUE"), range(4)))
    assert sum(done) == 1
    assert kinds(handled).count("overdue") == 1


def test_what_nobody_has_taken_is_told_to_the_lead(handled, clock):
    walk.do(handled, "examine", "specialist", "approve")
    clock.move_to(at("2026-03-12T08:00"))
    assert act(handled, "NEAR")
    assert told("officer_near") == ["lead"]


def test_where_there_is_no_lead_all_who_could_take_it_are_told(handled, clock):
    walk.do(handled, "examine", "specialist", "approve")
    with transaction():
        session().execute(update(AccountRole).where(AccountRole.role == "lead").values(role="reader"))
    clock.move_to(at("2026-03-12T08:00"))
    act(handled, "NEAR")
    assert told("officer_near") == ["leader"]


def test_officers_are_told_no_name(handled, clock):
    clock.move_to(at("2026-03-16T08:00"))
    for kind in ("NEAR", "APOLOGY", "OVERDUE", "ESCALATE"):
        assert act(handled, kind)
    applicant = walk.case(handled).applicant_name
    with transaction():
        for message in session().scalars(select(Message).where(Message.template.startswith("officer"))):
            for locale in ("vi", "en"):
                text = render(message.template, message.params, locale)
                assert walk.case(handled).code in text
                assert applicant not in text
                assert len(text) <= 220


def test_the_citizen_is_not_shown_what_officers_are_told(handled, clock):
    clock.move_to(at("2026-03-12T17:01"))
    act(handled, "OVERDUE")
    with transaction():
        shown = messages_of_case(handled, walk.case(handled).owner_id)
    assert shown
    assert not [message for message in shown if message.template.startswith("officer")]


def test_overdue_is_marked_once_and_the_holder_the_handler_and_the_lead_are_told(handled, clock):
    walk.do(handled, "examine", "specialist", "approve")
    clock.move_to(at("2026-03-12T17:03"))
    assert act(handled, "OVERDUE")
    assert local(walk.case(handled).overdue_at) == at("2026-03-12T17:03")
    with transaction():
        assert session().get_one(LegalClock, handled).overdue_at == walk.case(handled).overdue_at
    assert told("officer_overdue") == ["lead", "specialist"]
    assert not act(handled, "OVERDUE")
    assert kinds(handled).count("overdue") == 1


def test_an_overdue_dossier_still_returns_its_result(handled, clock):
    clock.move_to(at("2026-03-20T09:00"))
    for kind in ("APOLOGY", "OVERDUE", "ESCALATE"):
        assert act(handled, kind)
    walk.do(handled, "examine", "specialist", "approve")
    walk.do(handled, "approve_result", "leader", "sign")
    walk.do(handled, "issue_result", "clerk")
    walk.settle_fee(handled)
    walk.do(handled, "hand_result", "desk")
    done = walk.case(handled)
    assert done.status == Status.RETURNED
    assert local(done.overdue_at) == at("2026-03-20T09:00")
    assert walk.items(handled) == []
    assert watched(handled) == {}


def test_a_working_day_later_the_head_and_the_lead_are_told(handled, clock):
    clock.move_to(at("2026-03-13T17:00"))
    assert act(handled, "ESCALATE")
    assert told("officer_escalated") == ["lead", "leader"]
    assert "escalated" in kinds(handled)


def test_nothing_happens_while_the_clock_waits_for_the_citizen(handled, clock):
    walk.do(handled, "examine", "specialist", "supplement")
    walk.do(handled, "send_supplement", "desk")
    assert watched(handled) == {}
    with transaction():
        session().add(Watch(case_id=handled, kind="OVERDUE", due_at=now(), next_try_at=now()))  # one that came too late
    clock.move_to(at("2026-03-20T09:00"))
    assert not act(handled, "OVERDUE")
    assert walk.case(handled).overdue_at is None
    assert watched(handled) == {}


def test_a_moment_put_off_meanwhile_is_not_acted_upon(handled, clock):
    clock.move_to(at("2026-03-12T17:01"))
    with transaction():
        of = update(Watch).where(Watch.case_id == handled, Watch.kind == "OVERDUE")
        session().execute(of.values(due_at=at("2026-03-20T17:00")))
    assert not act(handled, "OVERDUE")
    assert walk.case(handled).overdue_at is None
    assert "OVERDUE" in watched(handled)


def test_a_day_taken_off_meanwhile_is_counted_before_anything_is_done(handled, clock):
    with transaction():
        known = {
            "name": "Nghỉ bão",
            "name_en": "Storm",
            "legal_basis": "Công điện 1",
            "reason": "Bão",
            "actor_id": None,
        }
        editing.set_day(None, date(2026, 3, 12), "HOLIDAY", **known)
    clock.move_to(at("2026-03-12T17:01"))
    assert not act(handled, "OVERDUE")
    assert walk.case(handled).overdue_at is None
    assert watched(handled)["OVERDUE"] == "2026-03-13T17:00"


def test_ten_days_of_the_timetable_do_each_thing_once_though_the_clock_is_set_back(handled, clock):
    for _ in range(60):
        clock.shift(timedelta(hours=4))
        watching.fire_due_watches()
        clock.shift(timedelta(minutes=-5))
        watching.fire_due_watches()
    done = kinds(handled)
    assert {kind: done.count(kind) for kind in ("near", "term_ends", "overdue", "escalated")} == {
        "near": 1,
        "term_ends": 1,
        "overdue": 1,
        "escalated": 1,
    }
    assert watched(handled) == {}


def test_a_dossier_on_an_older_diagram_is_told_about_and_makes_no_incident(handled, clock):
    with transaction():
        session().execute(delete(Subscription).where(Subscription.message == "term_ends"))
    clock.move_to(at("2026-03-10T17:00"))
    assert act(handled, "APOLOGY")
    assert told("officer_apology") == ["lead", "specialist"]
    assert [item.node for item in walk.items(handled)] == ["examine"]
    with transaction():
        assert list(incidents.open_incidents()) == []


def test_a_failing_act_leaves_the_watch_and_nothing_else(handled, clock, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no")

    clock.move_to(at("2026-03-12T17:01"))
    with monkeypatch.context() as patch:
        patch.setattr("app.cases.escalation.tell_officers", broken)
        with pytest.raises(RuntimeError), transaction():
            escalation.act(handled, "OVERDUE")
    assert walk.case(handled).overdue_at is None
    assert "OVERDUE" in watched(handled)
    assert act(handled, "OVERDUE")


@pytest.mark.parametrize(
    ("submitted", "reminders"),
    [
        # 7.5 hours a working day, lunch left out: eight hours from Monday 9:00 are on Tuesday 9:30
        ("2026-03-09T09:00", ["2026-03-10T09:30", "2026-03-11T10:00", "2026-03-12T10:30"]),
        # at night and over a weekend: counted from Monday's opening
        ("2026-03-06T22:00", ["2026-03-10T08:00", "2026-03-11T08:30", "2026-03-12T09:00"]),
        # over Tet (16 to 20 February 2026): one hour of Friday 13 is left, seven are on Monday 23
        ("2026-02-13T16:00", ["2026-02-23T16:30", "2026-02-24T17:00", "2026-02-26T08:00"]),
    ],
)
def test_an_online_dossier_unanswered_for_eight_working_hours(world, settings, clock, submitted, reminders):
    clock.move_to(at(submitted))
    case_id = walk.submit(CODE, settings)
    seen = []
    for _ in range(3):
        moment = watched(case_id)["ANSWER"]
        seen.append(moment)
        clock.move_to(at(moment))
        assert act(case_id, "ANSWER")
    assert seen == reminders
    assert watched(case_id) == {}
    assert told("officer_unanswered") == ["desk_leader"] * 3
    with transaction():
        hours = [
            m.params["hours"] for m in session().scalars(select(Message).order_by(Message.id)) if "hours" in m.params
        ]
    assert hours == [8, 16, 24]


@pytest.mark.parametrize("answer", ["complete", "incomplete", "refuse"])
def test_an_answer_ends_the_wait(world, settings, clock, answer):
    case_id = walk.submit(CODE, settings)
    assert "ANSWER" in watched(case_id)
    walk.do(case_id, "check_dossier", "desk", answer)
    if answer == "refuse":
        walk.do(case_id, "approve_refusal", "desk_leader", "approve")
    assert "ANSWER" not in watched(case_id)


def test_a_supplement_or_another_desk_begins_the_wait_anew(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    clock.move_to(at("2026-03-10T09:00"))
    assert act(case_id, "ANSWER")
    walk.do(case_id, "check_dossier", "desk", "incomplete")
    clock.move_to(at("2026-03-11T08:00"))
    walk.do(case_id, "supplement", "citizen")
    assert watched(case_id) == {"ANSWER": "2026-03-12T08:30"}
    clock.move_to(at("2026-03-11T09:00"))
    other = str(walk.unit_id("phuong-binh-minh"))
    walk.do(case_id, "check_dossier", "desk", "wrong_agency", redirect_unit=other)
    assert watched(case_id) == {"ANSWER": "2026-03-12T09:30"}
    for moment in ("2026-03-12T09:30", "2026-03-13T10:00", "2026-03-16T10:30"):
        clock.move_to(at(moment))
        assert act(case_id, "ANSWER")
    assert watched(case_id) == {}
    assert told("officer_unanswered") == [*["desk_bm"] * 3, "desk_leader"]  # the second desk has no leader


def test_a_dossier_withdrawn_meanwhile_reminds_nobody(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    with transaction():
        progress.withdraw(walk.who("citizen"), case_id, "Không cần nữa")
    clock.move_to(at("2026-03-11T09:00"))
    assert not act(case_id, "ANSWER")
    assert told("officer_unanswered") == []


def test_a_withdrawal_that_is_not_granted_begins_the_wait_anew(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    with transaction():
        progress.withdraw(walk.who("citizen"), case_id, "Không cần nữa")
    assert watched(case_id) == {}
    clock.move_to(at("2026-03-11T09:00"))
    walk.do(case_id, "decide_withdrawal", "desk", "disagree")
    assert watched(case_id) == {"ANSWER": "2026-03-12T09:30"}


def test_a_withdrawal_that_is_granted_leaves_nothing_to_watch(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    with transaction():
        progress.withdraw(walk.who("citizen"), case_id, "Không cần nữa")
    walk.do(case_id, "decide_withdrawal", "desk", "agree")
    assert watched(case_id) == {}


def test_a_dossier_brought_to_the_desk_is_not_watched(world, settings, clock):
    case_id = walk.submit(CODE, settings)
    with transaction():
        session().execute(update(Case).where(Case.id == case_id).values(channel_in="IN_PERSON"))
        session().execute(delete(Watch))
    walk.do(case_id, "check_dossier", "desk", "incomplete")
    walk.do(case_id, "supplement", "citizen")
    assert watched(case_id) == {}


def test_an_apology_that_fails_leaves_an_incident_that_ends_when_it_goes_through(handled, clock):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no")

    clock.move_to(at("2026-03-10T17:00"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.engine.runtime.send", broken)
        with pytest.raises(StepFailed), transaction():
            escalation.act(handled, "APOLOGY")
    with transaction():
        assert [incident.node for incident in incidents.open_incidents()] == ["term_ends"]
    assert "APOLOGY" in watched(handled)
    assert act(handled, "APOLOGY")
    with transaction():
        assert incidents.open_incidents() == []


def test_projections_are_what_the_states_say(handled, clock):
    clock.move_to(at("2026-03-10T17:00"))
    act(handled, "APOLOGY")
    with transaction():
        instance = queries.instance_of(handled)
        assert queries.drift([instance]) == []
