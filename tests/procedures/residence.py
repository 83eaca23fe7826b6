"""Journeys of xác nhận thông tin về cư trú (1.010041)."""

from tests.procedures.playing import Play

SLUG = "xac-nhan-cu-tru"


def taken_over() -> Play:
    return Play(SLUG).file().transfer()


def found_in_the_database():
    play = taken_over()
    play.do("look_up_residence", "found")
    play.do("draft_confirmation")
    play.do("approve_result", "return")
    play.do("look_up_residence", "found")
    play.do("draft_confirmation")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "APPROVED"
    play.hand_out()


def verified_on_site_after_three_supplements():
    play = taken_over()
    for _ in range(3):
        play.do("look_up_residence", "supplement")
        play.supplement()
    play.do("look_up_residence", "not_found")
    play.do("verify_residence", "verified")
    assert play.open == ["draft_confirmation"]


def not_qualified():
    play = taken_over()
    play.do("look_up_residence", "not_found")
    play.do("verify_residence", "not_qualified")
    play.do("draft_refusal")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "REFUSED"
    play.hand_out()


JOURNEYS = (found_in_the_database, verified_on_site_after_three_supplements, not_qualified)
