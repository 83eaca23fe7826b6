"""The demo province: units and accounts, all invented. Making it again changes nothing that is there."""

from datetime import date

from sqlalchemy import Select, inspect, select, update

from app.core.clock import now
from app.core.db import session, transaction
from app.identity import units
from app.identity.granting import grant
from app.identity.models import Account, Unit
from app.identity.passwords import hash_password

PROVINCE = ("an-binh", "UBND tỉnh An Bình", "An Binh Provincial People's Committee", "PROVINCE", "H99")
COMMUNES = (
    ("xa-tan-phu", "Xã Tân Phú", "Tan Phu Commune", "H99.01", "H99.11"),
    ("phuong-binh-minh", "Phường Bình Minh", "Binh Minh Ward", "H99.02", "H99.12"),
    ("xa-hoa-son", "Xã Hòa Sơn", "Hoa Son Commune", "H99.03", "H99.13"),
)
CITIZENS = (
    ("citizen", "Nguyễn Văn An", "001090000001", date(1990, 5, 20), "0900000001"),
    ("citizen2", "Trần Minh Đức", "001090000002", date(1990, 9, 2), "0900000002"),
)
OFFICERS = (
    ("desk", "Lê Thị Hoa", "one_stop", "xa-tan-phu"),
    ("desk_leader", "Phạm Quốc Bảo", "desk_leader", "xa-tan-phu"),
    ("specialist", "Vũ Thị Mai", "specialist", "xa-tan-phu"),
    ("leader", "Hoàng Văn Sơn", "leader", "xa-tan-phu"),
    ("clerk", "Đặng Thị Lan", "clerk", "xa-tan-phu"),
    ("lead", "Bùi Văn Hải", "lead", "xa-tan-phu"),
    ("council1", "Đỗ Văn Thành", "council", "xa-tan-phu"),
    ("council2", "Ngô Thị Thu", "council", "xa-tan-phu"),
    ("council3", "Dương Văn Lâm", "council", "xa-tan-phu"),
    ("desk_bm", "Lý Thị Ngọc", "one_stop", "phuong-binh-minh"),
    ("specialist_bm", "Trịnh Văn Khoa", "specialist", "phuong-binh-minh"),
    ("leader_bm", "Mai Thị Hạnh", "leader", "phuong-binh-minh"),
    ("clerk_bm", "Cao Văn Tú", "clerk", "phuong-binh-minh"),
)
HOUSE = (
    ("designer", "Phan Thị Yến", ("designer", "proposer")),
    ("admin", "Hồ Văn Quang", ("admin", "releaser", "operator")),
)


def make_demo(password: str) -> None:
    """Makes what is missing of the demo province, in the transaction under way; new accounts get the password.

    Raises Invalid when the password is too short or too long.
    """
    made = _units()
    hashed = hash_password(password)  # one hash for all of them: they share one password anyway
    for username, name, number, born, phone in CITIZENS:
        _account(
            username,
            name,
            hashed,
            id_kind="CCCD",
            id_number=number,
            birth_date=born,
            phone=phone,
            email=f"{username}@example.vn",
            address="Thôn 2, xã Tân Phú, tỉnh An Bình",
            identity_level=2,
        )
    for order, (username, name, role, commune) in enumerate(OFFICERS, start=1):
        officer = _account(username, name, hashed, phone=f"09000001{order:02d}", email=f"{username}@example.vn")
        for code in (commune, f"ca-{commune}"):
            grant(officer.id, role, made[code])
    for username, name, roles in HOUSE:
        account = _account(username, name, hashed, email=f"{username}@example.vn")
        for role in roles:
            grant(account.id, role)


def change_password(password: str) -> None:
    """Gives all demo accounts another password. Raises Invalid when it is too short or too long."""
    session().execute(update(Account).where(Account.demo).values(password_hash=hash_password(password)))


def is_open() -> bool:
    """Whether anybody can sign in to a demo account; False too while there are no tables."""
    with transaction(writes=False) as reading:
        if not inspect(reading.connection()).has_table(Account.__tablename__):
            return False
        return reading.scalar(_open_accounts().limit(1)) is not None


def close() -> int:
    """Disables all demo accounts, in the transaction under way; returns how many were open."""
    accounts = list(session().scalars(_open_accounts()))
    for account in accounts:
        account.disabled_at = now()
    return len(accounts)


def _open_accounts() -> Select[Account]:
    return select(Account).where(Account.demo, Account.disabled_at.is_(None))


def _units() -> dict[str, int]:
    code, name, name_en, kind, agency_code = PROVINCE
    province = _unit(code, name, name_en, kind, agency_code, None)
    made = {code: province}
    for code, name, name_en, agency_code, police_code in COMMUNES:
        made[code] = _unit(code, name, name_en, units.COMMUNE, agency_code, province)
        police = f"ca-{code}"
        named = f"Công an {name[0].lower()}{name[1:]}"
        made[police] = _unit(police, named, f"{name_en} Police", units.COMMUNE_POLICE, police_code, made[code])
    return made


def _unit(code: str, name: str, name_en: str, kind: str, agency_code: str, parent_id: int | None) -> int:
    found = units.by_code(code)
    if found is None:
        found = Unit(
            code=code,
            name=name,
            name_en=name_en,
            kind=kind,
            tier="PROVINCE" if kind == units.PROVINCE else "COMMUNE",
            agency_code=agency_code,
            parent_id=parent_id,
            address=f"{name}, tỉnh An Bình",
            phone="0290 000 0000",
            valid_from=date(2025, 7, 1),
        )
        session().add(found)
        session().flush()
    return found.id


def _account(username: str, name: str, hashed: str, **particulars: object) -> Account:
    found = session().scalar(select(Account).where(Account.username == username))
    if found is None:
        found = Account(
            username=username, full_name=name, password_hash=hashed, demo=True, created_at=now(), **particulars
        )
        session().add(found)
        session().flush()
    return found
