"""The Flask application class: one transaction around every request."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from apiflask import APIFlask
from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
READING = frozenset(("GET", "HEAD", "OPTIONS"))


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that writes although it is asked by GET (an opening noted in the journal)."""
    view.writes = True  # type: ignore[attr-defined]
    return view


class Application(APIFlask):
    """Hooks before the request and the view run in one transaction; error handlers run after its rollback.

    The hooks are in it because they read too (who is signed in). The commit is in it because a race may be lost
    there, and that is a 409, not a 500.
    """

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Nothing here: `dispatch_request` runs the hooks, inside the transaction."""
        return None

    def dispatch_request(self) -> ResponseReturnValue:
        """The answer of a hook or of the view."""
        with transaction(writes=self._writes()):
            answered = super().preprocess_request()
            return super().dispatch_request() if answered is None else answered

    def _writes(self) -> bool:
        if request.method not in READING:
            return True
        view = self.view_functions.get(request.endpoint or "")
        return bool(getattr(view, "writes", False))
