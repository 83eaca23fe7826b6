"""What operators may do to many dossiers at once, each as it is done to one."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.cases import moving, operating, sending_back
from app.cases.models import Case
from app.core.db import session
from app.core.errors import N_, Conflict, NotFound
from app.identity.actor import Actor

MOVE, UNMOVE, SEND_BACK = "move_version", "unmove_version", "send_back"
Detail = Mapping[str, Any]
Act = Callable[[int, Detail, str, Actor], Any]


class NoWayBack(Conflict):
    """No state is kept in which the step was open."""

    message = N_("Không còn giữ trạng thái nào mà bước này đang mở.")


def _send_back(case_id: int, detail: Detail, reason: str, actor: Actor) -> Any:
    case = session().get(Case, case_id)
    if case is None:
        raise NotFound()
    there = (way for way in sending_back.ways(case) if detail["node"] in [node.id for node in way.opens])
    way = next(there, None)
    if way is None:
        raise NoWayBack()
    return sending_back.send_back(case_id, way.version, reason, actor)


def _plain(act: Callable[[int, str, Actor], Any], case_id: int, _detail: Detail, reason: str, actor: Actor) -> Any:
    return act(case_id, reason, actor)


# By the words of `identity.operations.KINDS`; the detail of a move is `version`, of sending back `node`.
KINDS: dict[str, Act] = {
    MOVE: lambda case_id, detail, reason, actor: moving.move(case_id, int(detail["version"]), reason, actor),
    UNMOVE: lambda case_id, _detail, reason, actor: moving.revert(case_id, reason, actor),
    SEND_BACK: _send_back,
    **{name: partial(_plain, act) for name, act in operating.ACTS.items()},
}
