"""Registering, signing in, changing particulars."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Invalid, TooMany
from app.identity import accounts
from app.identity.demo import make_demo
from app.identity.numbers import born_otherwise, check_phone, kind_of

PASSWORD = "mật khẩu để thử"
GOOD = {
    "id_kind": "CCCD",
    "id_number": "001 200 012 345",
    "full_name": "  Trần   Thị Bình ",
    "phone": "+84 912 345 678",
    "birth_date": date(2000, 1, 31),
}


@pytest.fixture(autouse=True)
def in_one_window():
    """The middle of a quarter of an hour: no new window of counted tries begins during a test."""
    with time_machine.travel(datetime(2026, 3, 9, 2, 5, tzinfo=UTC)):
        yield


@pytest.fixture
def demo(db):
    with transaction():
        make_demo(PASSWORD)


def test_registered_person_is_found_by_number_and_phone(db):
    with transaction():
        made = accounts.register(**GOOD)
        assert (made.full_name, made.phone, made.id_number) == ("Trần Thị Bình", "0912345678", "001200012345")
        assert accounts.by_identity("001200012345", "0912 345 678").id == made.id
        assert accounts.by_identity("001200012345", "0912345679") is None


def test_registering_again_gives_the_same_account(db):
    with transaction():
        assert accounts.register(**GOOD).id == accounts.register(**GOOD).id


def test_number_of_somebody_else_is_refused(db):
    with transaction():
        accounts.register(**GOOD)
        with pytest.raises(accounts.AlreadyRegistered):
            accounts.register(**GOOD | {"phone": "0999999999"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id_number", "12345678901"),
        ("id_number", "0" * 100_000),
        ("id_number", "٠٠١٢٠٠٠١٢٣٤٥"),
        ("full_name", " "),
        ("full_name", "x" * 100_000),
        ("full_name", "An\x00Bình"),
        ("full_name", "1234"),
        ("phone", "12345"),
        ("email", "no address"),
        ("birth_date", None),
        ("birth_date", date(1850, 1, 1)),
        ("birth_date", date(2999, 1, 1)),
    ],
)
def test_bad_particulars_are_refused_at_their_field(db, field, value):
    with transaction(), pytest.raises(Invalid) as refusal:
        accounts.register(**GOOD | {field: value})
    assert list(refusal.value.fields) == [field]


def test_all_faults_are_said_at_once(db):
    with transaction(), pytest.raises(Invalid) as refusal:
        accounts.register(**GOOD | {"phone": "", "full_name": "", "birth_date": today().replace(year=3000)})
    assert set(refusal.value.fields) == {"phone", "full_name", "birth_date"}


def test_unknown_kind_of_paper_is_refused(db):
    with transaction(), pytest.raises(Invalid) as refusal:
        accounts.register(**GOOD | {"id_kind": "LICENCE"})
    assert "id_kind" in refusal.value.fields


def test_password_opens_its_account_only(demo):
    with transaction():
        assert accounts.by_password(" Desk ", PASSWORD).username == "desk"
    for username, password in (("desk", "wrong"), ("nobody", PASSWORD), ("", "")):
        with pytest.raises(accounts.WrongPassword), transaction():
            accounts.by_password(username, password)


def test_wrong_passwords_are_limited_though_refused(demo):
    for _ in range(accounts.WRONG_PASSWORDS_PER_PERSON):
        with pytest.raises(accounts.WrongPassword), transaction():
            accounts.by_password("desk", "wrong", "10.0.0.1")
    with pytest.raises(TooMany), transaction():
        accounts.by_password("desk", PASSWORD, "10.0.0.1")
    with transaction():
        assert accounts.by_password("desk", PASSWORD, "10.0.0.2")


def test_right_password_forgets_the_wrong_ones(demo):
    for _ in range(3):
        for _ in range(accounts.WRONG_PASSWORDS_PER_PERSON - 1):
            with pytest.raises(accounts.WrongPassword), transaction():
                accounts.by_password("desk", "wrong")
        with transaction():
            accounts.by_password("desk", PASSWORD)


def test_own_account_buys_no_tries_at_others(demo, monkeypatch):
    monkeypatch.setattr(accounts, "WRONG_PASSWORDS_PER_ADDRESS", 3)
    for name in ("clerk", "leader", "lead"):
        with pytest.raises(accounts.WrongPassword), transaction():
            accounts.by_password(name, "wrong", "10.0.0.1")
    with pytest.raises(TooMany), transaction():
        accounts.by_password("desk", PASSWORD, "10.0.0.1")


def test_right_passwords_do_not_fill_the_address(demo, monkeypatch):
    monkeypatch.setattr(accounts, "WRONG_PASSWORDS_PER_ADDRESS", 3)
    for _ in range(5):
        with transaction():
            assert accounts.by_password("desk", PASSWORD, "10.0.0.1")


def test_changing_the_password_needs_the_old_one(demo):
    with transaction():
        desk = accounts.by_username("desk").id
        with pytest.raises(Invalid):
            accounts.change_password(desk, "wrong", "another one")
        accounts.change_password(desk, PASSWORD, "another one")
    with transaction():
        assert accounts.by_password("desk", "another one")


def test_refused_particulars_change_nothing(demo):
    with transaction():
        desk = accounts.by_username("desk")
        with pytest.raises(Invalid) as refusal:
            accounts.change_particulars(desk.id, full_name="Khác Tên", email="bad", address="x" * 301, locale="en")
        assert set(refusal.value.fields) == {"email", "address"}
    with transaction():
        assert accounts.by_username("desk").full_name == "Lê Thị Hoa"


def test_numbers_by_shape():
    shapes = {"123456789": "CMND", "001090000001": "CCCD", "B1234567": "PASSPORT", "12": None, "ABCDEFG": None}
    assert {number: kind_of(number) for number in shapes} == shapes


def test_year_in_the_number_is_compared():
    assert not born_otherwise("CCCD", "001090000001", date(1990, 1, 1))
    assert not born_otherwise("CCCD", "001205000001", date(2005, 1, 1))
    assert born_otherwise("CCCD", "001090000001", date(1991, 1, 1))


def test_foreign_phone_is_taken():
    assert check_phone("+49 (151) 2345-6789") == "+4915123456789"
