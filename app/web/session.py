"""Who is asking: the actor behind the session cookie, and what they had typed when their session ended.

The cookie holds a random token and nothing else; the session itself is a row, so it can be ended from anywhere. It is
renewed at each sign-in, whatever the browser brought along.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, current_app, g, request
from flask import session as page_session

from app.core.config import Settings
from app.core.db import transaction
from app.core.errors import TooMany, Unauthenticated
from app.identity import limits, sessions, stashes
from app.identity.actor import Actor

COOKIE = "sid"
WHO = "who"
KEPT = "kept"
KEPT_SECONDS = 2 * 3600
KEPT_PER_ADDRESS = 200  # it is room that strangers could fill
RESUME = "/tiep-tuc"
API = "/api/"
NEVER_KEPT = frozenset(("csrf_token", "password", "old_password", "code", "confirmation_code"))

P = ParamSpec("P")
R = TypeVar("R")


def load() -> None:
    """Sets `g.actor` (None when signed out): no statement without the cookie, one with it. Runs before each request
    inside its transaction. Programs of the API are known by their token, never by the cookie."""
    g.actor = None
    token = request.cookies.get(COOKIE)
    if not token or request.path.startswith(API):
        return
    g.actor = admitted(sessions.actor_of(token))
    if g.actor is not None and request.method == "POST" and KEPT in request.cookies:
        # Sent again: if this is refused too, the deletion is rolled back with the rest.
        stashes.forget(request.cookies[KEPT], request.path)


def admitted(found: Actor | None) -> Actor | None:
    """The actor, unless it is of the demo and this is no demo: production refuses accounts whose password is known."""
    return found if found is None or not found.demo or _settings().demo else None


def actor() -> Actor:
    """The person signed in.

    Raises Unauthenticated.
    """
    found: Actor | None = g.get("actor")
    if found is None:
        raise Unauthenticated
    return found


def require_sign_in(view: Callable[P, R]) -> Callable[P, R]:
    """Lets a view run for signed-in people only; others are sent to sign in, and what they posted is kept."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        actor()
        return view(*args, **kwargs)

    return guarded


def token() -> str:
    """The session token of this request; empty when there is none."""
    return request.cookies.get(COOKIE, "")


def begin(response: Response, account_id: int) -> Response:
    """Signs the account in with a new session, and ends the one the browser brought along."""
    sessions.close(token())
    page_session.pop("csrf_token", None)
    settings = _settings()
    fresh = sessions.open_session(account_id, user_agent=request.user_agent.string, seconds=settings.session_seconds)
    _set_cookie(response, COOKIE, fresh, settings.session_seconds)
    # Opens nothing: with it back.js sees that a page kept by the browser was somebody else's.
    seconds, secure = settings.session_seconds, settings.secure_cookies
    response.set_cookie(WHO, secrets.token_hex(4), max_age=seconds, samesite="Lax", secure=secure, path="/")
    return response


def end(response: Response) -> Response:
    """Signs out: the session's row, the cookies, and what had been kept."""
    sessions.close(token())
    stashes.forget(request.cookies.get(KEPT, ""))
    page_session.clear()
    for name in (COOKIE, WHO, KEPT):
        response.delete_cookie(name, path="/")
    return response


def keep_form(response: Response) -> bool:
    """Keeps what was posted in this request until its sender has signed in again; False when that would be too much.

    Call it after the request's transaction, as an error handler does.
    """
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    try:
        with transaction():
            limits.hit(f"kept-from:{request.remote_addr}", KEPT_PER_ADDRESS, KEPT_SECONDS)
            kept = stashes.stash(request.full_path.rstrip("?"), pairs, token())
    except TooMany:
        return False
    if kept is None:
        return False
    _set_cookie(response, KEPT, kept, KEPT_SECONDS)
    return True


def kept_form() -> stashes.Stash | None:
    """The form kept for the person signed in, or None."""
    return stashes.kept(request.cookies.get(KEPT, ""), actor().account_id)


def _set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="Lax", secure=_settings().secure_cookies, path="/"
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
