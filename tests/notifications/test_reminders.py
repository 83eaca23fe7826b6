"""Officers' reminders: theirs alone, newest first, read once seen, counted cheaply."""

from typing import Any

import pytest
from sqlalchemy import Engine

from app.core.clock import now
from app.core.db import session, transaction
from app.notifications import reminders
from app.notifications.models import Message
from tests.cases.counting import statements


def told(account_id: int, template: str = "officer_near", **more: Any) -> None:
    session().add(
        Message(
            account_id=account_id, channel="sms", address="0", template=template, params={"code": "N1"}, case_id=1,
            created_at=now(), **more,
        )
    )  # fmt: skip
    session().flush()


@pytest.fixture
def some(db: Engine) -> Engine:
    with transaction():
        for account_id, template in ((1, "officer_near"), (2, "officer_near"), (1, "received"), (1, "digest_officer")):
            told(account_id, template)
    return db


def test_ones_own_newest_first_and_nothing_told_to_citizens(some: Engine) -> None:
    with transaction():
        assert [one.template for one in reminders.received(1)] == ["digest_officer", "officer_near"]
        assert reminders.unread(1) == 2
        last = reminders.received(1)[0]
        assert [one.template for one in reminders.received(1, before=last.id)] == ["officer_near"]
        assert "N1" in reminders.received(2)[0].text


def test_what_was_read_is_not_new(some: Engine) -> None:
    with transaction():
        first = reminders.received(1)[0]
        reminders.mark_read([first.id])
    with transaction():
        assert [one.new for one in reminders.received(1)] == [False, True]
        assert (reminders.unread(1), reminders.unread(2)) == (1, 1)


def test_the_number_reads_a_bounded_part(some: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "LOOKED_AT", 3)
    with transaction():
        for _ in range(5):
            told(1)
    with transaction(), statements(some) as seen:
        assert reminders.unread(1) == 3
    assert len([one for one in seen if one.startswith("SELECT")]) == 1
