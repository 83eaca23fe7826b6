"""Where a dossier stands, in three answers: what happens now, whose turn it is, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.cases.dossiers import Step
from app.cases.models import Case
from app.cases.status import ENDED, Status
from app.catalogue import queries as catalogue
from app.web.formats import t
from app.web.layout.step_words import step_words


@dataclass(frozen=True, slots=True)
class Standing:
    """The three answers. `mine`: the owner has something to do. `until` may be past; `ended` when it is over; `rest`
    stands for `until` while no time runs."""

    what: str
    who: str
    mine: bool
    until: datetime | None
    ended: datetime | None
    rest: str = ""


def standing(case: Case, steps: Sequence[Step], policy: str = "RESTART", basis: str = "") -> Standing:
    """The answers for a dossier that waits at `steps`. `policy` and `basis` of a clock that rests, where they were
    asked: see `layout.clocks.rest_terms`."""
    if case.status in ENDED:
        return Standing(_("Hồ sơ đã kết thúc"), _("Không ai phải làm gì nữa"), False, None, case.closed_at)
    if case.suspended_at is not None:  # nobody can do anything, the owner neither
        until = case.due_at if case.resolved_at is None else None
        return Standing(_("Tạm ngưng xử lý"), _office(steps), False, until, None, _rest(case, policy, basis))
    mine = next((step for step in steps if step.item.role == "citizen"), None)
    if mine is not None:
        name = _name(case, mine)
        what = _("Đang khai: %(step)s", step=name) if case.status == Status.DRAFT else name
        return Standing(what, _("Bạn"), True, mine.item.due_at, None, _rest(case, policy, basis))
    until = case.due_at if case.resolved_at is None else None
    if not steps:
        return Standing(_("Hệ thống đang chuyển bước"), _("Hệ thống"), False, until, None, _rest(case, policy, basis))
    return Standing(_name(case, steps[0]), _office(steps), False, until, None, _rest(case, policy, basis))


def _office(steps: Sequence[Step]) -> str:
    """Whose turn it is, of the agency's side."""
    for step in steps:
        if step.unit:
            return t({"vi": step.unit, "en": step.unit_en or step.unit})
    return str(_("Cơ quan giải quyết"))


def _rest(case: Case, policy: str, basis: str) -> str:
    """Why no time runs, in words to the owner; nothing where a time runs or none is to come."""
    if case.resolved_at is not None:
        return str(_("Đã có kết quả"))
    if case.status == Status.DRAFT or case.due_at is not None:
        return ""
    if case.status == Status.SUPPLEMENT_REQUESTED and case.received_at is not None:
        if policy == "CONTINUE":
            return str(_("Chờ bạn bổ sung; bổ sung đủ thì thời hạn tính tiếp"))
        return str(_("Chờ bạn bổ sung; bổ sung đủ thì thời hạn tính lại từ đầu"))
    if case.status == Status.SUPPLEMENT_REQUESTED:
        return str(_("Chờ bạn bổ sung; thời hạn tính từ khi được tiếp nhận"))
    if case.received_at is not None:
        said = _("Tạm dừng tính thời hạn, căn cứ %(basis)s", basis=basis) if basis else _("Tạm dừng tính thời hạn")
        return str(said)
    return str(_("Có hẹn khi được tiếp nhận"))


def _name(case: Case, step: Step) -> str:
    return step_words(catalogue.version(case.version_id).definition_id, step.item.node, step.item.name)
