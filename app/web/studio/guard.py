"""Who may be here: drawing, proposing and releasing are rights of their own; administrators look on."""

from app.core.errors import Forbidden
from app.identity.actor import Actor
from app.web import session

READERS = ("designer", "proposer", "releaser", "admin")


def designer() -> Actor:
    """The designer who asks. Raises Unauthenticated, Forbidden."""
    return _one_of("designer")


def proposer() -> Actor:
    """Whoever may propose a release, or take a proposal back. Raises Unauthenticated, Forbidden."""
    return _one_of("proposer")


def releaser() -> Actor:
    """Whoever decides about what is proposed. Raises Unauthenticated, Forbidden."""
    return _one_of("releaser")


def proposer_or_releaser() -> Actor:
    """Whoever may end a proposal, each in their own way. Raises Unauthenticated, Forbidden."""
    return _one_of("proposer", "releaser")


def reader() -> Actor:
    """Whoever may look at drafts. Raises Unauthenticated, Forbidden."""
    return _one_of(*READERS)


def _one_of(*roles: str) -> Actor:
    actor = session.actor()
    if not actor.has_any(*roles):
        raise Forbidden()
    return actor
