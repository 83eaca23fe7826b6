"""Journeys of cấp bản sao từ sổ gốc (2.000908)."""

from tests.procedures.playing import Play

SLUG = "ban-sao-so-goc"


def taken_over() -> Play:
    return Play(SLUG).file().transfer()


def ends_with(play: Play, decision: str) -> None:
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == decision
    play.hand_out()


def found():
    play = taken_over()
    for _ in range(3):
        play.do("search_register", "supplement")
        play.supplement()
    play.do("search_register", "found")
    play.do("draft_copy")
    play.do("approve_result", "return")
    play.do("search_register", "found")
    play.do("draft_copy")
    ends_with(play, "APPROVED")


def a_written_answer_is_a_result():
    play = taken_over()
    play.do("search_register", "not_found")
    play.do("draft_answer")
    ends_with(play, "APPROVED")


def not_entitled():
    play = taken_over()
    play.do("search_register", "refuse")
    ends_with(play, "REFUSED")


JOURNEYS = (found, a_written_answer_is_a_result, not_entitled)
