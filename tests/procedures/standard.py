"""Journeys through the shared diagrams: filing, reception, transfer, resolving, return, withdrawal."""

import pytest

from app.engine.runtime import NobodyWaits
from tests.procedures.bundles import STANDARD
from tests.procedures.playing import DESK, HANDLER, OWNER, Play


def resolved(**options) -> Play:
    channel_out = options.pop("channel_out", "DESK")
    play = Play(STANDARD, **options).file(channel_out).transfer()
    play.do("examine", "approve")
    play.do("approve_result", "sign")
    play.do("issue_result")
    return play


def without_a_fee():
    play = Play(STANDARD)
    assert [item.assignee_id for item in play.items()] == [OWNER]
    play.file()
    assert [item.unit_id for item in play.items()] == [DESK]
    play.transfer()
    assert [(item.node, item.assignee_id) for item in play.items()] == [("examine", HANDLER)]
    play.do("examine", "approve")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "APPROVED"
    play.hand_out()
    services = [name for name in play.host.asked if name.startswith("cases.")]
    assert services == [
        "cases.calculate_fee", "cases.submit", "cases.receive", "cases.assign_handler", "cases.start_processing",
        "cases.resolve", "cases.returned",
    ]  # fmt: skip


def going_back_while_filing():
    play = Play(STANDARD)
    play.do("choose_service", "check", channel_out="DESK")
    assert play.open == ["fill_application"]  # the check page was not reached yet: on to the next step
    play.do("fill_application", "back")
    play.do("choose_service", "next", channel_out="DESK")
    play.do("fill_application", "check")
    assert play.open == ["attach_components"]
    play.do("attach_components", "back")
    play.do("fill_application", "next")
    play.do("attach_components", "next")
    for edit, node in (
        ("edit_service", "choose_service"),
        ("edit_application", "fill_application"),
        ("edit_components", "attach_components"),
    ):
        play.do("check_and_submit", edit)
        assert play.open == [node]
        play.do(node, "check", **({"channel_out": "ONLINE"} if node == "choose_service" else {}))
        assert play.open == ["check_and_submit"]
    play.do("check_and_submit", "edit_payment")
    assert play.open == ["check_and_submit"]  # nothing to pay
    play.do("check_and_submit", "submit")
    assert play.open == ["check_dossier"]


def choosing_how_to_pay():
    play = Play(STANDARD, fee_vnd=50_000)
    play.do("choose_service", "next", channel_out="DESK")
    play.do("fill_application", "next")
    play.do("attach_components", "next")
    play.do("choose_payment", "back")
    play.do("attach_components", "next")
    play.do("choose_payment", "next", payment_method="ONLINE")
    play.do("pay_online", "change_method")
    play.do("choose_payment", "next", payment_method="DESK")
    play.do("check_and_submit", "edit_application")
    play.do("fill_application", "check")
    assert play.open == ["check_and_submit"]  # the way of paying is known
    play.do("check_and_submit", "edit_payment")
    play.do("choose_payment", "next", payment_method="ONLINE")
    play.do("pay_online", "change_method")
    play.do("choose_payment", "back")
    play.do("attach_components", "check")
    assert play.open == ["pay_online"]  # chosen before, still unpaid
    play.pay()
    assert play.open == ["check_and_submit"]
    play.do("check_and_submit", "edit_payment")
    assert play.open == ["check_and_submit"]  # paid
    play.do("check_and_submit", "submit")
    play.do("check_dossier", "complete")
    assert play.open == ["hand_over"]  # nothing to collect


def fee_collected_at_reception():
    play = Play(STANDARD, fee_vnd=50_000).file()
    play.do("check_dossier", "complete")
    assert play.open == ["collect_fee"]
    play.do("collect_fee")
    assert play.host.asked[-2:] == ["payments.record", "cases.payment_done"]
    assert play.open == ["hand_over"]


def fee_paid_online_while_the_desk_waits():
    play = Play(STANDARD, fee_vnd=50_000).file()
    play.do("check_dossier", "complete")
    play.pay()
    assert play.open == ["hand_over"]
    assert "payments.record" not in play.host.asked


def fee_collected_at_return():
    play = resolved(fee_vnd=50_000, collect_at="RETURN")
    assert play.open == ["collect_fee_at_return"]
    play.do("collect_fee_at_return")
    assert play.host.asked[-1] == "payments.record"
    play.hand_out()


def reception_asks_three_times_and_redirects():
    play = Play(STANDARD).file()
    for _ in range(3):
        play.do("check_dossier", "incomplete")
        assert play.open == ["supplement"]
        play.do("supplement")
        assert play.open == ["check_dossier"]
    play.do("check_dossier", "wrong_agency", redirect_unit_id="11")
    assert play.host.asked[-1] == "cases.redirect"
    play.do("check_dossier", "refuse")
    play.do("approve_refusal", "reject")
    play.do("check_dossier", "complete")
    assert play.open == ["hand_over"]
    assert play.host.asked.count("cases.request_supplement") == 3
    assert {"back_to": 1} in play.host.parameters


def reception_refuses():
    play = Play(STANDARD).file()
    play.do("check_dossier", "refuse")
    assert [item.role for item in play.items()] == ["desk_leader"]
    play.do("approve_refusal", "approve")
    assert play.finished
    assert play.host.asked[-1] == "cases.refuse"


def examination_asks_three_times_and_refuses():
    play = Play(STANDARD).file().transfer()
    for _ in range(3):
        play.do("examine", "supplement")
        play.supplement()
        assert play.open == ["examine"]
    assert {"back_to": 4} in play.host.parameters
    play.do("examine", "approve")
    play.do("approve_result", "return")
    play.do("examine", "refuse")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "REFUSED"
    play.hand_out()


def returned_by_post():
    play = resolved(channel_out="POST")
    play.do("hand_to_post")
    assert play.host.parameters[play.host.asked.index("delivery.hand_over")] == {"method": "POST"}
    play.do("confirm_receipt", "received")
    assert play.finished


def returned_online_and_never_confirmed():
    play = resolved(channel_out="ONLINE")
    assert play.open == ["confirm_receipt"]
    play.wait(days=6.9)
    assert play.open == ["confirm_receipt"]
    play.wait(days=7.1)
    assert play.finished
    assert play.host.asked[-1] == "cases.returned"


def withdrawn_at_the_second_request():
    play = Play(STANDARD)
    with pytest.raises(NobodyWaits):
        play.send("withdraw")  # a draft is not withdrawn, but discarded
    play.file()
    play.send("withdraw")
    assert play.open == ["check_dossier", "decide_withdrawal"]
    play.do("decide_withdrawal", "disagree")
    assert play.open == ["check_dossier"]
    play.transfer()
    play.send("withdraw")
    assert play.open == ["decide_withdrawal", "examine"]
    play.do("decide_withdrawal", "agree")
    assert play.finished
    assert play.open == []
    assert play.host.asked.count("cases.withdrawal_refused") == 1
    assert play.host.asked[-1] == "cases.stop"


def not_withdrawn_and_returned():
    play = Play(STANDARD).file()
    for _ in range(2):
        play.send("withdraw")
        play.do("decide_withdrawal", "disagree")
    play.transfer()
    play.do("examine", "approve")
    play.do("approve_result", "sign")
    play.do("issue_result")
    play.hand_out()


def near_the_end_it_will_be_in_time():
    play = Play(STANDARD)
    with pytest.raises(NobodyWaits):
        play.send("term_ends")  # no term runs yet
    play.file()
    for _ in range(2):
        play.send("term_ends")
        assert play.open == ["check_dossier", "decide_apology"]
        play.do("decide_apology", "on_time")
    play.transfer()
    assert "cases.extend" not in play.host.asked


def late_once_then_only_by_exception():
    play = Play(STANDARD).file().transfer()
    play.send("term_ends")
    assert [(item.node, item.assignee_id) for item in play.items()][1] == ("decide_apology", HANDLER)
    play.do("decide_apology", "late", apology_reason="Chờ xác minh", apology_new_date="2026-03-02")
    assert play.open == ["approve_apology", "examine"]
    play.do("approve_apology", "return")
    play.do("decide_apology", "late", apology_reason="Chờ xã Hòa Sơn", apology_new_date="2026-03-03")
    play.do("approve_apology", "sign")
    assert play.open == ["examine"]
    assert play.host.asked[-2:] == ["cases.extend", "cases.notify"]
    assert play.host.parameters[-1] == {"template": "apology", "reason": "Chờ xã Hòa Sơn"}
    for outcome, extended in (("refuse", 1), ("agree", 2)):
        play.send("term_ends")
        play.do("decide_apology", "late", apology_reason="Vẫn chờ", apology_new_date="2026-03-06")
        assert play.open == ["approve_exception", "examine"]
        play.do("approve_exception", "return")
        play.do("decide_apology", "late", apology_reason="Vẫn chờ", apology_new_date="2026-03-05")
        play.do("approve_exception", outcome)
        assert play.host.extensions == extended
        assert play.open == ["examine"]


def the_apology_goes_away_with_the_result():
    for asked in ((), ("decide_apology",)):
        play = Play(STANDARD).file().transfer()
        play.do("examine", "approve")
        play.do("approve_result", "sign")
        play.send("term_ends")
        for node in asked:
            play.do(node, "late", apology_reason="Chờ", apology_new_date="2026-03-02")
        assert play.open == ["approve_apology" if asked else "decide_apology", "issue_result"]
        play.do("issue_result")
        assert play.open == ["hand_result"]
        play.send("term_ends")  # the message is heard again, whatever it is good for
        assert play.open == ["decide_apology", "hand_result"]
        play.do("hand_result")
        assert play.finished
        assert play.open == []


def withdrawn_while_an_apology_is_considered():
    play = Play(STANDARD).file().transfer()
    play.send("term_ends")
    play.send("withdraw")
    play.do("decide_withdrawal", "agree")
    assert play.finished
    assert play.open == []


JOURNEYS = (
    without_a_fee, going_back_while_filing, choosing_how_to_pay, fee_collected_at_reception,
    fee_paid_online_while_the_desk_waits, fee_collected_at_return, reception_asks_three_times_and_redirects,
    reception_refuses, examination_asks_three_times_and_refuses, returned_by_post, returned_online_and_never_confirmed,
    withdrawn_at_the_second_request, not_withdrawn_and_returned, near_the_end_it_will_be_in_time,
    late_once_then_only_by_exception, the_apology_goes_away_with_the_result, withdrawn_while_an_apology_is_considered,
)  # fmt: skip
