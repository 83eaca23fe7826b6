"""Every procedure is played along each of its paths; together the journeys go through every node and every flow."""

import pytest

from tests.procedures import birth, commendation, copies, marriage, register_copy, residence, standard
from tests.procedures.bundles import STANDARD, own_flows, own_nodes
from tests.procedures.covering import watching

JOURNEYS = {
    STANDARD: standard.JOURNEYS,
    **{one.SLUG: one.JOURNEYS for one in (birth, marriage, residence, copies, register_copy, commendation)},
}


@pytest.mark.parametrize("slug", JOURNEYS)
def test_journeys_go_everywhere(db, slug):
    with watching() as covered:
        for journey in JOURNEYS[slug]:
            journey()
    assert own_nodes(slug) - covered.nodes == set()
    assert own_flows(slug) - covered.flows == set()
