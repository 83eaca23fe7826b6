"""Gateways: conditions and defaults where a choice is made, no parallel block inside a loop."""

from collections import Counter
from collections.abc import Iterator

from app.engine.checking.placing import at, on
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import dominators, in_cycles, reached
from app.engine.nodes import BPMN, Found
from app.engine.problems import ERROR, Problem, rule

NO_DEFAULT = rule(
    "gateway.no-default", ERROR,
    vi="Cổng rẽ nhánh chưa có luồng mặc định.", en="The gateway has no default flow.",
    mend_vi="Chọn một luồng ra làm mặc định%(offer)s.", mend_en="Make one of its flows the default%(offer)s.",
)  # fmt: skip
NO_CONDITION = rule(
    "gateway.no-condition", ERROR,
    vi="Luồng ra của cổng rẽ nhánh chưa có điều kiện.", en="The flow out of the gateway has no condition.",
    mend_vi="Ghi điều kiện hoặc chọn nó làm luồng mặc định.", mend_en="Write a condition, or make it the default flow.",
)  # fmt: skip
IN_A_LOOP = rule(
    "gateway.parallel-in-loop", ERROR,
    vi="Cổng song song nằm trong vòng lặp sẽ chạy sai ở lượt sau.",
    en="A parallel gateway inside a loop runs wrongly in the second round.",
    mend_vi="Gói khối đó vào một quy trình con.", mend_en="Put the whole block into a subprocess of its own.",
)  # fmt: skip
DOUBLE = rule(
    "gateway.double-flow", ERROR,
    vi="Có hai luồng giữa cùng hai phần tử sau cổng song song.",
    en="Two flows lead from this gateway to the same element.",
    mend_vi="Bỏ một luồng.", mend_en="Delete one of them.",
)  # fmt: skip
RACE = rule(
    "gateway.race", ERROR,
    vi="Sau cổng theo sự kiện chỉ được là sự kiện chờ, mỗi sự kiện có một luồng vào; đây là %(name)s.",
    en="An event gateway may only lead to catching events, each with one flow into it; this is %(name)s.",
    mend_vi="Đặt sự kiện trung gian ngay sau cổng.", mend_en="Put a catching event right behind the gateway.",
)  # fmt: skip

OR_BRANCHES = rule(
    "gateway.or-branches", ERROR,
    vi="Trong khối cổng OR, các nhánh gặp nhau hoặc lặp lại ở “%(name)s”, nên cổng gộp này có thể chạy quá sớm.",
    en="Inside the OR block branches meet or loop at “%(name)s”: this join may go on too early.",
    mend_vi="Gói phần đó của nhánh vào một quy trình con.", mend_en="Put that part of the branch into a subprocess.",
)  # fmt: skip


def choices_are_complete(subject: Subject) -> Iterator[Problem]:
    """An XOR or OR gateway that decides has a default, and every other flow out of it a condition."""
    for scope in subject.scopes:
        for node_id, out in scope.out.items():
            one = scope.nodes[node_id]
            if one.node.kind in ("exclusiveGateway", "inclusiveGateway"):
                yield from _decides(one, scope, len(out))


def _decides(one: Found, scope: Scope, count: int) -> Iterator[Problem]:
    out = scope.out[one.node.id]
    bare = [flow for flow in out if flow.condition is None]
    if count < 2 and bare:
        return
    default = one.element.get("default")
    if default not in {flow.id for flow in out}:
        offer = bare[0].name or bare[0].id if len(bare) == 1 else ""
        yield at(one, NO_DEFAULT, offer=(f": “{offer}”", f": “{offer}”") if offer else "")
    for flow in bare:
        if flow.id != default:
            yield on(flow, NO_CONDITION)


def no_parallel_in_a_loop(subject: Subject) -> Iterator[Problem]:
    """AND and OR gateways stand in no cycle, and behind no event that comes again and again."""
    for scope in subject.scopes:
        again = in_cycles(scope.edges) | reached(_repeating(scope), scope.edges)
        for node_id in sorted(again & scope.nodes.keys()):
            one = scope.nodes[node_id]
            joins = len(scope.into.get(node_id, ())) > 1 or len(scope.out.get(node_id, ())) > 1
            if one.node.kind in ("parallelGateway", "inclusiveGateway") and joins:
                yield at(one, IN_A_LOOP)


def _repeating(scope: Scope) -> set[str]:
    """Events on a boundary that do not interrupt and may come more than once: messages, signals, repeating timers."""
    return {
        event.node.id
        for events in scope.boundaries.values()
        for event in events
        if event.element.get("cancelActivity") == "false" and next(event.element.iter(*_ONCE), None) is None
    }


_ONCE = (f"{BPMN}timeDuration", f"{BPMN}timeDate")


def branches_differ(subject: Subject) -> Iterator[Problem]:
    """A parallel gateway does not lead to the same element twice: the join behind would wait for a second token."""
    for scope in subject.scopes:
        for node_id, out in scope.out.items():
            one = scope.nodes[node_id]
            twice = max(Counter(flow.target for flow in out).values())
            if twice > 1 and one.node.kind in ("parallelGateway", "inclusiveGateway"):
                yield at(one, DOUBLE)


def or_branches_are_plain(subject: Subject) -> Iterator[Problem]:
    """Between an OR join and its split every node has one flow into it: the engine looks back along one way only."""
    for scope in subject.scopes:
        joins = [
            one
            for node_id, one in scope.nodes.items()
            if one.node.kind == "inclusiveGateway" and len(scope.into.get(node_id, ())) > 1 and node_id in scope.live
        ]
        last = dominators(scope.starts[0].node.id, scope.edges, scope.back) if joins and scope.starts else {}
        for one in joins:
            split = last.get(one.node.id, one.node.id)
            while len(scope.out.get(split, ())) < 2 and last.get(split, split) != split:
                split = last[split]
            inside = scope.between(split, one.node.id) - {split, one.node.id}
            for node_id in sorted(inside):
                if len(scope.into.get(node_id, ())) > 1:
                    met = scope.nodes[node_id]
                    yield at(one, OR_BRANCHES, name=met.node.name or node_id)
                    break


def races_lead_to_events(subject: Subject) -> Iterator[Problem]:
    """Behind an event gateway stand events that wait."""
    for scope in subject.scopes:
        for node_id, out in scope.out.items():
            if scope.nodes[node_id].node.kind != "eventBasedGateway":
                continue
            for flow in out:
                target = scope.nodes[flow.target]
                if target.node.kind != "intermediateCatchEvent" or len(scope.into.get(flow.target, ())) > 1:
                    yield at(scope.nodes[node_id], RACE, name=target.node.name or target.node.id)


RULES = (choices_are_complete, no_parallel_in_a_loop, branches_differ, or_branches_are_plain, races_lead_to_events)
