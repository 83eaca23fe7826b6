"""Identity numbers and phone numbers as people type them (domain brief 1.7)."""

import re
from datetime import date

from app.core.errors import N_, Invalid

KINDS = ("CCCD", "CMND", "PASSPORT")

_SHAPES = {
    "CMND": re.compile(r"[0-9]{9}"),
    "CCCD": re.compile(r"[0-9]{12}"),
    "PASSPORT": re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}"),
}
_ADVICE = {
    "CMND": N_("Số CMND có đúng 9 chữ số. Xem ở mặt trước của giấy."),
    "CCCD": N_("Số căn cước có đúng 12 chữ số. Xem ở mặt trước của thẻ."),
    "PASSPORT": N_("Số hộ chiếu có 5 đến 15 chữ và số, không dấu. Xem ở trang có ảnh."),
}
_PHONE = re.compile(r"0[0-9]{9}|\+[1-9][0-9]{7,14}")


def clean_number(number: str) -> str:
    """The number without the spaces, dots and dashes people type."""
    return re.sub(r"[\s.\-]", "", number[:60]).upper()


def kind_of(number: str) -> str | None:
    """The kind of paper a cleaned number is of, by its shape, or None. 9 and 12 digits are never passports."""
    return next((kind for kind in ("CMND", "CCCD", "PASSPORT") if _SHAPES[kind].fullmatch(number)), None)


def check_number(kind: str, number: str) -> str:
    """The cleaned number.

    Raises Invalid on `id_kind` or `id_number` when the kind is unknown or the number has not its shape.
    """
    if kind not in _SHAPES:
        raise Invalid({"id_kind": N_("Chọn loại giấy tờ: căn cước, CMND hoặc hộ chiếu.")})
    cleaned = clean_number(number)
    if not _SHAPES[kind].fullmatch(cleaned):
        raise Invalid({"id_number": _ADVICE[kind]})
    return cleaned


def check_phone(phone: str) -> str:
    """The cleaned phone number, `0xxxxxxxxx` for Vietnamese ones.

    Raises Invalid on `phone` when it cannot be one.
    """
    cleaned = re.sub(r"[\s.\-()]", "", phone[:60])
    cleaned = "0" + cleaned[3:] if cleaned.startswith("+84") else cleaned
    if not _PHONE.fullmatch(cleaned):
        raise Invalid({"phone": N_("Số điện thoại có 10 chữ số, bắt đầu bằng 0. Ví dụ: 0912 345 678.")})
    return cleaned


def born_otherwise(kind: str, number: str, birth_date: date) -> bool:
    """Whether a 12-digit number speaks of another year of birth than the one declared.

    Digits 4-6 are century with sex, and year; a mismatch is a warning for people to look at, never a refusal.
    """
    if kind != "CCCD" or len(number) != 12:
        return False
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6]) != birth_date.year
