"""What the template databases hold."""

from sqlalchemy import delete

from app.cases.demo import make_hours
from app.catalogue.publishing import load_all
from app.cli import upgrade
from app.core.db import session, transaction
from app.deadlines.loading import load
from app.identity.demo import make_demo
from app.identity.models import Operation

DEMO_PASSWORD = "Một cửa thử nghiệm 2026"


def make_tables() -> None:
    """All tables, by the migrations, in the bound database."""
    upgrade()


def settle() -> None:
    """The demo province, its accounts (all with DEMO_PASSWORD), the calendars and the published catalogue."""
    with transaction():
        make_demo(DEMO_PASSWORD)
        load()
        make_hours()
    with transaction():
        load_all()
        session().execute(delete(Operation))  # tests count what they do themselves
