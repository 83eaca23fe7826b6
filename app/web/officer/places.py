"""Where a dossier stands in its diagrams: which drawing to show, what is marked in it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.cases.models import Case
from app.core.errors import NotFound
from app.engine import queries
from app.engine.definitions import Definition, definition
from app.web.diagram import picture
from app.web.diagram.outline import Step, outline
from app.web.diagram.svg import draw


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process drawn: `choices` are all processes of the dossier as (id, name, whether the dossier is in it)."""

    process_id: str
    name: str
    svg: Markup
    steps: list[Step]
    choices: list[tuple[str, str, bool]]


def drawing(case: Case, definition_id: int, done: set[str], wanted: str | None) -> Drawing:
    """The drawing of the process `wanted`, or of the one in which the dossier stands. Raises NotFound."""
    bundle = definition(definition_id)
    here = queries.positions(case.instance_id) if case.instance_id else set()
    entered = {bundle.nodes[node].process_id for node in done if node in bundle.nodes}
    standing = _standing(bundle, here)
    process_id = wanted or (standing[0] if standing else bundle.process_id)
    shown = picture.read(bundle.diagram(process_id))
    current, passed = here | set(standing), done | entered
    choices = _choices(bundle, set(standing))
    return Drawing(
        process_id=process_id,
        name=shown.name or process_id,
        svg=draw(shown, current, passed - current),
        steps=outline(shown, current, passed - current),
        choices=choices,
    )


def _standing(bundle: Definition, here: set[str]) -> list[str]:
    """The processes in which the dossier waits for somebody, innermost first; the main one is told by its calls."""
    waiting = [bundle.nodes[node] for node in sorted(here) if node in bundle.nodes]
    people = [node.process_id for node in waiting if node.kind == "userTask"]
    others = [node.process_id for node in waiting if node.kind not in ("callActivity", "subProcess")]
    return list(dict.fromkeys(one for one in (*people, *others) if one != bundle.process_id))


def _choices(bundle: Definition, standing: set[str]) -> list[tuple[str, str, bool]]:
    """The main process, then the called ones in the order of the main drawing, then the rest."""
    names = {}
    main = picture.read(bundle.diagram(bundle.process_id))
    called = [step.calls for step in outline(main, (), ()) if step.calls]
    used = dict.fromkeys([bundle.process_id, *called, *sorted({n.process_id for n in bundle.nodes.values()})])
    for process_id in used:
        try:
            names[process_id] = picture.read(bundle.diagram(process_id)).name
        except NotFound:  # a process that is called but drawn elsewhere
            continue
    main_name = _("Toàn bộ quy trình")
    return [(p, main_name if p == bundle.process_id else name or p, p in standing) for p, name in names.items()]
