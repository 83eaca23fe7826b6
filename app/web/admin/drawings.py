"""Diagrams on the operators' pages: one process of a version at a time, with its places marked."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.errors import NotFound
from app.engine.definitions import Definition, definition
from app.web.diagram import picture
from app.web.diagram.svg import Mark, draw


@dataclass(frozen=True, slots=True)
class Drawn:
    """One process drawn; `choices` are all of the version as (id, name, how many marks are in it)."""

    process_id: str
    name: str
    svg: Markup
    choices: list[tuple[str, str, int]]


def drawn(definition_id: int, wanted: str | None, marks: Mapping[str, Mark], current: set[str] | None = None) -> Drawn:
    """The process `wanted`, or the one with the most marks. `current` are the nodes a dossier stands at. Raises
    NotFound."""
    bundle = definition(definition_id)
    choices = _choices(bundle, {*marks, *(current or ())})
    process_id = wanted or max(choices, key=lambda choice: choice[2])[0]
    shown = picture.read(bundle.diagram(process_id))
    here = {node for node in current or () if _is_in(bundle, node, process_id)}
    return Drawn(process_id, shown.name or process_id, draw(shown, here, (), marks=marks), choices)


def _choices(bundle: Definition, marked: set[str]) -> list[tuple[str, str, int]]:
    """The main process first; calls do not count (what is inside them does), nor events that only listen."""
    inside: dict[str, int] = {}
    for node_id in marked:
        node = bundle.nodes.get(node_id)
        if node is not None and node.kind not in ("callActivity", "subProcess", "boundaryEvent"):
            inside[node.process_id] = inside.get(node.process_id, 0) + 1
    found = []
    for process_id in dict.fromkeys([bundle.process_id, *sorted({n.process_id for n in bundle.nodes.values()})]):
        try:
            name = picture.read(bundle.diagram(process_id)).name
        except NotFound:  # called, and drawn elsewhere
            continue
        said = _("Toàn bộ quy trình") if process_id == bundle.process_id else name or process_id
        found.append((process_id, said, inside.get(process_id, 0)))
    return found


def _is_in(bundle: Definition, node_id: str, process_id: str) -> bool:
    node = bundle.nodes.get(node_id)
    return node is not None and node.process_id == process_id
