"""Old dossiers played again on another version: on copies, compared step by step, what differs told by its step."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.cases import forwarding, moving, operating, papers, progress, replay_sampling, replay_words, replaying
from app.cases import sending_back as back
from app.cases.models import Answer, Case
from app.cases.replay_results import GRAVITY, Line, Result, of_json
from app.catalogue import apart, queries, replays, whole
from app.catalogue.assembling import MAIN
from app.catalogue.confined import Busy
from app.catalogue.draft_paths import MANIFEST
from app.core.db import Base, session, transaction
from app.core.errors import Conflict, Invalid
from app.engine.models import Instance
from app.engine.moving import WHY as WHY_NOT_MOVED
from app.engine.replaying import Replaying
from tests.cases import walking as walk
from tests.cases.test_journey import CODE, examined, received, resolved
from tests.cases.test_moving import BOUNDARY, release, version_of
from tests.cases.test_random_walks import CODES, MONDAY, Walk
from tests.procedures import test_with_people as with_people

WHY = "Sửa lỗi kỹ thuật."
EXAMINE, APPROVE = "forms/examine.json", "forms/approve_result.json"
Change = tuple[str, bytes, bytes]


def files(*changes: Change, code: str = CODE) -> dict[str, bytes]:
    """The version in force with these bytes of its files changed."""
    with transaction(writes=False):
        found = whole.of_version(queries.get(code).id)
    for name, was, becomes in changes:
        assert was in found[name], was
        found[name] = found[name].replace(was, becomes)
    return found


def with_field(name: str, **field: Any) -> dict[str, bytes]:
    """The version in force with another required question in a form."""
    found = files()
    form = json.loads(found[name])
    asked = {"name": "new_question", "kind": "text", "label": {"vi": "Câu mới", "en": "New one"}, "required": True}
    form["sections"][0]["fields"].append({**asked, **field})
    return {**found, name: json.dumps(form).encode()}


def played(changed: dict[str, bytes] | None = None, code: str = CODE, seconds: float = 60) -> Result:
    with transaction(writes=False):
        gathered = replaying.gather(queries.get(code).id, changed or files(code=code))
    assert gathered is not None
    return replaying.play(gathered, seconds)


def lines(result: Result, *kinds: str) -> list[tuple[str, str, int, int]]:
    return [(one.kind, one.node, one.open, one.closed) for one in result.differences if one.kind in kinds or not kinds]


def number(case_id: int) -> str:
    case = walk.case(case_id)
    return case.code or case.number


def finished(settings: Any, **wanted: Any) -> int:
    case_id = resolved(settings, **wanted)
    walk.do(case_id, "hand_result", "desk")
    return case_id


@pytest.fixture
def three(world, settings):
    """One closed, one at its examination, one with the citizen's supplement done and back at the desk."""
    closed, examining, supplemented = finished(settings), examined(settings), walk.submit(CODE, settings)
    walk.do(supplemented, "check_dossier", "desk", "incomplete")
    walk.do(supplemented, "supplement", "citizen")
    return closed, examining, supplemented


def test_on_the_same_version_all_goes_as_it_went(three):
    result = played()
    assert (result.reached, result.played, result.same, result.untold) == (3, 3, 3, ())
    assert (result.open_all, result.closed_all, result.movable, result.differences) == (2, 1, 2, ())


def test_nothing_is_changed_by_it(three):
    def everything():
        with transaction():
            states = session().execute(select(Instance.id, Instance.version, Instance.state).order_by(Instance.id))
            counts = {table.name: session().scalar(select(func.count()).select_from(table)) for table in _tables()}
            return [tuple(row) for row in states], counts

    before = everything()
    assert played(files(("resolve.bpmn", b'"supplement"</', b'"approve"</'))).differences
    assert everything() == before


def _tables():
    return Base.metadata.sorted_tables


def test_a_changed_condition_shows_where_ways_part(three):
    result = played(files(("resolve.bpmn", b'examine_outcome == "supplement"', b'examine_outcome == "approve"')))
    assert lines(result, "closed") == [("closed", "approve_result", 0, 1)]
    assert result.differences[0].numbers == (number(three[0]),)
    assert "“Chuyển yêu cầu bổ sung”" in replay_words.difference(result.differences[0])["vi"]  # what is open instead
    assert ("added", "send_supplement", 0, 1) in lines(result)
    assert result.same == 2


def test_a_step_taken_out_is_told_once_and_the_rest_is_compared(three):
    flow = (
        b'<bpmn:sequenceFlow id="flow_issue_result_resolve_ended" sourceRef="issue_result" targetRef="resolve_ended"/>'
    )
    found = files(
        ("resolve.bpmn", flow, b""), ("resolve.bpmn", b'targetRef="issue_result"', b'targetRef="resolve_ended"')
    )
    text = found["resolve.bpmn"].decode()
    begins, ends = text.index('<bpmn:userTask id="issue_result"'), text.index('<bpmn:endEvent id="resolve_ended"')
    found["resolve.bpmn"] = (
        (text[:begins] + text[ends:])
        .replace("<bpmn:flowNodeRef>issue_result</bpmn:flowNodeRef>", "")
        .replace("<bpmn:incoming>flow_issue_result_resolve_ended</bpmn:incoming>", "")
        .encode()
    )
    result = played(found)
    assert lines(result) == [("gone", "issue_result", 0, 1)]
    assert result.same == 2


def test_a_step_put_in_is_told_for_those_who_never_came_to_it(three):
    task = (
        b'<bpmn:userTask id="second_look" name="Xem lai"><bpmn:extensionElements><spiffworkflow:properties>'
        b'<spiffworkflow:property name="form" value="issue_result"/></spiffworkflow:properties>'
        b"</bpmn:extensionElements><bpmn:outgoing>second_out</bpmn:outgoing></bpmn:userTask>"
        b'<bpmn:sequenceFlow id="second_out" sourceRef="second_look" targetRef="issue_result"/>'
    )
    result = played(
        files(
            ("resolve.bpmn", b'targetRef="issue_result"', b'targetRef="second_look"'),
            ("resolve.bpmn", b'<bpmn:userTask id="examine"', task + b'<bpmn:userTask id="examine"'),
            (
                "resolve.bpmn",
                b"<bpmn:flowNodeRef>examine<",
                b"<bpmn:flowNodeRef>second_look</bpmn:flowNodeRef><bpmn:flowNodeRef>examine<",
            ),
        )
    )
    assert lines(result) == [("closed", "issue_result", 0, 1), ("added", "second_look", 0, 1)]


def test_a_question_that_was_never_asked_is_told_with_its_label(three):
    result = played(with_field(EXAMINE))
    (line,) = result.differences
    assert (line.kind, line.node, line.open, line.closed) == ("form", "examine", 0, 1)  # one has not come so far
    assert line.label == {"vi": "Câu mới", "en": "New one"}
    assert "“Câu mới”" in replay_words.difference(line)["vi"]


def test_after_a_question_that_decides_the_way_nothing_more_is_guessed(three):
    result = played(with_field(EXAMINE, variable="new_question"))
    assert lines(result) == [("form", "examine", 0, 1)]
    assert "unfinished" not in [one.kind for one in result.differences]


def test_a_button_that_is_gone_is_told_by_its_name(three):
    result = played(files((EXAMINE, b'"approve"', b'"accept"')))
    (line,) = result.differences
    assert (line.kind, line.said, line.closed) == ("button", "approve", 1)
    assert "“Đề xuất chấp thuận”" in replay_words.difference(line)["vi"]  # the button's words, not its value


def test_a_question_that_is_gone_does_no_harm(three):
    result = played(files((EXAMINE, b'"required": true', b'"required": false')))
    assert result.same == 3


def test_a_new_event_on_the_open_step_waits_and_blocks_the_move(three):
    end = b'<bpmn:userTask id="examine"'
    result = played(files(("resolve.bpmn", end, BOUNDARY + end)))
    assert lines(result) == [("timer", "new_event", 1, 0)]
    (line,) = result.blocked
    assert (line.kind, line.node, line.numbers) == ("boundary changed", "examine", (number(three[1]),))
    assert result.movable == 1
    assert "Thẩm định" in replay_words.blocked(line)["vi"]


def test_a_new_timer_fires_while_time_passes_in_the_history(world, settings):
    end = b'<bpmn:userTask id="examine"'
    with time_machine.travel(MONDAY, tick=False) as clock:
        case_id = examined(settings)
        clock.shift(timedelta(days=31))
        walk.do(case_id, "examine", "specialist", "approve")
        result = played(files(("resolve.bpmn", end, BOUNDARY + end)))
    assert ("closed", "examine", 1, 0) in lines(result)


def test_another_term_and_other_people_of_a_step_are_told(three):
    handler = b'<spiffworkflow:property name="assignee" value="handler"/>'
    found = files(
        ("resolve.bpmn", handler, b""),
        ("resolve.bpmn", b'name="step_term" value="1wd"', b'name="step_term" value="7wd"'),
    )
    result = played(found)
    assert lines(result) == [("role", "examine", 1, 1), ("term", "approve_result", 0, 1)]
    assert result.differences[-1].said == "1wd → 7wd"


def test_another_variable_is_told_by_its_name_and_no_value_of_anybodys(three):
    result = played(files(("resolve.bpmn", b'decision = "APPROVED"', b'decision = "Nguyen Van A"')))
    assert [(one.kind, one.said, one.closed) for one in result.differences] == [("variable", "decision", 1)]


def test_other_calls_are_told_by_their_action(three):
    result = played(files(("transfer.bpmn", b'"cases.assign_handler"', b'"cases.extensions"')))
    assert [(one.said, one.open, one.closed) for one in result.differences] == [
        ("cases.assign_handler: 1 → 0", 1, 1),
        ("cases.extensions: 0 → 1", 1, 1),
    ]


def test_a_manifest_that_collects_the_fee_later_is_told(three):
    found = files()
    described = json.loads(found[MANIFEST])
    assert described.get("collect_at", "RECEPTION") == "RECEPTION"
    result = played({**found, MANIFEST: json.dumps(described | {"collect_at": "RETURN"}).encode()})
    told = [(kind, node) for kind, node, *_ in lines(result, "closed", "skipped")]
    assert told == [("closed", "collect_fee"), ("skipped", "require_payment")]
    assert result.differences[0].count == 2  # both that paid at the desk


@pytest.mark.parametrize("kind", GRAVITY)
@pytest.mark.parametrize("said", ["", "+", "-", "≠"])
def test_every_finding_is_a_sentence_in_both_languages(kind, said):
    if kind == "timer" and not said:
        return
    for node, nodes in (("examine", ("Bước khác",)), ("", ())):
        told = replay_words.difference(Line(kind, node, node and "Thẩm định", nodes, said, {}, 1, 0, ("1",)))
        assert all(text.endswith(".") and "%(" not in text for text in told.values())
        assert told["vi"] != told["en"]


@pytest.mark.parametrize("kind", WHY_NOT_MOVED)
def test_every_reason_not_to_move_is_a_sentence_in_both_languages(kind):
    told = replay_words.blocked(Line(kind, "examine", "Thẩm định", (), "", {}, 1, 0, ("1",)))
    assert all("“Thẩm định”" in text for text in told.values())


def test_what_it_keeps_holds_nothing_of_anybody(three):
    with transaction():
        said = [text for answer in session().scalars(select(Answer)) for text in _texts(answer.data) if len(text) > 6]
        people = list(session().scalars(select(Case.applicant_name)))
    kept = json.dumps(played(with_field(EXAMINE)).as_json(), ensure_ascii=False)
    assert said and people
    assert [text for text in (*said, *people) if text in kept] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for one in inner for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def test_a_result_is_kept_as_json_and_read_back(three):
    result = played(with_field(EXAMINE))
    assert of_json(json.loads(json.dumps(result.as_json()))) == result


def act(function: Any, case_id: int, *more: Any) -> Any:
    actor = walk.who("admin")
    with transaction():
        return function(case_id, *more, WHY, actor)


def test_what_operators_did_is_played_too(world, settings):
    with time_machine.travel(MONDAY, tick=False) as clock:
        case_id = examined(settings)
        walk.do(case_id, "examine", "specialist", "approve")
        act(back.send_back, case_id, _version_with(case_id, "examine"))
        act(operating.suspend, case_id)
        clock.shift(timedelta(days=40))
        act(operating.resume, case_id)
        walk.do(case_id, "examine", "specialist", "refuse")
        other = received(settings)
        act(operating.stop, other)
        third = examined(settings)
        act(operating.suspend, third)
        result = played()
    assert (result.played, result.same, result.untold) == (3, 3, ())


def _version_with(case_id: int, node: str) -> int:
    with transaction():
        return next(one.version for one in back.ways(walk.case(case_id)) if node in [step.id for step in one.opens])


def test_a_step_done_in_somebodys_place_is_played(world, settings):
    case_id = resolved(settings, channel_out="ONLINE")
    act(forwarding.forward, case_id, walk.item(case_id, "confirm_receipt").id)
    result = played()
    assert (result.played, result.same, result.untold) == (1, 1, ())


def test_each_member_of_a_council_is_played_in_their_own_task(world, settings):
    case_id, council, (_first, second) = with_people.voting(settings)
    with transaction():
        progress.complete_task(council[1], second.id, {}, outcome="agree")  # the second task, not the first
    assert walk.items(case_id)
    result = played(code="1.000748")
    assert (result.played, result.same, result.untold) == (1, 1, ())


def test_withdrawals_and_amended_applications_are_played(world, settings):
    case_id = walk.submit(CODE, settings)
    with transaction():
        given = session().scalars(select(Answer.data).where(Answer.node == "fill_application")).one()
        papers.amend(walk.who("citizen"), case_id, given)
        progress.withdraw(walk.who("citizen"), case_id, "Tôi không cần nữa")
    walk.do(case_id, "decide_withdrawal", "desk", "disagree")
    walk.do(case_id, "check_dossier", "desk", "complete")
    result = played()
    assert (result.played, result.same, result.untold) == (1, 1, ())


def test_answers_that_do_not_match_the_journal_are_said_and_not_guessed(three):
    closed = three[0]
    with transaction():
        session().delete(
            session().scalars(select(Answer).where(Answer.case_id == closed, Answer.node == "examine")).one()
        )
    result = played()
    (line,) = result.untold
    assert (line.kind, line.node, line.closed, line.numbers) == ("unmatched", "examine", 1, (number(closed),))
    assert (result.reached, result.played) == (3, 2)
    assert "Thẩm định" in replay_words.untold(line)["vi"]


def test_a_dossier_that_does_not_play_as_it_went_is_not_compared(three):
    with transaction():
        session().get_one(Case, three[1]).fee_vnd += 1  # the fee that its process knows is another
    result = played(with_field(EXAMINE))
    (line,) = result.untold
    assert (line.kind, line.open) == ("known", 1)
    assert lines(result) == [("form", "examine", 0, 1)]


def test_one_that_changed_its_version_on_the_way_says_so(world, settings):
    case_id = examined(settings)
    places = (b'id="%s"', b'sourceRef="%s"', b'targetRef="%s"', b'bpmnElement="%s"', b">%s<")
    target = release(case_id, "resolve.bpmn", *((one % b"approve_result", one % b"sign_result") for one in places))
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "return")
    actor = walk.who("admin")
    with transaction():
        moving.move(case_id, target, WHY, actor)
    with transaction(writes=False):
        gathered = replaying.gather(target, whole.of_version(target))
    result = replaying.play(gathered)
    assert [(one.kind, one.open) for one in result.untold] == [("moved", 1)]


def test_of_many_some_are_taken_always_the_same(world, settings, monkeypatch):
    monkeypatch.setattr(replay_sampling, "MOST_OPEN", 4)
    monkeypatch.setattr(replay_sampling, "MOST_CLOSED", 2)
    drafts = [walk.begin(CODE) for _ in range(7)]
    closed = [finished(settings), finished(settings)]
    refused = walk.submit(CODE, settings)
    walk.do(refused, "check_dossier", "desk", "refuse")
    walk.do(refused, "approve_refusal", "desk_leader", "approve")
    with transaction(writes=False):
        sample = replay_sampling.sample(version_of(drafts[0]))
        again = replay_sampling.sample(version_of(drafts[0]))
    assert sample == again
    assert sample.case_ids == (
        *drafts[:2],
        *drafts[-2:],
        refused,
        closed[-1],
    )  # the oldest, the newest; one of each end
    assert (sample.open_taken, sample.open_all, sample.closed_all) == (4, 7, 3)


def test_closed_long_ago_is_not_looked_at(world, settings):
    with time_machine.travel(MONDAY, tick=False) as clock:
        finished(settings)
        clock.shift(timedelta(days=366))
        assert played().taken == 0


def test_when_time_is_up_what_was_not_reached_is_said(three):
    result = played(seconds=0)
    assert (result.reached, result.halted) == (0, "time")


LOOP = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
<bpmn:process id="one_stop" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:endEvent id="end"/>
<bpmn:scriptTask id="x"><bpmn:script>n = 1</bpmn:script></bpmn:scriptTask><bpmn:exclusiveGateway id="g" default="c"/>
<bpmn:sequenceFlow id="a" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="b" sourceRef="x" targetRef="g"/>
<bpmn:sequenceFlow id="c" sourceRef="g" targetRef="x"/><bpmn:sequenceFlow id="e" sourceRef="g" targetRef="end">
<bpmn:conditionExpression>1 == 2</bpmn:conditionExpression></bpmn:sequenceFlow>
</bpmn:process></bpmn:definitions>"""


def test_a_bundle_that_runs_for_ever_is_cut_off_and_says_where(three):
    result = played({"one_stop.bpmn": LOOP, MANIFEST: files()[MANIFEST]})
    assert (lines(result), result.same) == ([("endless", "", 2, 1)], 0)
    assert "không dừng" in replay_words.difference(result.differences[0])["vi"]


def _for_ever(*_: Any) -> None:
    while True:
        pass


def test_one_dossier_takes_no_more_than_its_share_and_a_few_such_end_it(three, monkeypatch):
    monkeypatch.setattr(replays, "SHARE", 0.05)
    monkeypatch.setattr(replays, "HALTS", 2)
    monkeypatch.setattr(Replaying, "wait", _for_ever)
    with transaction(writes=False):
        gathered = replaying.gather(queries.get(CODE).id, files())
    told = [one.as_json() for one in gathered.histories]
    outcome = replays.replay(gathered.old, gathered.new, MAIN, told, gathered.calendars, 60)
    assert [one.why and one.why[0] for one in outcome.cases] == ["endless", "endless"]


def test_a_bundle_that_hangs_or_eats_the_memory_is_killed_with_a_sentence(three):
    with transaction(writes=False):
        gathered = replaying.gather(queries.get(CODE).id, files())
    asked = {"histories": [one.as_json() for one in gathered.histories], "calendars": gathered.calendars}
    small = 40 * 1024 * 1024
    assert apart.replay_apart(gathered.old, gathered.new, MAIN, asked, 10, bytes=small) is None
    killed = replaying._result(gathered, None)
    assert (killed.halted, killed.played, killed.differences) == ("killed", 0, ())


def test_of_two_replays_at_once_the_second_is_told_to_wait(three, monkeypatch):
    monkeypatch.setattr(replaying, "PATIENCE", 0.01)
    with replaying._turn, pytest.raises(Busy):
        played()


def test_a_procedure_that_is_not_filed_online_has_nothing_to_play(world):
    found = files()
    described = json.loads(found[MANIFEST]) | {"service_level": "INFO_ONLY"}
    with transaction(writes=False):
        assert replaying.gather(queries.get(CODE).id, {**found, MANIFEST: json.dumps(described).encode()}) is None
        assert replaying.version_of("khong-co-thu-tuc-nay") is None


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happened_to_a_dossier_it_plays_as_it_went(world, settings, seed):
    chance = random.Random(seed)
    code, unit = CODES[seed % len(CODES)]
    with time_machine.travel(MONDAY, tick=False) as clock:
        case_id = walk.submit(code, settings, unit)
        one = Walk(case_id, True, clock)
        for _ in range(30):
            _something(one, chance)
        result = played(code=code)
    assert (result.played, result.same, result.untold) == (1, 1, ())


def _something(one: Walk, chance: random.Random) -> None:
    """A step with any outcome, time, the timetable, or something that an operator does."""
    what = chance.choice(("task", "task", "task", "first", "wait", "timetable", "back", "hold"))
    try:
        if what == "task":
            one.task(chance.randrange(6), chance.randrange(8))
        elif what == "first":
            one.task(0, 0)
        elif what == "wait":
            one.wait(chance.choice((60, 1440, 5760)), 0)
        elif what == "timetable":
            one.timetable()
        elif what == "hold":
            act(operating.suspend, one.case_id)
            one.wait(1440, 0)
            act(operating.resume, one.case_id)
        else:
            with transaction():
                ways = [way.version for way in back.ways(walk.case(one.case_id)) if way.refusal is None]
            if ways:
                act(back.send_back, one.case_id, chance.choice(ways))
    except (Conflict, Invalid):
        return
