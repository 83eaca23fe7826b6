"""What waits to leave the house, what failed, and what was given up. Contents are not shown: they are people's."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity import operations
from app.identity.operations import About
from app.integrations import outbox
from app.web.admin import asking
from app.web.admin.guard import operator, watcher


def show() -> str:
    """Dead items first, then those that failed and wait for another try, then the others."""
    watcher()
    waiting = outbox.waiting_items(200)
    return render_template(
        "admin/outbox.html",
        dead=outbox.dead_items(200),
        failed=[item for item in waiting if item.tries and item.error],
        fresh=[item for item in waiting if not (item.tries and item.error)],
    )


def retry(item_id: int) -> ResponseReturnValue:
    """Tries an item again now: a dead one with all its tries, a waiting one at the next round."""
    actor = operator()
    outbox.revive(item_id)
    outbox.hurry(item_id)
    operations.write("outbox_retry", actor.account_id, About(subject=f"#{item_id}"))
    flash(_("Sẽ gửi lại trong vài giây."))
    return redirect(url_for("admin.outbox"), 303)


def drop(item_id: int) -> ResponseReturnValue:
    """Deletes a dead item for good, after asking."""
    actor = operator()
    back = url_for("admin.outbox")
    if not asking.confirmed():
        effects = [_("Nội dung này sẽ không bao giờ được gửi."), _("Việc xóa không hoàn tác được.")]
        return asking.ask(_("Xóa mục số %(id)s khỏi hộp gửi?", id=item_id), effects, _("Xóa vĩnh viễn"), back)
    outbox.drop(item_id)
    operations.write("outbox_drop", actor.account_id, About(subject=f"#{item_id}"))
    flash(_("Đã xóa."))
    return redirect(back, 303)
