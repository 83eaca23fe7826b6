"""Which variables each node needs and writes, through forms, scripts, tables, actions, called processes."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from app.engine import expressions
from app.engine.checking.subject import Subject
from app.engine.cycles import reached
from app.engine.formulas import CELL, INPUT, SCRIPT
from app.engine.nodes import BPMN, SPIFF, SUBPROCESSES, Found, local

_VARIABLES = (f"{SPIFF}messageVariable", f"{SPIFF}variableName")


def of_form(form: Mapping[str, Any]) -> set[str]:
    """The process variables that a form may write, sound or not."""
    found: set[str] = set()
    todo: list[Any] = [form.get("sections"), form.get("fields")]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, Mapping):
            found |= {one["variable"]} if isinstance(one.get("variable"), str) else set()
            todo.append(one.get("fields"))
    outcomes = form.get("outcomes")
    if isinstance(outcomes, Mapping) and isinstance(outcomes.get("variable"), str):
        found.add(outcomes["variable"])
    return found


class Names:
    """The variables of a subject, node by node."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def made(self) -> dict[str, set[str]]:
        """What each node writes itself, by its id, without what it declares for its instances."""
        found = {one.node.id: self._by_element(one) for one in self._subject.found}
        for formula in self._subject.formulas:
            if formula.kind == SCRIPT and formula.element_id in found:
                found[formula.element_id] |= _script(formula.text)[1]
        return found

    @cached_property
    def written(self) -> dict[str, set[str]]:
        """What each node writes itself, its instances' own variables and their list of results too."""
        return {one.node.id: self.made[one.node.id] | set(declared(one)) - {""} for one in self._subject.found}

    @cached_property
    def needed(self) -> list[tuple[str, str, set[str]]]:
        """What each expression needs: file, element id, names."""
        found = [(f.file, f.element_id, _read(f.kind, f.text)) for f in self._subject.formulas]
        for one in self._subject.found:
            names = {one.node.assignee} if one.node.assignee and one.node.assignee != "handler" else set()
            lists = one.element.findtext(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}loopDataInputRef")
            found.append((one.file, one.node.id, names | ({lists.strip()} if lists and lists.strip() else set())))
        return found

    @cached_property
    def anywhere(self) -> set[str]:
        """Everything that something in the bundle writes."""
        return set().union(*self.written.values())

    def within(self, one: Found) -> set[str]:
        """What a node writes with all that is inside it or called by it."""
        return set().union(*(self.written[node] for node in {one.node.id, *self.nodes_within(one)}))

    def made_within(self, one: Found) -> set[str]:
        """The same without what it declares for its instances."""
        return set().union(*(self.made[node] for node in {one.node.id, *self.nodes_within(one)}))

    def nodes_within(self, one: Found) -> set[str]:
        """The nodes that stand inside a node or in what it calls, all the way down."""
        if one.node.id not in self._inner:
            return set()
        return reached({one.node.id}, self._inner) - {one.node.id}

    @cached_property
    def _inner(self) -> dict[str, set[str]]:
        """The nodes right inside each subprocess and call."""
        inside = {scope.element.get("id", ""): set(scope.nodes) for scope in self._subject.scopes}
        found: dict[str, set[str]] = {}
        for one in self._subject.found:
            where = one.element.get("calledElement", "") if one.node.kind == "callActivity" else one.node.id
            if one.node.kind == "callActivity" or one.node.kind in SUBPROCESSES:
                found[one.node.id] = inside.get(where, set())
        return found

    def _by_element(self, one: Found) -> set[str]:
        found = {(e.text or "").strip() for tag in _VARIABLES for e in one.element.iterfind(f".//{tag}")}
        found |= set(self._of_events(one))
        if one.node.kind == "userTask" and self._subject.forms is not None:
            found |= of_form(self._subject.forms.get(one.node.form_key or "", {}))
        operator = one.element.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        if operator is not None:
            found.add(operator.get("resultVariable", ""))
        if one.node.kind == "businessRuleTask":
            found |= set(self._outputs(decision_of(one) or ""))
        return found - {""}

    def _of_events(self, one: Found) -> Iterator[str]:
        """Variables that signals, errors and escalations bring; they stand with their definition."""
        root = self._subject.trees[one.file]
        for kind in ("signal", "error", "escalation"):
            for definition in one.element.iterfind(f"{BPMN}{kind}EventDefinition"):
                for target in root.iterfind(f"{BPMN}{kind}"):
                    if target.get("id") == definition.get(f"{kind}Ref"):
                        yield from ((v.text or "").strip() for v in target.iter(f"{SPIFF}variableName"))

    def _outputs(self, decision: str) -> Iterator[str]:
        for root in self._subject.tables.values():
            for one in root.iter():
                if local(one) == "decision" and one.get("id") == decision:
                    yield from (output.get("name", "") for output in one.iter() if local(output) == "output")


def declared(one: Found) -> tuple[str, str, str]:
    """What a node that is done for each of a list declares: the item, its result, the list of results; or ""."""
    each = one.element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if each is None:
        return "", "", ""
    item, result = (each.find(f"{BPMN}{kind}") for kind in ("inputDataItem", "outputDataItem"))
    return (
        "" if item is None else item.get("id", ""),
        "" if result is None else result.get("id", ""),
        (each.findtext(f"{BPMN}loopDataOutputRef") or "").strip(),
    )


def decision_of(one: Found) -> str | None:
    """The decision that a business rule task asks for."""
    name: str | None = one.element.findtext(f"{BPMN}extensionElements/{SPIFF}calledDecisionId")
    return (name or "").strip() or None


def _script(text: str) -> tuple[frozenset[str], frozenset[str]]:
    try:
        return expressions.names_of_script(text)
    except expressions.BadExpression:
        return frozenset(), frozenset()  # said elsewhere


def _read(kind: str, text: str) -> set[str]:
    if kind == SCRIPT:
        return set(_script(text)[0])
    try:
        return set(expressions.names_in(text)) - ({INPUT} if kind == CELL else set())
    except expressions.BadExpression:
        return set()
