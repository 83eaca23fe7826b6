"""Where a dossier stands, in three answers: what happens now, whose turn it is, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.cases.dossiers import Step
from app.cases.models import Case
from app.cases.status import ENDED, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """The three answers. `mine`: the owner has something to do. `until` may be past; `ended` when it is over."""

    what: str
    who: str
    mine: bool
    until: datetime | None
    ended: datetime | None


def standing(case: Case, steps: Sequence[Step]) -> Standing:
    """The answers for a dossier that waits at `steps`."""
    if case.status in ENDED:
        return Standing(_("Hồ sơ đã kết thúc"), _("Không ai phải làm gì nữa"), False, None, case.closed_at)
    mine = next((step for step in steps if step.item.role == "citizen"), None)
    if mine is not None:
        what = _("Đang khai: %(step)s", step=mine.item.name) if case.status == Status.DRAFT else mine.item.name
        return Standing(what, _("Bạn"), True, mine.item.due_at, None)
    if not steps:
        return Standing(_("Hệ thống đang chuyển bước"), _("Hệ thống"), False, case.due_at, None)
    first = steps[0]
    return Standing(first.item.name, first.unit or _("Cơ quan giải quyết"), False, case.due_at, None)
