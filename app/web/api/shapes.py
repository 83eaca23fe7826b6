"""JSON Schemas of what goes in and out, as the description publishes them."""

from typing import Any

from app.cases.filters import DAY, DUE, STATES
from app.identity.permissions import LANES

Schema = dict[str, Any]
BIGGEST_ID = 2**63 - 1


def ref(name: str) -> Schema:
    """A schema of COMPONENTS by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def thing(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """A closed object."""
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def text(most: int, least: int = 0, **more: Any) -> Schema:
    """A string of so many characters."""
    return {"type": "string", "maxLength": most, **({"minLength": least} if least else {}), **more}


def one_of(*values: str, **more: Any) -> Schema:
    """A string out of a list."""
    return {"type": "string", "enum": list(values), **more}


def or_null(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


ID: Schema = {"type": "integer", "minimum": 1, "maximum": BIGGEST_ID}
STRING: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
BYTES: Schema = {"type": "string", "format": "binary"}
FREE: Schema = {"type": "object"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
BOTH: Schema = {
    "type": "object",
    "properties": {"vi": STRING, "en": STRING},
    "required": ["vi"],
    "description": "A text in Vietnamese and English.",
}


def list_of(schema: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": schema}


def page_of(name: str) -> Schema:
    """A page of a list."""
    cursor = or_null(STRING) | {"description": "Ask again with this `cursor` for what follows; null on the last page."}
    return thing({"items": list_of(ref(name)), "next_cursor": cursor})


CURSOR = text(2000, 1, description="The `next_cursor` of the page before.")
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
SEARCH = text(200, description="Words, with or without diacritics.")

CREDENTIALS = thing({"username": text(60, 1), "password": text(128, 1, format="password")})
NEW_CASE = thing(
    {"procedure": text(40, 1, description="The procedure's code.")},
    {"unit_id": ID | {"description": "A unit that offers it; can be chosen later, in the first task."}},
)
COMPLETION = thing(
    {},
    {
        "answers": {"type": "object", "description": "As the task's form (a JSON Schema) says."},
        "outcome": text(60, description="The way to end the task; may stand in the answers instead."),
    },
)
REASSIGNMENT = thing({"account_id": ID | {"description": "Who takes it over."}})
WITHDRAWAL = thing({"reason": text(1000, 1)})
NEW_DOCUMENT = thing(
    {
        "component": text(60, 1, description="The key of the paper it answers, or `other`."),
        "file": {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
    }
)

PROCEDURE_FILTERS: dict[str, Schema] = {
    "q": SEARCH,
    "agency": text(40, description="A unit's code or id."),
    "sector": text(40),
    "level": one_of("FULL", "PARTIAL", "INFO_ONLY", "1", "2", "3", "4"),
    "tier": one_of("COMMUNE", "PROVINCE"),
    "audience": one_of("CITIZEN", "BUSINESS"),
    "life_event": text(40),
    "cursor": CURSOR,
    "limit": LIMIT,
}
CASE_FILTERS: dict[str, Schema] = {
    "scope": one_of("own", "unit", description="One's own dossiers, or (officers) those of one's units."),
    "q": SEARCH,
    "cursor": CURSOR,
    "limit": LIMIT,
}
TASK_FILTERS: dict[str, Schema] = {
    "state": one_of(*STATES, default="mine"),
    "lane": one_of(*LANES),
    "due": text(
        10,
        pattern=f"^({'|'.join(DUE)}|{DAY.pattern})$",
        description="`overdue`, `near` (soon), `today`, `week` (the next 7 days), `none`, or a day (`2026-11-25`).",
    ),
    "q": SEARCH,
    "procedure": text(40),
    "cursor": CURSOR,
    "limit": LIMIT,
}

_PROCEDURE_HEAD: dict[str, Schema] = {
    "code": STRING,
    "name": BOTH,
    "sector": STRING,
    "tier": STRING,
    "service_level": one_of("FULL", "PARTIAL", "INFO_ONLY"),
    "legacy_level": WHOLE,
    "life_event": STRING,
    "audience": list_of(STRING),
}
_CASE_HEAD: dict[str, Schema] = {
    "id": ID,
    "number": STRING,
    "code": or_null(STRING),
    "procedure": thing({"code": STRING, "name": BOTH}),
    "applicant_name": STRING,
    "status": {"type": "integer", "minimum": 0, "maximum": 10, "description": "National status; 0 is a draft."},
    "status_text": STRING,
    "created_at": INSTANT,
    "submitted_at": or_null(INSTANT),
    "received_at": or_null(INSTANT),
    "due_at": or_null(INSTANT),
    "closed_at": or_null(INSTANT),
}
_TASK_HEAD: dict[str, Schema] = {
    "id": ID,
    "case_id": ID,
    "node": STRING,
    "name": or_null(STRING),
    "lane": STRING,
    "unit_id": or_null(ID),
    "assignee_id": or_null(ID),
    "opened_at": INSTANT,
    "due_at": or_null(INSTANT),
}
_STEP = thing(
    {
        "task_id": ID,
        "node": STRING,
        "name": STRING,
        "lane": STRING,
        "unit": or_null(STRING),
        "due_at": or_null(INSTANT),
        "yours": FLAG,
    },
    {"holder": or_null(STRING)},
)

COMPONENTS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `errors` names the fields at fault by path.",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": STRING,
            "status": WHOLE,
            "detail": STRING,
            "instance": {"type": "string", "format": "uri", "description": "Say it when you ask for help."},
            "errors": list_of(thing({"path": STRING, "message": STRING})),
        },
        "required": ["type", "title", "status", "detail", "instance"],
    },
    "Token": thing({"token": STRING, "token_type": one_of("Bearer"), "expires_in": WHOLE}),
    "ProcedureSummary": thing(_PROCEDURE_HEAD),
    "Procedure": thing(
        _PROCEDURE_HEAD
        | {
            "version": WHOLE,
            "effective_from": {"type": "string", "format": "date"},
            "online": FLAG,
            "offers": list_of(thing({"unit_id": ID, "unit_code": STRING, "unit_name": BOTH})),
            "details": {
                "type": "object",
                "description": "Flows, papers, fees, term, results, legal basis as published.",
            },
        }
    ),
    "CaseSummary": thing(_CASE_HEAD),
    "Case": thing(
        _CASE_HEAD
        | {
            "financial": STRING,
            "delivery": STRING,
            "sync": STRING,
            "channel_in": STRING,
            "channel_out": STRING,
            "receiving_unit_id": or_null(ID),
            "competent_unit_id": or_null(ID),
            "fee_vnd": WHOLE,
            "term": STRING,
            "due_original": or_null(INSTANT),
            "resolved_at": or_null(INSTANT),
            "decision": or_null(STRING),
            "supplements": WHOLE,
            "steps": list_of(_STEP),
        }
    ),
    "Event": thing(
        {
            "at": INSTANT,
            "who": or_null(STRING),
            "kind": STRING,
            "text": STRING,
            "step": or_null(STRING),
            "outcome": or_null(STRING),
        }
    ),
    "Document": thing(
        {
            "id": ID,
            "component": STRING,
            "filename": STRING,
            "media_type": STRING,
            "size": WHOLE,
            "sha256": STRING,
            "uploaded_at": INSTANT,
        }
    ),
    "TaskSummary": thing(
        _TASK_HEAD
        | {
            "code": STRING,
            "status": WHOLE,
            "applicant_name": STRING,
            "procedure": thing({"code": STRING, "name": BOTH}),
            "unit": or_null(STRING),
            "assignee": or_null(STRING),
            "done_at": or_null(INSTANT),
            "outcome": or_null(STRING),
        }
    ),
    "Task": thing(
        _TASK_HEAD
        | {
            "case": ref("CaseSummary"),
            "instructions": or_null(STRING),
            "may_complete": FLAG,
            "form": or_null({"type": "object", "description": "JSON Schema 2020-12 of the answers."}),
            "outcomes": or_null(
                thing({"variable": STRING, "options": list_of(thing({"value": STRING, "label": BOTH, "kind": STRING}))})
            ),
            "values": {"type": "object", "description": "What stands in the form: a draft, or what is known."},
        }
    ),
    "HeldTask": thing(_TASK_HEAD),
    "Moved": thing(
        {
            "case": ref("CaseSummary"),
            "opened": list_of(ref("HeldTask")),
            "closed": list_of(ID),
            "finished": FLAG,
        }
    ),
    "Health": thing({"status": one_of("ok")}),
}
