"""Whether the system does its work: what an administrator looks at first when somebody calls."""

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, inspect, select, text

from app.core.clock import now, wall
from app.core.config import MB, Settings
from app.core.db import session
from app.core.errors import N_
from app.deadlines.models import Watch
from app.engine.models import Incident, Instance, Timer, WorkItem
from app.integrations.models import Outbox

LATE = timedelta(minutes=2)  # the timetable looks every few seconds; two minutes late means that it does not run
LEAST_FREE = 500 * MB


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the system: `good`, and what was seen in words with places to fill."""

    name: str
    good: bool
    said: str
    params: dict[str, Any] = field(default_factory=dict)


def checks(settings: Settings) -> list[Check]:
    """All looks, each a statement or two; they change nothing."""
    return [_tables(), _timers(), _outbox(), _dead(), _incidents(), _room(settings.instance_dir), _running()]


def _tables() -> Check:
    dialect = session().get_bind().dialect.name
    name = N_("Cơ sở dữ liệu")
    if not inspect(session().connection()).has_table("alembic_version"):
        return Check(
            name, False, N_("%(kind)s trả lời, nhưng các bảng không do lệnh nâng cấp tạo ra."), {"kind": dialect}
        )
    version = session().scalar(text("SELECT version_num FROM alembic_version"))
    return Check(name, True, N_("%(kind)s trả lời; bảng ở bản %(version)s."), {"kind": dialect, "version": version})


def _timers() -> Check:
    late = sum(_count(model, model.next_try_at < now() - LATE) for model in (Timer, Watch))
    if late:
        return Check(N_("Bộ hẹn giờ"), False, N_("%(count)s hẹn giờ đã trễ: bộ hẹn giờ không chạy."), {"count": late})
    waiting = _count(Timer) + _count(Watch)
    return Check(N_("Bộ hẹn giờ"), True, N_("Không hẹn giờ nào trễ; %(count)s đang chờ."), {"count": waiting})


def _outbox() -> Check:
    late = _count(Outbox, Outbox.dead.is_(False), Outbox.next_try_at < wall() - LATE)
    if late:
        return Check(N_("Hộp gửi"), False, N_("%(count)s mục đã đến lượt mà chưa gửi."), {"count": late})
    return Check(N_("Hộp gửi"), True, N_("Không mục nào chậm."))


def _dead() -> Check:
    dead = _count(Outbox, Outbox.dead.is_(True))
    if dead:
        return Check(N_("Gửi không được"), False, N_("%(count)s mục chờ bạn quyết định."), {"count": dead})
    return Check(N_("Gửi không được"), True, N_("Không có."))


def _incidents() -> Check:
    open_ones = _count(Incident, Incident.resolved_at.is_(None))
    if open_ones:
        return Check(N_("Sự cố"), False, N_("%(count)s sự cố chưa xử lý."), {"count": open_ones})
    return Check(N_("Sự cố"), True, N_("Không có."))


def _room(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    said = N_("Còn trống %(megabytes)s MB.")
    return Check(N_("Ổ đĩa"), free >= LEAST_FREE, said, {"megabytes": free // MB})


def _running() -> Check:
    counted = {"cases": _count(Instance, Instance.ended_at.is_(None)), "tasks": _count(WorkItem)}
    return Check(N_("Đang chạy"), True, N_("%(cases)s hồ sơ và bản nháp, %(tasks)s việc đang mở."), counted)


def _count(model: type[Any], *where: Any) -> int:
    return session().scalar(select(func.count()).select_from(model).where(*where)) or 0
