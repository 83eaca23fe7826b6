"""What the special screens show beside their form: papers, fees, the whole for checking, what is to be supplemented."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.cases import answers, task_forms
from app.cases.components import other_documents, papers
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.catalogue.fees import lines
from app.core.db import session
from app.documents.kinds import ACCEPT
from app.forms.definition import Form
from app.forms.summary import Part, parts
from app.identity.models import Account
from app.payments.gateways.registry import gateways
from app.web.formats import language

CHECKED = (
    ("choose_service", "edit_service"),
    ("fill_application", "edit_application"),
    ("choose_payment", "edit_payment"),
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was answered in one step, and the outcome that leads back to it."""

    title: str
    edit: str
    parts: list[Part]


def shown(form: Form | None, case: Case) -> dict[str, Any]:
    """The variables that the template of a task needs beside its form."""
    if form is None:
        return {}
    screen = _SCREENS[form.screen](case) if form.screen in _SCREENS else {}
    return {"earlier": chapters(case, [(node, "") for node in form.shows]), **screen}


def chapters(case: Case, steps: Sequence[tuple[str, str]]) -> list[Chapter]:
    """The last answers of these steps (node, outcome that leads back to it), in the reader's language."""
    given = {answer.node: answer for answer in answers.history(case.id)} if steps else {}
    told = []
    for node, edit in steps:
        answer = given.get(node)
        if answer is None or (node == "choose_payment" and not case.fee_vnd):
            continue
        form = task_forms.node_form(case, answer.form_key)
        said = parts(form, answer.data, language(), task_forms.options(form, case))
        told.append(Chapter(form.title[language()], edit, said))
    return told


def _papers(case: Case) -> dict[str, Any]:
    return {"papers": papers(case), "others": other_documents(case), "accept": ACCEPT}


def _fees(case: Case) -> dict[str, Any]:
    given = answers.latest(case.id)
    manifest = catalogue.version(case.version_id).described
    flow = given.get("choose_service", {}).get("flow")
    offer = next((o for o in catalogue.offers(case.procedure_id) if o.unit_id == case.receiving_unit_id), None)
    counted = lines(
        manifest, flow, given.get("fill_application", {}), case.channel_in, offer.overrides if offer else None
    )
    return {"fee_lines": counted, "online": any(True for _name in gateways)}


def _check(case: Case) -> dict[str, Any]:
    owner = session().get_one(Account, case.owner_id)
    return {**_papers(case), "chapters": chapters(case, CHECKED), "sent_to": _masked(owner.phone or owner.email or "")}


def _supplement(case: Case) -> dict[str, Any]:
    history = answers.history(case.id)[::-1]
    asked: list[dict[str, Any]] = next((answer.data["missing"] for answer in history if answer.data.get("missing")), [])
    forwarded = next((answer.data for answer in history if answer.node == "send_supplement"), {})
    names = {component.key: component.name for component in catalogue.version(case.version_id).described.components}
    return {**_papers(case), "asked": asked, "names": names, "forwarded": forwarded}


def _masked(address: str) -> str:
    """A phone or mail address with its middle hidden: enough to know it by, too little to learn it."""
    return address and _("số kết thúc bằng %(end)s", end=address[-3:])


_SCREENS: dict[str, Callable[[Case], dict[str, Any]]] = {
    "components": _papers,
    "payment": _fees,
    "pay": _fees,
    "check": _check,
    "supplement": _supplement,
}
