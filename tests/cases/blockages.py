"""Dossiers at every kind of place that a further version has, or has not, and that version: for tests of moving.

`parallel` hands a dossier over and takes it at the same time, so that it has a parallel block; `other` differs from
it in everything that can stand in the way of a move, each at another place.
"""

import re
from collections.abc import Callable
from typing import Any

from app.cases import moving
from app.core.db import transaction
from app.engine.spiff_moving import (
    BOUNDARY_CHANGED,
    CALL_CHANGED,
    EVENT_CHANGED,
    JOIN_CHANGED,
    OPEN_CHANGED,
    OPEN_GONE,
    PASSED_GONE,
)
from tests.cases import walking as walk
from tests.cases.test_moving import BOUNDARY, WHY, release_edited

CODE = "2.000635"
_EXAMINE = '<bpmn:userTask id="examine"'
_JOIN = '<bpmn:parallelGateway id="join"/>'


def parallel(case_id: int) -> int:
    """The version with the parallel block."""
    return release_edited(case_id, {"transfer.bpmn": _edited(_at_the_same_time)})


def other(case_id: int) -> int:
    """The version in which much is not as in the one of this dossier."""
    edits = {
        "one_stop.bpmn": _exchanged('calledElement="file_case"', 'calledElement="filing"'),
        "file_case.bpmn": _exchanged('="file_case"', '="filing"'),
        "receive.bpmn": _edited(_other_reception),
        "transfer.bpmn": _edited(_a_third_branch),
        "resolve.bpmn": _exchanged(_EXAMINE, BOUNDARY.decode() + _EXAMINE),
        "return_result.bpmn": _exchanged(">receipt_until<", ">receipt_until or receipt_until<"),
    }
    return release_edited(case_id, edits)


def _edited(edit: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda content: edit(content.decode()).encode()


def _exchanged(was: str, becomes: str) -> Callable[[bytes], bytes]:
    return _edited(lambda xml: xml.replace(was, becomes))


def _a_third_branch(xml: str) -> str:
    """The split has another id, and a third flow goes from it to the join."""
    return xml.replace('"split"', '"split_2"').replace(_JOIN, _JOIN + _flow("third", "split_2", "join"))


def _flow(flow_id: str, source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}"/>'


def _at_the_same_time(xml: str) -> str:
    """hand_over, then take_over, become the two branches of a block."""
    flows = (
        '<bpmn:sequenceFlow id="flow_(transfer_started_hand_over|hand_over_take_over|take_over_assign_handler)".*?/>'
    )
    ways = "<bpmn:(incoming|outgoing)>flow_(transfer_started|hand_over|take_over)_.*?>"
    block = [
        ("transfer_started", "split"), ("split", "hand_over"), ("split", "take_over"), ("hand_over", "join"),
        ("take_over", "join"), ("join", "assign_handler"),
    ]  # fmt: skip
    drawn = "".join(_flow(f"{source}_{target}", source, target) for source, target in block)
    for old in ("<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", flows, ways):
        xml = re.sub(old, "", xml, flags=re.DOTALL)
    return xml.replace("</bpmn:process>", f'<bpmn:parallelGateway id="split"/>{_JOIN}{drawn}</bpmn:process>')


def _other_reception(xml: str) -> str:
    """The supplement is another step, the refusal is no user task."""
    xml = re.sub('(id|sourceRef|targetRef|bpmnElement)="supplement"', r'\1="supplement_asked"', xml)
    xml = xml.replace(">supplement<", ">supplement_asked<")
    refusal = '<bpmn:userTask( id="approve_refusal".*?)</bpmn:userTask>'
    return re.sub(refusal, r"<bpmn:manualTask\1</bpmn:manualTask>", xml, flags=re.DOTALL)


Steps = tuple[tuple[str, ...], ...]  # (node, who, outcome)
_RECEIVED: Steps = (("check_dossier", "desk", "complete"), ("collect_fee", "desk"))
_PROCESSED: Steps = (*_RECEIVED, ("hand_over", "desk"), ("take_over", "specialist"))
_SIGNED: Steps = (*_PROCESSED, ("examine", "specialist", "approve"), ("approve_result", "leader", "sign"))
_ROUND: Steps = (("check_dossier", "desk", "incomplete"), ("supplement", "citizen"))

# Where nothing stands in the way; what does, by the words of `spiff_moving`.
FREE: dict[str, Steps] = {
    "at the desk": (),
    "at the desk after two rounds": _ROUND * 2,
    "at the leader": _SIGNED[:-1],
    "at the clerk, examined twice": (
        *_PROCESSED,
        ("examine", "specialist", "approve"),
        ("approve_result", "leader", "return"),
        *_SIGNED[-2:],
    ),
}
BLOCKED: dict[str, Steps] = {
    OPEN_GONE: _ROUND[:1],
    OPEN_CHANGED: (("check_dossier", "desk", "refuse"),),
    PASSED_GONE: _RECEIVED,
    JOIN_CHANGED: _PROCESSED[:-1],
    BOUNDARY_CHANGED: _PROCESSED,
    EVENT_CHANGED: (*_SIGNED, ("issue_result", "clerk"), ("collect_fee_at_return", "desk")),
}


def walked(settings: Any) -> tuple[int, dict[str, int]]:
    """The version with the block, and a dossier of it at each place (a draft for CALL_CHANGED)."""
    made = {CALL_CHANGED: walk.begin(CODE)}
    version_id, admin = parallel(made[CALL_CHANGED]), walk.who("admin")
    for place, steps in {**FREE, **BLOCKED}.items():
        made[place] = walk.submit(CODE, settings, channel_out="ONLINE")
        with transaction():
            moving.move(made[place], version_id, WHY, admin)
        walk_on(made[place], steps)
    with transaction():
        moving.move(made[CALL_CHANGED], version_id, WHY, admin)
    return version_id, made


def walk_on(case_id: int, steps: Steps) -> None:
    """Takes these steps, those of the fee where there is one to take."""
    for node, who, *outcome in steps:
        if node.startswith("collect_fee"):
            walk.settle_fee(case_id)
        else:
            walk.do(case_id, node, who, *outcome)
