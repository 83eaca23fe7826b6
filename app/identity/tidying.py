"""Forgetting what has ended: sessions, tokens, codes, counts, forms nobody came back for."""

from datetime import timedelta

from sqlalchemy import delete

from app.core.clock import wall
from app.core.db import session
from app.identity import limits
from app.identity.models import ApiToken, LoginSession, OneTimeCode, StashedForm

KEPT = timedelta(days=1)  # forms, and the ended sessions that say whose they are


def forget_ended() -> None:
    """Deletes what has ended. A periodic duty; call it in a transaction."""
    at = wall()
    for table in (ApiToken, OneTimeCode):
        session().execute(delete(table).where(table.expires_at < at))
    session().execute(delete(LoginSession).where(LoginSession.expires_at < at - KEPT))
    session().execute(delete(StashedForm).where(StashedForm.created_at < at - KEPT))
    limits.forget_old()
