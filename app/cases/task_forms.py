"""The form of a task: its definition, the lists it chooses from, and what stands in it when it is opened."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.cases import answers
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.db import session
from app.core.errors import N_
from app.engine.definitions import definition
from app.engine.models import WorkItem
from app.engine.work_items import Item
from app.forms.definition import Form
from app.forms.prefill import prefill
from app.identity import units
from app.identity.models import Account

DELIVERY: dict[str, dict[str, str]] = {
    "DESK": {"vi": N_("Đến nhận tại bộ phận Một cửa"), "en": "Collect at the one-stop desk"},
    "POST": {"vi": N_("Nhận tại nhà qua bưu chính công ích"), "en": "By post to my home"},
    "ONLINE": {"vi": N_("Nhận bản điện tử trên hệ thống"), "en": "Electronic copy in this system"},
}
HANDLER = "handler"  # the word of a diagram for whoever handles the dossier; any other names one person
Choice = tuple[str, Mapping[str, str]]
Choices = Sequence[Choice]
_PREFILLED = ("full_name", "id_number", "id_kind", "phone", "email", "birth_date", "address")


@lru_cache(maxsize=2048)
def form(definition_id: int, key: str) -> Form:
    """A form of a definition, read once per process; definitions never change."""
    return Form.read(definition(definition_id).forms[key])


@lru_cache(maxsize=2048)
def asked(definition_id: int, key: str, channel: str) -> Form:
    """A form of a definition, as a dossier is asked it that came in by this channel."""
    return form(definition_id, key).by_channel(channel)


def form_of(item: WorkItem | Item, case: Case) -> Form | None:
    """The form of an open task, less what is not asked of a dossier that came in as this one did; None for a task
    without a form."""
    definition_id = catalogue.version(case.version_id).definition_id
    return asked(definition_id, item.form_key, case.channel_in) if item.form_key and definition_id else None


def node_form(case: Case, form_key: str) -> Form:
    """A form by its key, for answers given earlier."""
    return form(catalogue.version(case.version_id).definition_id or 0, form_key)


def options(form: Form, case: Case) -> dict[str, Choices]:
    """The lists that the form's `options_from` fields choose from, for this dossier: `{name: [(value, label)]}`."""
    return {name: _options(name, case) for name in form.options_wanted}


def is_personal(node_id: str, case: Case) -> bool:
    """Whether the diagram names the very person for a step (a council's member, each with a task of their own), and
    not a role or whoever handles the dossier."""
    definition_id = catalogue.version(case.version_id).definition_id
    node = definition(definition_id).nodes.get(node_id) if definition_id else None
    return node is not None and node.assignee not in (None, HANDLER)


def draft_key(item: WorkItem, case: Case) -> str:
    """Under which name a task's draft is kept: its step's, or its own where a step is many people's at once."""
    return f"{item.node[:60]}#{item.id}" if is_personal(item.node, case) else item.node


def initial(item: WorkItem, case: Case) -> dict[str, Any]:
    """What stands in the form when it is opened: the draft, else the last answers of this step (never somebody else's
    piece of it), else what the account and earlier steps already say."""
    draft = answers.draft(case.id, draft_key(item, case))
    if draft is not None:
        return dict(draft.data)
    given = answers.latest(case.id)
    if item.node in given and not is_personal(item.node, case):
        return dict(given[item.node])
    wanted = form_of(item, case)
    account = session().get_one(Account, case.owner_id)
    return prefill(wanted, {name: getattr(account, name) for name in _PREFILLED}, given) if wanted else {}


def _options(name: str, case: Case) -> Choices:
    manifest = catalogue.version(case.version_id).described
    match name:
        case "units":
            offers = catalogue.offers(case.procedure_id)
            return [(str(o.unit_id), {"vi": o.unit_name, "en": o.unit_name_en}) for o in offers]
        case "communes":
            return [_choice(made) for made in units.unit_options(units.COMMUNE)]
        case "police_units":
            return [_choice(made) for made in units.unit_options(units.COMMUNE_POLICE)]
        case "officers" | "council":
            role = "specialist" if name == "officers" else "council"
            unit_id = case.competent_unit_id
            there = units.officer_options(unit_id, role) if unit_id else []
            return [_choice(made) for made in there if made["value"] != str(case.owner_id)]  # nobody judges their own
        case "components":
            return [(one.key, one.name) for one in manifest.components]
        case "flows":
            return [(flow.key, flow.name) for flow in manifest.flows]
        case "delivery":
            return [(way, DELIVERY[way]) for way in manifest.delivery]
        case _:
            raise LookupError(f"no list of choices named {name!r}")


def _choice(made: dict[str, Any]) -> Choice:
    return made["value"], made["label"]
