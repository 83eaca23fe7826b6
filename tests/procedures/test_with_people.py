"""The six procedures with the demo province's people: real forms, placement and actions, from filing to return."""

from datetime import datetime

import pytest
import time_machine
from sqlalchemy import select

from app.cases import progress, task_forms, tasks
from app.cases.models import Case, Draft
from app.cases.status import Status
from app.core.clock import local, now
from app.core.db import session, transaction
from app.core.errors import Forbidden, Invalid
from app.engine import queries
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.notifications import templates
from app.notifications.models import Message
from tests.cases import walking as walk

STEPS = list[tuple[str, ...]]
RETURN: STEPS = [("issue_result", "clerk"), ("hand_result", "desk")]
SIGNED: STEPS = [("approve_result", "leader", "sign"), *RETURN]


def taken_over(code, settings, unit="xa-tan-phu", **wanted) -> int:
    case_id = walk.submit(code, settings, unit, **wanted)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def follow(case_id: int, steps: STEPS) -> None:
    for node, username, *outcome in steps:
        walk.do(case_id, node, username, *outcome)


def ends(case_id: int, decision: str) -> None:
    walk.settle_fee(case_id)
    case = walk.case(case_id)
    assert (case.status, case.decision) == (Status.RETURNED, decision)
    assert walk.items(case_id) == []


def last_message() -> str:
    with transaction(writes=False):
        message = session().scalars(select(Message).order_by(Message.id.desc())).first()
        assert message is not None
        return templates.render(message.template, message.params, "vi")


def test_birth_verified_by_another_commune_and_confirmed_by_the_citizen(world, settings):
    case_id = taken_over("1.001193", settings)
    other = str(walk.unit_id("phuong-binh-minh"))
    walk.do(case_id, "look_up_marriage", "specialist", "not_found", consulted_unit=other)
    follow(
        case_id,
        [
            ("verify_marriage", "specialist_bm", "married"),
            ("examine", "specialist", "approve"),
            ("prepare_draft_certificate", "specialist"),
            ("confirm_draft", "citizen", "agree"),
            ("request_personal_number", "specialist"),
            ("enter_register", "specialist"),
            *SIGNED,
        ],
    )
    ends(case_id, "APPROVED")


def test_birth_draft_is_agreed_by_silence(world, settings):
    case_id = taken_over("1.001193", settings)
    follow(case_id, [("look_up_marriage", "specialist", "found"), ("examine", "specialist", "approve")])
    walk.do(case_id, "prepare_draft_certificate", "specialist")
    with transaction(writes=False):
        until = queries.variables(queries.instance_of(case_id))["draft_until"]
    assert f"trước {local(datetime.fromisoformat(until)):%H:%M %d/%m/%Y}." in last_message()
    with time_machine.travel(now().timestamp() + 25 * 3600), transaction():
        progress.fire_timers(case_id)
    assert {item.node for item in walk.items(case_id)} == {"enter_register", "request_personal_number"}


def test_marriage_with_both_present(world, settings):
    case_id = taken_over("1.000894", settings)
    other = str(walk.unit_id("phuong-binh-minh"))
    follow(case_id, [("look_up_groom", "specialist"), ("look_up_bride", "specialist")])
    walk.do(case_id, "examine", "specialist", "verify", consulted_unit=other)
    follow(
        case_id,
        [
            ("verify_marital_status", "specialist_bm"),
            ("examine", "specialist", "supplement"),
            ("send_supplement", "desk"),
            ("supplement_examined", "citizen"),
            ("look_up_groom", "specialist"),
            ("look_up_bride", "specialist"),
            ("examine", "specialist", "approve"),
            ("schedule_signing", "specialist"),
            ("both_present", "specialist", "absent"),
            ("schedule_signing", "specialist"),
            ("both_present", "specialist", "signed"),
            *SIGNED,
        ],
    )
    ends(case_id, "APPROVED")


def test_residence_is_confirmed_by_the_police(world, settings):
    case_id = taken_over("1.010041", settings, "ca-xa-tan-phu")
    follow(
        case_id,
        [
            ("look_up_residence", "specialist", "not_found"),
            ("verify_residence", "specialist", "not_qualified"),
            ("draft_refusal", "specialist"),
            ("approve_result", "leader", "return"),
            ("look_up_residence", "specialist", "found"),
            ("draft_confirmation", "specialist"),
            *SIGNED,
        ],
    )
    ends(case_id, "APPROVED")


def test_copies_are_compared_signed_and_stamped(world, settings):
    case_id = taken_over("2.000815", settings)
    follow(
        case_id,
        [
            ("check_warehouse", "specialist", "none"),
            ("compare_copies", "specialist", "match"),
            ("count_pages", "specialist"),
            ("approve_result", "leader", "sign"),
            ("stamp_copies", "clerk"),
        ],
    )
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_result", "desk")
    ends(case_id, "APPROVED")


def test_copies_are_refused(world, settings):
    case_id = taken_over("2.000815", settings)
    follow(case_id, [("check_warehouse", "specialist", "none"), ("compare_copies", "specialist", "mismatch")])
    follow(case_id, [("approve_result", "leader", "sign"), ("issue_result", "clerk")])
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_result", "desk")
    ends(case_id, "REFUSED")


def test_a_register_copy_and_a_written_answer(world, settings):
    for found, draft in (("found", "draft_copy"), ("not_found", "draft_answer")):
        case_id = taken_over("2.000908", settings)
        follow(case_id, [("search_register", "specialist", found), (draft, "specialist"), *SIGNED])
        ends(case_id, "APPROVED")


def test_the_council_votes(world, settings):
    case_id = taken_over("1.000748", settings)
    follow(case_id, [("check_achievements", "specialist"), ("check_duplicates", "specialist")])
    walk.do(case_id, "examine", "specialist", "propose")
    members = {name: str(walk.who(name).account_id) for name in ("council1", "council2", "council3")}
    walk.do(case_id, "convene_council", "specialist", members=list(members.values()))
    for (name, member), ballot in zip(members.items(), ("agree", "disagree", "agree"), strict=True):
        mine = [item for item in walk.items(case_id) if item.assignee_id == int(member)]
        assert len(mine) == 1
        with transaction():
            reason = {"reason": "Thành tích chưa rõ."} if ballot == "disagree" else {}
            progress.complete_task(walk.who(name), mine[0].id, reason, outcome=ballot)
    follow(
        case_id,
        [("draft_decision", "specialist"), ("approve_result", "leader", "sign"), ("make_certificates", "clerk")],
    )
    walk.do(case_id, "hand_result", "desk")
    ends(case_id, "APPROVED")


def voting(settings) -> tuple[int, list[Actor], list[WorkItem]]:
    """A dossier at the vote of two members; with the whole council and the two votes."""
    case_id = taken_over("1.000748", settings)
    follow(case_id, [("check_achievements", "specialist"), ("check_duplicates", "specialist")])
    walk.do(case_id, "examine", "specialist", "propose")
    council = [walk.who(f"council{n}") for n in (1, 2, 3)]
    members = [str(one.account_id) for one in council[:2]]
    walk.do(case_id, "convene_council", "specialist", members=members)
    return case_id, council, sorted(walk.items(case_id), key=lambda item: item.assignee_id or 0)


def test_each_member_has_a_ballot_of_their_own(world, settings):
    case_id, council, votes = voting(settings)
    said = [{"reason": f"Lý do {n}"} for n in (0, 1)]
    for member, vote, words in zip(council, votes, said, strict=False):
        with transaction():
            tasks.save_draft(member, vote.id, words)
    with transaction():
        case = session().get_one(Case, case_id)
        assert [task_forms.initial(vote, case) for vote in votes] == said
        progress.complete_task(council[0], votes[0].id, said[0], outcome="disagree")
        assert task_forms.initial(votes[1], case) == said[1]
        tasks.save_draft(council[1], votes[1].id, {})
        assert task_forms.initial(votes[1], case) == {}
    with transaction():
        progress.complete_task(council[1], votes[1].id, said[1], outcome="disagree")
        assert session().scalars(select(Draft).where(Draft.case_id == case_id)).all() == []


def test_nobody_votes_twice_by_taking_over_a_colleagues_vote(world, settings):
    case_id = taken_over("1.000748", settings)
    follow(case_id, [("check_achievements", "specialist"), ("check_duplicates", "specialist")])
    walk.do(case_id, "examine", "specialist", "propose")
    council = [walk.who(f"council{n}") for n in (1, 2, 3)]
    members = [str(one.account_id) for one in council[:2]]
    walk.do(case_id, "convene_council", "specialist", members=members)
    own, others = sorted(walk.items(case_id), key=lambda item: item.assignee_id or 0)
    with transaction(), pytest.raises(Forbidden):
        tasks.release(council[1], others.id)
    for voted in (False, True):
        with transaction(), pytest.raises(Invalid):
            tasks.assign(council[1], others.id, council[0].account_id)
        if not voted:
            with transaction():
                progress.complete_task(council[0], own.id, {}, outcome="agree")
    with transaction():
        tasks.assign(council[1], others.id, council[2].account_id)
