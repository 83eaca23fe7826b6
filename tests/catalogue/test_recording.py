"""Recording by playing: what was recorded passes when it is checked; edits keep what they do not touch."""

import json

import pytest

from app.catalogue import assembling, scenario_text, scenarios, situations
from app.catalogue.assembling import MAIN
from app.catalogue.scenario_files import MAX_STEPS, BadScenario
from app.core.config import ROOT
from app.core.errors import Invalid
from app.forms.definition import Form
from app.forms.variables_only import variables_only
from tests.catalogue.random_play import recorded
from tests.procedures.bundles import ALL

TITLE = {"vi": "Thử", "en": "Try"}
BEGINS = "2026-03-02T08:00:00+07:00"


def whole(slug):
    return dict(assembling.assemble(ROOT / "bpmn" / slug, ROOT / "forms").files)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("slug", ALL)
def test_what_random_playing_records_always_passes_for_long(slug):
    files = whole(slug)
    for seed in range(100, 110):
        content = recorded(files, seed, 80)
        assert scenarios.problems({**files, "scenarios/random.json": content}, MAIN) == [], seed


@pytest.mark.parametrize("slug", ALL)
@pytest.mark.parametrize("seed", range(2))
def test_what_random_playing_records_always_passes(slug, seed):
    files = whole(slug)
    content = recorded(files, seed, 40)
    assert len(scenario_text.steps(content)) > 3
    assert scenarios.problems({**files, "scenarios/random.json": content}, MAIN) == []


def test_random_playing_meets_everything_that_can_be_recorded():
    """Else the test above shows little."""
    steps = [step for seed in range(3) for step in scenario_text.steps(recorded(whole("khai-sinh"), seed, 30))]
    for key in ("do", "wait", "send", "answers", "open", "outcome", "variables"):
        assert any(key in step for step in steps), key


def test_a_new_scenario_has_no_step_and_shows_where_the_procedure_begins():
    content = scenario_text.new(TITLE, BEGINS, {"online": False}, {})
    here = situations.situation(whole("khai-sinh"), MAIN, content)
    assert (here.done, here.open, here.said) == (0, ("choose_service",), None)
    assert here.now.isoformat() == BEGINS
    assert here.places["choose_service"].role == "citizen"
    assert "cases.submit" in here.actions
    assert here.here >= {"call_file_case", "choose_service"}


def test_steps_are_written_one_a_line_and_what_stood_there_stays():
    text = """{
  "title": {
    "vi": "Thử", "en": "Try"
  },
  "steps": [
    {"do": "choose_service",   "outcome": "next"}
  ],
  "ends": {"finished": true}
}
"""
    longer = scenario_text.with_step(text.encode(), {"do": "fill_application", "outcome": "next"}).decode()
    assert longer == text.replace('"next"}\n', '"next"},\n    {"do": "fill_application", "outcome": "next"}\n').replace(
        ',\n  "ends": {"finished": true}', ""
    )
    assert scenario_text.cut(longer.encode(), 1).decode() == text.replace(',\n  "ends": {"finished": true}', "")
    ended = scenario_text.with_end(longer.encode(), {"finished": False}).decode()
    assert ended == longer.replace("  ]\n}", '  ],\n  "ends": {"finished": false}\n}')
    assert scenario_text.cut(ended.encode(), 0).count(b"do") == 0


def test_a_file_that_names_a_thing_twice_is_written_anew_and_says_what_was_meant():
    text = b'{"steps": [{"do": "a"}], "steps": [{"do": "b"}, {"do": "c"}]}'
    assert scenario_text.steps(scenario_text.cut(text, 1)) == [{"do": "b"}]
    assert scenario_text.steps(scenario_text.with_step(text, {"do": "d"}))[2:] == [{"do": "d"}]


def test_there_is_a_most_of_steps_and_no_edit_of_what_is_no_scenario():
    content = scenario_text.new(TITLE, BEGINS, {}, {})
    full = content.replace(b'"steps": []', b'"steps": ' + json.dumps([{"wait": "timer"}] * MAX_STEPS).encode())
    with pytest.raises(Invalid):
        scenario_text.with_step(full, {"wait": "timer"})
    with pytest.raises(BadScenario):
        scenario_text.with_step(b"[]", {"wait": "timer"})


def test_a_situation_before_the_step_that_fails_is_shown():
    content = scenario_text.new(TITLE, BEGINS, {}, {})
    for step in ({"do": "choose_service", "outcome": "next", "variables": {"channel_out": "DESK"}}, {"do": "gone"}):
        content = scenario_text.with_step(content, step)
    here = situations.situation(whole("khai-sinh"), MAIN, content)
    assert (here.place, here.done, here.open, here.stopped) == ("steps.2", 1, ("fill_application",), True)
    ended = scenario_text.with_end(scenario_text.cut(content, 1), {"finished": True})
    assert not situations.situation(whole("khai-sinh"), MAIN, ended).stopped


def test_a_variable_that_a_form_sets_and_a_step_leaves_out_is_empty_as_on_a_dossier():
    content = scenario_text.new(TITLE, BEGINS, {}, {})
    content = scenario_text.with_step(content, {"do": "choose_service", "outcome": "next"})
    assert situations.situation(whole("khai-sinh"), MAIN, content).variables["channel_out"] == "null"


def test_only_fields_that_set_variables_are_asked_for_and_those_their_conditions_name():
    form = Form.read(json.loads((ROOT / "forms" / "khai-sinh" / "fill_application.json").read_text()))
    asked = variables_only(form)
    assert {"birth_case", "parents_married"} <= asked.names < form.names
    assert asked.variables == form.variables
    for field in asked.fields:
        assert field.variable or not field.required
        assert {name for name, _values in field.when} <= asked.names | {form.outcomes.variable}
