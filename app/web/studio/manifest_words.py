"""The names of a manifest's values in plain words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.errors import N_
from app.web.formats import d, t, vnd
from app.web.layout.catalogue_words import WORDS, term_words

_NAMES = {
    "code": N_("Mã thủ tục quốc gia"),
    "name": N_("Tên"),
    "sector": N_("Lĩnh vực"),
    "tier": N_("Cấp thực hiện"),
    "service_level": N_("Mức độ trực tuyến"),
    "kind": N_("Lý do chưa toàn trình"),
    "partial_reason": N_("Giải thích lý do"),
    "vi": N_("Lời giải thích (tiếng Việt)"),
    "en": N_("Lời giải thích (tiếng Anh)"),
    "legacy_level": N_("Mức độ dịch vụ công cũ (1-4)"),
    "audience": N_("Dành cho"),
    "life_event": N_("Sự kiện trong đời"),
    "competent": N_("Cơ quan có thẩm quyền"),
    "identity_level": N_("Mức định danh cần có"),
    "immediate": N_("Giải quyết ngay"),
    "flows": N_("Các trường hợp"),
    "components": N_("Thành phần hồ sơ"),
    "fees": N_("Phí, lệ phí"),
    "collect_at": N_("Thu phí khi"),
    "term": N_("Thời hạn"),
    "term_note": N_("Ghi chú về thời hạn"),
    "policy": N_("Sau bổ sung, thời hạn"),
    "basis": N_("Căn cứ"),
    "results": N_("Kết quả"),
    "legal_basis": N_("Căn cứ pháp lý (mỗi dòng một văn bản)"),
    "decision": N_("Quyết định công bố"),
    "date": N_("Ngày quyết định"),
    "steps": N_("Trình tự thực hiện"),
    "link.url": N_("Liên kết ngoài: địa chỉ"),
    "link.vi": N_("Liên kết ngoài: tên (tiếng Việt)"),
    "link.en": N_("Liên kết ngoài: tên (tiếng Anh)"),
    "delivery": N_("Cách trả kết quả"),
    "synonyms": N_("Từ thường dùng khi tìm (mỗi dòng một từ)"),
    "unverified": N_("Giá trị chưa kiểm chứng"),
    "effective_from": N_("Hiệu lực từ"),
    "replaces": N_("Thay cho các mã (mỗi dòng một mã)"),
    "repealed_on": N_("Bãi bỏ từ"),
    "key": N_("Khóa (chữ thường không dấu)"),
    "help": N_("Giải thích"),
    "kinds": N_("Loại giấy tờ"),
    "copies": N_("Số bản"),
    "required": N_("Bắt buộc"),
    "how": N_("Nộp bằng"),
    "when": N_("Chỉ cần khi"),
    "sample": N_("Địa chỉ của mẫu (https://… hoặc /…)"),
    "amount_vnd": N_("Số tiền (đồng; để trống nếu tỉnh chưa quy định)"),
    "per": N_("Tính theo"),
    "each": N_("Cho mỗi nhóm lặp"),
    "quantity_field": N_("Mục ghi số lượng"),
    "pages_field": N_("Mục ghi số trang"),
    "then_from": N_("Từ trang thứ"),
    "then_vnd": N_("thì mỗi trang (đồng)"),
    "max_vnd": N_("Tối đa (đồng)"),
    "channel": N_("Áp dụng khi nộp"),
    "exemptions": N_("Miễn, giảm"),
    "exempt_when": N_("Miễn khi"),
    "note": N_("Ghi chú"),
    "slug": N_("Tên thư mục"),
    "supplement": N_("Sau bổ sung"),
    "pauses": N_("Tạm dừng thời hạn"),
    "publication": N_("Quyết định công bố"),
    "link": N_("Liên kết ngoài"),
    "text": N_("Văn bản"),
    "url": N_("Địa chỉ"),
    "source": N_("Nguồn"),
}
_CODES = {
    "true": N_("có"),
    "false": N_("không"),
    "RECEPTION": N_("tiếp nhận"),
    "RETURN": N_("trả kết quả"),
    "RESTART": N_("tính lại từ đầu"),
    "CONTINUE": N_("tính tiếp"),
    "FILE": N_("tải tệp lên"),
    "EFORM": N_("tờ khai điện tử"),
    "EITHER": N_("tệp hoặc tờ khai"),
    "case": N_("hồ sơ"),
    "copy": N_("bản"),
    "page": N_("trang"),
    "ANY": N_("mọi cách"),
    "COMMUNE_POLICE": N_("Công an cấp xã"),
    "PRESENCE": N_("phải có mặt"),
    "ON_SITE": N_("kiểm tra tại chỗ"),
    "TECHNICAL": N_("hạ tầng kỹ thuật"),
    "OTHER": N_("lý do khác"),
}
_UNITS = {
    "wd": N_("ngày làm việc"),
    "wh": N_("giờ làm việc"),
    "cd": N_("ngày"),
    "sameday": N_("trong ngày"),
    "halfday": N_("trong nửa ngày"),
}
_KINDS = {
    "service_level": "level", "tier": "tier", "competent": "tier", "audience": "audience", "delivery": "delivery",
    "kinds": "paper", "life_event": "event",
}  # fmt: skip
_CHANNELS = {"ONLINE": N_("trực tuyến"), "DESK": N_("tại quầy")}


def value_name(key: str, path: str = "") -> str:
    """The name of a value of the manifest (by its whole path, else by its key) in the reader's language; the key
    itself when it has none."""
    said = _NAMES.get(path) or _NAMES.get(key)
    return str(_(said)) if said else key


def code_word(key: str, code: str) -> str:
    """One of the codes that a value takes, in words; the code itself when it has none."""
    if key == "channel" and code in _CHANNELS:
        return str(_(_CHANNELS[code]))
    said = WORDS[_KINDS[key]].get(code) if key in _KINDS else None
    said = said or _CODES.get(code)
    return str(_(said)) if said else code


def path_name(path: str, document: Mapping[str, Any]) -> str:
    """A value of the manifest by its path, in words: "Phí, lệ phí 1 (Lệ phí hộ tịch): Số tiền"."""
    first, *rest = path.split(".")
    words = value_name(first, path if not rest else first)
    items = document.get(first)
    if rest and rest[0].isdecimal() and isinstance(items, list) and int(rest[0]) < len(items):
        item = items[int(rest[0])]
        named = f" ({t(item['name'])})" if isinstance(item, Mapping) and "name" in item else ""
        words, rest = f"{words} {int(rest[0]) + 1}{named}", rest[1:]
    return ": ".join([words, *(value_name(one) for one in rest)])


def unit_word(unit: str) -> str:
    """A unit of terms, in the reader's language."""
    return str(_(_UNITS[unit]))


def value_words(path: str, value: Any) -> str:
    """A value of the manifest as people read it; nothing for what has parts of its own."""
    key = next((step for step in reversed(path.split(".")) if not step.isdecimal()), path)
    if value is None and not key.endswith("_vnd"):
        return ""
    if isinstance(value, Mapping):
        return t({lang: str(value[lang]) for lang in ("vi", "en") if lang in value})
    if isinstance(value, list):
        return ", ".join(code_word(key, one) for one in value if isinstance(one, str))
    if isinstance(value, bool):
        return code_word(key, str(value).lower())
    if key.endswith("_vnd"):
        return vnd(value) or str(_("chưa quy định"))
    if key in ("effective_from", "repealed_on"):
        return d(str(value))
    return term_words(str(value)) if key == "term" else code_word(key, str(value))
