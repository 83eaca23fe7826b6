"""Rows for the inbox's tests, straight into the tables: lists are read without a process behind them."""

from datetime import date, datetime, timedelta
from typing import Any

from app.cases.models import Case
from app.catalogue.models import Procedure, ProcedureVersion, Sector
from app.core import clock
from app.core.db import session
from app.core.folding import fold
from app.engine.models import Definition, Instance, WorkItem, WorkItemDone
from app.identity.actor import Actor
from app.identity.models import Account, Unit


def officer(account_id: int, *roles: tuple[str, int]) -> Actor:
    """Somebody with roles, without an account row."""
    return Actor(account_id, f"Người {account_id}", frozenset(roles), "vi", 2, False)


def ground() -> None:
    """Two units, three accounts, one procedure, one definition."""
    moment = clock.now()
    add = session().add
    for n, name in ((1, "Xã Tân Phú"), (2, "Xã Hòa Sơn")):
        add(Unit(id=n, code=f"u{n}", name=name, name_en=name, kind="COMMUNE", tier="COMMUNE", agency_code=f"H99.0{n}"))
    for n in (1, 2, 3):
        add(Account(id=n, username=f"a{n}", full_name=f"Người {n}", created_at=moment))
    add(Sector(code="ho-tich", name="Hộ tịch", name_en="Civil status"))
    add(Definition(id=1, sha256="0", process_id="one_stop", content=b"", created_at=moment))
    add(Procedure(id=1, code="1.001193", slug="khai-sinh"))
    session().flush()
    named: dict[str, Any] = {"name": "Đăng ký khai sinh", "name_en": "Birth", "search": fold("Đăng ký khai sinh")}
    if "name_folded" in ProcedureVersion.__table__.c:
        named["name_folded"] = named["search"]
    add(
        ProcedureVersion(
            id=1, procedure_id=1, number=1, sha256="0", definition_id=1, code="1.001193", sector="ho-tich",
            tier="COMMUNE", service_level="FULL", legacy_level=4, for_citizens=True, for_businesses=False,
            manifest={}, effective_from=date(2025, 7, 1), published_at=moment, **named,
        )
    )  # fmt: skip
    session().flush()


def dossier(number: int, name: str = "Nguyễn Văn Đức", code: str | None = None) -> Case:
    """A submitted dossier with its instance."""
    moment = clock.now()
    session().add(Instance(id=number, definition_id=1, subject_id=number, state=b"", codec=1, started_at=moment))
    session().flush()
    made = Case(
        id=number, number=f"N{number:04}", code=code, procedure_id=1, version_id=1, rule_version="1",
        instance_id=number, owner_id=3, submitter_id=3, applicant_name=name,
        search=fold(f"{code or ''} N{number:04} {name}"), status=2, created_at=moment,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made


def item(
    number: int,
    case: Case,
    *,
    role: str = "one_stop",
    unit: int | None = 1,
    holder: int | None = None,
    due: timedelta | datetime | None = None,
) -> WorkItem:
    """An open task of a dossier, due `due` from now."""
    moment = clock.now()
    made = WorkItem(
        id=number, instance_id=case.instance_id, subject_id=case.id, task_id=f"t{number}", node="check_dossier",
        name="Kiểm tra hồ sơ", role=role, unit_id=unit, assignee_id=holder, opened_at=moment,
        due_at=moment + due if isinstance(due, timedelta) else due,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made


def done(number: int, case: Case, *, actor: int, ago: timedelta, role: str = "one_stop", unit: int = 1) -> None:
    """A task that somebody ended."""
    moment = clock.now()
    session().add(
        WorkItemDone(
            id=number, subject_id=case.id, node="check_dossier", role=role, unit_id=unit, actor_id=actor,
            outcome="complete", opened_at=moment - ago, done_at=moment - ago,
        )
    )  # fmt: skip
    session().flush()
