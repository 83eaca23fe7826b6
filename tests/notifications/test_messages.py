"""Messages: written with the change, sent after it, in the person's language, codes forgotten outside the demo."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, transaction
from app.integrations import outbox
from app.notifications import dispatch, queries
from app.notifications.channels import registry
from app.notifications.channels.registry import Channel
from app.notifications.models import Message
from app.notifications.sending import Recipient, send
from app.notifications.templates import TEMPLATES, render

AN = Recipient(1, "0900000001", "an@example.vn", "vi", "An")


@pytest.fixture
def sent(db, monkeypatch) -> list[tuple[str, str, str]]:
    said: list[tuple[str, str, str]] = []
    channel = Channel("test", lambda *given: said.append(given))
    monkeypatch.setattr(registry.CHANNELS, "_plugins", {"sms": channel, "email": channel})
    return said


def test_text_message_goes_to_the_phone_after_commit(sent):
    with transaction():
        send(AN, "submitted", {"code": "N-1"}, case_id=7)
    assert sent == []
    outbox.send_due(now())
    [(address, text, key)] = sent
    assert address == "0900000001" and "N-1" in text and key.startswith("message:")
    with transaction():
        [shown] = queries.messages_of_case(7, 1)
        assert shown.text == text and shown.sent_at
        assert queries.messages_of_account(1) == [shown] and queries.messages_of_account(2) == []


def test_without_a_phone_by_mail_and_without_both_not_at_all(sent):
    with transaction():
        send(Recipient(1, None, "an@example.vn", "en", "An"), "submitted", {"code": "N-1"})
        assert send(Recipient(1, None, None, "vi", "An"), "submitted", {"code": "N-1"}) is None
    outbox.send_due(now())
    assert [(a, t[:7]) for a, t, _ in sent] == [("an@example.vn", "Dossier")]


@pytest.mark.parametrize("keeps", [True, False])
def test_code_is_forgotten_once_sent_except_in_the_demo(sent, monkeypatch, keeps):
    channel = Channel("test", lambda *_: None, keeps_secrets=keeps)
    monkeypatch.setattr(registry.CHANNELS, "_plugins", {"sms": channel})
    with transaction():
        send(AN, "code_submit", {"code": "123456", "minutes": 5}, secret=True)
    outbox.send_due(now())
    with transaction():
        assert ("123456" in str(session().scalars(select(Message)).one().params)) is keeps
        assert ("123456" in queries.all_messages()[0].text) is keeps
        assert queries.messages_of_account(1) == []


def test_repeated_delivery_sends_nothing_twice(sent):
    with transaction():
        message_id = send(AN, "submitted", {"code": "N-1"})
    for _ in range(2):
        dispatch.deliver("key", {"message_id": message_id})
    assert len(sent) == 1


def test_every_template_speaks_both_languages_with_the_same_places():
    places = re.compile(r"%\((\w+)\)s")
    for name, (vi, en) in TEMPLATES.items():
        assert set(places.findall(vi)) == set(places.findall(en)), name
        assert len(vi) <= 160 and "http" not in vi + en, name


def test_values_are_shown_as_people_write_them():
    due = datetime(2026, 11, 25, 10, 0, tzinfo=UTC).isoformat()
    assert "17:00 25/11/2026" in render("received", {"code": "H99", "due": due}, "vi")
    assert "8.000 đồng" in render("paid", {"code": "H99", "amount": 8000}, "vi")
    assert "Tan Phu" in render("redirected", {"code": "H99", "unit": {"vi": "Tân Phú", "en": "Tan Phu"}}, "en")
    assert "(chưa rõ)" in render("received", {"code": "H99", "due": None}, "vi")
    assert "(not known yet)" in render("received", {"code": "H99"}, "en")


def test_unknown_template_is_a_fault(db):
    with pytest.raises(LookupError), transaction():
        send(AN, "no such", {})
