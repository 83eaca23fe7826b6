"""The outbox: after commit, again after a failure, never twice by two workers, given up in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, transaction
from app.integrations import outbox
from app.integrations.models import Outbox


class Outside:
    """A handler that notes what it was given and fails as often as it is told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict]] = []
        self.failures = 0

    def __call__(self, key: str, payload: dict) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("no line")
        self.seen.append((key, payload))


@pytest.fixture
def outside(db, monkeypatch) -> Outside:
    handler = Outside()
    monkeypatch.setattr(outbox.HANDLERS, "_plugins", {"test": handler})
    return handler


def put(key: str = "one", kind: str = "test", **times) -> None:
    with transaction():
        outbox.put(kind, key, {"n": 1}, **times)


def rows() -> list[Outbox]:
    with transaction(writes=False):
        return list(session().scalars(select(Outbox)))


def test_is_sent_once_and_leaves(outside):
    put()
    assert outbox.send_due(now()) == outbox.Round(1, 0)
    assert outbox.send_due(now()) == outbox.Round(0, 0)
    assert outside.seen == [("one", {"n": 1})] and rows() == []


def test_what_was_rolled_back_is_never_sent(outside):
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.put("test", "one", {})
        raise ZeroDivisionError
    outbox.send_due(now())
    assert outside.seen == []


def test_same_key_is_written_once_while_it_waits(outside):
    put()
    put()
    assert len(rows()) == 1


def test_waits_for_its_moment(outside):
    put(at=now() + timedelta(hours=1))
    assert outbox.send_due(now()).sent == 0
    assert outbox.send_due(now() + timedelta(hours=1, seconds=1)).sent == 1


def test_failure_waits_longer_each_time_and_is_given_up(outside):
    outside.failures = 100
    put()
    at, waits = now(), []
    for _ in range(outbox.TRIES):
        assert outbox.send_due(at).failed == 1
        [row] = rows()
        waits.append((row.next_try_at - at).total_seconds())
        at = row.next_try_at
    assert waits[0] <= 10 and waits[3] > waits[0] and max(waits) <= outbox.LONGEST_WAIT_SECONDS
    assert row.dead and row.error == "ConnectionError: no line"
    assert outbox.send_due(at + timedelta(days=9)) == outbox.Round(0, 0)


def test_dead_item_lives_again_when_an_admin_says_so(outside):
    outside.failures = outbox.TRIES
    put()
    for day in range(outbox.TRIES):
        outbox.send_due(now() + timedelta(days=day))
    with transaction():
        [dead] = outbox.dead_items()
        outbox.revive(dead.id)
    assert outbox.send_due(now()).sent == 1 and outside.seen


def test_dropping_takes_dead_items_only(outside):
    put()
    with transaction():
        outbox.drop(outbox.waiting_items()[0].id)
    assert len(rows()) == 1


def test_one_failing_item_does_not_keep_the_others(outside):
    put("bad", kind="unknown kind")
    put("good")
    assert outbox.send_due(now()) == outbox.Round(1, 1)
    assert outside.seen == [("good", {"n": 1})]
    assert rows()[0].error.startswith("LookupError")


def test_claimed_item_is_left_alone_until_its_worker_is_given_up(outside):
    put()
    at = now()
    item_id = rows()[0].id
    assert outbox._claim(item_id, at) is not None
    assert outbox._claim(item_id, at) is None
    assert outbox.send_due(at) == outbox.Round(0, 0)
    assert outbox.send_due(at + timedelta(seconds=outbox.CLAIM_SECONDS + 1)).sent == 1
