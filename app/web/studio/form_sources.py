"""Where a form may take answers from: the account, and the forms of the draft's other steps."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.catalogue import assembling, draft_files
from app.core.errors import N_, Invalid
from app.engine.hostile_xml import HostileXml
from app.engine.outline import reading
from app.forms.definition import ACCOUNT, Form
from app.web.formats import t
from app.web.studio.desk import BPMN, folders

_ACCOUNT = {
    "full_name": N_("họ và tên"),
    "id_number": N_("số định danh"),
    "id_kind": N_("loại giấy tờ tùy thân"),
    "phone": N_("số điện thoại"),
    "email": N_("thư điện tử"),
    "birth_date": N_("ngày sinh"),
    "address": N_("địa chỉ"),
}
_NOT_SOURCES = ("note", "group", "repeat")


@dataclass(frozen=True, slots=True)
class Source:
    """A place that an answer can be taken from: how the file says it, and in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A step of a person, with its form where there is one."""

    node: str
    name: str
    form: Form | None


def steps(draft_id: int) -> list[Asked]:
    """The steps of people in the draft's diagrams, each once, with their forms."""
    own = draft_files.contents(draft_id)
    files = {**assembling.gather(own.get, assembling.shared_files(*folders())), **own}
    found: dict[str, Asked] = {}
    for step in user_tasks(files):
        content = files.get(f"forms/{step.given.get('form') or step.id}.json")
        found.setdefault(step.id, Asked(step.id, step.name or step.id, read(content) if content else None))
    return list(found.values())


def groups(asked: list[Asked]) -> list[tuple[str, list[Source]]]:
    """All sources for a list: those of the account, then those of each step under its name."""
    account = [Source(f"account.{name}", str(_(_ACCOUNT[name]))) for name in _ACCOUNT if name in ACCOUNT]
    made = [(str(_("Tài khoản người nộp")), account)]
    for one in asked:
        fields = one.form.fields if one.form else ()
        sources = [
            Source(f"answers.{one.node}.{field.name}", t(field.label))
            for field in fields
            if field.kind not in _NOT_SOURCES
        ]
        made += [(str(_("Bước “%(name)s”", name=one.name)), sources)] if sources else []
    return made


def read(content: bytes) -> Form | None:
    """The form in a file; None when it is none."""
    try:
        return Form.read(json.loads(content.decode("utf-8")))
    except (ValueError, RecursionError, Invalid):
        return None


def user_tasks(files: Mapping[str, bytes]) -> Iterator[reading.Step]:
    """The steps of people in the diagrams among these files."""
    for path, content in files.items():
        if not path.endswith(BPMN):
            continue
        try:
            processes = reading.read(content)
        except HostileXml:  # the checker says so
            continue
        yield from (step for process in processes for step in process.steps if step.kind == "userTask")
