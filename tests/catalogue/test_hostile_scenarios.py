"""Scenarios that somebody wrote to exhaust the house: told as faults or broken off, within the limits."""

import json
from datetime import date
from time import monotonic

import pytest

from app.catalogue import assembling, own_files, scenarios, situations
from app.catalogue.apart import check_apart, play_apart
from app.catalogue.assembling import MAIN
from app.catalogue.scenario_files import MAX_BYTES, BadScenario, read
from app.core.config import ROOT

_TIMER = b"""<bpmn:boundaryEvent id="again" attachedToRef="handle" cancelActivity="false">
<bpmn:outgoing>more</bpmn:outgoing>
<bpmn:timerEventDefinition id="tick"><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">"R9999999/PT1M"</bpmn:timeCycle>
</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:sequenceFlow id="more" sourceRef="again" targetRef="gone"/>
<bpmn:endEvent id="gone"><bpmn:incoming>more</bpmn:incoming></bpmn:endEvent></bpmn:process>"""
FILED = [
    {"do": "choose_service", "outcome": "next", "variables": {"channel_out": "DESK"}},
    {"do": "fill_application", "outcome": "next"},
    {"do": "attach_components", "outcome": "next"},
    {"do": "check_and_submit", "outcome": "submit"},
]
TRANSFERRED = [{"do": "check_dossier", "outcome": "complete"}, {"do": "hand_over"}, {"do": "take_over"}]


def bundle(**instead):
    own = {**own_files.blank("thu-moi", "Thử", "ho-tich", date(2026, 12, 1)), **instead}
    return assembling.gather(own.get, assembling.shared_files(ROOT / "bpmn", ROOT / "forms"))


def scenario(*steps, **more):
    return json.dumps({"steps": list(steps), **more}).encode()


def test_a_timer_that_fires_without_end_is_broken_off():
    drawn = own_files.blank("thu-moi", "Thử", "ho-tich", date(2026, 12, 1))["resolve.bpmn"]
    files = bundle(**{"resolve.bpmn": drawn.replace(b"</bpmn:process>", _TIMER)})
    reached = situations.situation(files, MAIN, scenario(*FILED, *TRANSFERRED))
    assert reached.open == ("handle",)
    assert not {"again", "handle"} & reached.passed
    once = scenario(*FILED, *TRANSFERRED, {"wait": "PT2M"})
    here = situations.situation(files, MAIN, once)
    assert here.said is None
    assert "again" in here.passed  # it does fire
    assert ("again", "gone") in here.flows
    assert "handle" not in here.passed
    endless = scenario(*FILED, *TRANSFERRED, *[{"wait": "P9999D"}] * 290)
    begun = monotonic()
    assert play_apart(files, MAIN, endless, seconds=3) is None
    (found,) = check_apart({**files, "scenarios/x.json": endless}, seconds=3, process_id=MAIN)
    assert found.rule == "check.too-slow"
    assert monotonic() - begun < 30


def test_three_hundred_steps_with_big_variables_stay_within_the_limits():
    big = [{"send": "withdraw", "variables": {f"v{number}": "x" * 6000}} for number in range(60)]
    here = play_apart(bundle(), MAIN, scenario(*FILED, *big), seconds=60)
    assert here is None or len(json.dumps(here.as_json())) < 1_000_000


def test_more_variables_than_an_act_may_bring_are_a_fault_of_the_step():
    content = scenario(*FILED, {"send": "withdraw", "variables": {"v": "x" * 70_000}})
    here = situations.situation(bundle(), MAIN, content)
    assert (here.place, here.done) == ("steps.5", 4)
    assert "bytes of variables" in here.said[1]


def test_time_beyond_the_calendar_is_a_fault_of_the_step():
    here = situations.situation(bundle(), MAIN, scenario(*[{"wait": "P9999D"}] * 300))
    assert here.stopped
    assert "OverflowError" in here.said[1]


def test_what_is_told_is_short():
    name = "n" * 100_000
    for steps in (
        [{"do": name}],
        [{"send": name}],
        [{"wait": "PT1H", "open": [name]}],
        [{"do": "choose_service", "outcome": name}],
    ):
        files = {**bundle(), "scenarios/x.json": scenario(*steps)}
        (problem,) = scenarios.problems(files, MAIN)
        assert len(problem.message["vi"]) < 1000
    with pytest.raises(BadScenario) as strange:
        read(scenario(**{name: 1}))
    assert len(str(strange.value)) < 200
    assert len(read(scenario(title={"vi": name})).title["vi"]) == 200


def test_a_big_file_is_not_read():
    with pytest.raises(BadScenario):
        read(scenario(title={"vi": "x" * MAX_BYTES}))


@pytest.mark.parametrize(
    "variables", [{"online": [[[[1]]]]}, {"go": None, "fee_vnd": "much"}, {"procedure_code": {"a": 1e308}}]
)
def test_strange_variables_to_begin_with_are_no_crash(variables):
    here = situations.situation(bundle(), MAIN, scenario(*FILED, variables=variables))
    assert here.done >= 0
