"""Forgetting what has ended: sessions, tokens, codes, counts, forms nobody came back for."""

from datetime import timedelta

from sqlalchemy import delete

from app.core.clock import now
from app.core.db import session
from app.identity import limits
from app.identity.models import ApiToken, LoginSession, OneTimeCode, StashedForm

STASH_DAYS = 2


def forget_ended() -> None:
    """Deletes what has ended. A periodic duty; call it in a transaction."""
    at = now()
    for table in (LoginSession, ApiToken, OneTimeCode):
        session().execute(delete(table).where(table.expires_at < at))
    session().execute(delete(StashedForm).where(StashedForm.created_at < at - timedelta(days=STASH_DAYS)))
    limits.forget_old()
