"""Reading what a caller sent, checked against the very schemas that the description publishes.

Only what those schemas use is understood: flat objects of strings, whole numbers and free objects.
"""

from typing import Any

import orjson
from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from app.core.errors import N_, Invalid

Schema = dict[str, Any]
Said = str | tuple[str, dict[str, Any]]

LARGEST_BODY = 1024 * 1024
DEEPEST = 40

_KINDS: dict[str, tuple[type, str]] = {
    "string": (str, N_("Cần một đoạn chữ.")),
    "integer": (int, N_("Cần một số nguyên.")),
    "object": (dict, N_("Cần một đối tượng JSON.")),
}
_UNKNOWN = N_("Không có mục này.")
_REQUIRED = N_("Mục này là bắt buộc.")
_LONG = N_("Quá dài: nhiều nhất %(most)s ký tự.")
_SHORT = N_("Không được để trống.")
_RANGE = N_("Cần một số từ %(low)s đến %(high)s.")
_CHOICE = N_("Giá trị này không có trong danh sách.")
_SIGNS = N_("Có ký tự không nhận được.")
_DEEP = N_("Nội dung lồng nhau quá sâu.")


def read_body(schema: Schema) -> dict[str, Any]:
    """The JSON object of the request.

    Raises 415 for another content type, 413 above one megabyte, 400 for what is no JSON, Invalid with field paths.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    sent = request.get_data(cache=True)
    if len(sent) > LARGEST_BODY:  # in chunks, without saying how much
        raise RequestEntityTooLarge
    try:
        body = orjson.loads(sent)
    except orjson.JSONDecodeError as broken:
        raise BadRequest from broken
    if not isinstance(body, dict):
        raise Invalid({"": _KINDS["object"][1]})
    _refuse(_faults_in_depth(body) or _faults(body, schema))
    return body


def read_query(parameters: dict[str, Schema]) -> dict[str, Any]:
    """The parameters of the address that the operation knows, numbers as numbers; absent ones have their default.

    Raises Invalid by parameter.
    """
    read: dict[str, Any] = {}
    faults: dict[str, Said] = {}
    for name, schema in parameters.items():
        text = request.args.get(name)
        if text is None:
            read[name] = schema.get("default")
            continue
        value = _number(text) if schema["type"] == "integer" else text
        fault = _KINDS["integer"][1] if value is None else _fault(value, schema)
        if fault is not None:
            faults[name] = fault
        read[name] = value
    _refuse(faults)
    return read


def _refuse(faults: dict[str, Said]) -> None:
    if faults:
        raise Invalid(faults)


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _faults(body: dict[str, Any], schema: Schema) -> dict[str, Said]:
    known: dict[str, Schema] = schema["properties"]
    faults: dict[str, Said] = {name[:80]: _UNKNOWN for name in body if name not in known}
    for name, wanted in known.items():
        if name not in body:
            if name in schema.get("required", ()):
                faults[name] = _REQUIRED
        elif (fault := _fault(body[name], wanted)) is not None:
            faults[name] = fault
    return faults


def _fault(value: Any, schema: Schema) -> Said | None:
    kind, said = _KINDS[schema["type"]]
    if not isinstance(value, kind) or isinstance(value, bool):
        return said
    if "enum" in schema and value not in schema["enum"]:
        return _CHOICE
    if isinstance(value, str):
        return _text_fault(value, schema)
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return _RANGE, {"low": schema["minimum"], "high": schema["maximum"]}
    return None


def _text_fault(value: str, schema: Schema) -> Said | None:
    if len(value) > schema.get("maxLength", LARGEST_BODY):
        return _LONG, {"most": schema["maxLength"]}
    if len(value) < schema.get("minLength", 0):
        return _SHORT
    return None if "\x00" not in value else _SIGNS


def _faults_in_depth(body: dict[str, Any]) -> dict[str, Said]:
    """What no column and no check can take: the sign NUL, and nesting without end. Without recursion of its own."""
    waiting: list[tuple[str, Any, int]] = [("", body, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > DEEPEST:
            return {path[:80]: _DEEP}
        if isinstance(value, str) and "\x00" in value:
            return {path[:200]: _SIGNS}
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, part in inner:
            if isinstance(name, str) and "\x00" in name:
                return {path[:200]: _SIGNS}
            waiting.append((f"{path}.{name}".lstrip("."), part, depth + 1))
    return {}
