"""The catalogue's codes in the words people use: levels, tiers, papers, terms, life events."""

import re

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.catalogue.queries import Group, OfferView
from app.core.errors import N_

LEVELS = {"FULL": N_("Trực tuyến toàn trình"), "PARTIAL": N_("Trực tuyến một phần"), "INFO_ONLY": N_("Nộp tại quầy")}
TIERS = {"COMMUNE": N_("Cấp xã"), "PROVINCE": N_("Cấp tỉnh")}
AUDIENCES = {"CITIZEN": N_("Công dân"), "BUSINESS": N_("Doanh nghiệp")}
DELIVERIES = {
    "DESK": N_("Nhận tại bộ phận Một cửa"),
    "POST": N_("Nhận qua bưu chính công ích"),
    "ONLINE": N_("Nhận bản điện tử trên trang này"),
}
PAPERS = {
    "ORIGINAL": N_("bản chính"),
    "COPY": N_("bản sao"),
    "CERTIFIED": N_("bản sao chứng thực"),
    "ELECTRONIC": N_("bản điện tử"),
}
EVENTS = {
    "birth": N_("Sinh con"),
    "marriage": N_("Kết hôn"),
    "residence": N_("Cư trú"),
    "papers": N_("Giấy tờ, chứng thực"),
    "family": N_("Gia đình, hộ tịch"),
    "business": N_("Kinh doanh"),
    "construction": N_("Đất đai, xây dựng"),
    "poverty": N_("Trợ giúp xã hội"),
    "commendation": N_("Khen thưởng"),
    "death": N_("Người thân mất"),
}
WORDS = {
    "level": LEVELS,
    "tier": TIERS,
    "audience": AUDIENCES,
    "delivery": DELIVERIES,
    "paper": PAPERS,
    "event": EVENTS,
}
_TERM = re.compile(r"([0-9]{1,3})(wd|wh|cd)")
_NUMBER = re.compile(r"(?:^|(?<=[.;:]) )[1-9]\. ")
_TERM_NAMES = {"sameday": N_("trong ngày làm việc"), "halfday": N_("nửa ngày làm việc")}


def word(kind: str, key: str) -> str:
    """A code of the catalogue in the reader's language; the code itself when it is unknown."""
    said = WORDS[kind].get(key)
    return str(_(said)) if said else key


def choices(kind: str) -> list[tuple[str, str]]:
    """All codes of a kind with their words, for a drop-down."""
    return [(key, _(said)) for key, said in WORDS[kind].items()]


def term_words(term: str) -> str:
    """A published term (`3wd`, `4wh`, `30cd`, `sameday`, `halfday`) in words."""
    if term in _TERM_NAMES:
        return str(_(_TERM_NAMES[term]))
    match = _TERM.fullmatch(term)
    return _counted(match[2], int(match[1])) if match else term


def _counted(unit: str, count: int) -> str:
    match unit:
        case "wd":
            return str(ngettext("%(num)d ngày làm việc", "%(num)d ngày làm việc", count))
        case "wh":
            return str(ngettext("%(num)d giờ làm việc", "%(num)d giờ làm việc", count))
        case _:
            return str(ngettext("%(num)d ngày", "%(num)d ngày", count))


def numbered(text: str) -> list[str]:
    """A text that counts its sentences itself ("1. … 2. …") as a list; a plain one as a list of one."""
    return [part for part in _NUMBER.split(text.strip()) if part]


def group_name(group: Group) -> str:
    """The name of a group of procedures in the reader's language."""
    return group.name_en if _english() else group.name


def group_choice(group: Group) -> tuple[str, str]:
    """A group as an entry of a drop-down, with how many procedures it has."""
    return group.key, f"{group_name(group)} ({group.count})"


def unit_name(offer: OfferView) -> str:
    """The name of the unit that offers a procedure, in the reader's language."""
    return offer.unit_name_en if _english() else offer.unit_name


def _english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"
