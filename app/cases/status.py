"""The ten national statuses of a dossier and the moves allowed between them (domain: list used in national sync)."""

from enum import IntEnum

from app.cases.models import Case
from app.core.errors import N_, Conflict, Named


class Status(IntEnum):
    """National status codes; DRAFT is internal, before submission."""

    DRAFT = 0
    SUBMITTED = 1
    RECEIVED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUIRED = 6
    WITHDRAWAL_REQUESTED = 7
    STOPPED = 8
    RESOLVED = 9
    RETURNED = 10


NAMES: dict[Status, str] = {
    Status.DRAFT: N_("Bản nháp"),
    Status.SUBMITTED: N_("Mới đăng ký"),
    Status.RECEIVED: N_("Được tiếp nhận"),
    Status.NOT_ACCEPTED: N_("Không được tiếp nhận"),
    Status.PROCESSING: N_("Đang xử lý"),
    Status.SUPPLEMENT_REQUESTED: N_("Yêu cầu bổ sung giấy tờ"),
    Status.PAYMENT_REQUIRED: N_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWAL_REQUESTED: N_("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: N_("Dừng xử lý"),
    Status.RESOLVED: N_("Đã xử lý xong"),
    Status.RETURNED: N_("Đã trả kết quả"),
}

_S = Status
ALLOWED: dict[Status, frozenset[Status]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    _S.SUBMITTED: frozenset({_S.RECEIVED, _S.NOT_ACCEPTED, _S.SUPPLEMENT_REQUESTED, _S.WITHDRAWAL_REQUESTED}),
    _S.RECEIVED: frozenset({_S.PROCESSING, _S.PAYMENT_REQUIRED, _S.WITHDRAWAL_REQUESTED}),
    _S.NOT_ACCEPTED: frozenset(),
    _S.PROCESSING: frozenset(
        {_S.SUPPLEMENT_REQUESTED, _S.PAYMENT_REQUIRED, _S.WITHDRAWAL_REQUESTED, _S.STOPPED, _S.RESOLVED}
    ),
    _S.SUPPLEMENT_REQUESTED: frozenset({_S.SUBMITTED, _S.RECEIVED, _S.PROCESSING, _S.WITHDRAWAL_REQUESTED, _S.STOPPED}),
    _S.PAYMENT_REQUIRED: frozenset({_S.RECEIVED, _S.PROCESSING, _S.RESOLVED, _S.STOPPED, _S.WITHDRAWAL_REQUESTED}),
    _S.WITHDRAWAL_REQUESTED: frozenset({_S.STOPPED}),
    _S.STOPPED: frozenset(),
    _S.RESOLVED: frozenset({_S.RETURNED}),
    _S.RETURNED: frozenset(),
}
ENDED = frozenset({Status.NOT_ACCEPTED, Status.STOPPED, Status.RETURNED})
WITHDRAWABLE = frozenset(s for s, after in ALLOWED.items() if Status.WITHDRAWAL_REQUESTED in after)
CITIZEN_MAY_CHANGE = frozenset({Status.DRAFT, Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED})


class ForbiddenMove(Conflict):
    """A diagram or an act asked for a status that does not follow from the present one."""

    message = N_("Hồ sơ đang ở trạng thái “%(now)s”, không thể chuyển sang “%(then)s”.")

    def __init__(self, now: Status, then: Status) -> None:
        super().__init__(now=Named(NAMES[now]), then=Named(NAMES[then]))


def move(case: Case, to: Status) -> None:
    """Puts the case in a status. From WITHDRAWAL_REQUESTED it may also go back to where it was.

    Raises ForbiddenMove for a move that the national list does not allow.
    """
    present = Status(case.status)
    back = present is Status.WITHDRAWAL_REQUESTED and to == case.status_before
    if to not in ALLOWED[present] and not back:
        raise ForbiddenMove(present, to)
    case.status_before = int(present)
    case.status = int(to)
