"""All incidents of one cause tried again, each in a transaction of its own, with what became of each."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import retrying, trouble_groups
from app.cases.trouble_groups import Group, Held
from app.catalogue import queries as catalogue
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import FAILED, About
from app.web.admin import trouble_words
from app.web.admin.guard import operator
from app.web.application import own_transactions
from app.web.errors import problem_of

MOST = 200  # at one press; the rest at the next


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one. `well`: it waits no more."""

    held: Held
    well: bool
    said: str


@own_transactions
def retry_all(key: str) -> ResponseReturnValue:
    """Tries the first of them, at most MOST. Raises NotFound when nothing of the group is left."""
    with transaction(writes=False):
        actor, group = operator(), trouble_groups.group(key)
    tried = [_tried(one, group, actor) for one in group.held[:MOST]]
    with transaction(writes=False):
        return render_template(
            "admin/incident_retried.html",
            group=group,
            version=catalogue.version(group.version_id),
            tried=tried,
            well=sum(one.well for one in tried),
            left=len(group.held) - len(tried),
            words=trouble_words,
        )


def _tried(one: Held, group: Group, actor: Actor) -> Tried:
    noted = {"node": group.node}
    try:
        with transaction():
            done = retrying.retry(one.id, actor)
            operations.write("retry", actor.account_id, About(one.case_id), "", noted)
    except NotFound:
        return Tried(one, True, _("đã có người xử lý xong"))
    except Refusal as refused:
        text = problem_of(refused).text
        with transaction():
            operations.write("retry", actor.account_id, About(one.case_id), "", {**noted, "why": text[:300]}, FAILED)
        return Tried(one, False, text)
    return Tried(one, True, _("đi tiếp bình thường") if done else _("bước đó đã có người hoàn thành; đóng sự cố"))
