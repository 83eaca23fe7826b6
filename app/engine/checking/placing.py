"""Where a rule is broken: at a node, a flow, any element, a whole file."""

from lxml import etree

from app.engine.checking.subject import Flow, Scope
from app.engine.nodes import Found, local
from app.engine.problems import Problem, Rule


def at(one: Found, rule: Rule, **params: object) -> Problem:
    """The rule broken at a node."""
    return rule.at(one.file, one.node.id, one.node.name, **params)


def on(flow: Flow, rule: Rule, **params: object) -> Problem:
    """The rule broken at a sequence flow."""
    return rule.at(flow.file, flow.id, flow.name, **params)


def of(scope: Scope, rule: Rule, **params: object) -> Problem:
    """The rule broken by a whole process or subprocess."""
    return near(scope.file, scope.element, rule, **params)


def near(file: str, element: etree._Element | None, rule: Rule, **params: object) -> Problem:
    """The rule broken at an element, or at the one around it that has an id."""
    while element is not None and not (element.get("id") and not _is_part(element)):
        element = element.getparent()
    if element is None or element.getparent() is None:
        return rule.at(file, **params)
    return rule.at(file, element.get("id", ""), " ".join(element.get("name", "").split()), **params)


def _is_part(element: etree._Element) -> bool:
    return local(element).endswith(("EventDefinition", "Expression", "Operator", "Characteristics"))
