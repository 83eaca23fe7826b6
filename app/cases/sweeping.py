"""Forgetting keys of repeated requests that nobody will repeat any more."""

from datetime import timedelta

from sqlalchemy import delete

from app.cases.models import IdempotencyKey
from app.core.clock import wall
from app.core.db import session

KEPT = timedelta(days=2)


def forget_old_keys() -> None:
    """Deletes idempotency keys older than two days. A periodic duty; call it in a transaction."""
    session().execute(delete(IdempotencyKey).where(IdempotencyKey.at < wall() - KEPT))
