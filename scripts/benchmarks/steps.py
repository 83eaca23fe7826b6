"""`scripts/bench step`: one completed user task on PostgreSQL, done in four ways in turns, and what dossiers take."""

import io
import json
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import psycopg
from flask import Flask
from werkzeug.test import EnvironBuilder

from app.cases import progress
from app.core.db import engine, transaction
from app.engine.definitions import definition
from app.identity import tokens
from app.identity.actor import Actor
from scripts.benchmarks import ground
from scripts.benchmarks.bare import BareStep
from scripts.benchmarks.meter import HEAD, Counter, Log, Way, alternately
from scripts.benchmarks.recording import Record, recording
from scripts.benchmarks.stock import on_stock, put_on_stock
from tests.cases import walking as walk

PROCEDURE = "2.000635"  # on the standard diagram
CASES = 6  # dossiers per way
LOOPS = 100

# The examiner proposes, the leader sends it back: a pure user task either way, and it can go round for ever.
ROUND: dict[str, tuple[str, str, dict[str, Any]]] = {
    "examine": ("specialist", "approve", {"findings": "Nội dung đầy đủ, rõ ràng."}),
    "approve_result": ("leader", "return", {"reason": "Nội dung đầy đủ, rõ ràng."}),
}


def main(rounds: int, durable: bool) -> None:
    """Prepares, measures and prints."""
    print("Starting PostgreSQL, publishing the catalogue, filing dossiers …", flush=True)
    with ground.postgresql(durable) as (app, url):
        record, groups = _dossiers(app)
        counter, log = Counter(), Log(url)
        counter.listen(engine())
        ways = _ways(app, url, record, groups, counter)
        alternately(ways, rounds, counter, log)
        _print_ways(ways, rounds, durable)
        _print_states(url, groups)
        _print_loops(app, url)
        _print_stored(app, url)


def _dossiers(app: Flask) -> tuple[Record, list[list[int]]]:
    """A recorded way to the examiner, and a group of dossiers there for each way of completing."""
    with recording() as record:
        first = _to_examiner(app)
    return record, [[first, *_examined(app, CASES - 1)], *(_examined(app, CASES) for _ in range(3))]


def _examined(app: Flask, count: int) -> list[int]:
    return [_to_examiner(app) for _ in range(count)]


def _to_examiner(app: Flask) -> int:
    case_id = walk.submit(PROCEDURE, app.config["SETTINGS"])
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def _ways(app: Flask, url: str, record: Record, groups: list[list[int]], counter: Counter) -> list[Way]:
    with transaction():
        deployed = definition(record.definition_id)
    put_on_stock(url, groups[3], deployed, record)
    return [
        Way("(a) bare transaction", BareStep(url, groups[0], counter).prepare),
        Way("(b) cases.progress.complete_task", _by_progress(groups[1])),
        Way("(c) POST /api/v1/tasks/{id}/complete", _by_http(app, groups[2])),
        Way("(d) as (b), on the stock serializer", on_stock(_by_progress(groups[3]))),
    ]


def _turns(cases: list[int]) -> Iterator[tuple[Any, Actor, str, dict[str, Any]]]:
    """The next task to complete: (work item, who, outcome, answers), going round the dossiers."""
    actors = {username: walk.who(username) for username, _, _ in ROUND.values()}
    for case_id in cycle(cases):
        item = next(one for one in walk.items(case_id) if one.node in ROUND)
        username, outcome, answers = ROUND[item.node]
        yield item, actors[username], outcome, answers


def _by_progress(cases: list[int]) -> Callable[[], Callable[[], object]]:
    turns = _turns(cases)

    def prepare() -> Callable[[], object]:
        item, actor, outcome, answers = next(turns)

        def act() -> None:
            with transaction():
                progress.complete_task(actor, item.id, dict(answers), outcome=outcome)

        return act

    return prepare


def _by_http(app: Flask, cases: list[int]) -> Callable[[], Callable[[], object]]:
    turns = _turns(cases)
    with transaction():
        bearer = {name: tokens.open_token(walk.who(name).account_id, seconds=3600) for name, _, _ in ROUND.values()}

    def prepare() -> Callable[[], object]:
        item, _actor, outcome, answers = next(turns)
        token = bearer[ROUND[item.node][0]]
        body = json.dumps({"answers": answers, "outcome": outcome}).encode()
        headers = [("Authorization", f"Bearer {token}"), ("Accept", "application/json")]
        path = f"/api/v1/tasks/{item.id}/complete"
        environ = EnvironBuilder(
            path, method="POST", data=body, content_type="application/json", headers=headers
        ).get_environ()
        environ["wsgi.errors"] = io.StringIO()
        return lambda: _served(app, environ)

    return prepare


def _served(app: Flask, environ: dict[str, Any]) -> None:
    status: list[str] = []
    chunks = app.wsgi_app(environ, lambda said, *_rest: status.append(said))  # type: ignore[arg-type]
    body = b"".join(chunks)
    if not status[0].startswith("200"):
        raise RuntimeError(f"{status[0]}: {body[:500]!r}")


def _print_ways(ways: list[Way], rounds: int, durable: bool) -> None:
    disk = "commits wait for the disk" if durable else "commits do not wait for the disk (--durable: they do)"
    print(f"\nOne completed user task, {rounds} rounds in turns, milliseconds; {disk}.\n{HEAD}")
    for way in ways:
        print(way.line())
    bare, lean, http, usual = ways
    print("\nRatios of medians, and of p10, where the machine's other work disturbs least:")
    print(f"(b)/(a) {_ratio(lean, bare)}  (to reach: at most 3; at most 12 statements, one commit)")
    print(f"(d)/(b) {_ratio(usual, lean)}  (to reach: at least 6)")
    print(f"(c) server CPU {statistics.median(http.cpu):.2f} ms  (to reach: at most 6)")


def _ratio(one: Way, other: Way) -> str:
    return f"{one.median / other.median:.2f}, {one.wall_at(0.1) / other.wall_at(0.1):.2f}"


def _print_states(url: str, groups: list[list[int]]) -> None:
    with psycopg.connect(url) as connection:
        lean, usual = (_state_bytes(connection, groups[place]) for place in (1, 3))
    print(f"state of an open dossier: {lean} bytes, on the stock serializer {usual} bytes")


def _state_bytes(connection: psycopg.Connection[Any], cases: list[int]) -> int:
    return _number(connection, "SELECT avg(length(state))::int FROM instance WHERE subject_id = ANY(%s)", cases)


def _number(connection: psycopg.Connection[Any], statement: str, value: Any) -> int:
    row = connection.execute(statement.encode(), (value,)).fetchone()
    assert row is not None
    return int(row[0])


_OWNERS = b"""
SELECT table_name, min(column_name) FROM information_schema.columns
WHERE table_schema = 'public' AND column_name IN ('case_id', 'subject_id')
AND table_name NOT IN ('answer', 'draft', 'document') GROUP BY table_name
"""


def _stored(connection: psycopg.Connection[Any], case_id: int) -> dict[str, int]:
    """Bytes of the dossier's rows by table, without answers, drafts and files."""
    sizes = {}
    for table, column in [*connection.execute(_OWNERS).fetchall(), ("case", "id")]:
        counted = f'SELECT coalesce(sum(pg_column_size(t.*)), 0) FROM "{table}" t WHERE t.{column} = %s'  # noqa: S608
        if size := _number(connection, counted, case_id):
            sizes[table] = size
    kept = "SELECT coalesce(sum(pg_column_size(s.*)), 0) FROM snapshot s JOIN instance i ON i.id = s.instance_id"
    if size := _number(connection, f"{kept} WHERE i.subject_id = %s", case_id):
        sizes["snapshot"] = size
    return sizes


def _print_loops(app: Flask, url: str) -> None:
    case_id = walk.submit(PROCEDURE, app.config["SETTINGS"])
    times: list[float] = []
    sizes: list[int] = []
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(LOOPS):
            begun = time.process_time()
            walk.do(case_id, "check_dossier", "desk", "incomplete")
            walk.do(case_id, "supplement", "citizen")
            times.append((time.process_time() - begun) * 1000)
            sizes.append(_state_bytes(connection, [case_id]))
    first, last = statistics.median(times[:10]), statistics.median(times[-10:])
    print(f"supplement loops on one dossier: 1st to 10th {first:.1f} ms CPU, {LOOPS - 9}th to {LOOPS}th {last:.1f} ms;")
    print(f"  state {sizes[0]} bytes after the 1st, {sizes[-1]} after the {LOOPS}th")


def _print_stored(app: Flask, url: str) -> None:
    case_id = _straight(app)
    with psycopg.connect(url) as connection:
        stored = _stored(connection, case_id)
    print(f"a completed dossier: {sum(stored.values())} bytes without answers and files (to reach: at most 8192)")
    print("  " + ", ".join(f"{table} {size}" for table, size in sorted(stored.items(), key=lambda one: -one[1])))


def _straight(app: Flask) -> int:
    case_id = _to_examiner(app)
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_result", "desk")
    return case_id
