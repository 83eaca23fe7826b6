"""Kinds and states of releases in plain words."""

from flask_babel import gettext as _

from app.catalogue import releases
from app.catalogue.models import ProcedureRelease
from app.core.errors import N_

_KINDS = {
    releases.RELEASE: N_("Ban hành phiên bản mới"),
    releases.AGAIN: N_("Ban hành lại phiên bản cũ"),
    releases.REPEAL: N_("Bãi bỏ thủ tục"),
}
_STATES = {
    releases.PROPOSED: N_("chờ duyệt"),
    releases.RELEASED: N_("đã ban hành"),
    releases.REJECTED: N_("không được duyệt"),
    releases.CALLED_OFF: N_("đã dừng"),
}


def release_kind(one: ProcedureRelease) -> str:
    """What a release does."""
    return str(_(_KINDS[one.kind]))


def release_state(one: ProcedureRelease) -> str:
    """How far a release has come; decided but not in force yet is said apart."""
    if one.state == releases.RELEASED and one.begun_at is None:
        return str(_("đã ban hành, chờ ngày hiệu lực"))
    return str(_(_STATES[one.state]))
