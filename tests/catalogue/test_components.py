"""Which papers a dossier needs."""

from typing import Any

import pytest

from app.catalogue.components import applicable
from tests.catalogue.making import a_component, described

FLOWS = [{"key": key, "name": {"vi": key, "en": key}} for key in ("first", "second")]
MANIFEST = described(
    flows=FLOWS,
    components=[
        a_component("always"),
        a_component("of_second", when={"flow": ["second"]}),
        a_component("ticked", when={"tick": [True]}),
        a_component("deep", when={"child.born": ["home"]}),
        a_component("either", when={"kinds": ["a", "b"]}),
        a_component("both", when={"tick": [True], "flow": ["second"]}),
    ],
)


@pytest.mark.parametrize(
    ("flow", "answers", "expected"),
    [
        ("first", {}, ["always"]),
        ("second", {}, ["always", "of_second"]),
        ("second", {"tick": True}, ["always", "of_second", "ticked", "both"]),
        ("first", {"tick": True}, ["always", "ticked"]),
        ("first", {"tick": 1}, ["always"]),
        ("first", {"child": {"born": "home"}}, ["always", "deep"]),
        ("first", {"child": "home"}, ["always"]),
        ("first", {"kinds": ["c", "b"]}, ["always", "either"]),
        ("first", {"flow": "second"}, ["always"]),
        (None, {}, ["always"]),
    ],
)
def test_papers_follow_the_answers(flow: str | None, answers: dict[str, Any], expected: list[str]):
    assert [component["key"] for component in applicable(MANIFEST, flow, answers)] == expected
