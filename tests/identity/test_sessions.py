"""Sessions and tokens: what they cost, when they end."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from app.core.clock import now
from app.core.db import session, transaction
from app.identity import accounts, sessions, tidying, tokens, units
from app.identity.actor import Actor
from app.identity.demo import make_demo
from app.identity.models import LoginSession


@pytest.fixture
def desk(db) -> int:
    with transaction():
        make_demo("mật khẩu để thử")
        return accounts.by_username("desk").id


@pytest.mark.parametrize("kind", [sessions, tokens])
def test_actor_with_roles_in_one_statement(db, desk, kind):
    opening = sessions.open_session if kind is sessions else tokens.open_token
    with transaction():
        token = opening(desk)
    said = []
    event.listen(db, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    with transaction(writes=False):
        actor = kind.actor_of(token)
    assert isinstance(actor, Actor) and actor.name == "Lê Thị Hoa"
    assert len([s for s in said if s.startswith("SELECT")]) == 1 == len([s for s in said if not s.startswith("BEGIN")])
    with transaction(writes=False):
        tan_phu, other = units.by_code("xa-tan-phu").id, units.by_code("xa-hoa-son").id
    assert actor.has("one_stop", tan_phu) and not actor.has("one_stop", other) and not actor.has("leader")
    assert actor.has("citizen") and actor.is_officer and tan_phu in actor.units("one_stop")


@pytest.mark.parametrize("kind", [sessions, tokens])
def test_ends_when_closed_and_by_time_and_with_the_account(db, desk, kind):
    opening = sessions.open_session if kind is sessions else tokens.open_token
    with transaction():
        closed, short, kept = opening(desk), opening(desk, seconds=60), opening(desk)
        kind.close(closed)
    with transaction():
        assert kind.actor_of(closed) is None and kind.actor_of("forged") is None and kind.actor_of(short)
    with time_machine.travel(now() + timedelta(seconds=61), tick=False), transaction():
        assert kind.actor_of(short) is None and kind.actor_of(kept)
        accounts.account(desk).disabled_at = now()
    with transaction():
        assert kind.actor_of(kept) is None


def test_token_is_not_in_the_table(desk):
    with transaction():
        token = sessions.open_session(desk)
    with transaction():
        assert token not in session().scalars(select(LoginSession.token_hash)).all()


def test_closing_the_others_keeps_this_one(desk):
    with transaction():
        here, there = sessions.open_session(desk), sessions.open_session(desk, user_agent="Chrome")
    with transaction():
        assert [s.current for s in sessions.sessions_of(desk, here)] in ([True, False], [False, True])
        program = tokens.open_token(desk)
        assert sessions.close_others(desk, here) == 1
    with transaction():
        assert tokens.actor_of(program) is None
        assert sessions.actor_of(here) and sessions.actor_of(there) is None


def test_one_session_is_closed_by_its_handle_and_only_by_its_owner(desk):
    with transaction():
        here, there = sessions.open_session(desk), sessions.open_session(desk)
    with transaction():
        handle = next(s.handle for s in sessions.sessions_of(desk, here) if not s.current)
        sessions.close_by_handle(desk + 1, handle)
        sessions.close_by_handle(desk, "")
        assert sessions.actor_of(there)
        sessions.close_by_handle(desk, handle)
        assert sessions.actor_of(there) is None and sessions.actor_of(here)


def test_what_has_ended_is_forgotten(desk):
    with transaction():
        sessions.open_session(desk, seconds=60)
        kept = sessions.open_session(desk, seconds=9 * 86_400)
    with time_machine.travel(now() + timedelta(days=2), tick=False), transaction():
        tidying.forget_ended()
        assert len(session().scalars(select(LoginSession)).all()) == 1 and sessions.actor_of(kept)
