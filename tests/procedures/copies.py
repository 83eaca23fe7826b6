"""Journeys of chứng thực bản sao từ bản chính (2.000815)."""

from tests.procedures.playing import Play

SLUG = "chung-thuc-ban-sao"


def taken_over() -> Play:
    return Play(SLUG).file().transfer()


def compared_signed_stamped():
    play = taken_over()
    play.do("check_warehouse", "none")
    for _ in range(3):
        play.do("compare_copies", "supplement")
        play.supplement()
    play.do("compare_copies", "match")
    play.do("count_pages")
    play.do("approve_result", "return")
    play.do("compare_copies", "match")
    play.do("count_pages")
    play.do("approve_result", "sign")
    play.do("stamp_copies")
    assert play.knows()["decision"] == "APPROVED"
    play.hand_out()


def the_stored_copy_is_used_again():
    play = taken_over()
    play.do("check_warehouse", "reuse")
    play.do("use_stored_copy")
    assert play.knows()["decision"] == "APPROVED"
    play.hand_out()


def the_copy_does_not_match():
    play = taken_over()
    play.do("check_warehouse", "none")
    play.do("compare_copies", "mismatch")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "REFUSED"
    play.hand_out()


JOURNEYS = (compared_signed_stamped, the_stored_copy_is_used_again, the_copy_does_not_match)
