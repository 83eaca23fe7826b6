"""docs/checker.md says what the checker is today."""

import json

from app import create_app
from app.catalogue import rule_book
from app.core.config import ROOT
from app.engine.problems import LANGUAGES, RULES


def test_the_document_is_current():
    written = (ROOT / "docs" / "checker.md").read_text(encoding="utf-8")
    assert written == rule_book.markdown(), "write it anew: flask studio rules > docs/checker.md"


def test_every_rule_is_in_it_in_both_languages():
    told = {one["id"]: one for one in rule_book.as_json()}
    assert told.keys() == RULES.keys()
    assert all(set(one["message"]) == set(one["mend"]) == set(LANGUAGES) for one in told.values())


def test_every_trap_of_the_engine_has_a_rule_or_is_kept_off_by_the_house():
    assert [number for number, *_ in rule_book.FACTS] == list(range(1, 20))
    for number, what, rules, house in rule_book.FACTS:
        assert what and (rules or house), number
        assert set(rules) <= RULES.keys(), set(rules) - RULES.keys()


def test_the_command_prints_it(world, settings):
    runner = create_app(settings, engine=world).test_cli_runner()
    assert runner.invoke(args=["studio", "rules"]).output == rule_book.markdown()
    assert json.loads(runner.invoke(args=["studio", "rules", "--format", "json"]).output) == rule_book.as_json()
