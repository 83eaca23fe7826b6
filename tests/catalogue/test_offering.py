"""What an agency sets itself."""

from typing import Any

import pytest

from app.catalogue import offering, queries
from app.catalogue.fees import fee
from app.core.db import transaction
from app.core.errors import Invalid, NotFound

pytestmark = pytest.mark.usefixtures("world")


def residence() -> tuple[queries.Version, queries.OfferView]:
    version = queries.get("1.004222")
    return version, queries.offers(version.procedure_id)[0]


def test_an_agency_sets_its_own_fee_and_term():
    with transaction():
        version, mine = residence()
        offering.override(version.procedure_id, mine.unit_id, {"term": "5wd", "fees": {"online": 6000}})
    with transaction(writes=False):
        version, mine = residence()
        other = queries.offers(version.procedure_id)[1]
        assert mine.overrides["term"] == "5wd"
        assert [fee(version.manifest, None, {}, "ONLINE", one.overrides) for one in (mine, other)] == [6000, 10_000]


@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        ({"term": "mai"}, "term"),
        ({"fees": {"no_such": 1}}, "fees.no_such"),
        ({"fees": {"online": -1}}, "fees.online"),
        ({"fees": {"online": {"per": "page"}}}, "fees.online"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(overrides: dict[str, Any], path: str):
    with transaction():
        version, mine = residence()
        with pytest.raises(Invalid) as refused:
            offering.override(version.procedure_id, mine.unit_id, overrides)
    assert list(refused.value.fields) == [path]


def test_a_unit_that_does_not_offer_it_sets_nothing():
    with transaction(), pytest.raises(NotFound):
        offering.override(residence()[0].procedure_id, 10**9, {"term": "5wd"})
