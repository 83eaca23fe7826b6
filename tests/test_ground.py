"""The fixtures themselves."""

import pytest
from sqlalchemy import func, literal, select, text
from sqlalchemy.exc import DBAPIError

from app.core.db import Base, bind, make_engine, session, transaction
from app.identity.models import Unit
from tests import templates


def test_a_database_of_its_own_for_each_test(db):
    with transaction():
        assert session().scalar(select(func.count(Unit.id))) == 0
        for table in Base.metadata.sorted_tables:
            session().execute(select(literal(1)).select_from(table))
        session().add(Unit(code="x", name="X", name_en="X", kind="COMMUNE", tier="COMMUNE", agency_code="H1"))


def test_what_another_test_wrote_is_not_there(db):
    with transaction():
        assert session().query(Unit).count() == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_is_as_good_as_new(kind):
    for _ in range(2):
        with templates.copy_of("empty", kind) as url:
            engine = make_engine(url)
            bind(engine)
            with transaction():
                assert session().scalar(select(func.count(Unit.id))) == 0
                first = Unit(code="x", name="X", name_en="X", kind="COMMUNE", tier="COMMUNE", agency_code="H1")
                session().add(first)
                session().flush()
                assert first.id == 1
            engine.dispose()


def test_an_error_of_the_database_quotes_no_values(db):
    with pytest.raises(DBAPIError) as fault, transaction():
        session().execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Nguyễn Văn An"})
    assert "nowhere" in str(fault.value)
    assert "Nguyễn" not in str(fault.value)
