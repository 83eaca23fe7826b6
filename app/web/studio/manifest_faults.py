"""What is wrong with a manifest, told at its boxes in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.catalogue.manifest import FILE_NAME
from app.core.errors import N_, Invalid, Refusal
from app.web.errors import problem_of
from app.web.studio.manifest_words import value_name

_MISSING = N_("Thiếu %(name)s.")
_PATTERN = N_("Không đúng mẫu %(name)s.")
_WANTED = {  # by the end of the path, what a value must look like
    "code": N_("Mã gồm một chữ số, dấu chấm và sáu chữ số, ví dụ 1.001193."),
    "replaces": N_("Mỗi dòng một mã: một chữ số, dấu chấm và sáu chữ số, ví dụ 1.001193."),
    "key": N_("Chữ thường không dấu, chữ số và dấu gạch dưới, bắt đầu bằng chữ."),
    "term": N_("Nhập một số từ 1 đến 999 và chọn đơn vị."),
    "effective_from": N_("Chọn một ngày."),
    "repealed_on": N_("Chọn một ngày."),
    "date": N_("Chọn một ngày."),
    "url": N_("Địa chỉ bắt đầu bằng https://."),
    "sample": N_("Địa chỉ bắt đầu bằng https://, hoặc bằng / nếu ở ngay trang này."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the box it belongs to (empty: none on this page), its name and what is wrong, in words."""

    box: str
    name: str
    text: str


def faults(refused: Refusal, around: str) -> list[Fault]:
    """The faults of a refusal; `around` is the path of what the page shows (`fees.0`, or empty)."""
    if not isinstance(refused, Invalid):
        return [Fault("", "", problem_of(refused).text)]
    told = problem_of(refused).fields
    found = []
    for path, (text, params) in refused.fields.items():
        where = path.removeprefix(f"{FILE_NAME}:").strip() if path != FILE_NAME else ""
        for place, words in _spread(where, text, str(params.get("name", "")), told[path]):
            box = place.removeprefix(f"{around}.") if around else place
            found.append(Fault(box, _name(box), words))
    return found


def _spread(path: str, text: str, name: str, told: str) -> Iterator[tuple[str, str]]:
    """Where something is missing, the fault belongs to what is missing."""
    if text == _MISSING:
        yield from ((f"{path}.{one}".lstrip("."), str(_("Cần điền mục này."))) for one in name.split(", "))
        return
    last = next((step for step in reversed(path.split(".")) if not step.isdecimal()), "")
    yield path, str(_(_WANTED[last])) if text == _PATTERN and last in _WANTED else told


def _name(box: str) -> str:
    steps = [step for step in box.split(".") if step and not step.isdecimal()]
    if not steps:
        return ""
    spoken = steps[-2] if steps[-1] in ("vi", "en") and len(steps) > 1 else steps[-1]
    return value_name(spoken, box)
