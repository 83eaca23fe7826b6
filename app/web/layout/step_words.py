"""The names of steps, as people read them."""

from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.db import session
from app.engine.definitions import definition
from app.engine.models import WorkItem
from app.web.formats import language


def step_words(definition_id: int | None, node_id: str, name: str | None = None) -> str:
    """A step's name (`name` when the caller has it): diagrams are Vietnamese, so in English the title of its form."""
    if definition_id is None or (name and language() == "vi"):
        return name or node_id
    bundle = definition(definition_id)
    node = bundle.nodes.get(node_id)
    form = bundle.forms.get(node.form_key or "") if node is not None and language() == "en" else None
    return str(form["title"]["en"]) if form else name or (node.name if node is not None else "") or node_id


def task_words(item: WorkItem) -> str:
    """The name of an open task."""
    case = session().get_one(Case, item.subject_id)
    return step_words(catalogue.version(case.version_id).definition_id, item.node, item.name)
