"""Which language a request is answered in: Vietnamese, or English where the person has chosen it."""

from flask import g, request

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def chosen() -> str:
    """The language of the cookie set by the switch on every page; else that of the account; else Vietnamese.

    Programs of the API say it with Accept-Language instead of the cookie.
    """
    actor = g.get("actor")
    if request.path.startswith("/api/"):
        wanted = request.accept_languages.best_match(LANGUAGES)
        return wanted or (actor.locale if actor is not None else LANGUAGES[0])
    for wanted in (request.cookies.get(COOKIE), actor.locale if actor is not None else None):
        if wanted in LANGUAGES:
            return str(wanted)
    return LANGUAGES[0]
