"""Dossiers: one's own, and those of an officer's units."""

from typing import Any

from flask import Response, current_app, request, stream_with_context

from app.cases import access, dossiers, opening, papers, progress, submission
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.errors import N_, Invalid, NotFound
from app.documents import queries as documents
from app.documents import storage
from app.engine.definitions import definition
from app.identity.actor import Actor
from app.web.api import written
from app.web.api.caller import caller
from app.web.api.replies import page, reply
from app.web.file_names import disposition

LONGEST_KEY = 60
# Lines of the journal that are the officers' own affair.
INTERNAL = frozenset(("comment", "claimed", "released", "assigned", "message", "retried"))


def started(given: dict[str, Any]) -> Response:
    """Begins a draft."""
    actor = caller()
    case = submission.start(actor, given["procedure"], given.get("unit_id"))
    return reply(_in_full(actor, case), 201, location=f"/api/v1/cases/{case.id}")


def listed(asked: dict[str, Any]) -> Response:
    """One's own dossiers; for officers those of their units, unless they ask for their own."""
    actor = caller()
    cursor = _cursor(asked["cursor"])
    if (asked["scope"] or ("unit" if actor.is_officer else "own")) == "unit":
        found = dossiers.visible(actor, asked["q"] or "", cursor, asked["limit"])
    else:
        found = dossiers.mine(actor, cursor, asked["limit"])
    rows = [written.case_summary(case, version.code, version.name, version.name_en) for case, version in found.rows]
    return page(rows, found.next_cursor)


def one(key: str) -> Response:
    """One dossier. An officer's opening is written to its journal."""
    actor = caller()
    return reply(_in_full(actor, _opened(actor, key)))


def timeline(key: str) -> Response:
    """What happened to a dossier, oldest first."""
    actor = caller()
    case = _opened(actor, key)
    version = catalogue.version(case.version_id)
    nodes = definition(version.definition_id).nodes if version.definition_id else {}
    hidden = INTERNAL if access.owns(actor, case) else frozenset[str]()
    events = [written.event(event, nodes) for event in dossiers.timeline(case) if event.kind not in hidden]
    return reply({"items": events})


def listed_documents(key: str) -> Response:
    """The files of a dossier."""
    case = _opened(caller(), key)
    return reply({"items": [written.document(one) for one in documents.of_case(case.id)]})


def added_document(key: str) -> Response:
    """Adds a file to one's own dossier."""
    actor = caller()
    case = access.must_own(actor, _found(actor, key))
    component, file = request.form.get("component", ""), request.files.get("file")
    faults = {}
    if not 1 <= len(component) <= LONGEST_KEY or not component.isprintable():
        faults["component"] = N_("Cho biết tệp này là giấy tờ nào.")
    if file is None:
        faults["file"] = N_("Chưa có tệp nào được gửi.")
    if faults or file is None:
        raise Invalid(faults)
    settings = current_app.config["SETTINGS"]
    content = file.stream.read(settings.max_upload + 1)
    added = papers.add(actor, case.id, component, file.filename or "", content, settings)
    return reply(written.document(added), 201)


def content(key: str, document_id: int) -> Response:
    """The bytes of a file, always as a download: they come from strangers."""
    case = _opened(caller(), key)
    file = documents.in_case(case.id, document_id)
    response = Response(stream_with_context(storage.stream(file)), mimetype=file.media_type)
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = disposition("attachment", file.filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def withdrawn(key: str, given: dict[str, Any]) -> Response:
    """Asks to withdraw one's own dossier; the desk decides."""
    actor = caller()
    case = access.must_own(actor, _found(actor, key))
    moved = progress.withdraw(actor, case.id, given["reason"])
    return reply(_in_full(actor, moved.case))


def sent_code(key: str) -> Response:
    """Sends the owner of a draft the code that confirms its submission."""
    actor = caller()
    case = access.must_own(actor, _found(actor, key))
    submission.send_confirmation_code(actor, case.id)
    return reply({"status": "sent"}, 202)


def _found(actor: Actor, key: str) -> Case:
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise NotFound
    return dossiers.find(actor, key)


def _opened(actor: Actor, key: str) -> Case:
    case = _found(actor, key)
    return case if access.owns(actor, case) else opening.dossier(actor, key)


def _in_full(actor: Actor, case: Case) -> dict[str, Any]:
    version = catalogue.version(case.version_id)
    return written.case_in_full(case, version, dossiers.steps(case), actor, owner=access.owns(actor, case))


def _cursor(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid({"cursor": N_("Trang này không còn. Mở lại danh sách từ đầu.")})
    return text
