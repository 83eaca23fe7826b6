"""Checking one value of one field: from what was typed or posted to what the answers store.

Every function takes the raw value and the field and returns the stored value, or raises BadValue with a Vietnamese
source text that says how to mend it. Nothing here knows of nesting or of conditions.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import clock
from app.core.errors import N_
from app.forms.definition import BIGGEST, Field, Lists, Option
from app.forms.patterns import PATTERNS

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

# Left behind by word processors and chat programs; they are no part of what the person wrote.
_QUIET = {0x00A0: " ", 0x00AD: None, 0x200B: None, 0x2060: None, 0xFEFF: None}
_QUIET_SIGNS = re.compile("[\u00a0\u00ad\u200b\u2060\ufeff]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"  # controls, reordering marks
    "\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]"  # halves of characters, private and missing ones
)
_SPACES = re.compile(r"\s+")
_LINE_END_SPACES = re.compile(r"[ \t]+\n")
_DATE_LOCAL = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_DATE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_BARE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2})(?:[:hHgG.]([0-9]{2})?)?(?::[0-9]{2})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,16}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[., ][0-9]{3}){1,5}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,10})?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_PHONE_SIGNS = re.compile(r"[\s.()\-]+")
_PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})")
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")
_EMAIL_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_EMAIL_LABEL = re.compile(r"[A-Za-z0-9-]{1,63}")
_NOT_IN_NAMES = re.compile(r"[^\w\s'’.,·-]|[0-9_]")
_TRUE, _FALSE = frozenset({"on", "true", "1", "yes"}), frozenset({"", "off", "false", "0", "no"})


class BadValue(Exception):
    """A value that cannot stand; `said` is the message and its parameters."""

    def __init__(self, text: str, **params: Any) -> None:
        super().__init__(text)
        self.said: tuple[str, dict[str, Any]] = (text, params)


@dataclass(frozen=True, slots=True)
class Context:
    """What a check needs to know beside the form: the lists that `options_from` names, and the day that "today"
    means (None: today in Vietnam)."""

    options: Lists
    today: date | None = None

    def day(self) -> date:
        """The day that "today" means here."""
        return self.today or clock.today()


NO_LISTS: Lists = {}


def is_blank(value: Any) -> bool:
    """Whether this is no answer at all."""
    if isinstance(value, str):
        return not value or not value.translate(_QUIET).strip()
    return value is None or value == [] or value == {}


def options_of(field: Field, lists: Lists | None) -> Sequence[Option]:
    """The choices of a field: its own or those of the list it names (none when the list was not given)."""
    if not field.options_from:
        return field.options
    named = (lists or NO_LISTS).get(field.options_from, ())
    return [Option(value, {"vi": label, "en": label} if isinstance(label, str) else label) for value, label in named]


def plain(value: object, max_length: int) -> str:
    """A text, composed (NFC), without stray signs, its ends trimmed; lines keep their breaks.

    Raises BadValue when it is no text, too long, or holds control characters.
    """
    if not isinstance(value, str):
        raise BadValue(N_("Mục này cần một đoạn chữ."))
    if len(value) > 4 * max_length + 1000:  # refused before the costly steps
        raise BadValue(
            N_("Dài nhất %(max)s ký tự; bạn đã nhập %(given)s. Hãy rút gọn."), max=max_length, given=len(value)
        )
    if not value.isascii():
        if _QUIET_SIGNS.search(value):
            value = value.translate(_QUIET)
        value = unicodedata.normalize("NFC", value)
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = value.strip()
    if _CONTROL.search(value):
        raise BadValue(N_("Có ký tự không hiển thị được. Hãy xóa rồi gõ lại mục này."))
    if len(value) > max_length:
        raise BadValue(
            N_("Dài nhất %(max)s ký tự; bạn đã nhập %(given)s. Hãy rút gọn."), max=max_length, given=len(value)
        )
    return value


def line(value: object, max_length: int) -> str:
    """A text on one line, with single spaces. Raises BadValue as `plain` does."""
    text: str = _SPACES.sub(" ", plain(value, max_length))
    return text


def _text(value: Any, field: Field, context: Context) -> str:
    text = line(value, field.max_length)
    if field.pattern:
        pattern = PATTERNS[field.pattern]
        if pattern.upper:
            text = text.upper()
        if not pattern.matches(text):
            raise BadValue(pattern.message, example=pattern.example)
    return text


def _textarea(value: Any, field: Field, context: Context) -> str:
    return _LINE_END_SPACES.sub("\n", plain(value, field.max_length)).strip()


def _integer(value: Any, field: Field, context: Context) -> int:
    if isinstance(value, float) and value.is_integer() and abs(value) <= BIGGEST:
        value = int(value)
    if isinstance(value, str):
        typed = line(value, 40)
        if not _WHOLE.fullmatch(typed):
            raise BadValue(N_("Nhập một số nguyên, chỉ gồm chữ số, ví dụ 12."))
        value = int(typed)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(N_("Nhập một số nguyên, chỉ gồm chữ số, ví dụ 12."))
    return int(_within(value, field))


def _money(value: Any, field: Field, context: Context) -> int:
    if isinstance(value, str):
        typed = line(value, 60).lower().removesuffix("đồng").removesuffix("vnd").removesuffix("vnđ").rstrip(" đ₫")
        if _GROUPED.fullmatch(typed):
            typed = re.sub("[., ]", "", typed)
        if not _WHOLE.fullmatch(typed):
            raise BadValue(N_("Nhập số tiền bằng chữ số, đơn vị đồng, ví dụ 150000."))
        value = int(typed)
    if isinstance(value, float) and value.is_integer() and abs(value) <= BIGGEST:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(N_("Nhập số tiền bằng chữ số, đơn vị đồng, ví dụ 150000."))
    return int(_within(value, field))


def _number(value: Any, field: Field, context: Context) -> float | int:
    if isinstance(value, str):
        typed = line(value, 40)
        if _AMBIGUOUS.fullmatch(typed):
            # 1.500 is one thousand five hundred to a Vietnamese reader and one and a half to a machine
            raise BadValue(
                N_("%(given)s có thể hiểu hai cách. Viết liền %(whole)s, hoặc viết phần lẻ gọn lại, ví dụ 1,5."),
                given=typed,
                whole=typed.replace(".", "").replace(",", ""),
            )
        if not _DECIMAL.fullmatch(typed):
            raise BadValue(N_("Nhập một số, phần lẻ sau dấu phẩy, ví dụ 72,5."))
        value = float(typed.replace(",", "."))
        value = int(value) if value.is_integer() else value
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise BadValue(N_("Nhập một số, phần lẻ sau dấu phẩy, ví dụ 72,5."))
    return _within(value, field)


def _within(value: float, field: Field) -> float:
    low = -BIGGEST if field.min is None else field.min
    high = BIGGEST if field.max is None else field.max
    if value < low:
        raise BadValue(N_("Nhỏ nhất là %(min)s."), min=_shown(low))
    if value > high:
        raise BadValue(N_("Lớn nhất là %(max)s."), max=_shown(high))
    return value


def _shown(number: float) -> str:
    return f"{number:,}".replace(",", " ").replace(".", ",")


def parse_date(value: Any) -> date:
    """A day written 2025-07-01, 1/7/2025 or 01072025. Raises BadValue for any other text and for days that are not
    in the calendar."""
    if not isinstance(value, str) or len(value) > 40:
        raise BadValue(N_("Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ 05/09/1990."))
    typed = value.translate(_QUIET).strip()
    if found := _DATE_ISO.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _DATE_LOCAL.fullmatch(typed) or _DATE_BARE.fullmatch(typed):
        day, month, year = map(int, found.groups())
    else:
        raise BadValue(N_("Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ 05/09/1990."))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(
            N_("Không có ngày %(given)s trong lịch. Kiểm tra lại ngày và tháng."),
            given=f"{day:02}/{month:02}/{year:04}",
        ) from None


def _date(value: Any, field: Field, context: Context) -> str:
    day = parse_date(value)
    low = field.not_before.on(context.day()) if field.not_before else EARLIEST
    high = field.not_after.on(context.day()) if field.not_after else LATEST
    if day < low:
        raise BadValue(N_("Ngày sớm nhất được nhận là %(min)s; bạn đã nhập %(given)s."), min=_dmy(low), given=_dmy(day))
    if day > high:
        raise BadValue(
            N_("Ngày muộn nhất được nhận là %(max)s; bạn đã nhập %(given)s."), max=_dmy(high), given=_dmy(day)
        )
    return day.isoformat()


def _dmy(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _time(value: Any, field: Field, context: Context) -> str:
    found = _TIME.fullmatch(line(value, 40))
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadValue(N_("Nhập giờ và phút, từ 00:00 đến 23:59, ví dụ 08:30."))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _boolean(value: Any, field: Field, context: Context) -> bool:
    if value is None or value is False or (isinstance(value, str) and value.strip().lower() in _FALSE):
        ticked = False
    elif value is True or (isinstance(value, str) and value.strip().lower() in _TRUE):
        ticked = True
    else:
        raise BadValue(N_("Đánh dấu hoặc bỏ trống ô này."))
    if field.required and not ticked:
        raise BadValue(N_("Cần đánh dấu ô này để tiếp tục."))
    return ticked


def _choice(value: Any, field: Field, context: Context) -> str | int:
    return _pick(value, options_of(field, context.options))


def _choices(value: Any, field: Field, context: Context) -> list[str | int]:
    given = value if isinstance(value, list) else [value]
    options = options_of(field, context.options)
    if len(given) > len(options):
        raise BadValue(N_("Chọn trong các mục có sẵn."))
    picked = {_pick(item, options) for item in given}
    return [option.value for option in options if option.value in picked]


def _pick(value: Any, options: Sequence[Option]) -> str | int:
    """Posted values are texts, stored ones may be numbers: they are compared as texts."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        typed = value.strip() if isinstance(value, str) else str(value) if abs(value) < BIGGEST else ""
        for option in options:
            if str(option.value) == typed:
                return option.value
    raise BadValue(N_("Chọn một trong các mục có sẵn."))


def id_kind(number: str) -> str:
    """CMND, CCCD or PASSPORT, told by the shape of a checked number (domain rules 1.7)."""
    if number.isdigit():
        return "CMND" if len(number) == 9 else "CCCD"
    return "PASSPORT"


def id_number(value: Any) -> str:
    """An identity number: CMND 9 digits, CCCD 12 digits, passport 5 to 15 signs with a letter, capitals, no spaces.

    Raises BadValue. What the digits of a CCCD say (province, century, sex) is never a reason to refuse.
    """
    typed = re.sub(r"[\s.\-]+", "", line(value, 60)).upper()
    if re.fullmatch("[0-9]+", typed):
        if len(typed) in (9, 12):
            return typed
        if len(typed) > 9:
            raise BadValue(N_("Số căn cước gồm 12 chữ số; bạn đã nhập %(given)s."), given=len(typed))
        raise BadValue(
            N_("Số căn cước gồm 12 chữ số, chứng minh nhân dân cũ gồm 9; bạn đã nhập %(given)s."), given=len(typed)
        )
    if _PASSPORT.fullmatch(typed):
        return typed
    raise BadValue(N_("Nhập số căn cước (12 chữ số), chứng minh nhân dân (9 chữ số) hoặc số hộ chiếu."))


def phone(value: Any) -> str:
    """A Vietnamese telephone number as 0xxxxxxxxx, from any usual way of writing it. Raises BadValue."""
    typed = _PHONE_SIGNS.sub("", line(value, 60))
    for prefix in ("+84", "0084", "84"):
        if typed.startswith(prefix) and len(typed) >= len(prefix) + 9:
            typed = "0" + typed.removeprefix(prefix).removeprefix("0")
            break
    if _PHONE.fullmatch(typed):
        return typed
    if re.fullmatch("0[35789][0-9]*", typed):
        raise BadValue(N_("Số di động gồm 10 chữ số; bạn đã nhập %(given)s."), given=len(typed))
    raise BadValue(N_("Nhập số điện thoại ở Việt Nam, bắt đầu bằng 0, ví dụ 0912345678."))


def email(value: Any) -> str:
    """An e-mail address with its domain in small letters. Raises BadValue."""
    typed = line(value, 254)
    local, at, domain = typed.rpartition("@")
    labels = domain.split(".")
    good = (
        at
        and _EMAIL_LOCAL.fullmatch(local)
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and len(labels) > 1
        and all(_EMAIL_LABEL.fullmatch(label) and label[0] != "-" and label[-1] != "-" for label in labels)
        and not labels[-1].isdigit()
    )
    if not good:
        raise BadValue(N_("Nhập địa chỉ thư điện tử đầy đủ, ví dụ ten@example.vn."))
    return f"{local}@{domain.lower()}"


def person_name(value: Any, max_length: int = 100) -> str:
    """A person's name: letters of any script, spaces, hyphen, apostrophe, dot. Raises BadValue."""
    text = line(value, max_length)
    if _NOT_IN_NAMES.search(text):
        raise BadValue(N_("Họ và tên không có chữ số hay ký hiệu. Ghi như trên giấy tờ tùy thân."))
    if not any(sign.isalpha() for sign in text):
        raise BadValue(N_("Ghi họ và tên như trên giấy tờ tùy thân."))
    return text


CHECKERS: dict[str, Callable[[Any, Field, Context], Any]] = {
    "text": _text,
    "textarea": _textarea,
    "integer": _integer,
    "money": _money,
    "number": _number,
    "date": _date,
    "time": _time,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "id_number": lambda value, field, context: id_number(value),
    "phone": lambda value, field, context: phone(value),
    "email": lambda value, field, context: email(value),
    "person_name": lambda value, field, context: person_name(value, field.max_length),
}
