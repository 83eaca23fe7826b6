"""Dossiers led anywhere at all: whatever people, the timetable and the calendar do, all rows agree."""

from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
import time_machine
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app import jobs
from app.cases import clockwork, progress, task_forms
from app.cases.models import Case
from app.cases.status import WITHDRAWABLE, Status
from app.core.clock import TZ, local, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.deadlines import calendars, clocks, editing
from app.deadlines.models import LegalClock, Watch
from app.engine.models import Incident, Timer
from tests.cases import walking as walk
from tests.cases.agreement import must_agree

DESK = {"one_stop": "desk"}  # the demo's other officers are called like their roles
CODES = (  # five and three working days, the same day, half a day
    ("1.004884", "xa-tan-phu"),
    ("1.004873", "xa-tan-phu"),
    ("2.000635", "xa-tan-phu"),
    ("1.010041", "ca-xa-tan-phu"),
)
MONDAY = datetime(2026, 3, 9, 8, 30, tzinfo=TZ)
STEPS = st.one_of(
    st.tuples(st.just("task"), st.integers(0, 5), st.integers(0, 7)),
    st.tuples(st.just("task"), st.integers(0, 5), st.integers(0, 7)),
    st.tuples(st.just("wait"), st.sampled_from([7, 60, 240, 480, 1440, 2880, 5760]), st.just(0)),
    st.tuples(st.sampled_from(["pause", "go_on", "timetable"]), st.just(0), st.just(0)),
    st.tuples(st.sampled_from(["task", "task", "task", "withdraw"]), st.just(0), st.just(0)),
    st.tuples(st.just("edit"), st.integers(-3, 12), st.booleans()),
)
WALKS = st.tuples(
    st.sampled_from(CODES), st.booleans(), st.booleans(), st.booleans(), st.lists(STEPS, min_size=30, max_size=50)
)


class Walk:
    """One dossier and the clock of the world."""

    def __init__(self, case_id: int, goes_on: bool, traveller) -> None:
        self.case_id, self.goes_on, self.traveller = case_id, goes_on, traveller

    def task(self, which: int, outcome: int) -> None:
        open_items = walk.items(self.case_id)
        if not open_items:
            return
        item = open_items[which % len(open_items)]
        with transaction():
            form = task_forms.form_of(item, session().get_one(Case, self.case_id))
        options = [one.value for one in form.outcomes.options] if form and form.outcomes else [None]
        answers: dict[str, Any] = {"amount": walk.case(self.case_id).fee_vnd} if "collect_fee" in item.node else {}
        if item.node == "check_dossier" and options[outcome % len(options)] == "wrong_agency":
            outcome += 1
        if item.node == "decide_apology":
            answers["new_date"] = local(now() + timedelta(days=outcome * 2)).date().isoformat()
        try:
            walk.do(self.case_id, item.node, DESK.get(item.role, item.role), options[outcome % len(options)], **answers)
        except (Invalid, Conflict) as refused:
            hypothesis.event(f"{item.node} {type(refused).__name__} {getattr(refused, 'fields', '')}"[:90])
        if self.goes_on:
            with transaction():
                session().execute(
                    update(LegalClock).where(LegalClock.case_id == self.case_id).values(policy="CONTINUE")
                )

    def wait(self, minutes: int, _: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    def withdraw(self, *_: int) -> None:
        if walk.case(self.case_id).status in WITHDRAWABLE:
            with transaction():
                progress.withdraw(walk.who("citizen"), self.case_id, "đổi ý")

    def pause(self, *_: int) -> None:
        self._clock(lambda case: clockwork.pause(case, "chờ", "Luật 1/2026", None))

    def go_on(self, *_: int) -> None:
        self._clock(lambda case: clockwork.go_on(case, None))

    def _clock(self, act) -> None:
        try:
            with transaction():
                case = session().get_one(Case, self.case_id)
                if case.status in (Status.RECEIVED, Status.PROCESSING):
                    act(case)
        except clocks.NotRunning:
            pass

    def timetable(self, *_: int) -> None:
        jobs.recount_stale()
        jobs.fire_due_timers()
        jobs.fire_due_watches()
        jobs.fire_due_watches()
        with transaction():
            left = select(Watch.kind).where(Watch.case_id == self.case_id, Watch.due_at <= now())
            assert session().scalars(left).all() == []
            assert session().scalars(select(Incident.error)).all() == []

    def edit(self, days: int, off: bool) -> None:
        day = local(now()).date() + timedelta(days=days)
        try:
            with transaction():
                if off:
                    editing.set_day(None, day, "HOLIDAY", name="Nghỉ", reason="thử", legal_basis="QĐ 1", actor_id=None)
                else:
                    editing.clear_day(None, day, reason="thử", actor_id=None)
        except (Invalid, NotFound, Conflict) as refused:
            hypothesis.event(f"edit {type(refused).__name__}")
        calendars.version_within.cache_clear()


def _walk(settings, walked) -> None:
    (code, unit), goes_on, often, handled, steps = walked
    with time_machine.travel(MONDAY, tick=False) as traveller:
        case_id = walk.submit(code, settings, unit)
        one = Walk(case_id, goes_on, traveller)
        for _ in range(6 * handled):
            if walk.case(case_id).status < Status.PROCESSING or walk.case(case_id).status == Status.PAYMENT_REQUIRED:
                one.task(0, 0)
        try:
            for name, *given in steps:
                getattr(one, name)(*given)
                with transaction():
                    must_agree(case_id)
                if often:
                    one.timetable()
                    with transaction():
                        must_agree(case_id)
            one.timetable()
            with transaction():
                must_agree(case_id)
        finally:
            hypothesis.event(f"ends in {Status(walk.case(case_id).status).name}")
            with transaction():
                session().execute(delete(Watch))
                session().execute(delete(Timer))
                session().execute(delete(Incident))
                session().execute(update(LegalClock).values(state="STOPPED"))


ALL_WELL = list(hypothesis.HealthCheck)  # one database for all examples: each walks a dossier of its own

ONLY_LOOK = [hypothesis.Phase.generate]  # a walk takes a second: the first that fails is shown as it is


@hypothesis.settings(max_examples=8, phases=ONLY_LOOK, suppress_health_check=ALL_WELL)
@hypothesis.given(walked=WALKS)
def test_whatever_happens_all_rows_agree(world, settings, walked):
    _walk(settings, walked)


@pytest.mark.long
@hypothesis.settings(max_examples=200, phases=ONLY_LOOK, suppress_health_check=ALL_WELL)
@hypothesis.given(walked=WALKS)
def test_whatever_happens_all_rows_agree_in_many_walks(world, settings, walked):
    _walk(settings, walked)
