"""One operators' act on many dossiers, each in a transaction of its own: what is refused for one, or fails, is noted
and the others go on. The preview does the same and takes it back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, select

from app.cases import operating
from app.cases.models import Case
from app.core.db import session, transaction
from app.core.errors import N_, Invalid, Refusal, Unavailable
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import FAILED, REFUSED, About

log = structlog.get_logger()

MOST = 200
TRIED = "thử trước"  # the reason a preview gives; it is taken back with everything else

Act = Callable[[int, str, Actor], Any]
ACTS: dict[str, Act] = {"suspend": operating.suspend, "resume": operating.resume, "stop": operating.stop}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of one dossier; `refusal` None: it goes through. `number` is its code or, before
    reception, its draft number; `gave` what the act returned."""

    case_id: int
    number: str
    refusal: Refusal | None
    gave: Any = None


class NothingChosen(Invalid):
    """None, or far too many."""

    message = N_("Chọn ít nhất một và không quá 200 hồ sơ rồi thử lại.")


class Failed(Unavailable):
    """A fault of the house in one dossier's act; the log has it."""

    message = N_("Lỗi bên trong; hồ sơ này chưa bị thay đổi gì.")


class _Enough(Exception):
    """It would go through: take it back."""


def preview(act: Act, case_ids: Iterable[int], actor: Actor) -> list[Outcome]:
    """What the act would do, dossier by dossier. Call it outside of a transaction. Raises NothingChosen."""

    outcomes = []
    for case_id, number in _numbers(case_ids):
        refusal, gave = _tried(act, case_id, TRIED, actor, keep=False)
        outcomes.append(Outcome(case_id, number, refusal, gave))
    return outcomes


def each(kind: str, act: Act, case_ids: Iterable[int], reason: str, actor: Actor) -> list[Outcome]:
    """Does it. Call it outside of a transaction. Raises NothingChosen, Invalid without a reason."""
    said = operations.reason_of(reason)
    done: list[Outcome] = []
    for case_id, number in _numbers(case_ids):
        refusal, gave = _tried(act, case_id, said, actor, keep=True)
        if refusal is not None:
            outcome = FAILED if isinstance(refusal, Failed) else REFUSED
            with transaction():
                operations.write(kind, actor.account_id, About(case_id), said, {"why": str(refusal)[:300]}, outcome)
        done.append(Outcome(case_id, number, refusal, gave))
    return done


def _tried(act: Act, case_id: int, reason: str, actor: Actor, *, keep: bool) -> tuple[Refusal | None, Any]:
    """Does it in a transaction of its own, which is taken back unless it is to be kept."""
    gave: Any = None
    try:
        with transaction():
            gave = act(case_id, reason, actor)
            if not keep:
                raise _Enough
    except _Enough:
        pass
    except Refusal as refusal:
        return refusal, None
    except Exception as error:  # one broken dossier holds up no other
        log.exception("operator's act failed", case=case_id, kind=type(error).__qualname__)
        return Failed(), None
    return None, gave


def _numbers(case_ids: Iterable[int]) -> list[tuple[int, str]]:
    wanted = list(dict.fromkeys(case_ids))
    if not 1 <= len(wanted) <= MOST:
        raise NothingChosen()
    with transaction(writes=False):
        rows = session().execute(select(Case.id, func.coalesce(Case.code, Case.number)).where(Case.id.in_(wanted)))
        known = {case_id: number for case_id, number in rows}  # noqa: C416  # dict() takes a result for a mapping
    return [(case_id, known.get(case_id, str(case_id))) for case_id in wanted]
