"""The description of the API, OpenAPI 3.1, made from the table of operations."""

import re
from functools import cache
from typing import Any

import orjson

from app.web.api.operations import OPERATIONS, Operation
from app.web.api.shapes import COMPONENTS, ID, STRING, ref

_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
PROBLEM = "application/problem+json"
REFUSALS = {
    400: "Malformed",
    401: "Without a valid token",
    403: "Known, and not allowed",
    404: "Not there, or not for this caller",
    409: "Has moved on",
    413: "Too large",
    415: "Another content type",
    422: "Fields at fault",
    429: "Too often",
    503: "Try again later",
}


@cache
def document() -> bytes:
    """The description as JSON."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        path = _PART.sub(r"{\2}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation)
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Một Cửa",
                "version": "1",
                "description": (
                    "Administrative procedures: the same doors as the pages. Texts follow Accept-Language (vi, en). "
                    "Lists continue by `cursor`. Errors are problem+json with the paths of fields at fault. "
                    "A POST with an Idempotency-Key is done once, however often it is sent."
                ),
            },
            "paths": paths,
            "components": {
                "schemas": COMPONENTS,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
            "security": [{"token": []}],
        }
    )


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _path_parameters(operation) + _query_parameters(operation) + _headers(operation),
        "responses": _responses(operation),
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.body}}}
    if operation.upload is not None:
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": operation.upload}}}
    if operation.public:
        described["security"] = []
    return described


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": ID if kind == "int" else STRING}
        for kind, name in _PART.findall(operation.path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in operation.query.items()]


def _headers(operation: Operation) -> list[dict[str, Any]]:
    language = {"name": "Accept-Language", "in": "header", "schema": {"type": "string"}, "example": "vi"}
    if operation.method != "POST" or operation.public:
        return [language]
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
        "description": "Of the caller's choosing, new for each act. With another body: 422.",
    }
    return [language, key]


def _responses(operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done"}
    if operation.answer is not None:
        success["content"] = {operation.content: {"schema": operation.answer}}
    refused = set(operation.refusals)
    if not operation.public:
        refused.add(401)
    if operation.body is not None:
        refused |= {400, 413, 415}
    if operation.body is not None or operation.upload is not None or operation.query or operation.method == "POST":
        refused.add(422)
    problems = {str(status): _problem(REFUSALS[status]) for status in sorted(refused)}
    return {str(operation.status): success} | problems | {"default": _problem("Refused")}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM: {"schema": ref("Problem")}}}
