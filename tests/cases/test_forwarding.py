"""Completing a step in somebody's place: where the diagram allows it, and nowhere else."""

import pytest
from sqlalchemy import select

from app.cases import answers, forwarding, journal, moving, operating, progress
from app.cases.status import Status
from app.core.db import session, transaction
from app.core.errors import NotFound
from app.engine import definitions
from app.engine.definitions import Unsound
from app.engine.models import WorkItemDone
from app.identity import operations
from tests.cases import walking as walk
from tests.cases.test_journey import examined, resolved
from tests.cases.test_moving import move, release
from tests.web.officers import at_transfer, submitted

WHY = "Cán bộ nghỉ ốm, bước này chỉ là ghi nhận."
ALLOWED = b'<spiffworkflow:property name="operator" value="complete"/>'


def allowing(case_id: int, node: str, file: str) -> None:
    """Moves the dossier to a version whose diagram lets operators complete a node."""
    with transaction():
        bundle = moving._bundle(walk.case(case_id))
    text = bundle.files[file]
    place = text.index(b"<spiffworkflow:properties>", text.index(b'<bpmn:userTask id="%s"' % node.encode()))
    until = place + len(b"<spiffworkflow:properties>")
    start = text.index(b'<bpmn:userTask id="%s"' % node.encode())
    move(case_id, release(case_id, file, (text[start:until], text[start:until] + ALLOWED)))


def forward(case_id: int, node: str) -> None:
    admin, item_id = walk.who("admin"), walk.item(case_id, node).id
    with transaction():
        forwarding.forward(case_id, item_id, WHY, admin)


def to_supplement(settings) -> int:
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "supplement")
    return case_id


def test_a_step_that_only_passes_on_is_completed_with_the_reason(world, settings):
    case_id = at_transfer(settings)
    walk.do(case_id, "hand_over", "desk")
    allowing(case_id, "take_over", "transfer.bpmn")
    move(case_id, release(case_id, "forms/take_over.json", (b'"required": true', b'"required": false')))
    with transaction():
        assert [name for _id, name in forwarding.forwardable(walk.case(case_id))]
    forward(case_id, "take_over")
    assert (walk.items(case_id)[0].node, walk.case(case_id).handler_id) == ("examine", None)
    with transaction():
        line = journal.lines(case_id)[-1]
        assert (line.kind, line.detail["reason"], line.detail["node"]) == ("forwarded", WHY, "take_over")
        assert operations.lines(case_id=case_id)[0].kind == "forward"
    walk.do(case_id, "examine", "specialist", "approve")


def test_what_has_to_be_stated_is_not_stated_by_an_operator(world, settings):
    case_id = to_supplement(settings)
    allowing(case_id, "send_supplement", "resolve.bpmn")
    with pytest.raises(forwarding.NeedsAnswers):
        forward(case_id, "send_supplement")


def test_without_the_diagrams_leave_nobody_is_stood_in_for(world, settings):
    case_id = to_supplement(settings)
    with pytest.raises(forwarding.NotForOperators):
        forward(case_id, "send_supplement")
    assert walk.item(case_id, "send_supplement")


@pytest.mark.parametrize("steps", [(), (("examine", "specialist", "approve"),)], ids=["examine", "approve_result"])
def test_a_decision_is_never_forged_whatever_the_diagram_says(world, settings, steps, monkeypatch):
    case_id = examined(settings)
    for step in steps:
        walk.do(case_id, *step)
    node = walk.items(case_id)[0].node
    with pytest.raises(Unsound, match=node):
        allowing(case_id, node, "resolve.bpmn")
    monkeypatch.setattr(definitions, "check", lambda *_: [])  # a diagram from before the rule
    allowing(case_id, node, "resolve.bpmn")
    with pytest.raises(forwarding.NotForOperators):
        forward(case_id, node)


def test_a_held_dossier_and_anothers_task_are_left_alone(world, settings):
    case_id, other = to_supplement(settings), examined(settings)
    allowing(case_id, "send_supplement", "resolve.bpmn")
    admin = walk.who("admin")
    with pytest.raises(NotFound), transaction():
        forwarding.forward(other, walk.item(case_id, "send_supplement").id, WHY, admin)
    with transaction():
        operating.suspend(case_id, WHY, admin)
    with pytest.raises(progress.Suspended):
        forward(case_id, "send_supplement")


def test_the_shipped_diagram_lets_a_receipt_be_noted_for_the_citizen(world, settings):
    """Silence would do the same after a week; here the post has brought its slip."""
    case_id = resolved(settings, channel_out="ONLINE")
    with transaction():
        assert [name for _id, name in forwarding.forwardable(walk.case(case_id))] == ["Xác nhận đã nhận kết quả"]
    forward(case_id, "confirm_receipt")
    case = walk.case(case_id)
    assert (case.status, case.delivery, walk.items(case_id)) == (Status.RETURNED, "CONFIRMED", [])
    with transaction():
        assert answers.latest(case_id).get("confirm_receipt") == {}
        outcome = select(WorkItemDone.outcome).where(WorkItemDone.node == "confirm_receipt")
        assert session().scalars(outcome).one() == "*forwarded"


def test_a_citizen_is_not_spoken_for_where_silence_says_nothing(world, settings):
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "incomplete")
    allowing(case_id, "supplement", "receive.bpmn")
    with pytest.raises(forwarding.NotForOperators):
        forward(case_id, "supplement")
