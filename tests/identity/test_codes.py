"""One-time codes: what opens, what does not, what stays counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Invalid, TooMany
from app.identity import codes
from app.identity.models import OneTimeCode
from app.notifications.models import Message
from app.notifications.sending import Recipient

PERSON = Recipient(None, "0900000001", None, "vi", "An")


@pytest.fixture(autouse=True)
def in_one_window():
    """The middle of a quarter of an hour: no new window of counted tries begins during a test."""
    with time_machine.travel(datetime(2026, 3, 9, 2, 5, tzinfo=UTC)):
        yield


def sent_code() -> str:
    with transaction():
        codes.send_code(codes.SIGN_IN, "somebody", PERSON)
        return session().scalars(select(Message).order_by(Message.id.desc())).first().params["code"]


def check(code: str) -> None:
    with transaction():
        codes.check_code(codes.SIGN_IN, "somebody", code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_right_code_opens_once(db):
    code = sent_code()
    check(f" {code[:3]} {code[3:]} ")
    with pytest.raises(codes.CodeUsed):
        check(code)


def test_wrong_codes_count_though_refused(db):
    code = sent_code()
    for _ in range(codes.TRIES):
        with pytest.raises(Invalid):
            check(wrong(code))
    with pytest.raises(Invalid) as refusal:
        check(code)
    assert "quá 5 lần" in refusal.value.fields["code"][0]


def test_wrong_codes_count_when_the_refusal_is_caught(db):
    code = sent_code()
    for _ in range(codes.TRIES):
        with transaction(), pytest.raises(Invalid):
            codes.check_code(codes.SIGN_IN, "somebody", wrong(code))
    with pytest.raises(Invalid):
        check(code)


def test_code_ends_after_five_minutes(db):
    code = sent_code()
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1), tick=False), pytest.raises(Invalid):
        check(code)


def test_new_code_takes_the_place_of_the_old(db):
    old, new = sent_code(), sent_code()
    if old != new:
        with pytest.raises(Invalid):
            check(old)
    check(new)


def test_code_is_of_its_subject(db):
    code = sent_code()
    with transaction(), pytest.raises(Invalid):
        codes.check_code(codes.SIGN_IN, "somebody else", code)


def test_code_is_not_in_the_table(db):
    code = sent_code()
    with transaction():
        assert code not in session().scalars(select(OneTimeCode.code_hash)).one()


def test_used_code_is_free_again_when_what_it_opened_was_rolled_back(db):
    code = sent_code()
    with pytest.raises(ZeroDivisionError), transaction():
        codes.check_code(codes.SIGN_IN, "somebody", code)
        raise ZeroDivisionError
    check(code)


def test_asking_too_often_is_refused(db):
    for _ in range(codes.SENT_PER_SUBJECT):
        sent_code()
    with pytest.raises(TooMany) as refusal:
        sent_code()
    assert 0 < refusal.value.retry_after <= codes.QUARTER_HOUR


def test_one_phone_is_not_rung_all_day_under_many_numbers(db, monkeypatch):
    monkeypatch.setattr(codes, "SENT_PER_PHONE", 2)
    with transaction():
        for number in range(codes.SENT_PER_PHONE):
            codes.send_code(codes.REGISTER, f"invented {number}", PERSON)
        with pytest.raises(TooMany):
            codes.send_code(codes.REGISTER, "one more", PERSON)


def test_decoy_is_kept_and_not_sent(db):
    with transaction():
        codes.send_code(codes.SIGN_IN, "nobody", None)
        assert session().scalars(select(Message)).all() == []
        assert len(session().scalars(select(OneTimeCode)).all()) == 1


def test_tries_made_at_once_are_all_counted(db):
    code = sent_code()

    def guess(_number: int) -> None:
        with pytest.raises(Invalid):
            check(wrong(code))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(codes.TRIES)))
    with pytest.raises(Invalid) as refusal:
        check(code)
    assert "quá 5 lần" in refusal.value.fields["code"][0]
