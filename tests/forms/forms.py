"""Small form definitions for these tests."""

from typing import Any

from app.forms.definition import Form


def said(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"vi": text, "en": text}


def field(kind: str, name: str = "x", **more: Any) -> dict[str, Any]:
    """A field definition."""
    own: dict[str, Any] = {"name": name, "kind": kind, "label": said(name)}
    if kind in ("choice", "choices") and "options_from" not in more:
        own["options"] = [{"value": value, "label": said(value.upper())} for value in ("a", "b", "c")]
    if kind in ("group", "repeat") and "fields" not in more:
        own["fields"] = [field("text", "inner", required=True)]
    return own | more


def definition(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form definition with these fields."""
    return {"title": said("Thử"), "sections": [{"fields": list(fields)}]} | more


def outcomes(*values: str) -> dict[str, Any]:
    """Outcomes in the variable `decision`."""
    return {"variable": "decision", "options": [{"value": value, "label": said(value)} for value in values]}


def form(*fields: dict[str, Any], **more: Any) -> Form:
    """A form with these fields."""
    return Form.read(definition(*fields, **more))
