"""One act on many tasks. Each task stands for itself: what is refused for one is reported and the others go on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.cases import progress, tasks
from app.cases.models import Case
from app.core.db import savepoint, session
from app.core.errors import N_, Invalid, Refusal
from app.engine.models import WorkItem
from app.identity.actor import Actor

MOST = 100
TRANSFER = "hand_over"  # the node of the shared diagram at which the desk passes dossiers on
HANDED = {"papers_handed": True}  # what the officer states by the press, as the form of that step asks it


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one task. `refusal` is None when it went through; `code` names the dossier, if still known."""

    item_id: int
    code: str | None
    refusal: Refusal | None


class NothingChosen(Invalid):
    """No task, or far too many, were chosen."""

    message = N_("Chọn ít nhất một việc và không quá 100 việc rồi thử lại.")


class NotAtTransfer(Invalid):
    """The task is another step than the transfer."""

    message = N_("Hồ sơ không ở bước chuyển hồ sơ; mở việc để xử lý riêng.")


def claim(actor: Actor, item_ids: Iterable[int]) -> list[Done]:
    """Takes each waiting task. Raises NothingChosen."""
    return _each(item_ids, lambda item_id: tasks.claim(actor, item_id))


def release(actor: Actor, item_ids: Iterable[int]) -> list[Done]:
    """Puts each task back for the colleagues. Raises NothingChosen."""
    return _each(item_ids, lambda item_id: tasks.release(actor, item_id))


def assign(actor: Actor, item_ids: Iterable[int], account_id: int) -> list[Done]:
    """Hands each task to a colleague. Raises NothingChosen."""
    return _each(item_ids, lambda item_id: tasks.assign(actor, item_id, account_id))


def transfer(actor: Actor, item_ids: Iterable[int]) -> list[Done]:
    """Completes the step of handing over for each dossier that stands there. Raises NothingChosen."""

    def hand_over(item_id: int) -> None:
        node = session().scalar(select(WorkItem.node).where(WorkItem.id == item_id))
        if node is not None and node != TRANSFER:
            raise NotAtTransfer()
        progress.complete_task(actor, item_id, HANDED)

    return _each(item_ids, hand_over)


def _each(item_ids: Iterable[int], act: Callable[[int], Any]) -> list[Done]:
    wanted = list(dict.fromkeys(item_ids))
    if not 1 <= len(wanted) <= MOST:
        raise NothingChosen()
    codes = _codes(wanted)
    return [Done(item_id, codes.get(item_id), _refusal(act, item_id)) for item_id in wanted]


def _refusal(act: Callable[[int], Any], item_id: int) -> Refusal | None:
    """Does one act in a savepoint, so that a refused one leaves nothing behind."""
    try:
        with savepoint():
            act(item_id)
    except Refusal as refusal:
        return refusal
    return None


def _codes(item_ids: list[int]) -> dict[int, str]:
    """The dossier codes of open tasks, read first: completed ones are gone afterwards."""
    rows = session().execute(
        select(WorkItem.id, Case.code, Case.number)
        .join(Case, Case.id == WorkItem.subject_id)
        .where(WorkItem.id.in_(item_ids))
    )
    return {item_id: code or number for item_id, code, number in rows}
