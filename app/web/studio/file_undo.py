"""Deleting and renaming files of a draft: who uses a file, before; and the way back, in the message afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from app.catalogue import draft_files
from app.engine.hostile_xml import HostileXml
from app.engine.outline import edits, reading
from app.web.studio.desk import BPMN

FORMS, DMN = "forms/", ".dmn"


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just done in words, and the post that takes it back."""

    words: str
    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A step that uses a file, and its diagram."""

    diagram: str
    step_id: str
    name: str


def offered(draft_id: int) -> Undo | None:
    """The undo of what the address says was just done (`?da_xoa=`, `?da_doi=&thanh=`), while it can be undone."""
    old, new = request.args.get("da_doi", ""), request.args.get("thanh", "")
    present = {one.path for one in draft_files.listed(draft_id)}
    if old and new in present and old not in present:
        words = str(_("Đã đổi tên %(path)s thành %(new)s.", path=old, new=new))
        action = url_for("studio.rename_file", draft_id=draft_id, path=new)
        return Undo(words, action, (("new_path", old), ("follow", "1")))
    path = request.args.get("da_xoa", "")
    last = next((one for one in draft_files.gone(draft_id) if one.path == path), None)
    if last is None:
        return None
    action = url_for("studio.restore_file", draft_id=draft_id, path=path)
    return Undo(str(_("Đã xóa %(path)s.", path=path)), action, (("revision", str(last.revision)),))


def users(draft_id: int, path: str) -> list[Use]:
    """The steps of the draft's own diagrams that use a form, a diagram or a table."""
    return list(_uses(draft_id, path))


def follow(draft_id: int, path: str, new_path: str, account_id: int) -> int:
    """Makes the tasks that used a form use it by its new name; how many."""
    if not (path.startswith(FORMS) and new_path.startswith(FORMS)):
        return 0
    found = users(draft_id, path)
    for diagram in dict.fromkeys(one.diagram for one in found):
        revision, content = draft_files.read(draft_id, diagram)
        for one in found:
            if one.diagram == diagram:
                content = edits.set_property(content, one.step_id, "form", _stem(new_path))
        draft_files.save(draft_id, diagram, content, revision.revision, account_id)
    return len(found)


def _uses(draft_id: int, path: str) -> Iterator[Use]:
    for diagram, content in draft_files.contents(draft_id).items():
        if not diagram.endswith(BPMN) or diagram == path:
            continue
        try:
            processes = reading.read(content)
        except HostileXml:  # the checker says so
            continue
        for process in processes:
            yield from (Use(diagram, one.id, one.name or one.id) for one in process.steps if _is_used(one, path))


def _is_used(step: reading.Step, path: str) -> bool:
    if path.startswith(FORMS):
        return step.kind == "userTask" and (step.given.get("form") or step.id) == _stem(path)
    if path.endswith(DMN):
        return step.decision == _stem(path)
    return path.endswith(BPMN) and step.called == _stem(path)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
