"""The journal of a case: who did what and when. Lines are only ever added, in the transaction of the act itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from app.cases.models import JournalLine
from app.core.clock import now
from app.core.db import run, session, table_of
from app.core.errors import N_

KINDS: dict[str, str] = {
    "created": N_("Bắt đầu hồ sơ"),
    "completed": N_("Hoàn thành bước"),
    "claimed": N_("Nhận việc"),
    "released": N_("Trả việc về hàng đợi"),
    "assigned": N_("Giao việc"),
    "opened": N_("Mở xem hồ sơ"),
    "amended": N_("Sửa tờ khai"),
    "document_added": N_("Nộp giấy tờ"),
    "document_removed": N_("Bỏ giấy tờ"),
    "comment": N_("Ghi chú nội bộ"),
    "payment": N_("Thanh toán"),
    "message": N_("Nhận tin từ hệ thống khác"),
    "timer": N_("Đến hạn tự động"),
    "near": N_("Nhắc sắp hết hạn"),
    "term_ends": N_("Nhắc xem có kịp hạn không"),
    "overdue": N_("Quá hạn"),
    "escalated": N_("Báo lãnh đạo vì quá hạn"),
    "unanswered": N_("Nhắc lãnh đạo vì hồ sơ trực tuyến chưa được trả lời"),
    "withdraw": N_("Yêu cầu rút hồ sơ"),
    "paused": N_("Tạm dừng tính thời hạn"),
    "went_on": N_("Tính tiếp thời hạn"),
    "extended": N_("Hẹn lại ngày trả"),
    "recounted": N_("Tính lại ngày hẹn trả"),
    "discarded": N_("Xóa bản nháp"),
    "retried": N_("Chạy lại bước bị lỗi"),
    "sent_back": N_("Quản trị đưa hồ sơ về bước trước"),
    "forwarded": N_("Quản trị hoàn thành bước thay"),
    "suspended": N_("Quản trị tạm ngưng xử lý hồ sơ"),
    "resumed": N_("Quản trị cho hồ sơ xử lý tiếp"),
    "stopped": N_("Quản trị dừng hẳn hồ sơ"),
    "moved_version": N_("Quản trị chuyển hồ sơ sang phiên bản khác của thủ tục"),
}
_WRITE = insert(table_of(JournalLine)).inline()  # nobody asks for the new id


def write(
    case_id: int, kind: str, actor_id: int | None, node: str | None = None, detail: dict[str, Any] | None = None
) -> None:
    """Adds one line. Raises ValueError for a kind that is not in KINDS."""
    if kind not in KINDS:
        raise ValueError(f"journal kind {kind!r} is unknown")
    line = {"case_id": case_id, "at": now(), "actor_id": actor_id, "kind": kind, "node": node, "detail": detail}
    run(_WRITE, line)


def lines(case_id: int) -> Sequence[JournalLine]:
    """All lines of a case, oldest first."""
    return session().scalars(select(JournalLine).where(JournalLine.case_id == case_id).order_by(JournalLine.id)).all()
