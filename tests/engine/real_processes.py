"""The real diagrams as constructs for the fuzz: what their tasks may answer is read from their forms."""

import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from app.catalogue.assembling import assemble
from app.core.config import ROOT
from app.engine.definitions import Bundle, check
from app.engine.hostile_xml import read
from app.engine.nodes import find_nodes
from app.forms.definition import Field, Form
from tests.engine.constructs import Construct

SLUGS = sorted({path.parent.name for path in (ROOT / "bpmn").glob("*/*.bpmn")} - {"shared"})
STANDARD = "trich-luc-ho-tich"  # nothing of its own

RESULTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "cases.calculate_fee": lambda _parameters: {"fee_vnd": 8000},
    "payments.status": lambda _parameters: {"paid": False},
    "cases.extensions": lambda _parameters: 0,
    "cases.moment": lambda parameters: "2026-03-10T00:00:00+07:00" if _is_given(parameters) else None,
}


def _is_given(parameters: dict[str, Any]) -> bool:
    return any(parameters.get(name) is not None for name in ("term", "hours"))


def real(slug: str) -> Construct:
    """The process of a procedure, with the variables a dossier begins with."""
    bundle = assemble(ROOT / "bpmn" / slug, ROOT / "forms")
    check(bundle)
    forms = _forms(bundle)
    return Construct(
        bundle,
        {node: _answering(form) for node, form in forms.items()},
        {"procedure_code": slug, "channel_in": "ONLINE", "online": True, "fee_vnd": 0, "collect_at": "RECEPTION"},
        once=frozenset({"withdraw", "term_ends"}),
        results=RESULTS,
    )


def _forms(bundle: Bundle) -> dict[str, Form]:
    trees = {name: read(content) for name, content in bundle.files.items() if name.endswith(".bpmn")}
    keys = {one.node.id: one.node.form_key for one in find_nodes(trees) if one.node.kind == "userTask"}
    texts = {node: bundle.files[f"forms/{key}.json"] for node, key in keys.items()}
    return {node: Form.read(json.loads(text)) for node, text in texts.items()}


def _answering(form: Form) -> Callable[[Random], dict[str, Any]]:
    def answer(random: Random) -> dict[str, Any]:
        given = {field.variable: _value(field, random) for field in _all(form.order) if field.variable}
        if form.outcomes:
            given[form.outcomes.variable] = random.choice([option.value for option in form.outcomes.options])
        return given

    return answer


def _all(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields with those inside groups."""
    for field in fields:
        yield field
        yield from _all(field.order)


def _value(field: Field, random: Random) -> Any:
    match field.kind:
        case "choices":
            return [11, 12, 13]
        case "choice" if field.options:
            return random.choice([option.value for option in field.options])
        case "boolean":
            return random.random() < 0.5
        case "integer" | "number" | "money" | "choice":
            return random.randrange(1, 4)
        case "date":
            return random.choice(["1990-05-01", "2020-05-01"])
        case _:
            return "x"
