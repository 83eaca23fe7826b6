"""Flows: they join nodes of one scope, every node is on a way from the start, and from every node an end is near."""

from collections.abc import Iterator

from app.engine.checking.placing import at, on
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import reached
from app.engine.nodes import GATEWAYS, Found
from app.engine.problems import ERROR, WARNING, Problem, rule

DANGLING = rule(
    "flow.dangling", ERROR,
    vi="Luồng nối không nối hai phần tử của cùng một quy trình.",
    en="The flow does not join two elements of the same process.",
    mend_vi="Nối lại hai đầu.", mend_en="Connect both ends.",
)  # fmt: skip
BETWEEN_POOLS = rule(
    "flow.crosses", ERROR,
    vi="Luồng nối đi qua ranh giới của quy trình con hoặc bể: từ %(source)s sang %(target)s.",
    en="The flow crosses the border of a subprocess or pool: from %(source)s to %(target)s.",
    mend_vi="Nối tới chính quy trình con, hoặc dùng sự kiện gắn trên biên.",
    mend_en="Connect to the subprocess itself, or use a boundary event.",
)  # fmt: skip
UNREACHABLE = rule(
    "flow.unreachable", ERROR,
    vi="Không có đường nào từ sự kiện bắt đầu tới phần tử này.", en="No way leads here from the start event.",
    mend_vi="Nối một luồng tới nó, hoặc xóa nó.", mend_en="Draw a flow to it, or delete it.",
)  # fmt: skip
STOPS = rule(
    "flow.stops", ERROR,
    vi="Sau phần tử này không có luồng nào, và nó không phải sự kiện kết thúc.",
    en="Nothing follows this element, and it is not an end event.",
    mend_vi="Nối nó tới bước sau hoặc tới một sự kiện kết thúc.",
    mend_en="Connect it to the next step or to an end event.",
)  # fmt: skip
NO_WAY_OUT = rule(
    "flow.no-way-out", ERROR,
    vi="Từ phần tử này không có đường nào tới sự kiện kết thúc.", en="No way leads from here to an end event.",
    mend_vi="Vẽ một lối ra khỏi vòng lặp.", mend_en="Draw a way out of the loop.",
)  # fmt: skip
SPLITS = rule(
    "flow.splits", ERROR,
    vi="Chỉ cổng mới được có nhiều luồng ra.", en="Only gateways may have several outgoing flows.",
    mend_vi="Thêm một cổng sau phần tử này.", mend_en="Put a gateway behind this element.",
)  # fmt: skip
INTO_START = rule(
    "flow.into-start", ERROR,
    vi="Có luồng đi vào sự kiện bắt đầu hoặc sự kiện gắn trên biên.",
    en="A flow leads into a start event or a boundary event.",
    mend_vi="Nối luồng tới bước sau nó.", mend_en="Lead the flow to the step behind it.",
)  # fmt: skip
OUT_OF_END = rule(
    "flow.out-of-end", ERROR,
    vi="Có luồng đi ra từ sự kiện kết thúc.", en="A flow leads out of an end event.",
    mend_vi="Dùng sự kiện trung gian, hoặc bỏ luồng đó.", mend_en="Use an intermediate event, or delete the flow.",
)  # fmt: skip
IGNORED = rule(
    "flow.condition-ignored", WARNING,
    vi="Điều kiện của luồng này không bao giờ được xét: nó không đi ra từ cổng XOR hay OR.",
    en="This flow's condition is never looked at: it does not come out of an XOR or OR gateway.",
    mend_vi="Thêm cổng XOR trước luồng, hoặc bỏ điều kiện.",
    mend_en="Put an XOR before the flow, or drop the condition.",
)  # fmt: skip


def flows_join_nodes(subject: Subject) -> Iterator[Problem]:
    """Both ends of a flow are nodes of its own scope."""
    for scope in subject.scopes:
        for flow in scope.flows:
            if flow.source in scope.nodes and flow.target in scope.nodes:
                continue
            known = [subject.scope_of.get(end) for end in (flow.source, flow.target)]
            if None not in known and known[0] is not known[1]:
                yield on(flow, BETWEEN_POOLS, source=flow.source, target=flow.target)
            else:
                yield on(flow, DANGLING)


def every_node_is_on_a_way(subject: Subject) -> Iterator[Problem]:
    """From the start every node can be reached, and from every node an end."""
    for scope in subject.scopes:
        if not scope.starts:
            continue  # said already; then nothing is reached
        stops = {one.node.id for one in scope.nodes.values() if _stops(one, scope)}
        ends = {one.node.id for one in scope.ends}
        leads_out = reached(ends | stops, scope.back)
        for node_id, one in scope.nodes.items():
            if node_id not in scope.live:
                yield at(one, UNREACHABLE)
            elif node_id in stops:
                yield at(one, STOPS)
            elif node_id not in leads_out and scope.ends:
                yield at(one, NO_WAY_OUT)


def _stops(one: Found, scope: Scope) -> bool:
    return one.node.kind != "endEvent" and not scope.out.get(one.node.id)


def events_stand_at_the_ends(subject: Subject) -> Iterator[Problem]:
    """Nothing flows into a start or a boundary event, nothing out of an end event."""
    for scope in subject.scopes:
        for node_id, one in scope.nodes.items():
            if one.node.kind in ("startEvent", "boundaryEvent") and scope.into.get(node_id):
                yield at(one, INTO_START)
            if one.node.kind == "endEvent" and scope.out.get(node_id):
                yield at(one, OUT_OF_END)


def only_gateways_split(subject: Subject) -> Iterator[Problem]:
    """Whatever is no gateway has at most one flow out of it, and no condition on that."""
    for scope in subject.scopes:
        for node_id, out in scope.out.items():
            kind = scope.nodes[node_id].node.kind
            if len(out) > 1 and kind not in GATEWAYS:
                yield at(scope.nodes[node_id], SPLITS)
            if kind not in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
                yield from (on(flow, IGNORED) for flow in out if flow.condition is not None)


RULES = (flows_join_nodes, every_node_is_on_a_way, events_stand_at_the_ends, only_gateways_split)
