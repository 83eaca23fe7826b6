"""The main job at the door of the house: from the first draft to the confirmed receipt, and what may go wrong."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.cases import answers, dossiers, lookup, papers, progress, submission, tasks
from app.cases.access import OwnDossier
from app.cases.models import Answer, Case
from app.cases.progress import AlreadyDone, WithdrawalPending
from app.cases.status import Status
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.documents import queries as documents
from tests.cases import walking as walk

CODE = "2.000635"  # runs on the standard diagram


def received(settings, **wanted):
    case_id = walk.submit(CODE, settings, **wanted)
    walk.do(case_id, "check_dossier", "desk", "complete")
    return case_id


def examined(settings, **wanted):
    case_id = received(settings, **wanted)
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def resolved(settings, **wanted):
    case_id = examined(settings, **wanted)
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")
    walk.settle_fee(case_id)
    return case_id


def test_a_dossier_goes_from_draft_to_receipt_at_the_desk(world, settings):
    case_id = resolved(settings)
    walk.do(case_id, "hand_result", "desk")
    done = walk.case(case_id)
    assert (done.status, done.delivery, done.decision) == (Status.RETURNED, "CONFIRMED", "APPROVED")
    assert done.code.startswith("H99.01-")
    assert done.due_at == done.due_original
    assert done.closed_at is not None
    assert walk.items(case_id) == []


def test_a_result_sent_online_is_confirmed_by_the_citizen(world, settings):
    case_id = resolved(settings, channel_out="ONLINE")
    assert walk.case(case_id).delivery == "HANDED"
    walk.do(case_id, "confirm_receipt", "citizen", "received")
    assert walk.case(case_id).status == Status.RETURNED


def test_a_supplement_goes_round_as_often_as_needed(world, settings):
    case_id = walk.submit(CODE, settings)
    for _ in range(3):
        walk.do(case_id, "check_dossier", "desk", "incomplete")
        assert walk.case(case_id).status == Status.SUPPLEMENT_REQUESTED
        walk.do(case_id, "supplement", "citizen")
        assert walk.case(case_id).status == Status.SUBMITTED
    assert walk.case(case_id).supplements == 3


def test_a_supplement_at_examination_goes_through_the_desk(world, settings):
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "supplement")
    assert [item.role for item in walk.items(case_id)] == ["one_stop"]
    walk.do(case_id, "send_supplement", "desk")
    walk.do(case_id, "supplement_examined", "citizen")
    back = walk.item(case_id, "examine")
    assert back.assignee_id == walk.who("specialist").account_id
    assert walk.case(case_id).status == Status.PROCESSING


def test_a_wrong_agency_sends_it_to_the_right_desk(world, settings):
    case_id = walk.submit(CODE, settings)
    there = walk.unit_id("phuong-binh-minh")
    walk.do(case_id, "check_dossier", "desk", "wrong_agency", redirect_unit=str(there))
    assert walk.item(case_id, "check_dossier").unit_id == there
    with pytest.raises(NotFound):
        walk.do(case_id, "check_dossier", "desk", "complete")
    walk.do(case_id, "check_dossier", "desk_bm", "complete")
    assert walk.case(case_id).code.startswith("H99.02-")


def test_a_refusal_needs_the_leader_of_the_desk(world, settings):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "refuse")
    with pytest.raises(NotFound):
        walk.do(case_id, "approve_refusal", "desk", "approve")
    walk.do(case_id, "approve_refusal", "desk_leader", "reject")
    walk.do(case_id, "check_dossier", "desk", "refuse")
    walk.do(case_id, "approve_refusal", "desk_leader", "approve")
    assert walk.case(case_id).status == Status.NOT_ACCEPTED
    assert walk.items(case_id) == []


def test_a_withdrawal_may_be_refused_and_asked_again(world, settings):
    case_id = examined(settings)
    for outcome, then in (("disagree", Status.PROCESSING), ("agree", Status.STOPPED)):
        with transaction():
            progress.withdraw(walk.who("citizen"), case_id, "Tôi không cần nữa")
        assert walk.case(case_id).status == Status.WITHDRAWAL_REQUESTED
        with pytest.raises(WithdrawalPending):
            walk.do(case_id, "examine", "specialist", "approve")
        walk.do(case_id, "decide_withdrawal", "desk", outcome)
        assert walk.case(case_id).status == then
    assert walk.items(case_id) == []


def test_nothing_is_withdrawn_once_resolved(world, settings):
    case_id = resolved(settings)
    with transaction(), pytest.raises(Conflict):
        progress.withdraw(walk.who("citizen"), case_id, "Muộn rồi")


def test_of_two_who_complete_at_once_exactly_one_wins(world, settings):
    case_id = received(settings)
    walk.settle_fee(case_id)
    item_id = walk.item(case_id, "hand_over").id
    desk = walk.who("desk")

    def press(_):
        try:
            with transaction():
                progress.complete_task(desk, item_id, {"papers_handed": True})
            return "won"
        except AlreadyDone as refusal:
            assert refusal.case_id == case_id
            return "lost"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["lost", "lost", "lost", "won"]
    assert [item.node for item in walk.items(case_id)] == ["take_over"]
    with transaction():
        handed = select(func.count()).select_from(Answer).where(Answer.case_id == case_id, Answer.node == "hand_over")
        assert session().scalar(handed) == 1


def test_who_examined_does_not_sign(world, settings):
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "approve")
    with transaction():
        session().get_one(Case, case_id).handler_id = walk.who("leader").account_id
    with pytest.raises(Forbidden):
        walk.do(case_id, "approve_result", "leader", "sign")


@pytest.mark.parametrize("stranger", ["citizen2", "desk_bm", "specialist_bm", "admin", "designer"])
def test_strangers_are_told_it_does_not_exist(world, settings, stranger):
    case_id = examined(settings)
    item_id = walk.item(case_id, "examine").id
    actor = walk.who(stranger)
    with transaction():
        for act in (
            lambda: dossiers.find(actor, str(case_id)),
            lambda: dossiers.find(actor, walk_code(case_id)),
            lambda: progress.complete_task(actor, item_id, {}, outcome="approve"),
            lambda: tasks.claim(actor, item_id),
            lambda: tasks.release(actor, item_id),
            lambda: tasks.assign(actor, item_id, actor.account_id),
            lambda: tasks.save_draft(actor, item_id, {}),
            lambda: tasks.comment(actor, case_id, "x"),
            lambda: progress.withdraw(actor, case_id, "x"),
            lambda: papers.amend(actor, case_id, {}),
            lambda: submission.discard(actor, case_id),
            lambda: submission.send_confirmation_code(actor, case_id),
        ):
            with pytest.raises(NotFound):
                act()


def walk_code(case_id):
    return session().get_one(Case, case_id).code


def test_officers_never_see_drafts(world):
    case_id = walk.begin(CODE)
    with transaction(), pytest.raises(NotFound):
        dossiers.find(walk.who("desk"), str(case_id))


def test_stepping_back_asks_for_nothing_and_keeps_what_was_typed(world):
    case_id = walk.begin(CODE)
    walk.do(case_id, "choose_service", "citizen", "next", unit=str(walk.unit_id("xa-tan-phu")))
    walk.do_exactly(case_id, "fill_application", "citizen", "back", applicant_name="Trần")
    walk.do(case_id, "choose_service", "citizen", "next", unit=str(walk.unit_id("xa-tan-phu")))
    with transaction():
        assert answers.draft(case_id, "fill_application").data["applicant_name"] == "Trần"


def test_a_submission_needs_its_papers_and_the_right_code(world, settings):
    case_id = walk.begin("1.001193")
    walk.do(case_id, "choose_service", "citizen", "next", unit=str(walk.unit_id("xa-tan-phu")))
    walk.do(case_id, "fill_application", "citizen", "next")
    with pytest.raises(Invalid) as refused:
        walk.do(case_id, "attach_components", "citizen", "next")
    assert all(path.startswith("papers.") for path in refused.value.fields)
    walk.attach_all(case_id, settings)
    walk.do(case_id, "attach_components", "citizen", "next")
    with pytest.raises(Invalid) as refused:
        walk.do(case_id, "check_and_submit", "citizen", "submit", confirmation_code="000000")
    assert set(refused.value.fields) == {"confirmation_code"}
    assert walk.case(case_id).status == Status.DRAFT


def test_papers_change_only_while_awaiting_reception_or_supplement(world, settings):
    case_id = walk.submit(CODE, settings)
    citizen = walk.who("citizen")
    with transaction():
        kept = papers.add(citizen, case_id, "other", "them.pdf", walk.PDF, settings)
    with transaction():
        papers.remove(citizen, case_id, kept.id)
    walk.do(case_id, "check_dossier", "desk", "complete")
    for act in (
        lambda: papers.add(citizen, case_id, "other", "them.pdf", walk.PDF, settings),
        lambda: papers.remove(citizen, case_id, kept.id),
        lambda: papers.amend(citizen, case_id, {}),
    ):
        with transaction(), pytest.raises(papers.NoChangeNow):
            act()


def test_a_draft_can_be_thrown_away_a_submitted_dossier_not(world, settings):
    draft, sent = walk.begin(CODE), walk.submit(CODE, settings)
    citizen = walk.who("citizen")
    with transaction():
        submission.discard(citizen, draft)
    with transaction():
        assert session().get(Case, draft) is None
        with pytest.raises(Conflict):
            submission.discard(citizen, sent)


def test_look_up_needs_a_second_thing_and_shows_no_person(world, settings):
    case_id = received(settings)
    code = walk.case(case_id).code
    with transaction():
        seen = lookup.look_up(code.lower(), "0001", "127.0.0.1")
        assert (seen.code, seen.status) == (code, walk.case(case_id).status)
        assert "Nguyễn" not in repr(seen)
        for wrong in ("0002", "", "00001", "1"):
            with pytest.raises(lookup.NothingFound):
                lookup.look_up(code, wrong, "127.0.0.1")


def test_the_four_signs_are_not_found_by_trying_from_many_places(world, settings, monkeypatch):
    monkeypatch.setattr(lookup, "PER_CODE", 3)
    code = walk.case(received(settings)).code
    refused = []
    for number in range(4):
        with transaction(), pytest.raises((lookup.NothingFound, TooMany)) as refusal:
            lookup.look_up(f" {code.lower()}", f"999{number}", f"10.0.0.{number}")
        refused.append(refusal.type)
    assert refused == [lookup.NothingFound] * 3 + [TooMany]


def test_every_act_is_in_the_journal_with_who_did_it(world, settings):
    case_id = received(settings)
    with transaction():
        events = dossiers.timeline(dossiers.find(walk.who("desk"), str(case_id)))
    acts = [(event.kind, event.node) for event in events if event.kind in ("created", "completed")]
    assert acts[0] == ("created", None)
    assert acts[-1] == ("completed", "check_dossier")
    assert all(event.who for event in events)


def test_a_draft_thrown_away_leaves_nothing_to_the_next_one(world, settings):
    thrown = walk.begin(CODE)
    with transaction():
        papers.add(walk.who("citizen"), thrown, "other", "giay.pdf", walk.PDF, settings)
        submission.discard(walk.who("citizen"), thrown)
    assert walk.begin(CODE, "citizen2") != thrown
    with transaction():
        assert documents.of_case(thrown) == []


def test_an_officer_does_not_deal_with_their_own_dossier(world, settings):
    case_id = walk.submit(CODE, settings, username="desk")
    desk, task = walk.who("desk"), walk.item(case_id, "check_dossier")
    with transaction(), pytest.raises(OwnDossier):
        tasks.claim(desk, task.id)
    with transaction(), pytest.raises(Invalid):
        tasks.assign(walk.who("lead"), task.id, desk.account_id)
    with pytest.raises(OwnDossier):
        walk.do(case_id, "check_dossier", "desk", "complete")


def test_the_latest_answers_are_those_of_the_last_time(world, settings):
    case_id = walk.submit(CODE, settings)
    for explanation in ("Lần đầu", "Lần hai"):
        walk.do(case_id, "check_dossier", "desk", "incomplete")
        walk.do(case_id, "supplement", "citizen", explanation=explanation)
    with transaction():
        assert answers.latest(case_id)["supplement"] == {"explanation": "Lần hai"}
        assert [one.data["explanation"] for one in answers.history(case_id) if one.node == "supplement"] == [
            "Lần đầu",
            "Lần hai",
        ]
