"""Every procedure that is listed as an online service can be filed."""

import json

import pytest

from app.cases.status import Status
from app.core.config import ROOT
from tests.cases import walking as walk

MANIFESTS = [json.loads(path.read_text()) for path in sorted((ROOT / "bpmn").glob("*/procedure.json"))]
ONLINE = [m for m in MANIFESTS if m["service_level"] != "INFO_ONLY" and "repealed_on" not in m]
UNITS = {"COMMUNE": "xa-tan-phu", "COMMUNE_POLICE": "ca-xa-tan-phu", "PROVINCE": "an-binh"}


@pytest.mark.parametrize("manifest", ONLINE, ids=[m["slug"] for m in ONLINE])
def test_it_can_be_filed(world, settings, manifest):
    case_id = walk.submit(manifest["code"], settings, UNITS[manifest["competent"]])
    assert walk.case(case_id).status == Status.SUBMITTED
    assert [item.node for item in walk.items(case_id)] == ["check_dossier"]


def test_there_are_as_many_as_promised():
    assert len(MANIFESTS) >= 20
    assert len(ONLINE) >= 20
