"""Answers put into a form before the person types: from the account and from earlier steps of the same case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.forms.definition import Field, Form


def prefill(form: Form, account: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Starting values, nested like answers.

    `account` has some of full_name, id_number, id_kind, phone, email, birth_date, address; `answers` maps a node to
    the checked answers given there. A draft, where there is one, replaces these values as a whole: what a person has
    cleared stays cleared.
    """
    return _level(form.fields, {"account": account, "answers": answers})


def _level(fields: tuple[Field, ...], sources: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        value = _reach(sources, field.prefill) if field.prefill else None
        if value is None and field.kind == "group":
            value = _level(field.fields, sources) or None
        if value is not None and _fits(field, value):
            found[field.name] = value.isoformat() if isinstance(value, date) else value
    return found


def _reach(sources: Mapping[str, Any], path: str) -> Any:
    value: Any = sources
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return None if value in ("", [], {}) else value


def _fits(field: Field, value: Any) -> bool:
    """A value of another shape (an account kind that is no choice here) is not put in."""
    if field.kind == "choice" and field.options:
        return any(option.value == value for option in field.options)
    if field.kind in ("group", "repeat", "choices"):
        return isinstance(value, list if field.kind != "group" else Mapping)
    return isinstance(value, str | int | float | date)
