"""The log of what people of the house did: written in the transaction of the act itself, only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from app.core.clock import TZ, now
from app.core.db import run, session, table_of
from app.core.errors import N_, Invalid
from app.identity.models import Operation

DONE, REFUSED, FAILED = "DONE", "REFUSED", "FAILED"
MOST_REASON = 1000

KINDS: dict[str, str] = {
    "send_back": N_("Đưa hồ sơ về bước trước"),
    "forward": N_("Hoàn thành bước thay"),
    "suspend": N_("Tạm ngưng xử lý hồ sơ"),
    "resume": N_("Cho hồ sơ xử lý tiếp"),
    "stop": N_("Dừng hẳn hồ sơ"),
    "move_version": N_("Chuyển hồ sơ sang phiên bản khác"),
    "unmove_version": N_("Trả hồ sơ về phiên bản cũ"),
    "bulk_halt": N_("Dừng giữa chừng việc trên nhiều hồ sơ"),
    "retry": N_("Chạy lại bước lỗi"),
    "dismiss": N_("Đóng sự cố"),
    "timer": N_("Thử lại hẹn giờ"),
    "outbox_retry": N_("Gửi lại từ hộp gửi"),
    "outbox_drop": N_("Xóa khỏi hộp gửi"),
    "account_made": N_("Tạo tài khoản"),
    "role_granted": N_("Giao vai trò"),
    "role_revoked": N_("Bỏ vai trò"),
    "account_disabled": N_("Khóa tài khoản"),
    "account_enabled": N_("Mở lại tài khoản"),
    "password": N_("Cấp mật khẩu mới"),
    "draft_made": N_("Tạo bản thảo thủ tục"),
    "draft_imported": N_("Nhập tệp vào bản thảo"),
    "draft_discarded": N_("Bỏ bản thảo"),
    "proposed": N_("Trình ban hành"),
    "proposed_again": N_("Trình ban hành lại phiên bản cũ"),
    "proposed_repeal": N_("Trình bãi bỏ thủ tục"),
    "taken_back": N_("Rút lại bản trình"),
    "turned_down": N_("Không duyệt bản trình"),
    "released": N_("Ban hành phiên bản"),
    "released_again": N_("Ban hành lại phiên bản cũ"),
    "repealed": N_("Bãi bỏ thủ tục"),
    "called_off": N_("Dừng trước ngày hiệu lực"),
    "published": N_("Ban hành từ thư mục"),
}
OUTCOMES: dict[str, str] = {DONE: N_("đã làm"), REFUSED: N_("bị từ chối"), FAILED: N_("bị lỗi")}
_WRITE = insert(table_of(Operation)).inline()


@dataclass(frozen=True, slots=True)
class About:
    """What an operation was about; `subject` what is neither dossier, version nor unit."""

    case_id: int | None = None
    version_id: int | None = None
    unit_id: int | None = None
    subject: str = ""


def write(
    kind: str,
    actor_id: int | None,
    about: About,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    outcome: str = DONE,
) -> None:
    """Adds one line. Raises ValueError for a kind or an outcome that is none."""
    if kind not in KINDS or outcome not in OUTCOMES:
        raise ValueError(f"operation {kind!r} with outcome {outcome!r} is unknown")
    line = {
        "at": now(),
        "actor_id": actor_id,
        "kind": kind,
        "case_id": about.case_id,
        "version_id": about.version_id,
        "unit_id": about.unit_id,
        "subject": about.subject[:120],
        "reason": reason[:MOST_REASON],
        "detail": detail,
        "outcome": outcome,
    }
    run(_WRITE, line)


def lines(
    *,
    kind: str | None = None,
    actor_id: int | None = None,
    case_id: int | None = None,
    day: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Operation]:
    """The newest lines first, of one kind, person, dossier or day where given, those older than the line `before`."""
    wanted = select(Operation).order_by(Operation.id.desc()).limit(limit)
    asked = ((Operation.kind, kind), (Operation.actor_id, actor_id), (Operation.case_id, case_id))
    wanted = wanted.where(*(column == value for column, value in asked if value is not None))
    if day is not None:
        midnight = datetime.combine(day, time(), TZ)
        wanted = wanted.where(Operation.at >= midnight, Operation.at < midnight + timedelta(days=1))
    return session().scalars(wanted if before is None else wanted.where(Operation.id < before)).all()


def people() -> list[int]:
    """The accounts that have a line."""
    return [one for one in session().scalars(select(Operation.actor_id).distinct()) if one is not None]


def reason_of(text: str) -> str:
    """A reason as it is kept. Raises Invalid at `reason` for none, or one that is too long."""
    said = " ".join(text.split())
    if not 5 <= len(said) <= MOST_REASON:
        raise Invalid({"reason": N_("Nêu lý do, từ 5 đến 1.000 ký tự.")})
    return said
