"""Back from signing in again: what was posted when the session had ended is sent once more, with one press."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.web import session
from app.web.session import require_sign_in

HOME = "/ho-so"


@require_sign_in
def page() -> ResponseReturnValue:
    """The kept form behind one button, or the person's dossiers when nothing is kept."""
    kept = session.kept_form()
    if kept is None:
        return redirect(HOME, 303)
    return render_template("account/resume.html", kept=kept)
