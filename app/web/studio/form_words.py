"""What the files of forms say by codes, in plain words."""

from flask_babel import gettext as _

from app.core.errors import N_
from app.forms.patterns import PATTERNS

_SCREENS = {
    "service": N_("chọn dịch vụ"),
    "components": N_("giấy tờ của hồ sơ"),
    "payment": N_("chọn cách nộp phí"),
    "pay": N_("nộp phí trực tuyến"),
    "check": N_("xem lại và nộp"),
    "supplement": N_("bổ sung hồ sơ"),
}
_LISTS = {
    "units": N_("các cơ quan, đơn vị"),
    "communes": N_("các xã, phường"),
    "police_units": N_("các đơn vị công an"),
    "officers": N_("cán bộ của cơ quan giải quyết"),
    "components": N_("giấy tờ của hồ sơ"),
    "council": N_("thành viên hội đồng"),
    "flows": N_("các trường hợp của thủ tục"),
    "delivery": N_("cách trả kết quả"),
}
_BUTTONS = {"primary": N_("nút chính"), "normal": N_("nút thường"), "danger": N_("nút nguy hiểm (đỏ)")}
_CHANNELS = {"ONLINE": N_("trực tuyến"), "DESK": N_("tại quầy"), "POST": N_("bưu chính")}


def screen_words(screen: str) -> str:
    """What a page shows beside the form."""
    return str(_(_SCREENS[screen])) if screen in _SCREENS else screen


def list_words(name: str) -> str:
    """What a list that is made for a dossier holds."""
    return str(_(_LISTS[name])) if name in _LISTS else name


def button_words(kind: str) -> str:
    """How a button looks."""
    return str(_(_BUTTONS[kind])) if kind in _BUTTONS else kind


def channel_words(channel: str) -> str:
    """A way by which dossiers come in."""
    return str(_(_CHANNELS[channel])) if channel in _CHANNELS else channel


def pattern_words(name: str) -> str:
    """What a named pattern takes, in a sentence with an example."""
    pattern = PATTERNS.get(name)
    return str(_(pattern.message, example=pattern.example)) if pattern else name
