"""Running dossiers move to another version of their procedure, and back, each for itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cases import answers, moving, sending_back
from app.catalogue.models import ProcedureVersion
from app.core import clock
from app.core.db import session, transaction
from app.core.errors import Forbidden
from app.engine import queries
from app.engine.definitions import Bundle, definition, deploy
from app.engine.models import Instance, WorkItem
from app.engine.moving import CannotMove
from app.identity import operations
from tests.cases import walking as walk
from tests.cases.test_journey import examined
from tests.web.officers import at_transfer

WHY = "Sửa lỗi của phiên bản cũ."
BOUNDARY = (
    b'<bpmn:boundaryEvent id="new_event" name="Moi" attachedToRef="examine"><bpmn:outgoing>new_flow</bpmn:outgoing>'
    b'<bpmn:timerEventDefinition><bpmn:timeDuration>"P30D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
    b'</bpmn:boundaryEvent><bpmn:sequenceFlow id="new_flow" sourceRef="new_event" targetRef="resolve_ended"/>'
)


def version_of(case_id: int) -> int:
    return int(walk.case(case_id).version_id)


def release(case_id: int, file: str, *changes: tuple[bytes, bytes]) -> int:
    """A further version of the dossier's procedure in which these bytes of a file of the bundle are others."""

    def edit(text: bytes) -> bytes:
        for was, becomes in changes:
            assert was in text, was
            text = text.replace(was, becomes)
        return text

    return release_edited(case_id, {file: edit})


def release_edited(case_id: int, edits: Mapping[str, Callable[[bytes], bytes]]) -> int:
    """A further version in which these files of the bundle are edited."""
    with transaction():
        old = session().get_one(ProcedureVersion, version_of(case_id))
        bundle = definition(old.definition_id or 0)
        edited = {file: edit(bundle.files[file]) for file, edit in edits.items()}
        row = {column.key: getattr(old, column.key) for column in ProcedureVersion.__table__.columns}
        newest = session().scalar(
            select(func.max(ProcedureVersion.number)).where(ProcedureVersion.procedure_id == old.procedure_id)
        )
        del row["id"]
        row |= {"number": (newest or 0) + 1, "sha256": f"{newest}".rjust(64, "0")}
        row["definition_id"] = deploy(Bundle(bundle.process_id, {**bundle.files, **edited}))
        made = ProcedureVersion(**row)
        session().add(made)
        session().flush()
        return made.id


def renamed(case_id: int) -> int:
    """A version whose examination has another name; everything else is the same."""
    return release(
        case_id, "resolve.bpmn", (b'<bpmn:userTask id="examine" name="', b'<bpmn:userTask id="examine" name="Moi: ')
    )


def move(case_id: int, version_id: int, username: str = "admin") -> moving.Taken:
    actor = walk.who(username)
    with transaction():
        return moving.move(case_id, version_id, WHY, actor)


def sound(case_id: int) -> bool:
    with transaction():
        return queries.drift([walk.case(case_id).instance_id or 0]) == []


def frozen(case_id: int) -> Any:
    with transaction():
        row = session().scalars(select(Instance).where(Instance.subject_id == case_id)).one()
        items = session().scalars(select(WorkItem).where(WorkItem.subject_id == case_id).order_by(WorkItem.id))
        return row.definition_id, row.state, row.version, [(i.id, i.name, i.role, i.form_key, i.due_at) for i in items]


def test_a_dossier_moves_with_its_names_and_goes_on_to_the_end(world, settings):
    case_id = examined(settings)
    due = walk.case(case_id).due_at
    target = renamed(case_id)
    taken = move(case_id, target)
    assert taken.opens[0].startswith("Moi: ")
    assert (version_of(case_id), walk.item(case_id, "examine").name[:4], walk.case(case_id).due_at) == (
        target,
        "Moi:",
        due,
    )
    assert sound(case_id)
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_result", "desk")
    assert walk.case(case_id).status == 10


def test_who_moved_what_and_why_is_noted(world, settings):
    case_id = examined(settings)
    before, target = version_of(case_id), renamed(case_id)
    move(case_id, target)
    with transaction():
        line = operations.lines(case_id=case_id)[0]
    assert (line.kind, line.version_id, line.reason, line.detail) == ("move_version", target, WHY, {"from": before})


def test_a_new_event_on_the_open_step_blocks_and_changes_nothing(world, settings):
    case_id = examined(settings)
    end = b'<bpmn:userTask id="examine"'
    target = release(case_id, "resolve.bpmn", (end, BOUNDARY + end))
    before = frozen(case_id)
    with pytest.raises(CannotMove) as blocked:
        move(case_id, target)
    assert (blocked.value.why, blocked.value.node) == ("boundary changed", "examine")
    assert (frozen(case_id), version_of(case_id) == target) == (before, False)


def test_the_same_change_is_fine_for_one_that_has_not_come_there(world, settings):
    early = at_transfer(settings)
    start = b'<bpmn:userTask id="examine"'
    move(early, release(early, "resolve.bpmn", (start, BOUNDARY + start)))
    walk.do(early, "hand_over", "desk")
    walk.do(early, "take_over", "specialist")
    assert sound(early)


def test_what_was_being_typed_is_kept(world, settings):
    case_id = examined(settings)
    typed = {"opinion": "đang viết", "no_such_field": "x"}
    with transaction():
        answers.keep_draft(case_id, "examine", typed, walk.who("specialist").account_id)
    taken = move(case_id, renamed(case_id))
    assert [left for name, left in taken.drafts if name.startswith("Moi")] == [0]
    with transaction():
        assert (answers.draft(case_id, "examine").data, answers.draft(case_id, "examine").aside) == (typed, None)


def test_a_move_is_taken_back_until_somebody_goes_on(world, settings):
    case_id = examined(settings)
    before, version = frozen(case_id), version_of(case_id)
    move(case_id, renamed(case_id))
    admin = walk.who("admin")
    with transaction():
        moving.revert(case_id, WHY, admin)
    after = frozen(case_id)
    assert (after[:2], after[3], version_of(case_id)) == (before[:2], before[3], version)
    with pytest.raises(moving.NothingToRevert), transaction():
        moving.revert(case_id, WHY, admin)
    move(case_id, renamed(case_id))
    walk.do(case_id, "examine", "specialist", "approve")
    with pytest.raises(moving.NothingToRevert), transaction():
        moving.revert(case_id, WHY, admin)


def test_a_step_before_the_move_is_not_gone_back_to(world, settings):
    case_id = examined(settings)
    move(case_id, renamed(case_id))
    with transaction():
        assert sending_back.ways(walk.case(case_id)) == []
    walk.do(case_id, "examine", "specialist", "approve")
    with transaction():
        ways = sending_back.ways(walk.case(case_id))
        assert [[node.id for node in way.opens] for way in ways] == [["examine"]]
        sending_back.send_back(case_id, ways[0].version, WHY, walk.who("admin"))
    assert walk.item(case_id, "examine") and sound(case_id)


def test_other_procedures_the_same_version_and_other_people(world, settings):
    case_id, other = examined(settings), walk.begin("1.001193")
    with pytest.raises(moving.SameVersion):
        move(case_id, version_of(case_id))
    with pytest.raises(moving.OtherProcedure):
        move(case_id, version_of(other))
    with pytest.raises(Forbidden):
        move(case_id, renamed(case_id), username="leader")


def test_a_citizens_draft_moves_too(world, settings):
    case_id = walk.begin("2.000635")
    move(case_id, renamed(case_id))
    assert sound(case_id)


def test_the_clock_of_the_law_goes_on_as_it_was(world, settings, time_machine):
    case_id = examined(settings)
    time_machine.move_to(clock.now() + timedelta(hours=5))
    due = walk.item(case_id, "examine").due_at
    move(case_id, renamed(case_id))
    assert walk.item(case_id, "examine").due_at == due
