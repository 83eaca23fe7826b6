"""The floor: the rows of one completed task written by hand, without an engine, a form or a rule."""

import os
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Json

from scripts.benchmarks.meter import Counter

_ITEM = (
    "instance_id", "subject_id", "task_id", "node", "name", "role", "form_key", "unit_id", "assignee_id", "claimed_at",
    "opened_at", "due_at",
)  # fmt: skip


class BareStep:
    """Writes on dossiers that nobody else moves; a state is new bytes of the length the old one had."""

    def __init__(self, url: str, cases: list[int], counter: Counter) -> None:
        self._connection = psycopg.connect(url, row_factory=dict_row)
        self._cases = cases
        self._counter = counter
        self._next = 0

    def prepare(self) -> Callable[[], None]:
        """One step on the next dossier."""
        case_id = self._cases[self._next % len(self._cases)]
        self._next += 1
        found = self._one("SELECT id FROM work_item WHERE subject_id = %s", case_id)
        self._connection.commit()
        return lambda: self._step(found["id"])

    def _step(self, item_id: int) -> None:
        item = self._one(
            'SELECT w.*, c.id AS case_id, c.status FROM work_item w JOIN "case" c ON c.id = w.subject_id '
            "WHERE w.id = %s FOR UPDATE OF w, c",
            item_id,
        )
        self._do(
            "INSERT INTO answer (case_id, node, seq, form_key, data, actor_id, at) VALUES (%s, %s, (SELECT coalesce"
            "(max(seq), 0) + 1 FROM answer WHERE case_id = %s AND node = %s), %s, %s, 1, now())",
            item["case_id"], item["node"], item["case_id"], item["node"], item["form_key"],
            Json({"findings": "Nội dung đầy đủ, rõ ràng."}),
        )  # fmt: skip
        before = self._one("SELECT * FROM instance WHERE id = %s FOR UPDATE", item["instance_id"])
        self._do(
            "UPDATE instance SET state = %s, codec = 1, version = version + 1, ended_at = NULL WHERE id = %s",
            os.urandom(len(before["state"])), item["instance_id"],
        )  # fmt: skip
        self._do(
            "INSERT INTO snapshot (instance_id, slot, version, definition_id, node, state, codec) "
            "VALUES (%s, %s, %s, %s, %s, %s, 1) ON CONFLICT (instance_id, slot) DO UPDATE SET "
            "version = excluded.version, definition_id = excluded.definition_id, node = excluded.node, "
            "state = excluded.state, codec = excluded.codec",
            item["instance_id"], before["version"] % 3, before["version"], before["definition_id"], item["node"],
            before["state"],
        )  # fmt: skip
        gone = self._one("DELETE FROM work_item WHERE id = %s RETURNING *", item_id)
        self._do(
            "INSERT INTO work_item_done (id, subject_id, node, role, unit_id, actor_id, outcome, opened_at, done_at) "
            "VALUES (%s, %s, %s, %s, %s, 1, 'approve', %s, now())",
            gone["id"], gone["subject_id"], gone["node"], gone["role"], gone["unit_id"], gone["opened_at"],
        )  # fmt: skip
        self._one(
            f"INSERT INTO work_item ({', '.join(_ITEM)}) VALUES ({', '.join(['%s'] * len(_ITEM))}) RETURNING id",  # noqa: S608
            *(gone[name] for name in _ITEM),
        )
        self._do(
            "INSERT INTO journal (case_id, at, actor_id, kind, node, detail) "
            "VALUES (%s, now(), 1, 'completed', %s, %s)",
            item["case_id"], item["node"], Json({"outcome": "approve"}),
        )  # fmt: skip
        self._connection.commit()
        self._counter.commit()

    def _do(self, statement: str, *values: Any) -> psycopg.Cursor[dict[str, Any]]:
        self._counter.statement()
        return self._connection.execute(statement.encode(), values, prepare=True)

    def _one(self, statement: str, *values: Any) -> dict[str, Any]:
        row = self._do(statement, *values).fetchone()
        assert row is not None
        return row
