"""Rehearsals: the house's scenarios pass and cover, broken ones are told with their step, limits hold."""

import json
import shutil
from typing import Any

import pytest

from app.catalogue import assembling, scenarios
from app.catalogue.apart import check_apart, rehearse_apart
from app.catalogue.assembling import MAIN
from app.catalogue.folders import inspect
from app.core.config import ROOT
from app.engine.checking.known import NOTHING
from app.engine.problems import ERROR
from tests.procedures import residence
from tests.procedures.bundles import own_files
from tests.procedures.covering import watching

PLAYED = sorted({path.parent.parent.name for path in (ROOT / "bpmn").glob("*/scenarios/*.json")})
SLUG = "xac-nhan-cu-tru"
FILED: list[dict[str, Any]] = [
    {"do": "choose_service", "outcome": "next", "variables": {"channel_out": "DESK"}},
    {"do": "fill_application", "outcome": "next"},
    {"do": "attach_components", "outcome": "next"},
    {"do": "check_and_submit", "outcome": "submit"},
]


def whole(slug):
    folder = ROOT / "bpmn" / slug
    own = {f"scenarios/{path.name}": path.read_bytes() for path in folder.glob("scenarios/*.json")}
    return {**assembling.assemble(folder, ROOT / "forms").files, **own}


def only(slug, *steps, **more):
    """The bundle with this one scenario."""
    files = {name: text for name, text in whole(slug).items() if not name.startswith("scenarios/")}
    return {**files, "scenarios/one.json": json.dumps({"steps": list(steps), **more}).encode()}


def failure(files):
    """The place of the one problem and what it says."""
    (problem,) = scenarios.problems(files, MAIN)
    assert (problem.file, problem.rule, problem.severity) == ("scenarios/one.json", "scenario.failed", ERROR)
    return problem.element, problem.message["vi"]


def test_every_procedure_with_a_diagram_of_its_own_has_scenarios_and_so_has_what_is_shared():
    drawn = {path.parent.name for path in (ROOT / "bpmn").glob("*/*.bpmn")}
    assert drawn == set(PLAYED)


@pytest.mark.parametrize("slug", PLAYED)
def test_the_houses_scenarios_pass_and_cover_what_is_their_own(slug):
    report = scenarios.report(whole(slug), MAIN)
    assert report.problems() == []
    for file in own_files(slug):
        assert report.coverage[file].per_cent >= 95, file
    assert report.coverage["transfer.bpmn"].per_cent == 100  # across called processes


def test_scenarios_beside_what_is_shared_are_played_at_its_check(tmp_path):
    for kind in ("bpmn", "forms"):
        shutil.copytree(ROOT / kind / "shared", tmp_path / kind / "shared")
    shared = tmp_path / "bpmn" / "shared"
    assert inspect([shared], NOTHING) == []
    broken = shared / "scenarios" / "without-a-fee.json"
    broken.write_text(broken.read_text().replace('"approve"', '"refuse"'))
    (problem,) = inspect([shared], NOTHING)
    assert (problem.file, problem.element, problem.rule) == (str(broken), "ends", "scenario.failed")


def test_what_is_covered_is_what_really_ran(db):
    """The same way on the real engine, with its tables, ends the same nodes and takes the same flows."""
    with watching() as real:
        residence.not_qualified()
    steps = [
        *FILED, {"do": "check_dossier", "outcome": "complete"}, {"do": "hand_over"}, {"do": "take_over"},
        {"do": "look_up_residence", "outcome": "not_found"}, {"do": "verify_residence", "outcome": "not_qualified"},
        {"do": "draft_refusal"}, {"do": "approve_result", "outcome": "sign"}, {"do": "issue_result"},
        {"do": "hand_result"},
    ]  # fmt: skip
    report = scenarios.report(only(SLUG, *steps, ends={"finished": True}), MAIN)
    assert report.problems() == []
    passed = frozenset().union(*(one.passed for one in report.coverage.values()))
    nodes = frozenset().union(*(one.nodes for one in report.coverage.values()))
    assert passed & nodes == real.nodes & nodes


def test_time_passes_by_the_rehearsals_clock_and_over_holidays():
    files = whole("khai-sinh")
    before = [
        *FILED[:1], {**FILED[1], "variables": {"birth_case": "normal"}}, *FILED[2:],
        {"do": "check_dossier", "outcome": "complete"}, {"do": "hand_over"}, {"do": "take_over"},
        {"do": "look_up_marriage", "outcome": "not_found", "variables": {"consulted_unit_id": "30"}},
    ]  # fmt: skip
    files = {name: text for name, text in files.items() if not name.startswith("scenarios/")}

    def open_after(days, begins):
        steps = [*before, {"wait": f"P{days}D", "open": ["look_up_marriage"]}]
        text = json.dumps({"steps": steps, "begins": begins}).encode()
        return not scenarios.problems({**files, "scenarios/one.json": text}, MAIN)

    assert open_after(4, "2026-03-02T08:00:00+07:00")  # three working days of an ordinary week
    assert not open_after(4, "2026-02-12T08:00:00+07:00")  # before Tet
    assert open_after(14, "2026-02-12T08:00:00+07:00")


@pytest.mark.parametrize(
    ("steps", "more", "place", "said"),
    [
        ([{"do": "examine"}], {}, "steps.1", "examine không mở; đang mở: choose_service"),
        ([{"do": "choose_service", "outcome": "nowhere"}], {}, "steps.1", "không có nút nowhere"),
        ([{**FILED[0], "variables": {"strange": 1}}], {}, "steps.1", "strange"),
        ([*FILED[:2], {"wait": "timer"}], {}, "steps.3", "không có hẹn giờ"),
        ([*FILED[:1], {"send": "nonsense"}], {}, "steps.2", "nonsense"),
        ([{**FILED[0], "open": ["examine"]}], {}, "steps.1", "đang mở fill_application, lẽ ra examine"),
        (FILED, {"ends": {"finished": True}}, "ends", "chưa kết thúc; đang mở: check_dossier"),
        (FILED, {"ends": {"open": []}}, "ends", "đang mở check_dossier"),
        (FILED, {"ends": {"variables": {"fee_vnd": 5}}}, "ends", "fee_vnd là 0"),
        (FILED, {"ends": {"asked": ["cases.resolve"]}}, "ends", "chưa gọi cases.resolve"),
        ([{"fly": 1}], {}, "steps.1", "do, wait, send"),
        ([{"do": "x", "until": 1}], {}, "steps.1", "until"),
        ([{"wait": "soon"}], {}, "steps.1", "P1DT2H30M"),
        ([{"wait": "PT1H"}] * 301, {}, "steps", "nhiều nhất 300"),
        ([], {"steps": None}, "steps", "nhiều nhất 300"),
        ([{"do": "x"}], {"begins": "today"}, "begins", "thời điểm"),
        ([{"do": "x"}], {"ends": []}, "ends", "đối tượng"),
        ([{"do": "x"}], {"surprise": 1}, "", "surprise"),
    ],
)
def test_a_scenario_that_fails_says_where_and_why(steps, more, place, said):
    found = failure(only(SLUG, *steps, **more))
    assert found[0] == place
    assert said in found[1]


def test_a_changed_diagram_makes_its_scenario_fail_in_the_checker():
    files = whole("xac-nhan-cu-tru")
    assert check_apart(files, process_id=MAIN) == []
    name = "forms/hand_over.json"
    text = {"vi": "Chuyển", "en": "Go"}
    outcomes = {"variable": "went", "options": [{"value": "on", "label": text}]}
    files[name] = json.dumps({**json.loads(files[name]), "outcomes": outcomes}).encode()
    found = [one for one in check_apart(files, process_id=MAIN) if one.rule == "scenario.failed"]
    assert [(one.file, one.element) for one in found][:1] == [("scenarios/found.json", "steps.6")]
    assert "phải chọn một nút: on" in found[0].message["vi"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{" * 100_000, b"\xff\xfe", b"null", b"{}", b'{"steps": {}}'])
def test_files_that_are_no_scenario(content):
    files = only(SLUG, *FILED) | {"scenarios/one.json": content}
    failure(files)
    assert [one.rule for one in check_apart({"scenarios/one.json": content}, alone=True)] == ["scenario.failed"]


def test_a_rehearsal_that_takes_too_long_is_broken_off():
    steps = [*FILED, *[{"wait": "P9999D"}] * 200]
    assert rehearse_apart(only(SLUG, *steps), MAIN, seconds=0.05) is None
    assert rehearse_apart(only(SLUG, *FILED), MAIN, bytes=1024 * 1024 * 64) is None


def test_the_report_comes_back_from_its_process_as_it_was():
    files = whole(SLUG)
    assert rehearse_apart(files, MAIN) == scenarios.report(files, MAIN)


def test_there_is_a_most():
    files = {f"scenarios/{n}.json": b"{}" for n in range(scenarios.MAX_SCENARIOS + 1)}
    assert [one.rule for one in scenarios.problems(files, MAIN)] == ["scenario.too-many"]
