"""Diagrams to specs: the stock parser with our service task, timers and messages; nothing is left to mutate later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser
from SpiffWorkflow.spiff.parser.task_spec import ServiceTaskParser

from app.engine.spiff_script import HostTask
from app.engine.spiff_timers import ours


class Unparsable(Exception):
    """The engine cannot take the diagrams; `file` and `element` say where it stumbled, when it said so."""

    def __init__(self, reason: str, file: str | None, element: str | None) -> None:
        self.reason, self.file, self.element = reason, file, element
        super().__init__(reason)


@dataclass(frozen=True)
class Specs:
    """The parsed main process and everything it may call. Shared by all threads, so never changed after parsing."""

    main: Any
    called: dict[str, Any]


class _Process(SpiffProcessParser):
    """A process whose nodes are parsed from its ends: the stock parser calls itself once for each node of a way, and a
    long process would be deeper than Python goes."""

    def add_tasks(self) -> None:
        for node in self._ends_first():
            self.parse_node(node)
        super().add_tasks()

    def _ends_first(self) -> list[etree._Element]:
        """What can be reached from the start, in the order in which a walk in depth leaves it."""
        left: list[etree._Element] = []
        seen: set[str] = set()
        walk = [(node, self._after(node)) for node in self.xpath("./bpmn:startEvent")]
        while walk:
            _node, rest = walk[-1]
            ahead = next((one for one in rest if one.get("id") not in seen), None)
            if ahead is None:
                left.append(walk.pop()[0])
            else:
                seen.add(ahead.get("id"))
                walk.append((ahead, self._after(ahead)))
        return left

    def _after(self, node: etree._Element) -> Iterator[etree._Element]:
        for flow in self.get_outgoing_sequence_flows(node.get("id")):
            target = self.get_node_by_id(flow.get("targetRef"))
            if target is not None:
                yield target
        yield from self.get_boundary_events(node.get("id"))


class _Parser(SpiffBpmnParser):
    PROCESS_PARSER_CLASS = _Process
    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("serviceTask"): (ServiceTaskParser, HostTask),
    }


def parse(process_id: str, trees: Mapping[str, etree._Element]) -> Specs:
    """The specs of `process_id` from the roots of its `.bpmn` and `.dmn` files by name.

    Raises Unparsable.
    """
    parser = _Parser()
    try:
        for name, root in trees.items():
            if name.endswith(".dmn"):
                parser.add_dmn_xml(root, name)
        for name, root in trees.items():
            if name.endswith(".bpmn"):
                parser.add_bpmn_xml(root, name)
        main = parser.get_spec(process_id)
        called = parser.get_subprocess_specs(process_id)
    except ValidationException as error:
        raise Unparsable(str(error), error.file_name or None, error.id or None) from error
    except Exception as error:  # the stock parser stumbles in many ways over diagrams of other tools
        raise Unparsable(f"{type(error).__name__}: {error}", None, None) from error
    for spec in (main, *called.values()):
        _settle(spec)
    return Specs(main, called)


def _settle(spec: Any) -> None:
    """Puts our events in, and connects what stock would connect at run time in a spec that threads share."""
    for task_spec in spec.task_specs.values():
        if hasattr(task_spec, "event_definition"):
            task_spec.event_definition = ours(task_spec.event_definition)
        if isinstance(task_spec, LoopTask):
            spec.task_specs[task_spec.task_spec].completed_event.connect(task_spec.merge_child)
