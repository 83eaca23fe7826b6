"""Journeys of tặng Giấy khen, with the council's vote."""

from tests.procedures.playing import Play

SLUG = "giay-khen"
MEMBERS = ["101", "102", "103"]


def taken_over() -> Play:
    return Play(SLUG).file().transfer()


def check(play: Play) -> None:
    assert play.open == ["check_achievements", "check_duplicates"]
    play.do("check_duplicates")
    play.do("check_achievements")
    assert play.open == ["examine"]


def vote(play: Play, *ballots: str) -> None:
    members = MEMBERS[: len(ballots)]
    play.do("examine", "propose")
    play.do("convene_council", members=members)
    assert [item.role for item in play.items()] == ["council"] * len(ballots)
    assert sorted(item.assignee_id for item in play.items()) == [int(member) for member in members]
    for ballot in ballots:
        assert "vote" in play.open
        play.do("vote", ballot)


def two_of_three_are_enough():
    play = taken_over()
    check(play)
    vote(play, "agree", "disagree", "agree")
    play.do("draft_decision")
    play.do("approve_result", "sign")
    play.do("make_certificates")
    assert play.knows()["decision"] == "APPROVED"
    play.hand_out()


def half_is_not_enough_and_the_second_vote_counts_anew():
    play = taken_over()
    check(play)
    vote(play, "agree", "disagree")
    assert play.open == ["draft_rejection"]
    play.do("draft_rejection")
    play.do("approve_result", "return")
    vote(play, "agree", "agree", "agree")
    assert play.open == ["draft_decision"]
    assert play.knows()["votes_for"] == 3
    play.do("draft_decision")
    play.do("approve_result", "return")
    vote(play, "disagree")
    play.do("draft_rejection")
    play.do("approve_result", "sign")
    play.do("issue_result")
    assert play.knows()["decision"] == "REFUSED"
    play.hand_out()


def supplemented_around_the_parallel_block_then_refused():
    play = taken_over()
    for _ in range(4):
        check(play)
        play.do("examine", "supplement")
        play.supplement()
    check(play)
    play.do("examine", "refuse")
    play.do("approve_result", "sign")
    play.do("issue_result")
    play.hand_out()


JOURNEYS = (
    two_of_three_are_enough, half_is_not_enough_and_the_second_vote_counts_anew,
    supplemented_around_the_parallel_block_then_refused,
)  # fmt: skip
