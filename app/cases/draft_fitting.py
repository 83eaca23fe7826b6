"""Unfinished forms of a dossier that moves to another version: what the new forms still ask for stays, the rest is set
aside with its words, for whoever typed it to read when they open the form.
"""

from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, update

from app.cases import task_forms
from app.cases.models import Case, Draft
from app.core.db import run, table_of
from app.engine.definitions import Definition
from app.forms.definition import Form
from app.forms.fitting import Aside, fit, put_back

_drafts = table_of(Draft)
_OF = select(_drafts.c.node, _drafts.c.data, _drafts.c.aside).where(_drafts.c.case_id == bindparam("case"))
_FIT = update(_drafts).where(_drafts.c.case_id == bindparam("case"), _drafts.c.node == bindparam("of"))
_FIT = _FIT.values(data=bindparam("kept"), aside=bindparam("left"))

Fitted = tuple[str, int]


class _Asked(NamedTuple):
    """A form as it is written, and as this dossier is asked it."""

    source: dict[str, Any]
    form: Form


def refit(case: Case, old: Definition, new: Definition) -> list[Fitted]:
    """Fits every draft of a dossier to the forms of another version. Returns the step's name and how many answers are
    set aside, for each draft whose step that version has."""
    return [(_name(row, old, new), _refit(case, row, old, new)) for row in run(_OF, {"case": case.id}).all()]


def _refit(case: Case, row: Row[Any], old: Definition, new: Definition) -> int:
    """How many of a draft's answers the new form does not ask for. A step that is no more, or whose form is the same,
    leaves the draft as it is."""
    before, after = (_form(row, bundle, case) for bundle in (old, new))
    if before is None or after is None or before.source == after.source:
        return len(row.aside or ())
    kept, aside = _fitted(case, row, before.form, after.form)
    left = aside or (None if row.aside is not None else [])
    run(_FIT, {"case": case.id, "of": row.node, "kept": kept, "left": left})
    return len(aside)


def _fitted(case: Case, row: Row[Any], before: Form, after: Form) -> tuple[dict[str, Any], list[Aside]]:
    known = {one["path"]: one for one in row.aside or ()}
    whole = put_back(row.data, list(known.values()))
    kept, aside = fit(whole, before.fields, after.fields, task_forms.options(before, case))
    return kept, [known.get(one["path"], one) for one in aside]


def _form(row: Row[Any], bundle: Definition, case: Case) -> _Asked | None:
    node = bundle.nodes.get(row.node.split("#")[0])
    if node is None or node.form_key is None or node.form_key not in bundle.forms:
        return None
    return _Asked(bundle.forms[node.form_key], task_forms.asked(bundle.id, node.form_key, case.channel_in))


def _name(row: Row[Any], old: Definition, new: Definition) -> str:
    node_id = row.node.split("#")[0]
    node = new.nodes.get(node_id) or old.nodes.get(node_id)
    return (node.name if node else "") or node_id
