import pytest

from app.cases.models import Case
from app.cases.status import ALLOWED, ENDED, NAMES, ForbiddenMove, Status, move


@pytest.mark.parametrize("present", Status)
@pytest.mark.parametrize("to", Status)
def test_only_listed_moves_are_made(present, to):
    case = Case(status=int(present), status_before=None)
    if to in ALLOWED[present]:
        move(case, to)
        assert (case.status, case.status_before) == (to, present)
    else:
        with pytest.raises(ForbiddenMove):
            move(case, to)


@pytest.mark.parametrize("before", [Status.SUBMITTED, Status.PROCESSING, Status.SUPPLEMENT_REQUESTED])
def test_a_refused_withdrawal_goes_back_to_where_it_was(before):
    case = Case(status=int(before), status_before=None)
    move(case, Status.WITHDRAWAL_REQUESTED)
    move(case, before)
    assert case.status == before


def test_ended_means_no_way_on():
    assert {status for status in Status if not ALLOWED[status]} == set(ENDED)
    assert set(NAMES) == set(Status)
