"""What the timetable is about to do, in words."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.core.errors import N_

KINDS = {
    "TIMER": N_("Hẹn giờ của quy trình"),
    "NEAR": N_("Nhắc gần hạn"),
    "APOLOGY": N_("Mở việc xin lỗi, gia hạn"),
    "OVERDUE": N_("Ghi quá hạn"),
    "ESCALATE": N_("Báo lên cấp trên"),
    "ANSWER": N_("Nhắc trả lời hồ sơ trực tuyến"),
}
_COUNTED = {
    "TIMER": N_("%(count)s hẹn giờ của quy trình"),
    "NEAR": N_("%(count)s nhắc gần hạn"),
    "APOLOGY": N_("%(count)s việc xin lỗi, gia hạn"),
    "OVERDUE": N_("%(count)s hồ sơ bị ghi quá hạn"),
    "ESCALATE": N_("%(count)s lần báo lên cấp trên"),
    "ANSWER": N_("%(count)s nhắc trả lời hồ sơ trực tuyến"),
}


def kind_words(kind: str) -> str:
    """What a watch does when its moment comes; a timer of a diagram has no kind."""
    said = KINDS.get(kind or "TIMER")
    return str(_(said)) if said else kind


def counted(counts: Mapping[str, int]) -> str:
    """`12 nhắc gần hạn, 3 hồ sơ bị ghi quá hạn`."""
    return ", ".join(_(_COUNTED[kind], count=n) if kind in _COUNTED else f"{n} {kind}" for kind, n in counts.items())
