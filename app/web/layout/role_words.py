"""The names of roles, as people call them."""

from flask_babel import gettext as _

from app.core.errors import N_

ROLES = {
    "citizen": N_("Người dân, tổ chức"),
    "helper": N_("Người hỗ trợ"),
    "one_stop": N_("Bộ phận Một cửa"),
    "desk_leader": N_("Lãnh đạo Bộ phận Một cửa"),
    "specialist": N_("Công chức chuyên môn"),
    "leader": N_("Lãnh đạo ký duyệt"),
    "clerk": N_("Văn thư"),
    "lead": N_("Trưởng nhóm"),
    "council": N_("Hội đồng"),
    "designer": N_("Người thiết kế quy trình"),
    "proposer": N_("Người trình ban hành quy trình"),
    "releaser": N_("Người ban hành quy trình"),
    "operator": N_("Người vận hành hồ sơ"),
    "admin": N_("Quản trị hệ thống"),
}


def role_words(role: str) -> str:
    """A role in the reader's language; the code itself when it is unknown."""
    said = ROLES.get(role)
    return _(said) if said else role
