"""Incidents in words: where, what was tried, whether it is tried again by itself."""

from flask_babel import gettext as _

from app.cases.trouble_groups import Group, Held
from app.catalogue.queries import Version
from app.core.errors import N_
from app.engine.definitions import definition
from app.web.admin.timer_words import kind_words
from app.web.formats import dt
from app.web.layout.step_words import step_words

ACTS = {
    "complete": N_("Hoàn thành bước"),
    "receive": N_("Nhận tin từ nơi khác"),
    "timer": N_("Hẹn giờ của quy trình"),
    "recount": N_("Tính lại hạn"),
    "drift": N_("Soát dữ liệu"),
}
_RUNS_BY_ITSELF = ("timer", "recount")


def place_words(version: Version, node: str) -> str:
    """A step by its name; what is no step (a message, a watch) by its own."""
    nodes = definition(version.definition_id).nodes if version.definition_id else {}
    if node in nodes:
        return step_words(version.definition_id, node, nodes[node].name)
    return str(_("Ngoài các bước: %(what)s", what=_(ACTS[node]) if node in ACTS else node))


def act_words(act: str) -> str:
    """What was tried when it failed."""
    kind, _colon, watch = act.partition(":")
    return kind_words(watch) if watch else str(_(ACTS.get(kind, kind)))


def next_words(one: Group | Held, act: str) -> str:
    """When it is tried again."""
    if one.next_try_at is not None:
        return str(_("tự chạy lại lúc %(at)s", at=dt(one.next_try_at)))
    if act.partition(":")[0] in _RUNS_BY_ITSELF or ":" in act:
        return str(_("tự chạy lại ở lượt tới"))
    return str(_("chờ bấm chạy lại"))
