"""What is too big to be judged: told by itself, before rules whose cost grows with the square of it are asked."""

from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine.nodes import BPMN, FLOW_NODES, processes
from app.engine.problems import ERROR, Problem, rule

MAX_NODES = 600  # of one process; the engine runs at most 500 tasks in one step
MAX_FLOWS = 1500  # of one process

TOO_BIG = rule(
    "process.too-big", ERROR,
    vi="Quy trình có %(count)s phần tử, tối đa %(most)s.", en="It has %(count)s elements; at most %(most)s.",
    mend_vi="Tách thành các quy trình được gọi (call activity).", mend_en="Split it into called processes.",
)  # fmt: skip
TOO_MANY_FLOWS = rule(
    "process.too-many-flows", ERROR,
    vi="Quy trình có %(count)s mũi tên, tối đa %(most)s.", en="It has %(count)s sequence flows; at most %(most)s.",
    mend_vi="Gộp các mũi tên bằng cổng, hoặc tách thành các quy trình được gọi (call activity).",
    mend_en="Merge flows in gateways, or split it into called processes.",
)  # fmt: skip

_NODES = tuple(f"{BPMN}{kind}" for kind in sorted(FLOW_NODES))


def too_big(trees: Mapping[str, etree._Element]) -> Iterator[Problem]:
    """The processes with too many nodes or flows, however deep these stand."""
    for file, process in processes(trees):
        place = file, process.get("id", ""), process.get("name", "")
        for rule_, most, tags in ((TOO_BIG, MAX_NODES, _NODES), (TOO_MANY_FLOWS, MAX_FLOWS, (f"{BPMN}sequenceFlow",))):
            count = sum(1 for _ in process.iter(*tags))
            if count > most:
                yield rule_.at(*place, count=count, most=most)
