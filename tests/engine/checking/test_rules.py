"""Every rule finds its fault at its place, and leaves the twin alone."""

import pytest

from app.engine.checking.judging import judge
from app.engine.problems import ERROR, LANGUAGES, RULES
from tests.engine.checking.faults import block_in_loop, stood_in
from tests.engine.checking.pairs import KNOWN, LATER, PAIRS, TWO_WAYS

ELSEWHERE = {  # shown in test_hostile_files, test_reading, catalogue/test_inspecting, test_apart
    "bundle.too-big", "bundle.not-used", "check.failed", "check.too-slow", "engine.refuses", "folder.empty",
    "form.invalid", "zip.refused",
}  # fmt: skip


@pytest.mark.parametrize("rule", PAIRS)
def test_the_fault_is_found_where_it_is(rule):
    pair = PAIRS[rule]
    found = [p for p in judge(pair.faulty, pair.main, KNOWN, alone=pair.alone) if p.rule == rule]
    assert found
    if pair.element:
        assert pair.element in {problem.element for problem in found}


@pytest.mark.parametrize("rule", PAIRS)
def test_its_twin_has_no_fault(rule):
    pair = PAIRS[rule]
    found = judge(pair.sound, pair.sound_main, KNOWN, alone=pair.alone)
    assert rule not in {problem.rule for problem in found}
    assert [p.rule for p in found if p.severity == ERROR] == []


def test_every_rule_has_a_pair():
    shown = (
        PAIRS.keys()
        | ELSEWHERE
        | {rule for rule in RULES if rule.startswith(("file.", "manifest.", "draft.", "scenario."))}
    )
    assert RULES.keys() - shown == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_speaks_both_languages(rule):
    for text in (rule.said, rule.mend):
        assert set(text) == set(LANGUAGES) and all(
            text[language].endswith((".", ")", '"', "s", "…")) for language in text
        )
    assert rule.said["vi"] != rule.said["en"]


def test_a_round_before_counts_as_before():
    """A block in a loop whose one branch writes: in the second round a slower branch brings the first round's value."""
    found = judge(block_in_loop(True, writes=["x"]), "main", KNOWN)
    assert {(p.rule, p.element) for p in found} == {("parallel.overwritten", "split")}


def test_the_element_is_told_by_its_name_too():
    (found,) = [p for p in judge(PAIRS["people.no-lane"].faulty, "main", KNOWN) if p.rule == "people.no-lane"]
    assert (found.file, found.element, found.name, found.severity) == ("main.bpmn", "work", "work", "error")


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        (stood_in("desk", TWO_WAYS), "people.operator-decides"),
        (stood_in("citizen", timer=LATER, interrupting=False), "people.operator-personal"),
        (stood_in("citizen", TWO_WAYS, timer=LATER), "people.operator-decides"),
    ],
    ids=["two ways to end", "a timer that only reminds", "silence is one of two answers"],
)
def test_nobody_decides_or_speaks_in_anothers_place(files, rule):
    assert [problem.rule for problem in judge(files, "main", KNOWN) if problem.severity == ERROR] == [rule]
