"""Filters of the inbox: from an address and back, and kept on the server."""

import pytest
from sqlalchemy import Engine

from app.cases import filters
from app.cases.filters import Filters
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, NotFound
from tests.cases.inbox_rows import ground


def test_an_address_and_back() -> None:
    asked = Filters("available", lane="one_stop", due="overdue", q="Đức & con", unit=3, assignee=0, sort="-code")
    assert filters.parse(asked.query()) == asked
    assert filters.read({}) == Filters()
    assert filters.parse("due=2026-11-25").due == "2026-11-25"
    assert filters.parse(Filters().query()) == Filters()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "all"),
        ("due", "never"),
        ("due", "2026-11-31"),
        ("due", "1999-01-01"),
        ("sort", "name; drop table"),
        ("unit", "-1"),
        ("unit", "9" * 30),
        ("q", "x" * 201),
    ],
)
def test_unknown_values_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.read({name: value})
    assert list(refused.value.fields) == [name]


def test_saved_filters_belong_to_one_officer(db: Engine) -> None:
    with transaction():
        ground()
        kept = filters.save(1, " Trễ  hạn ", Filters("available", due="overdue"))
        filters.save(1, "Trễ hạn", Filters("mine", due="overdue"))
        assert [(f.name, filters.parse(f.query).state) for f in filters.saved(1)] == [("Trễ hạn", "mine")]
        assert filters.saved(2) == []
        with pytest.raises(NotFound):
            filters.forget(2, kept.id)
        filters.forget(1, kept.id)
        assert filters.saved(1) == []


def test_a_saved_filter_needs_a_name_and_room(db: Engine) -> None:
    with transaction():
        ground()
        for name in ("", "   ", "x" * 81):
            with pytest.raises(Invalid):
                filters.save(1, name, Filters())
        for n in range(filters.MOST):
            filters.save(1, f"f{n}", Filters())
        with pytest.raises(Conflict):
            filters.save(1, "one more", Filters())
        filters.save(1, "f0", Filters("done"))


def test_a_search_too_long_to_keep_is_refused_and_not_cut_off(db: Engine) -> None:
    with transaction():
        ground()
        with pytest.raises(Invalid) as refused:
            filters.save(1, "Dài", Filters(q="ẫ" * 200))
    assert list(refused.value.fields) == ["q"]
