"""What the template databases hold."""

from importlib import import_module
from pathlib import Path

from app.core.db import Base, engine, transaction

DEMO_PASSWORD = "Một cửa thử nghiệm 2026"


def make_tables() -> None:
    """All tables, in the bound database."""
    for models in sorted(Path(__file__).parents[1].glob("app/*/models.py")):
        import_module(f"app.{models.parent.name}.models")
    Base.metadata.create_all(engine())


def settle() -> None:
    """The demo province, its accounts (all with DEMO_PASSWORD) and the published catalogue."""
    with transaction():
        import_module("app.identity.demo").make_demo(DEMO_PASSWORD)
    with transaction():
        import_module("app.catalogue.publishing").load_all()
