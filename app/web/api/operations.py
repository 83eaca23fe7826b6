"""Every operation of the API in one table. Routes, checks and description all come from it, so they cannot differ."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response

from app.web.api import cases, health, procedures, shapes, sign_in, tasks
from app.web.api.replies import JSON
from app.web.api.shapes import Schema, list_of, page_of, ref, thing

V1 = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `path` in Flask's notation; `query` and `body` are checked before `view` is called with
    them (`asked`, `given`) and with the parts of the path. `writes`: a GET that leaves a line in a journal."""

    method: str
    path: str
    view: Callable[..., Response]
    summary: str
    answer: Schema | None
    status: int = 200
    query: dict[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    upload: Schema | None = None
    content: str = JSON
    public: bool = False
    writes: bool = False
    refusals: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Unique among operations."""
        return f"{self.view.__module__.rsplit('.', 1)[1]}_{self.view.__name__}"


def _list(schema: Schema) -> Schema:
    return thing({"items": list_of(schema)})


def _id(name: str) -> str:
    return f"<int(max={shapes.BIGGEST_ID}):{name}>"


_TASK = f"{V1}/tasks/{_id('item_id')}"
_CASE = f"{V1}/cases/<key>"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{V1}/tokens",
        sign_in.issued,
        "A bearer token for a username and password. Each call gives a new one, with an Idempotency-Key too.",
        ref("Token"),
        201,
        body=shapes.CREDENTIALS,
        public=True,
        refusals=(401, 429),
    ),
    Operation("DELETE", f"{V1}/tokens", sign_in.ended, "Ends the token it is called with.", None, 204),
    Operation(
        "GET",
        f"{V1}/procedures",
        procedures.listed,
        "Search of the procedures in force.",
        page_of("ProcedureSummary"),
        query=shapes.PROCEDURE_FILTERS,
        public=True,
    ),
    Operation(
        "GET",
        f"{V1}/procedures/<code>",
        procedures.one,
        "One procedure as published, and where it may be filed.",
        ref("Procedure"),
        public=True,
        refusals=(404,),
    ),
    Operation(
        "POST",
        f"{V1}/cases",
        cases.started,
        "Begins a draft. Its first task is in `steps`.",
        ref("Case"),
        201,
        body=shapes.NEW_CASE,
        refusals=(403, 404, 409),
    ),
    Operation(
        "GET",
        f"{V1}/cases",
        cases.listed,
        "Dossiers, newest first. `q` narrows those of one's units.",
        page_of("CaseSummary"),
        query=shapes.CASE_FILTERS,
    ),
    Operation(
        "GET",
        _CASE,
        cases.one,
        "One dossier by id, draft number or code.",
        ref("Case"),
        writes=True,
        refusals=(404,),
    ),
    Operation(
        "GET",
        f"{_CASE}/timeline",
        cases.timeline,
        "What happened, oldest first.",
        _list(ref("Event")),
        writes=True,
        refusals=(404,),
    ),
    Operation(
        "GET",
        f"{_CASE}/documents",
        cases.listed_documents,
        "The files of a dossier.",
        _list(ref("Document")),
        writes=True,
        refusals=(404,),
    ),
    Operation(
        "POST",
        f"{_CASE}/documents",
        cases.added_document,
        "Adds a file to one's own dossier while it may be changed.",
        ref("Document"),
        201,
        upload=shapes.NEW_DOCUMENT,
        refusals=(404, 409, 413, 415),
    ),
    Operation(
        "GET",
        f"{_CASE}/documents/{_id('document_id')}",
        cases.content,
        "The bytes of a file.",
        shapes.BYTES,
        content="application/octet-stream",
        writes=True,
        refusals=(404, 503),
    ),
    Operation(
        "POST",
        f"{_CASE}/confirmation-code",
        cases.sent_code,
        "Sends the owner of a draft the one-time code that its submission asks for.",
        thing({"status": shapes.one_of("sent")}),
        202,
        refusals=(404, 429),
    ),
    Operation(
        "POST",
        f"{_CASE}/withdraw",
        cases.withdrawn,
        "Asks to withdraw one's own dossier; the one-stop desk decides.",
        ref("Case"),
        body=shapes.WITHDRAWAL,
        refusals=(404, 409),
    ),
    Operation(
        "GET",
        f"{V1}/tasks",
        tasks.listed,
        "A queue of tasks.",
        page_of("TaskSummary"),
        query=shapes.TASK_FILTERS,
    ),
    Operation(
        "GET",
        _TASK,
        tasks.one,
        "One open task, its form as JSON Schema and what stands in it.",
        ref("Task"),
        writes=True,
        refusals=(404, 409),
    ),
    Operation(
        "POST",
        f"{_TASK}/claim",
        tasks.claimed,
        "Takes a waiting task; taking one's own again is harmless.",
        ref("HeldTask"),
        refusals=(404, 409),
    ),
    Operation(
        "POST",
        f"{_TASK}/release",
        tasks.released,
        "Puts a task back for the colleagues.",
        ref("HeldTask"),
        refusals=(403, 404, 409),
    ),
    Operation(
        "POST",
        f"{_TASK}/complete",
        tasks.completed,
        "Completes a task. Of two at the same moment one wins, the other gets a 409 that says what happened.",
        ref("Moved"),
        body=shapes.COMPLETION,
        refusals=(403, 404, 409, 503),
    ),
    Operation(
        "POST",
        f"{_TASK}/reassign",
        tasks.reassigned,
        "Hands a task to a colleague of its lane: by its holder or the team lead.",
        ref("HeldTask"),
        body=shapes.REASSIGNMENT,
        refusals=(403, 404, 409),
    ),
    Operation("GET", "/healthz", health.alive, "The process answers.", ref("Health"), public=True),
    Operation("GET", "/readyz", health.ready, "It can work.", ref("Health"), public=True, refusals=(503,)),
)
