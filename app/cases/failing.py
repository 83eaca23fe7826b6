"""A step that fails: nothing of it stays, an incident says what was tried, and an admin can try it again."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from app.cases.models import Case
from app.core.db import after_rollback
from app.core.errors import N_, Refusal, Unavailable
from app.engine import incidents
from app.engine.runtime import Progress

log = logging.getLogger(__name__)


class StepFailed(Unavailable):
    """A step of the process failed for a reason inside the house."""

    status = 500
    slug = "step-failed"
    message = N_(
        "Bước này gặp sự cố nên chưa thực hiện được; thông tin của bạn vẫn được giữ. Người quản trị đã được báo "
        "(mã sự cố %(reference)s). Bạn không cần làm lại; hệ thống sẽ chạy lại bước này."
    )

    def __init__(self, reference: str) -> None:
        super().__init__(reference=reference)
        self.reference = reference


def guarded(case: Case, node: str, act: dict[str, Any], move: Callable[[], Progress]) -> Progress:
    """Makes a move of the process. Refusals pass; anything else is kept as an incident after the rollback.

    The error's words go to the incident only: they may hold people's data. `act` is what `progress.retry` needs to do
    it again. Raises StepFailed with a reference for support.
    """
    try:
        return move()
    except Refusal:
        raise
    except Exception as error:
        reference = secrets.token_hex(4).upper()
        said = f"{reference} {type(error).__name__}: {error}"
        instance_id, case_id = case.instance_id, case.id
        log.error("step failed: case %s node %s %s reference %s", case_id, node, type(error).__name__, reference)
        if instance_id is not None:
            after_rollback(lambda: incidents.record(instance_id, case_id, node, act, said))
        raise StepFailed(reference) from error
