"""Many rows in little time, by SQL on PostgreSQL: dossiers that are copies of a walked one, timers that only wait."""

from typing import Any

import psycopg

from app.cases.models import Case
from app.core.db import Base, table_of
from app.deadlines.models import LegalClock, Watch
from app.engine.models import Instance, Subscription, Timer, WorkItem

HANGING = (WorkItem, Timer, Subscription, LegalClock, Watch)
STRANGE = 1_000_000_000  # added to the numbers of dossiers that are none
FAR = "now() + interval '60 days' + g * interval '1 second'"  # of the bench's rehearsed clock too


class Crowd:
    """Makes rows on a database of its own; `source` is the walked dossier."""

    def __init__(self, url: str, source: int) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._source = source
        self._do("SET session_replication_role = replica")  # every row is right: no looking up what it refers to

    def dossiers(self, count: int) -> range:
        """`count` more dossiers like the walked one, each to be moved by itself; their ids."""
        first_case = self.number('SELECT max(id) + 1 FROM "case"')
        first_instance = self.number("SELECT max(id) + 1 FROM instance")
        case_id, instance_id = f"{first_case} + g", f"{first_instance} + g"
        self._copy(Instance, "subject_id", count, {"id": instance_id, "subject_id": case_id})
        named = {"number": f"'B' || ({case_id})", "code": f"t.code || '-' || ({case_id})"}
        self._copy(Case, "id", count, {"id": case_id, "instance_id": instance_id} | named)
        for model in HANGING:
            names = table_of(model).c.keys()
            of_case = "subject_id" if "subject_id" in names else "case_id"
            changed = {of_case: case_id} | ({"instance_id": instance_id} if "instance_id" in names else {})
            self._copy(model, of_case, count, changed, skipped=frozenset({"id"}))
        for table in ("case", "instance"):
            self.number(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM \"{table}\"))")  # noqa: S608
        return range(first_case, first_case + count)

    def waiting(self, count: int) -> None:
        """So many more timers that are not due for weeks, each of a process of its own (without a state: nobody loads
        it), and so many watches."""
        base = self.number("SELECT max(id) + 1 FROM instance")
        series = f"generate_series(0, {count - 1}) g"
        self._do(
            "INSERT INTO instance (id, definition_id, subject_id, state, codec, version, started_at) "  # noqa: S608
            f"SELECT {base} + g, (SELECT min(id) FROM definition), {STRANGE} + {base} + g, '', 1, 0, now() "
            f"FROM {series}"
        )
        self._do(
            "INSERT INTO timer (instance_id, subject_id, task_id, node, due_at, next_try_at, tries) "  # noqa: S608
            f"SELECT {base} + g, {STRANGE} + {base} + g, 'waits', 'waits', {FAR}, {FAR}, 0 FROM {series}"
        )
        self._do(
            "INSERT INTO watch (case_id, kind, due_at, next_try_at, tries) "  # noqa: S608
            f"SELECT {STRANGE} + {base} + g, 'NEAR', {FAR}, {FAR}, 0 FROM {series}"
        )
        self.number(f"SELECT setval('instance_id_seq', {base + count})")
        for table in ("instance", "timer", "watch"):
            self._do(f"VACUUM ANALYZE {table}")

    def number(self, statement: str, *values: Any) -> int:
        """The number that a statement gives."""
        row = self._connection.execute(statement.encode(), values).fetchone()
        assert row is not None
        return int(row[0] or 0)

    def run(self, statement: str, *values: Any) -> None:
        """Runs a statement."""
        self._connection.execute(statement.encode(), values)

    def close(self) -> None:
        """Lets go of the database."""
        self._connection.close()

    def _do(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _copy(
        self,
        model: type[Base],
        of_source: str,
        count: int,
        changed: dict[str, str],
        skipped: frozenset[str] = frozenset(),
    ) -> None:
        names = [column.name for column in table_of(model).columns if column.name not in skipped]
        taken = ", ".join(changed.get(name, f't."{name}"') for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        table = table_of(model).name
        self._do(
            f'INSERT INTO "{table}" ({listed}) SELECT {taken} FROM "{table}" t, generate_series(0, {count - 1}) g '  # noqa: S608
            f'WHERE t."{of_source}" = {self._source}'
        )
