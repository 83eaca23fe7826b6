"""Journeys of đăng ký khai sinh (1.001193)."""

from tests.procedures.playing import OTHER_COMMUNE, Play

SLUG = "khai-sinh"


def taken_over(birth_case: str = "normal", **options) -> Play:
    return Play(SLUG, **options).file(birth_case=birth_case).transfer()


def register(play: Play, first: str = "enter_register", second: str = "request_personal_number") -> None:
    assert play.open == ["enter_register", "request_personal_number"]
    play.do(first)
    assert play.open == [second]
    play.do(second)
    assert play.open == ["approve_result"]


def sign_and_return(play: Play) -> None:
    play.do("approve_result", "sign")
    play.do("issue_result")
    play.hand_out()


def filed_online_and_confirmed_by_the_citizen():
    play = taken_over()
    play.do("look_up_marriage", "found")
    play.do("examine", "approve")
    play.do("prepare_draft_certificate")
    assert play.host.asked[-1] == "cases.notify"
    play.do("confirm_draft", "correct")
    play.do("prepare_draft_certificate")
    play.do("confirm_draft", "agree")
    register(play)
    sign_and_return(play)


def silence_for_a_day_is_consent():
    play = taken_over()
    play.do("look_up_marriage", "found")
    play.do("examine", "approve")
    play.do("prepare_draft_certificate")
    play.wait(days=0.9)
    assert play.open == ["confirm_draft"]
    play.wait(days=1.1)
    register(play, "request_personal_number", "enter_register")
    assert play.knows()["decision"] == "APPROVED"


def filed_at_the_desk_no_draft_is_sent():
    play = taken_over(online=False)
    play.do("look_up_marriage", "not_needed")
    play.do("examine", "approve")
    register(play)


def another_commune_verifies_the_marriage():
    play = taken_over()
    play.do("look_up_marriage", "not_found", consulted_unit_id=OTHER_COMMUNE)
    assert [(item.node, item.role, item.unit_id) for item in play.items()] == [("verify_marriage", "specialist", 30)]
    play.do("verify_marriage", "married")
    assert play.open == ["examine"]


def another_commune_is_silent_for_three_days():
    play = taken_over()
    for _ in range(2):
        play.do("look_up_marriage", "not_found", consulted_unit_id=OTHER_COMMUNE)
        play.wait(days=3.1)
        assert play.open == ["look_up_marriage"]
    play.do("look_up_marriage", "found")
    assert play.open == ["examine"]


def abandoned_child_waits_seven_days():
    play = taken_over("abandoned")
    play.do("look_up_marriage", "not_needed")
    play.do("post_notice")
    assert play.open == []
    play.wait(days=6.9)
    assert play.open == []
    play.wait(days=7.1)
    play.do("close_notice")
    assert play.open == ["examine"]


def late_and_father_unknown():
    for case, node in (("late", "check_late"), ("father_unknown", "record_unknown_father")):
        play = taken_over(case)
        play.do("look_up_marriage", "not_needed")
        play.do(node)
        assert play.open == ["examine"]


def supplemented_and_returned_by_the_leader_around_the_parallel_block():
    play = taken_over(online=False)
    play.do("look_up_marriage", "found")
    for _ in range(4):
        play.do("examine", "supplement")
        play.supplement()
        play.do("examine", "approve")
        register(play)
        play.do("approve_result", "return")
        assert play.open == ["examine"]
    play.do("examine", "approve")
    register(play, "request_personal_number", "enter_register")
    sign_and_return(play)


def refused():
    play = taken_over()
    play.do("look_up_marriage", "found")
    play.do("examine", "refuse")
    assert play.open == ["approve_result"]
    sign_and_return(play)
    assert play.knows()["decision"] == "REFUSED"


JOURNEYS = (
    filed_online_and_confirmed_by_the_citizen, silence_for_a_day_is_consent, filed_at_the_desk_no_draft_is_sent,
    another_commune_verifies_the_marriage, another_commune_is_silent_for_three_days, abandoned_child_waits_seven_days,
    late_and_father_unknown, supplemented_and_returned_by_the_leader_around_the_parallel_block, refused,
)  # fmt: skip
