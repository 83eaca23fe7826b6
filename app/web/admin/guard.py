"""Who may be here: administrators keep the house, operators repair what runs; each reads what the other does."""

from app.core.errors import Forbidden
from app.identity.actor import Actor
from app.identity.permissions import HOUSE_ROLES
from app.web import session


def admin() -> Actor:
    """The administrator who asks. Raises Unauthenticated, Forbidden."""
    return _one_of("admin")


def operator() -> Actor:
    """Whoever may act on running dossiers. Raises Unauthenticated, Forbidden."""
    return _one_of("operator")


def watcher() -> Actor:
    """Whoever may see what runs and what was done: operators, and administrators, who do not act on it.

    Raises Unauthenticated, Forbidden.
    """
    return _one_of("operator", "admin")


def reader() -> Actor:
    """Whoever may look at the procedures' versions: everybody of the house. Raises Unauthenticated, Forbidden."""
    return _one_of(*HOUSE_ROLES)


def _one_of(*roles: str) -> Actor:
    actor = session.actor()
    if not actor.has_any(*roles):
        raise Forbidden()
    return actor
