"""The next steps offered for problems: for each rule that has one, the faulty diagram is mended by the first offer."""

import pytest

from app.engine.checking.judging import judge
from app.engine.problems import RULES
from app.web.studio.mend_kinds import Look
from app.web.studio.outline_edits import ACTS
from app.web.studio.outline_mends import RULES_MENDED, mends
from tests.engine.checking.faults import KNOWN
from tests.engine.checking.pairs import PAIRS

# What is chosen where it is not the first that is offered.
CHOSEN = {
    "people.no-role": "leader", "people.unknown-role": "leader", "people.step-term": "2wd",
    "people.unknown-unit": "receiving", "process.starts": "s2", "element.no-script": "flag = 1",
    "service.not-chosen": "cases.notify", "service.unknown": "cases.notify",
    "timer.unquoted": "P5D", "instances.no-list": "rows", "instances.no-limit": "3", "instances.item-taken": "fresh",
    "event.no-name": "Tin", "call.not-chosen": "helper", "call.nowhere": "helper",
}  # fmt: skip
ELSEWHERE = {
    "people.unknown-letter", "people.letter-elsewhere", "people.operator-unknown", "people.operator-elsewhere",
    "people.operator-decides", "people.operator-personal", "people.operator-states",  # told by the house alone
    "table.unknown",  # the table must be there first
    "call.endless",
    "form.unknown",  # makes a file: tests/web/test_studio_list.py
}  # fmt: skip


def judged(pair, files):
    main = None if pair.alone else pair.main
    return judge(files, main, KNOWN, alone=pair.alone)


def look(files, file):
    forms = sorted(name[6:-5] for name in files if name.startswith("forms/"))
    called = [*sorted(name[:-5] for name in files if name.endswith(".bpmn")), "helper"]
    return Look(files[file], forms, called, [])


@pytest.mark.parametrize("rule", sorted(RULES_MENDED - ELSEWHERE))
def test_the_first_offer_mends_the_problem(rule):
    pair = PAIRS[rule]
    files = dict(pair.faulty)
    problem = next(one for one in judged(pair, files) if one.rule == rule)
    offered = mends(problem, look(files, problem.file))
    assert offered, "nothing is offered"
    said = dict(offered[0].fields)
    if offered[0].choice is not None:
        options = [value for value, _words in offered[0].choice.options]
        chosen = CHOSEN.get(rule) or options[0]
        assert offered[0].choice.free or chosen in options
        said[offered[0].choice.name] = chosen
    made, _focus, _told = ACTS[said["act"]](files[problem.file], files[problem.file], said)
    if chosen_process := said.get("value") == "helper":
        files["helper.bpmn"] = PAIRS["process.none"].sound["main.bpmn"].replace(b'id="main"', b'id="helper"')
    still = {(one.rule, one.element) for one in judged(pair, {**files, problem.file: made})}
    assert (rule, problem.element) not in still, chosen_process


def test_offers_are_for_rules_that_there_are_and_every_offer_is_an_edit():
    assert RULES.keys() | {"people.unknown-letter"} >= RULES_MENDED
    for rule, pair in PAIRS.items():
        for problem in judged(pair, pair.faulty):
            if problem.file in pair.faulty and problem.file.endswith(".bpmn"):
                for one in mends(problem, look(pair.faulty, problem.file)):
                    assert one.act == one.fields["act"], rule
                    assert one.act in ACTS or one.act == "make_form"
                    assert one.text and (one.choice is None or one.choice.label)
