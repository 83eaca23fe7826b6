"""The term that holds for a dossier."""

from app.catalogue.terms import term
from tests.catalogue.making import described

FLOWS = [
    {"key": "plain", "name": {"vi": "a", "en": "a"}},
    {"key": "hard", "name": {"vi": "b", "en": "b"}, "term": "8wd"},
]


def test_the_agency_before_the_flow_before_the_procedure():
    manifest = described(flows=FLOWS, term="3wd")
    assert [term(manifest), term(manifest, "plain"), term(manifest, "hard")] == ["3wd", "3wd", "8wd"]
    assert term(manifest, "hard", {"term": "2wd"}) == "2wd"
