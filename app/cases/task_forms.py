"""The form of a task and what its answers are checked against."""

from functools import lru_cache
from typing import Any

from sqlalchemy import select

from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.catalogue.models import Offer
from app.core.db import session
from app.engine.definitions import definition
from app.engine.models import WorkItem
from app.forms.definition import Form
from app.identity import units
from app.identity.models import Unit

Options = list[tuple[str, str]]


@lru_cache(maxsize=2048)
def form(definition_id: int, key: str) -> Form:
    """A form of a definition, read once per process; definitions never change."""
    return Form.read(definition(definition_id).forms[key])


def form_of(item: WorkItem, case: Case) -> Form | None:
    """The form of an open task; None for a task without one."""
    definition_id = catalogue.version(case.version_id).definition_id
    return form(definition_id, item.form_key) if item.form_key and definition_id else None


def options(case: Case, wanted: set[str]) -> dict[str, Options]:
    """The lists that `options_from` fields choose from: `{name: [(value, label)]}`."""
    makers = {
        "units": lambda: _offering(case),
        "police_units": lambda: _of_kind("COMMUNE_POLICE"),
        "officers": lambda: _holders(case, "specialist"),
        "council": lambda: _holders(case, "council"),
        "components": lambda: _components(case),
    }
    return {name: makers[name]() for name in wanted}


def _offering(case: Case) -> Options:
    rows = session().execute(
        select(Unit.id, Unit.name)
        .join(Offer, Offer.unit_id == Unit.id)
        .where(Offer.procedure_id == case.procedure_id, Offer.active)
        .order_by(Unit.name)
    )
    return [(str(unit_id), name) for unit_id, name in rows]


def _of_kind(kind: str) -> Options:
    return [(str(unit.id), unit.name) for unit in units.of_kind(kind)]


def _holders(case: Case, role: str) -> Options:
    unit_id = case.competent_unit_id
    return [(str(account.id), account.full_name) for account in units.holders(unit_id, role)] if unit_id else []


def _components(case: Case) -> Options:
    manifest: dict[str, Any] = catalogue.version(case.version_id).manifest
    return [(component["key"], component["name"]["vi"]) for component in manifest["components"]]
