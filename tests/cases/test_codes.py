from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from app.cases.codes import CODE, draft_number, last_number, next_code
from app.core.db import transaction

DAY = date(2026, 11, 23)


def give(number):
    try:
        with transaction():
            code = next_code("H99.01", DAY)
            if number % 5 == 0:
                raise LookupError("the act fails after its code was given")
            return code
    except LookupError:
        return None


def test_codes_have_no_gap_when_many_come_at_once_and_some_fail(db):
    with ThreadPoolExecutor(8) as pool:
        given = [code for code in pool.map(give, range(40)) if code]
    assert sorted(given) == [f"H99.01-261123-{n:04d}" for n in range(1, 33)]


def test_each_agency_and_day_counts_for_itself(db):
    with transaction():
        assert next_code("H99.01", DAY) == "H99.01-261123-0001"
        assert next_code("H99.02", DAY) == "H99.02-261123-0001"
        assert next_code("H99.01", date(2026, 11, 25)) == "H99.01-261125-0001"
        assert last_number("H99.01", DAY) == 1


@pytest.mark.parametrize("code", ["H15.50.05.13-261008-0975", "G09.20-20260609-0092637", "H99-261123-0001"])
def test_codes_of_all_styles_are_known(code):
    assert CODE.match(code)


def test_draft_numbers_differ():
    assert len({draft_number() for _ in range(500)}) == 500
