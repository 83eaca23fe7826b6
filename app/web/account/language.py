"""The language switch on every page. A cookie: it works for people who are not signed in."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from app.identity import accounts
from app.web.account.local_paths import local_path
from app.web.account.sign_in import see_other
from app.web.languages import COOKIE, LANGUAGES

YEAR = 365 * 86_400


def switch() -> ResponseReturnValue:
    """Changes the language here, and of the account: its messages come in it too."""
    locale = request.form.get("locale", "")
    if g.actor is not None and locale in LANGUAGES:
        accounts.set_locale(g.actor.account_id, locale)
    return remember(see_other(local_path(request.form.get("next"))), locale)


def remember(response: Response, locale: str) -> Response:
    """The response, with the language kept in the browser."""
    if locale in LANGUAGES:
        response.set_cookie(COOKIE, locale, max_age=YEAR, samesite="Lax", path="/")
    return response
