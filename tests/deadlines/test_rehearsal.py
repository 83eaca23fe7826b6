"""The clock to rehearse with: forward only, not too far, for the trade and not for the world."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import create_app
from app.core import clock
from app.core.db import session, transaction
from app.core.errors import Forbidden, Invalid
from app.deadlines import rehearsal
from app.deadlines.models import RehearsalClock
from app.identity import sessions
from app.identity.models import Account
from app.integrations import outbox
from app.integrations.models import Outbox

DAY = timedelta(days=1)
AT = datetime(2026, 11, 16, 3, tzinfo=UTC)


@pytest.fixture
def rehearsing(db):
    rehearsal.permit(True)
    with time_machine.travel(AT, tick=False):
        yield
    rehearsal.permit(False)


def move(by):
    with transaction():
        return rehearsal.move(by, 1)


def test_the_trade_goes_ahead_and_the_world_stays(rehearsing):
    assert move(3 * DAY) == 3 * DAY
    assert clock.now() == AT + 3 * DAY
    assert clock.today().day == 19
    assert clock.wall() == AT


def test_moves_add_up_and_a_reset_takes_all_back(rehearsing):
    move(DAY)
    assert move(2 * DAY) == 3 * DAY == rehearsal.ahead()
    with transaction():
        rehearsal.reset(1)
    assert clock.now() == AT


def test_a_part_of_a_second_is_a_whole_one(rehearsing):
    """Nobody who goes to half past seven arrives at 07:29:59."""
    assert move(timedelta(seconds=3599, microseconds=1)) == timedelta(hours=1)


@pytest.mark.parametrize("by", [-DAY, timedelta(0), timedelta(milliseconds=1), 401 * DAY, timedelta.max])
def test_backward_and_too_far_are_refused(rehearsing, by):
    with pytest.raises(Invalid) as refused:
        move(by)
    assert "by" in refused.value.fields
    assert clock.now() == AT


def test_too_far_in_all_is_refused_and_changes_nothing(rehearsing):
    move(300 * DAY)
    with pytest.raises(Invalid):
        move(101 * DAY)
    assert move(100 * DAY) == 400 * DAY


def test_another_process_follows(rehearsing):
    move(DAY)
    rehearsal.permit(True)  # a process that has not looked yet
    clock.set_ahead(timedelta(0))
    with transaction(writes=False):
        rehearsal.refresh()
    assert clock.now() == AT + DAY


def test_one_look_a_second(rehearsing, monkeypatch):
    monotonic = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: monotonic[0])
    with transaction():
        rehearsal.refresh()
        session().add(RehearsalClock(id=1, ahead_seconds=60, moved_at=AT))
        session().flush()
        monotonic[0] += 0.9
        rehearsal.refresh()
        assert clock.now() == AT
        monotonic[0] += 0.2
        rehearsal.refresh()
        assert clock.now() == AT + timedelta(minutes=1)


def test_production_knows_no_rehearsal(rehearsing):
    move(DAY)
    rehearsal.permit(False)
    with transaction(writes=False):
        rehearsal.refresh()
    assert clock.now() == AT
    with pytest.raises(Forbidden):
        move(DAY)


def test_sessions_and_what_leaves_the_house_follow_the_world(rehearsing):
    with transaction():
        session().add(Account(id=1, username="an", full_name="An", password_hash="", created_at=AT))
        session().flush()
        token = sessions.open_session(1)
    move(30 * DAY)
    with transaction():
        outbox.put("letter", "one", {})
        assert sessions.actor_of(token) is not None
        assert session().query(Outbox).one().next_try_at == AT


@pytest.mark.parametrize(("mode", "expected"), [("demo", True), ("test", True), ("production", False)])
def test_who_may_rehearse(world, settings, monkeypatch, mode, expected):
    changed = {"mode": mode, "public_url": "https://x", "allow_demo_twins": True}
    create_app(type(settings)(**{name: getattr(settings, name) for name in settings.__slots__} | changed), engine=world)
    assert rehearsal.allowed() is expected


def test_a_page_of_the_demo_follows(world, settings):
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"mode": "demo"}
    client = create_app(type(settings)(**changed), engine=world).test_client()
    with transaction():
        session().add(RehearsalClock(id=1, ahead_seconds=86400, moved_at=AT))
    client.get("/healthz")
    assert rehearsal.ahead() == timedelta(0)
    client.get("/")
    assert rehearsal.ahead() == DAY
