"""Accounts: registering, finding, signing in, changing one's own particulars."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.clock import now, today
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound, Unauthenticated
from app.identity import limits
from app.identity.models import Account
from app.identity.numbers import check_number, check_phone, clean_number
from app.identity.passwords import hash_password, verify_password
from app.notifications.recipient import Recipient
from app.notifications.sending import send

QUARTER_HOUR = 900
WRONG_PASSWORDS_PER_PERSON = 10  # of one name from one address
WRONG_PASSWORDS_PER_NAME = 50  # from anywhere: higher, so that a stranger cannot easily lock somebody out
WRONG_PASSWORDS_PER_ADDRESS = 100  # a commune hall stands behind one address
OLDEST_YEARS = 130

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class WrongPassword(Unauthenticated):
    """Tên đăng nhập hoặc mật khẩu chưa đúng."""

    message = N_("Tên đăng nhập hoặc mật khẩu chưa đúng. Mật khẩu phân biệt chữ hoa, chữ thường.")


class AlreadyRegistered(Conflict):
    """Số giấy tờ này đã có tài khoản."""

    message = N_(
        "Số giấy tờ này đã có tài khoản với số điện thoại khác. "
        "Mang giấy tờ đến Bộ phận Một cửa gần nhất để đổi số điện thoại."
    )


def account(account_id: int) -> Account:
    """The account.

    Raises NotFound.
    """
    found = session().get(Account, account_id)
    if found is None:
        raise NotFound
    return found


def names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """The full names of accounts by id, in one statement."""
    wanted = {i for i in account_ids if i is not None}
    if not wanted:
        return {}
    rows = session().execute(select(Account.id, Account.full_name).where(Account.id.in_(wanted)))
    return dict(rows.all())


def by_username(username: str) -> Account | None:
    """The account with this username, or None. Disabled ones count as absent."""
    name = username.strip().lower()[:60]
    return session().scalar(select(Account).where(Account.username == name, Account.disabled_at.is_(None)))


def by_identity(id_number: str, phone: str) -> Account | None:
    """The account with this identity number and this phone, or None. Both must be right."""
    try:
        phone = check_phone(phone)
    except Invalid:
        return None
    number = clean_number(id_number)
    found = select(Account).where(Account.id_number == number, Account.phone == phone, Account.disabled_at.is_(None))
    return session().scalar(found.limit(1))


def by_password(username: str, password: str, address: str = "") -> Account:
    """The account that this username and password open. `address`: where the try comes from.

    Raises WrongPassword, the same in the same time for an unknown name and a wrong password; TooMany after too many
    wrong tries. A wrong try counts whether the refusal is caught or not.
    """
    name = username.strip().lower()[:60]
    here, anywhere, from_address = f"password:{name}:{address}", f"password:{name}", f"password-from:{address}"
    limits.hit(here, WRONG_PASSWORDS_PER_PERSON, QUARTER_HOUR)
    limits.hit(anywhere, WRONG_PASSWORDS_PER_NAME, QUARTER_HOUR)
    limits.hit(from_address, WRONG_PASSWORDS_PER_ADDRESS, QUARTER_HOUR)
    found = by_username(name)
    if not verify_password(found.password_hash if found is not None else None, password) or found is None:
        raise WrongPassword
    limits.clear(here, QUARTER_HOUR)
    limits.clear(anywhere, QUARTER_HOUR)
    limits.take_back(from_address, QUARTER_HOUR)  # not cleared: one's own account must not buy tries at others'
    return found


def register(
    *,
    id_kind: str,
    id_number: str,
    full_name: str,
    phone: str,
    birth_date: date | None,
    email: str | None = "",
    address: str = "",
    locale: str = "vi",
) -> Account:
    """Makes a citizen's account, level 1. The caller has seen that the phone is theirs (a one-time code).

    Registering again with the same number and phone gives the account that is there.
    Raises Invalid with fields; AlreadyRegistered when the number belongs to somebody with another phone.
    """
    person = check_person(
        id_kind=id_kind, id_number=id_number, full_name=full_name, phone=phone, birth_date=birth_date, email=email
    )
    known = session().scalar(
        select(Account).where(Account.id_kind == person["id_kind"], Account.id_number == person["id_number"])
    )
    if known is not None:
        if known.phone != person["phone"] or known.disabled_at is not None:
            raise AlreadyRegistered
        return known
    made = Account(**person, address=check_address(address), locale=locale, identity_level=1, created_at=now())
    try:
        with session().begin_nested():
            session().add(made)
    except IntegrityError:  # two presses at once: the other one was first
        raise AlreadyRegistered from None
    return made


def check_person(
    *, id_kind: str, id_number: str, full_name: str, phone: str, birth_date: date | None, email: str | None = ""
) -> dict[str, Any]:
    """The particulars of a person, cleaned.

    Raises Invalid with all faults at once, by field.
    """
    cleaned = _checked(
        id_number=lambda: check_number(id_kind, id_number),
        full_name=lambda: check_name(full_name),
        phone=lambda: check_phone(phone),
        email=lambda: check_email(email),
        birth_date=lambda: check_birth_date(birth_date),
    )
    return {"id_kind": id_kind, **cleaned}


def _checked(**checks: Callable[[], object]) -> dict[str, Any]:
    """What each check gives by its name; Invalid with the faults of all of them."""
    cleaned: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    for name, check in checks.items():
        try:
            cleaned[name] = check()
        except Invalid as fault:
            faults.update(fault.fields)
    if faults:
        raise Invalid(faults)
    return cleaned


def check_name(name: str) -> str:
    """A person's name, composed (NFC), single spaces, at most 200 characters.

    Raises Invalid on `full_name`.
    """
    if len(name) > 1000:
        raise Invalid({"full_name": N_("Họ tên quá dài: nhiều nhất 200 ký tự.")})
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned:
        raise Invalid({"full_name": N_("Nhập họ và tên như trên giấy tờ.")})
    if len(cleaned) > 200:
        raise Invalid({"full_name": N_("Họ tên quá dài: nhiều nhất 200 ký tự.")})
    if not any(c.isalpha() for c in cleaned) or any(c.isdigit() or not c.isprintable() for c in cleaned):
        raise Invalid({"full_name": N_("Họ tên chỉ gồm chữ, như trên giấy tờ.")})
    return cleaned


def check_email(email: str | None) -> str | None:
    """The address, or None when blank.

    Raises Invalid on `email`.
    """
    cleaned = (email or "").strip()
    if not cleaned:
        return None
    if len(cleaned) > 200 or not _EMAIL.fullmatch(cleaned):
        raise Invalid({"email": N_("Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@example.vn.")})
    return cleaned


def check_address(address: str) -> str:
    """A place of living, at most 300 characters.

    Raises Invalid on `address`.
    """
    cleaned = unicodedata.normalize("NFC", address[:1000]).strip()
    if len(cleaned) > 300 or not all(c.isprintable() for c in cleaned):
        raise Invalid({"address": N_("Địa chỉ dài nhất 300 ký tự, viết trên một dòng.")})
    return cleaned


def check_birth_date(birth_date: date | None) -> date:
    """A date of birth that a living person can have.

    Raises Invalid on `birth_date`.
    """
    if birth_date is None:
        raise Invalid({"birth_date": N_("Nhập ngày sinh: ngày, tháng, năm.")})
    if birth_date > today():
        raise Invalid({"birth_date": N_("Ngày sinh không thể ở sau hôm nay.")})
    if birth_date.year < today().year - OLDEST_YEARS:
        raise Invalid({"birth_date": N_("Năm sinh quá xa. Xem lại năm.")})
    return birth_date


def change_particulars(account_id: int, *, full_name: str, email: str, address: str, locale: str) -> None:
    """Changes what a person may change by themselves; the phone is changed with a code (`change_phone`).

    Raises Invalid with fields.
    """
    cleaned = _checked(
        full_name=lambda: check_name(full_name),
        email=lambda: check_email(email),
        address=lambda: check_address(address),
    )
    found = account(account_id)
    found.full_name, found.email, found.address = cleaned["full_name"], cleaned["email"], cleaned["address"]
    set_locale(account_id, locale)


def change_phone(account_id: int, phone: str) -> None:
    """Changes the phone and tells the old one. The caller has checked a code sent to the new number.

    Raises Invalid on `phone`.
    """
    found = account(account_id)
    cleaned = check_phone(phone)
    if found.phone and found.phone != cleaned:
        send(recipient(found), "phone_changed", {"ending": cleaned[-3:]})
    found.phone = cleaned


def change_password(account_id: int, old: str, new: str) -> None:
    """Changes the password; an account without one gets its first, and `old` does not matter then.

    Raises Invalid on `old_password` or `password`; TooMany.
    """
    found = account(account_id)
    if found.password_hash is not None:
        limits.hit(f"old-password:{account_id}", WRONG_PASSWORDS_PER_PERSON, QUARTER_HOUR)
        if not verify_password(found.password_hash, old):
            raise Invalid({"old_password": N_("Mật khẩu hiện tại chưa đúng.")})
    found.password_hash = hash_password(new)


def set_locale(account_id: int, locale: str) -> None:
    """Keeps the language a person reads; anything but `en` is Vietnamese."""
    account(account_id).locale = "en" if locale == "en" else "vi"


def recipient(person: Account) -> Recipient:
    """The account as somebody to write to."""
    return Recipient(person.id, person.phone, person.email, person.locale, person.full_name)


def recipients_of(account_ids: Iterable[int]) -> list[Recipient]:
    """Several at once, in one statement, by id; disabled accounts left out."""
    found = select(Account).where(Account.id.in_(set(account_ids)), Account.disabled_at.is_(None))
    return [recipient(person) for person in session().scalars(found.order_by(Account.id))]


def recipient_of(account_id: int) -> Recipient:
    """The same by id.

    Raises NotFound.
    """
    return recipient(account(account_id))
