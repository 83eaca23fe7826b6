"""Good answers for any form, made from its definition: what a careful person would type."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.core import clock
from app.forms.answers import holds
from app.forms.definition import Field, Form
from app.forms.patterns import PATTERNS

_WORDS = {
    "text": "Thôn Đông",
    "textarea": "Nội dung đầy đủ, rõ ràng.",
    "person_name": "Nguyễn Văn An",
    "id_number": "001090000001",
    "phone": "0900000001",
    "email": "an@example.org",
    "time": "09:30",
    "boolean": True,
    "number": 1,
}


def good_answers(
    form: Form, options: Mapping[str, Sequence[tuple[str, Any]]], outcome: str | None = None, **wanted: Any
) -> dict[str, Any]:
    """Answers to all required questions that are asked with `outcome`, with `wanted` in their places."""
    variable = form.outcomes.variable if form.outcomes else None
    given: dict[str, Any] = {}
    for field in form.order:
        if field.when and not holds(field, given, variable, outcome):
            continue
        if field.name in wanted:
            given[field.name] = wanted[field.name]
        elif field.required or field.kind == "group":
            given[field.name] = _value(field, options)
    return given


def _level(fields: Sequence[Field], options: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for field in fields:
        if field.when and not holds(field, given):
            continue
        if field.required or field.kind == "group":
            given[field.name] = _value(field, options)
    return given


def _value(field: Field, options: Mapping[str, Any]) -> Any:
    match field.kind:
        case "choice":
            return _choices(field, options)[0]
        case "choices":
            return _choices(field, options)[:1]
        case "group":
            return _level(field.order, options)
        case "repeat":
            return [_level(field.order, options) for _ in range(max(1, field.min_items))]
        case "integer" | "money":
            return int(field.min if field.min is not None else 1) or 1
        case "date":
            return _day(field).isoformat()
        case "text" if field.pattern:
            return PATTERNS[field.pattern].example
        case _:
            return _WORDS[field.kind]


def _choices(field: Field, options: Mapping[str, Any]) -> list[Any]:
    if field.options_from:
        return [value for value, _label in options[field.options_from]]
    return [option.value for option in field.options]


def _day(field: Field) -> Any:
    """Somebody's thirtieth birthday when it may be, else the nearest day that may."""
    today = clock.today()
    day = today - timedelta(days=365 * 30)
    if field.not_after and day > field.not_after.on(today):
        day = field.not_after.on(today)
    if field.not_before and day < field.not_before.on(today):
        day = field.not_before.on(today)
    return day
