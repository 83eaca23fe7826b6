"""The kinds of a calendar's days, and hours of work, in the words people use."""

from collections.abc import Sequence
from datetime import time
from itertools import groupby

from flask_babel import gettext as _

from app.core.errors import N_
from app.web.admin import hours_text
from app.web.layout.moments import SHORT_WEEKDAYS

KINDS = {
    "WEEKDAY": N_("Ngày làm việc"),
    "WEEKEND": N_("Nghỉ hằng tuần"),
    "HOLIDAY": N_("Nghỉ lễ, tết"),
    "COMPENSATORY_OFF": N_("Nghỉ bù"),
    "SWAP_OFF": N_("Nghỉ hoán đổi"),
    "SWAP_WORK": N_("Làm bù"),
    "AGENCY_OFF": N_("Cơ quan nghỉ riêng"),
    "AGENCY_WORK": N_("Cơ quan làm riêng"),
}
MEANINGS = {
    "HOLIDAY": N_("Ngày lễ, tết theo Bộ luật Lao động và quyết định hằng năm. Không tính vào thời hạn."),
    "COMPENSATORY_OFF": N_("Nghỉ thay ngày lễ trùng ngày nghỉ hằng tuần. Không tính vào thời hạn."),
    "SWAP_OFF": N_("Ngày làm việc được nghỉ, làm bù vào ngày khác. Không tính vào thời hạn."),
    "SWAP_WORK": N_("Ngày nghỉ hằng tuần phải đi làm, bù cho ngày đã hoán đổi. Được tính vào thời hạn."),
    "AGENCY_OFF": N_("Chỉ cơ quan này nghỉ; cả nước vẫn làm việc."),
    "AGENCY_WORK": N_("Chỉ cơ quan này làm việc, kể cả khi cả nước nghỉ."),
}
NATIONAL_KINDS = ("HOLIDAY", "COMPENSATORY_OFF", "SWAP_OFF", "SWAP_WORK")
AGENCY_KINDS = ("AGENCY_OFF", "AGENCY_WORK")
# What stands in a day's box beside its number, so that no colour is needed to read the year.
SIGNS = {
    "HOLIDAY": "L", "COMPENSATORY_OFF": "B", "SWAP_OFF": "H", "SWAP_WORK": "+", "AGENCY_OFF": "R", "AGENCY_WORK": "R+",
}  # fmt: skip


def kind_words(kind: str) -> str:
    """A kind of day in the reader's language."""
    return str(_(KINDS[kind]))


def halves_words(halves: tuple[tuple[time, time], ...]) -> str:
    """`07:30–11:30, 13:30–17:00`; nothing for no hours."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in halves)


def week_words(week: Sequence[Sequence[Sequence[str]]]) -> str:
    """A week's hours, days alike together: `T2–T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30`."""
    parts = []
    for halves, group in groupby(enumerate(week), key=lambda numbered: numbered[1]):
        days = [number for number, _halves in group]
        ends = dict.fromkeys((days[0], days[-1]))
        if halves:
            parts.append(f"{'–'.join(str(_(SHORT_WEEKDAYS[one])) for one in ends)} {hours_text.said(halves)}")
    return "; ".join(parts) or str(_("không ngày nào"))
