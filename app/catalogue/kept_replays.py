"""The replays of drafts that were made: the last of every revision."""

from typing import Any

from sqlalchemy import delete, select

from app.catalogue.models import ProcedureReplay
from app.core.clock import now
from app.core.db import session


def keep(draft_id: int, revision: int, version_id: int, account_id: int, result: dict[str, Any]) -> None:
    """Keeps what a replay found, instead of an earlier one of the same revision."""
    mine = ProcedureReplay.draft_id == draft_id, ProcedureReplay.revision == revision
    session().execute(delete(ProcedureReplay).where(*mine))
    made = {"draft_id": draft_id, "revision": revision, "version_id": version_id, "account_id": account_id}
    session().add(ProcedureReplay(**made, at=now(), result=result))
    session().flush()


def latest(draft_id: int) -> ProcedureReplay | None:
    """The last replay of a draft, of whichever revision."""
    mine = select(ProcedureReplay).where(ProcedureReplay.draft_id == draft_id)
    return session().scalar(mine.order_by(ProcedureReplay.id.desc()).limit(1))
