import pytest

from app.cases import progress, submission
from app.cases.status import Status
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.payments import receipts
from tests.cases import walking as walk

CODE = "2.000815"  # a fee by the page


def at_payment(settings):
    """A draft that waits for the choice of payment."""
    case_id = walk.begin(CODE)
    unit = str(walk.unit_id("xa-tan-phu"))
    walk.do(case_id, "choose_service", "citizen", "next", unit=unit, channel_out="DESK")
    walk.do(case_id, "fill_application", "citizen", "next")
    walk.attach_all(case_id, settings)
    walk.do(case_id, "attach_components", "citizen", "next")
    return case_id


def asked(case_id):
    with transaction():
        return receipts.request(walk.who("citizen"), case_id)[0]


def test_paying_online_moves_the_draft_on_once(world, settings):
    case_id = at_payment(settings)
    walk.do(case_id, "choose_payment", "citizen", "next", payment_method="ONLINE")
    payment = asked(case_id)
    assert asked(case_id).reference == payment.reference
    for _ in range(2):
        with transaction():
            receipts.confirm(payment.reference, payment.amount_vnd, "R-1")
    assert [item.node for item in walk.items(case_id)] == ["check_and_submit"]
    assert walk.case(case_id).financial == "PAID"
    with transaction(), pytest.raises(Conflict):
        receipts.request(walk.who("citizen"), case_id)


def test_money_that_comes_while_no_step_waits_for_it_counts_all_the_same(world, settings):
    case_id = at_payment(settings)
    payment = asked(case_id)
    with transaction():
        receipts.confirm(payment.reference, payment.amount_vnd, "R-1")
    assert walk.case(case_id).financial == "PAID"
    walk.do(case_id, "choose_payment", "citizen", "next", payment_method="ONLINE")
    assert walk.items(case_id)


def test_another_amount_or_an_unknown_reference_is_refused(world, settings):
    payment = asked(at_payment(settings))
    with transaction(), pytest.raises(Invalid):
        receipts.confirm(payment.reference, payment.amount_vnd - 1, "R-1")
    with transaction(), pytest.raises(NotFound):
        receipts.confirm("P000", payment.amount_vnd, "R-1")


def test_nobody_pays_for_a_strangers_draft(world, settings):
    case_id = at_payment(settings)
    with transaction(), pytest.raises(NotFound):
        receipts.request(walk.who("citizen2"), case_id)


@pytest.mark.parametrize(("taken", "financial"), [(1, "PAID"), (0, "EXEMPT")])
def test_the_desk_takes_the_fee_before_it_goes_on(world, settings, taken, financial):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    waiting = walk.items(case_id)[0]
    if waiting.node != "collect_fee":  # collected at the return of this procedure
        pytest.fail(f"expected the fee to be collected at reception, but {waiting.node} waits")
    fee = walk.case(case_id).fee_vnd
    with pytest.raises(Invalid):
        walk.do(case_id, "collect_fee", "desk", amount=fee + 1)
    walk.do(case_id, "collect_fee", "desk", amount=fee * taken)
    assert walk.case(case_id).financial == financial
    assert [item.node for item in walk.items(case_id)] == ["hand_over"]


def test_money_that_comes_while_a_withdrawal_is_decided_is_not_lost(world, settings):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    with transaction():
        progress.withdraw(walk.who("citizen"), case_id, "Đổi ý")
    payment = asked(case_id)
    with transaction():
        receipts.confirm(payment.reference, payment.amount_vnd, "R-1")
    assert walk.case(case_id).status == Status.WITHDRAWAL_REQUESTED
    walk.do(case_id, "decide_withdrawal", "desk", "disagree")
    assert (walk.case(case_id).status, walk.case(case_id).financial) == (Status.RECEIVED, "PAID")
    assert [item.node for item in walk.items(case_id)] == ["hand_over"]


def test_the_desk_need_not_write_the_amount_of_the_whole_fee(world, settings):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.do_exactly(case_id, "collect_fee", "desk", receipt_number="BL-0001")
    with transaction():
        assert [(p.amount_vnd, p.state) for p in receipts.of_case(case_id)] == [(walk.case(case_id).fee_vnd, "PAID")]


def back_with(case_id, copies):
    """From the choice of payment back to the application and forth again, with more copies."""
    for node in ("choose_payment", "attach_components"):
        walk.do(case_id, node, "citizen", "back")
    walk.do(case_id, "fill_application", "citizen", "next", copies=copies)
    walk.do(case_id, "attach_components", "citizen", "next")


def paid(payment):
    with transaction():
        receipts.confirm(payment.reference, payment.amount_vnd, "R-1")


def test_an_old_smaller_amount_does_not_pay_a_fee_that_has_risen(world, settings):
    case_id = at_payment(settings)
    payment = asked(case_id)
    back_with(case_id, 20)
    paid(payment)
    assert walk.case(case_id).financial == "DUE"
    rest = asked(case_id)
    assert rest.amount_vnd == walk.case(case_id).fee_vnd - payment.amount_vnd > 0
    paid(rest)
    assert walk.case(case_id).financial == "PAID"


def test_a_fee_that_rises_after_paying_is_owed_again(world, settings):
    case_id = at_payment(settings)
    paid(asked(case_id))
    before = walk.case(case_id).fee_vnd
    back_with(case_id, 20)
    assert walk.case(case_id).financial == "DUE"
    assert asked(case_id).amount_vnd == walk.case(case_id).fee_vnd - before


def test_a_draft_is_thrown_away_unless_it_has_been_paid_for(world, settings):
    case_id = at_payment(settings)
    late = asked(case_id)
    with transaction():
        submission.discard(walk.who("citizen"), case_id)
    paid(late)  # the bank was faster than the press, or slower: the money is not lost
    with transaction():
        assert receipts.find(late.reference).state == "PAID"
    kept = at_payment(settings)
    paid(asked(kept))
    with transaction(), pytest.raises(Conflict):
        submission.discard(walk.who("citizen"), kept)


def test_nothing_is_paid_for_a_dossier_that_has_ended_and_what_comes_late_is_given_back(world, settings):
    case_id = walk.submit(CODE, settings)
    late = asked(case_id)
    walk.do(case_id, "check_dossier", "desk", "refuse")
    walk.do(case_id, "approve_refusal", "desk_leader", "approve")
    assert walk.case(case_id).financial == "DUE"
    with transaction(), pytest.raises(receipts.NothingOwed):
        receipts.request(walk.who("citizen"), case_id)
    paid(late)
    assert walk.case(case_id).financial == "REFUND"
