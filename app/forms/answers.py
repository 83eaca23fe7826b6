"""Checking what a person answered against the form: every fault at once, each at its path.

The rules in short: unknown names are refused as forged; blank optional answers are left out; an unticked box is
False; answers to questions whose condition does not hold are dropped, since without JavaScript their boxes stay
visible; a blank row of a repeated group is no row. Names of process variables are always all present, None where
nothing was answered, so that a gateway never meets a missing name and a cleared answer clears its variable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import N_, Invalid
from app.forms.definition import MAX_DEPTH, Field, Form, Lists, Outcome, Value
from app.forms.values import CHECKERS, NO_LISTS, BadValue, Context, is_blank

MAX_FAULTS = 100
_Faults = dict[str, str | tuple[str, dict[str, Any]]]

_REQUIRED: dict[str, str] = {
    "choice": N_("Chọn một mục."),
    "choices": N_("Chọn ít nhất một mục."),
    "group": N_("Cần điền phần này."),
    "date": N_("Nhập ngày/tháng/năm, ví dụ 05/09/1990."),
    "id_number": N_("Nhập số căn cước, 12 chữ số."),
    "phone": N_("Nhập số điện thoại, ví dụ 0912345678."),
    "person_name": N_("Nhập họ và tên như trên giấy tờ tùy thân."),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """Good answers. `data` is stored, `variables` go to the process (the outcome among them), `outcome` is the
    button pressed (None when the form has no outcomes)."""

    data: dict[str, Any]
    variables: dict[str, Any]
    outcome: str | None


def check(
    form: Form, raw: Any, *, outcome: str | None = None, options: Lists | None = None, today: date | None = None
) -> Checked:
    """Checks and normalises answers (nested, as posted or as JSON).

    The outcome is `outcome`, or the value under the outcome variable's name in `raw`. `options` holds the lists that
    the form wants (`form.options_wanted`). With a loose outcome nothing is required and bad values are left out.
    Raises Invalid with all faults (at most 100) by path, like `children.0.birth_date`.
    """
    if not isinstance(raw, dict):
        raise Invalid({"": N_("Câu trả lời phải là một đối tượng JSON.")})
    walk = _Walk(Context(options or NO_LISTS, today))
    pressed = walk.pressed(form, raw, outcome)
    data = walk.level(form.order, form.names, raw, "", form, pressed.value if pressed else None)
    if walk.forged or (walk.faults and not (pressed and pressed.loose)):
        raise Invalid(walk.faults)
    variables: dict[str, Any] = dict.fromkeys(form.variables)
    variables.update(walk.variables)
    if form.outcomes:
        variables[form.outcomes.variable] = pressed and pressed.value
    return Checked(data, variables, pressed.value if pressed else None)


class _Walk:
    """One check: the faults and variables found so far."""

    __slots__ = ("context", "faults", "forged", "variables")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.faults: _Faults = {}
        self.forged = False
        self.variables: dict[str, Any] = {}

    def pressed(self, form: Form, raw: dict[str, Any], outcome: str | None) -> Outcome | None:
        """The outcome, when it is one of the form's."""
        if form.outcomes is None:
            if outcome is not None:
                self.faults["outcome"] = N_("Bước này không có lựa chọn kết quả.")
            return None
        variable = form.outcomes.variable
        given = raw.get(variable)
        if outcome is not None and not is_blank(given) and given != outcome:
            self.faults[variable] = N_("Hai kết quả khác nhau được gửi cùng lúc. Chọn lại một kết quả.")
            return None
        chosen = given if outcome is None else outcome
        if is_blank(chosen):
            self.faults[variable] = N_("Chọn một kết quả để hoàn thành bước này.")
            return None
        for option in form.outcomes.options:
            if option.value == chosen:
                return option
        self.faults[variable] = N_("Kết quả này không có ở bước này. Chọn một trong các nút.")
        return None

    def level(
        self,
        fields: tuple[Field, ...],
        names: frozenset[str],
        raw: dict[str, Any],
        prefix: str,
        form: Form | None = None,
        outcome: str | None = None,
    ) -> dict[str, Any]:
        """The good answers of one level. `form` only at the top, where the outcome may be a condition."""
        variable = form.outcomes.variable if form and form.outcomes else None
        for name in raw:
            if name not in names and name != variable:
                self.forged = True
                told = str(name)[:60].encode("utf-8", "replace").decode()  # half characters could not be shown
                self.fault(f"{prefix}{told}", N_("Mục này không có trong biểu mẫu."))
        data: dict[str, Any] = {}
        for field in fields:
            if field.kind == "note":
                continue
            if field.when and not holds(field, data, variable, outcome):
                continue
            if len(self.faults) >= MAX_FAULTS:
                break
            self.answer(field, raw.get(field.name), f"{prefix}{field.name}", data)
        return data

    def answer(self, field: Field, value: Any, path: str, data: dict[str, Any]) -> None:
        """Puts the good answer of one field into `data`."""
        kind = field.kind
        if kind == "group":
            self.group(field, value, path, data)
        elif kind == "repeat":
            self.repeat(field, value, path, data)
        elif kind != "boolean" and is_blank(value):
            if field.required:
                self.fault(path, _REQUIRED.get(kind, N_("Cần điền mục này.")))
        else:
            try:
                checked = CHECKERS[kind](value, field, self.context)
            except BadValue as bad:
                self.fault(path, *bad.said)
                return
            data[field.name] = checked
            if field.variable:
                self.variables[field.variable] = checked

    def group(self, field: Field, value: Any, path: str, data: dict[str, Any]) -> None:
        if is_blank(value):
            value = {}
        if not isinstance(value, dict):
            self.fault(path, N_("Phần này cần một nhóm các mục."))
            return
        before = len(self.faults)
        inner = self.level(field.order, field.names, value, f"{path}.")
        if inner and not _only_unticked(inner):
            data[field.name] = inner
        elif field.required and len(self.faults) == before:
            self.fault(path, _REQUIRED["group"])
        elif inner:
            data[field.name] = inner

    def repeat(self, field: Field, value: Any, path: str, data: dict[str, Any]) -> None:
        rows = [] if is_blank(value) else value
        if not isinstance(rows, list):
            self.fault(path, N_("Phần này cần một danh sách."))
            return
        filled = [not _blank_row(row) for row in rows]
        if sum(filled) > field.max_items:
            self.fault(
                path, N_("Nhiều nhất %(max)s mục; bạn đã nhập %(given)s."), max=field.max_items, given=sum(filled)
            )
            return
        missing = field.min_items - sum(filled)
        before = len(self.faults)
        good: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            if not filled[index]:
                if missing <= 0:
                    continue
                missing -= 1  # a blank row that is needed shows which of its boxes to fill
                row = {}
            if not isinstance(row, dict):
                self.fault(f"{path}.{index}", N_("Phần này cần một nhóm các mục."))
                continue
            if answered := self.level(field.order, field.names, row, f"{path}.{index}."):
                good.append(answered)
            if len(self.faults) >= MAX_FAULTS:
                return
        if len(self.faults) == before and len(good) < field.min_items:
            self.fault(path, N_("Cần ít nhất %(min)s mục. Bấm “Thêm” để điền."), min=field.min_items)
        elif good:
            data[field.name] = good

    def fault(self, path: str, text: str, params: dict[str, Any] | None = None, /, **more: Any) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.setdefault(path, (text, params or more))


def holds(field: Field, data: Mapping[str, Any], variable: str | None = None, outcome: str | None = None) -> bool:
    """Whether the condition of a field holds, given the checked answers of its level and the outcome."""
    for name, values in field.when:
        given = outcome if name == variable else data.get(name)
        if isinstance(given, list):
            if not any(_among(item, values) for item in given):
                return False
        elif not _among(given, values):
            return False
    return True


def _among(given: Any, values: tuple[Value, ...]) -> bool:
    return any(given == value and isinstance(given, bool) == isinstance(value, bool) for value in values)


def _blank_row(row: Any, depth: int = 0) -> bool:
    if isinstance(row, dict | list):
        inner = row.values() if isinstance(row, dict) else row
        return depth <= MAX_DEPTH and all(_blank_row(value, depth + 1) for value in inner)
    return row is False or is_blank(row)


def _only_unticked(data: dict[str, Any]) -> bool:
    return all(_only_unticked(value) if isinstance(value, dict) else value is False for value in data.values())
