"""The fixtures themselves."""

from sqlalchemy import func, literal, select

from app.core.db import Base, session, transaction
from app.identity.models import Unit


def test_a_database_of_its_own_for_each_test(db):
    with transaction():
        assert session().scalar(select(func.count(Unit.id))) == 0
        for table in Base.metadata.sorted_tables:
            session().execute(select(literal(1)).select_from(table))
        session().add(Unit(code="x", name="X", name_en="X", kind="COMMUNE", tier="COMMUNE", agency_code="H1"))


def test_what_another_test_wrote_is_not_there(db):
    with transaction():
        assert session().query(Unit).count() == 0
