"""The Flask application class: one transaction around every request."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from app.core.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
READING = frozenset(("GET", "HEAD", "OPTIONS"))


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that writes although it is asked by GET (an opening noted in the journal)."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def own_transactions(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that opens its own transactions, one for each of many acts. What it shows, it reads in one too."""
    view.own_transactions = True  # type: ignore[attr-defined]
    return view


def _refuse_nul() -> None:
    """Nobody types the sign NUL, and PostgreSQL takes it nowhere. Raises BadRequest; NotFound for one in the path."""
    if "\x00" in request.path:
        raise NotFound
    sent = (value for pairs in (request.args, request.form) for _, value in pairs.items(multi=True))
    if any("\x00" in value for value in sent):
        raise BadRequest


class _Refused(Exception):
    """Rolls the transaction back and carries the answer out of it."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class Application(Flask):
    """Hooks before the request and the view run in one transaction; error handlers run after its rollback.

    The hooks are in it because they read too (who is signed in). The commit is in it because a race may be lost
    there, and that is a 409, not a 500. A view that answers 400 or more by itself (its form again, with the errors)
    has refused as well: what it had written is rolled back.
    """

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Nothing here: `dispatch_request` runs the hooks, inside the transaction."""
        return None

    def dispatch_request(self) -> ResponseReturnValue:
        """The answer of a hook or of the view. What was sent is read first: a slow line keeps no lock waiting."""
        request.get_data(parse_form_data=True)
        _refuse_nul()
        if self._marked("own_transactions"):
            with transaction():
                answered = super().preprocess_request()
            return super().dispatch_request() if answered is None else answered
        try:
            with transaction(writes=self._writes()):
                answered = super().preprocess_request()
                response = self.make_response(super().dispatch_request() if answered is None else answered)
                if response.status_code >= 400:
                    raise _Refused(response)
                return response
        except _Refused as refused:
            return refused.response

    def _writes(self) -> bool:
        if request.method not in READING:
            return True
        return self._marked("writes")

    def _marked(self, mark: str) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return bool(getattr(view, mark, False))
