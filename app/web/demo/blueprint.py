"""The addresses of this surface; outside the demo they do not exist."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import read_id
from app.notifications.queries import all_messages

PAGE = 50

blueprint = Blueprint("demo", __name__, template_folder="templates", url_prefix="/demo")


@blueprint.get("/tin-nhan")
def messages() -> ResponseReturnValue:
    """Every message sent, codes too, newest first."""
    if not current_app.config["SETTINGS"].demo:
        raise NotFound
    shown = all_messages(before=read_id(request.args.get("truoc")), limit=PAGE)
    after = f"/demo/tin-nhan?truoc={shown[-1].id}" if len(shown) == PAGE else None
    return render_template("demo/messages.html", messages=shown, after=after, first="truoc" not in request.args)
