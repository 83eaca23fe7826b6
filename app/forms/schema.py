"""A JSON Schema (draft 2020-12) derived from a form: for the API, the designer, and as a second opinion in tests.

It describes checked answers together with the outcome. The human messages come from `answers`, never from here.
"""

from functools import lru_cache
from typing import Any

from app.forms.definition import Field, Form, Lists, Text
from app.forms.patterns import PATTERNS
from app.forms.values import options_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Schema = dict[str, Any]

_SHAPES: dict[str, _Schema] = {
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "time": {"type": "string", "pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"},
    "id_number": {"type": "string", "pattern": "^(?:[0-9]{9}|[0-9]{12}|[A-Z0-9]{5,15})$"},
    "phone": {"type": "string", "pattern": "^0(?:[35789][0-9]{8}|2[0-9]{9})$"},
    "email": {"type": "string", "format": "email", "maxLength": 254},
}


def json_schema(form: Form, locale: str = "vi", options: Lists | None = None) -> _Schema:
    """The schema of a form, titles in `locale`, for every outcome but the loose ones. Without `options` the values
    of `options_from` are left open, and the schema is cached: do not change what it returns."""
    return _made(form, locale, options) if options else _cached(form, locale)


@lru_cache(maxsize=512)
def _cached(form: Form, locale: str) -> _Schema:
    return _made(form, locale, None)


def _made(form: Form, locale: str, lists: Lists | None) -> _Schema:
    schema = _level(form.fields, locale, lists, form)
    head: _Schema = {"$schema": DIALECT, "title": _said(form.title, locale)}
    if form.intro:
        head["description"] = _said(form.intro, locale)
    return head | schema


def _level(fields: tuple[Field, ...], locale: str, lists: Lists | None, form: Form | None = None) -> _Schema:
    asked = [field for field in fields if field.kind != "note"]
    properties = {field.name: _field(field, locale, lists) for field in asked}
    required = [field.name for field in asked if not field.when and _demanded(field)]
    if form and form.outcomes:
        properties[form.outcomes.variable] = {
            "oneOf": [{"const": o.value, "title": _said(o.label, locale)} for o in form.outcomes.options]
        }
        required.append(form.outcomes.variable)
    schema: _Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    kinds = {field.name: field.kind for field in asked}
    if conditions := [_condition(field, kinds) for field in asked if field.when]:
        schema["allOf"] = conditions
    return schema


def _condition(field: Field, kinds: dict[str, str]) -> _Schema:
    tests: dict[str, _Schema] = {}
    for name, values in field.when:
        among: _Schema = {"enum": list(values)}
        tests[name] = {"contains": among} if kinds.get(name) == "choices" else among
    condition: _Schema = {
        "if": {"properties": tests, "required": list(tests)},
        "else": {"properties": {field.name: False}},
    }
    if _demanded(field):
        condition["then"] = {"required": [field.name]}
    return condition


def _demanded(field: Field) -> bool:
    """Whether the answers always hold this field when its condition holds."""
    if field.kind == "group":
        return field.required or any(not inner.when and _demanded(inner) for inner in field.fields)
    return field.min_items > 0 if field.kind == "repeat" else field.required


def _field(field: Field, locale: str, lists: Lists | None) -> _Schema:
    schema: _Schema = {"title": _said(field.label, locale)}
    if field.help:
        schema["description"] = _said(field.help, locale)
    return schema | _shape(field, locale, lists)


def _shape(field: Field, locale: str, lists: Lists | None) -> _Schema:
    kind = field.kind
    if kind in _SHAPES:
        return _SHAPES[kind]
    if kind in ("text", "textarea", "person_name"):
        text: _Schema = {"type": "string", "minLength": 1, "maxLength": field.max_length}
        return text | ({"pattern": PATTERNS[field.pattern].anchored} if field.pattern else {})
    if kind in ("integer", "money", "number"):
        limits = {"minimum": field.min, "maximum": field.max}
        number = {"type": "number" if kind == "number" else "integer"}
        return number | {key: limit for key, limit in limits.items() if limit is not None}
    if kind == "boolean":
        return {"const": True} if field.required else {"type": "boolean"}
    if kind == "choice":
        return _choice(field, locale, lists)
    if kind == "choices":
        return {"type": "array", "items": _choice(field, locale, lists), "minItems": 1, "uniqueItems": True}
    inner = _level(field.fields, locale, lists)
    if kind == "group":
        return inner | ({"minProperties": 1} if field.required else {})
    return {"type": "array", "items": inner, "minItems": max(field.min_items, 1), "maxItems": field.max_items}


def _choice(field: Field, locale: str, lists: Lists | None) -> _Schema:
    options = options_of(field, lists)
    if field.options_from and not options:
        return {"type": ["string", "integer"]}
    return {"oneOf": [{"const": option.value, "title": _said(option.label, locale)} for option in options]}


def _said(text: Text, locale: str) -> str:
    return text.get(locale) or text["vi"]
