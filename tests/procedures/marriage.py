"""Journeys of đăng ký kết hôn (1.000894)."""

from datetime import timedelta

from app.core import clock
from tests.procedures.playing import OTHER_COMMUNE, Play

SLUG = "ket-hon"


def born(years: int, days: int = 0) -> str:
    """The birth date of somebody who became so many years old so many days ago."""
    day = clock.today() - timedelta(days=days)
    return f"{day.year - years}-{day:%m-%d}"


def taken_over(groom: str | None = None, bride: str | None = None) -> Play:
    dates = {"groom_birth_date": groom or born(20), "bride_birth_date": bride or born(18)}
    return Play(SLUG).file(**dates).transfer()


def look_up(play: Play) -> None:
    assert play.open == ["look_up_bride", "look_up_groom"]
    play.do("look_up_bride")
    play.do("look_up_groom")
    assert play.open == ["examine"]


def sign(play: Play) -> None:
    play.do("schedule_signing")
    play.do("both_present", "signed")
    play.do("approve_result", "sign")
    play.do("issue_result")
    play.hand_out()


def of_age_to_the_day():
    play = taken_over(born(20), born(18))
    look_up(play)
    play.do("examine", "approve")
    sign(play)
    assert play.knows()["decision"] == "APPROVED"


def a_day_too_young():
    for groom, bride in ((born(20, days=-1), None), (None, born(18, days=-1))):
        play = taken_over(groom, bride)
        assert play.open == ["confirm_age"]
        play.do("confirm_age", "too_young")
        assert play.open == ["approve_result"]
        assert play.knows()["decision"] == "REFUSED"


def the_age_was_a_slip():
    play = taken_over(bride=born(17))
    play.do("confirm_age", "old_enough")
    look_up(play)


def another_commune_verifies():
    play = taken_over()
    look_up(play)
    play.do("examine", "verify", consulted_unit_id=OTHER_COMMUNE)
    assert [(item.node, item.unit_id) for item in play.items()] == [("verify_marital_status", 30)]
    play.wait(days=3.1)
    assert play.open == ["examine"]
    play.do("examine", "verify", consulted_unit_id="31")
    assert [item.unit_id for item in play.items()] == [31]
    play.do("verify_marital_status")
    assert play.open == ["examine"]


def supplemented_around_the_parallel_block():
    play = taken_over()
    for _ in range(4):
        look_up(play)
        play.do("examine", "supplement")
        play.supplement()
    look_up(play)
    play.do("examine", "refuse")
    play.do("approve_result", "return")
    play.do("examine", "approve")
    sign(play)


def absent_twice_then_unwilling():
    play = taken_over()
    look_up(play)
    play.do("examine", "approve")
    for _ in range(2):
        play.do("schedule_signing")
        play.do("both_present", "absent")
    play.do("schedule_signing")
    play.do("both_present", "unwilling")
    assert play.knows()["decision"] == "REFUSED"
    play.do("approve_result", "sign")
    play.do("issue_result")
    play.hand_out()


JOURNEYS = (
    of_age_to_the_day, a_day_too_young, the_age_was_a_slip, another_commune_verifies,
    supplemented_around_the_parallel_block, absent_twice_then_unwilling,
)  # fmt: skip
