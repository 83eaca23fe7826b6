"""`scripts/bench timers`: what waiting timers cost when nothing is due, and how fast due ones are fired.

On PostgreSQL. The dossiers that are moved are real ones: their citizens have not confirmed the receipt of a result, and
after seven days the timer does; the step is that of `cases.progress`, with its journal line and its message.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Engine, event

from app.cases import due_work, watching
from app.core.config import ROOT
from app.core.db import bind, engine, make_engine, session, transaction
from scripts.benchmarks import ground
from scripts.benchmarks.crowd import Crowd
from scripts.benchmarks.meter import Way
from tests.jobs import dossiers

FEW, MANY = 10_000, 1_000_000
TICKS = 400
DUE_FEW, DUE_MANY = 100, 10_000
ROUNDS, ROUND_SECONDS = 3, 6.0
STREAM, PER_SECOND = 3_000, 100
AHEAD_DAYS = 15  # the timers of the walked dossiers are due by then; their rows say when they are tried
NOW = f"now() + interval '{AHEAD_DAYS} days'"
DUE = f"SELECT count(*) FROM timer WHERE next_try_at <= {NOW}"  # noqa: S608
PATIENCE_SECONDS = 120


def main() -> None:
    """Prepares, measures and prints."""
    print("Starting PostgreSQL, publishing the catalogue, walking a dossier …", flush=True)
    with ground.postgresql() as (app, url):
        case_id = dossiers.waiting(app.config["SETTINGS"])
        crowd = _crowds(url, case_id)
        _idle({FEW: make_engine(_beside(url, "few")), MANY: engine()})
        print(f"making {DUE_FEW + DUE_MANY + STREAM:,} dossiers that can be moved …", flush=True)
        ids = crowd.dossiers(DUE_FEW + DUE_MANY + STREAM)
        few, many, stream = ids[:DUE_FEW], ids[DUE_FEW : DUE_FEW + DUE_MANY], ids[DUE_FEW + DUE_MANY :]
        with _workers(app, url, crowd) as workers:
            _small(crowd, few)
            _throughput(crowd, many, workers)
            _lateness(crowd, stream)
        _check(crowd)


def _crowds(url: str, case_id: int) -> Crowd:
    """Few waiting timers in one database, many in the other, which comes back."""
    print(f"making {FEW:,} and {MANY:,} timers and watches that wait …", flush=True)
    crowd = Crowd(url, case_id)
    crowd.run("UPDATE timer SET next_try_at = now() + interval '60 days'")
    crowd.run("INSERT INTO rehearsal_clock VALUES (1, %s, now(), NULL)", AHEAD_DAYS * 86400)
    crowd.waiting(FEW)
    crowd.close()
    engine().dispose()  # a database with guests cannot be copied
    with psycopg.connect(_beside(url, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE few TEMPLATE measured")
    crowd = Crowd(url, case_id)
    crowd.waiting(MANY - FEW)
    return crowd


def _beside(url: str, database: str) -> str:
    return url.replace("/measured?", f"/{database}?")


def _idle(engines: dict[int, Engine]) -> None:
    """An idle tick with few and with many waiting, in turns."""
    print(f"\nOne idle tick, 0 due, {TICKS} times in turns, milliseconds: the duty of timers and that of watches.")
    print(f"{'waiting timers, and as many watches':38}{'p10':>9}{'median':>9}{'p95':>9}{'rows':>7}{'pages':>7}")
    ways = {count: Way(f"{count:,}", lambda: _tick) for count in engines}
    for _ in range(TICKS + 50):
        for count, way in ways.items():
            bind(engines[count])
            begun = time.perf_counter()
            _tick()
            way.wall.append((time.perf_counter() - begun) * 1000)
    for count, way in ways.items():
        bind(engines[count])
        rows, pages = _read()
        del way.wall[:50]  # while everything was cold
        print(f"{way.name:38}{way.wall_at(0.1):9.2f}{way.median:9.2f}{way.wall_at(0.95):9.2f}{rows:7d}{pages:7d}")
    few, many = ways[FEW], ways[MANY]
    low = many.wall_at(0.1) / few.wall_at(0.1)
    print(f"ratio of medians {many.median / few.median:.2f}, of p10 {low:.2f}  (to reach: at most 1.5)")
    bind(engines[MANY])
    engines[FEW].dispose()


def _tick() -> None:
    due_work.fire_due_timers()
    watching.fire_due_watches()


def _read() -> tuple[int, int]:
    """Rows and pages that the statements of one tick read, as EXPLAIN ANALYZE counts them."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    event.listen(engine(), "before_cursor_execute", note)
    _tick()
    event.remove(engine(), "before_cursor_execute", note)
    plans = []
    with transaction(writes=False):
        for statement, parameters in said:
            explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
            found: Any = session().connection().exec_driver_sql(explained, parameters).scalar()
            plans.append((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
    return sum(map(_rows, plans)), sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)


def _rows(plan: dict[str, Any]) -> int:
    """Of the leaves: what was found and what was read and thrown away."""
    if below := plan.get("Plans"):
        return sum(map(_rows, below))
    thrown = sum(value for name, value in plan.items() if name.startswith("Rows Removed"))
    return int((plan["Actual Rows"] + thrown) * plan["Actual Loops"])


@contextmanager
def _workers(app: Flask, url: str, crowd: Crowd) -> Iterator[list[subprocess.Popen[bytes]]]:
    settings = app.config["SETTINGS"]
    own = {"DATABASE_URL": url, "APP_MODE": "test", "INSTANCE_DIR": str(settings.instance_dir)}
    environment = {**os.environ, **own, "SECRET_KEY": settings.secret_key, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scripts.benchmarks.timer_worker"]
    workers = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    try:
        _until(lambda: crowd.number("SELECT count(*) FROM worker") == len(workers))
        yield workers
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGCONT)
            worker.terminate()
        for worker in workers:
            worker.wait(30)


def _small(crowd: Crowd, few: range) -> None:
    print(f"\nAmong {MANY:,} waiting: {DUE_FEW} due at once, two workers that look once a second:", end=" ", flush=True)
    _fall_due(crowd, few)
    begun = time.perf_counter()
    _until(lambda: crowd.number(DUE) == 0)
    print(f"all fired within {time.perf_counter() - begun:.1f} s.")


def _throughput(crowd: Crowd, many: range, workers: list[subprocess.Popen[bytes]]) -> None:
    print(f"{DUE_MANY:,} due at once, timers fired per second, {ROUNDS} rounds of {ROUND_SECONDS:.0f} s in turns;")
    _say_load()
    _fall_due(crowd, many)
    one, two = Rates("one worker"), Rates("two workers")
    for _ in range(ROUNDS):
        if crowd.number(DUE) < DUE_MANY // 3:
            break  # a fast machine: the next round would come to the end of them
        for rates, number in ((one, signal.SIGSTOP), (two, signal.SIGCONT)):
            workers[1].send_signal(number)
            time.sleep(1.2)  # whoever comes back looks at its next tick
            rates.measure(crowd, workers)
    for rates in (one, two):
        print(rates.line())
    print(f"two/one {two.median / one.median:.2f}  (to reach: at least 1.6 where two cores are free)")
    crowd.run(f"UPDATE timer SET next_try_at = now() + interval '60 days' WHERE next_try_at <= {NOW}")  # noqa: S608
    _until(lambda: crowd.number(DUE) == 0)


@dataclass
class Rates:
    """Timers fired per second, round by round; and the CPU that the workers took for each, where Linux tells."""

    name: str
    rounds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, crowd: Crowd, workers: list[subprocess.Popen[bytes]]) -> None:
        """One round."""
        cpu, left, begun = _cpu(workers), crowd.number(DUE), time.perf_counter()
        time.sleep(ROUND_SECONDS)
        fired, seconds = left - crowd.number(DUE), time.perf_counter() - begun
        self.rounds.append(fired / seconds)
        self.cpu.append((_cpu(workers) - cpu) * 1000 / max(fired, 1))

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def line(self) -> str:
        """What was measured."""
        rounds = ", ".join(f"{rate:.0f}" for rate in self.rounds)
        cpu = statistics.median(self.cpu)
        return f"{self.name:14}{self.median:7.0f} per second ({rounds}); worker CPU {cpu:.1f} ms each"


def _cpu(workers: list[subprocess.Popen[bytes]]) -> float:
    """Seconds of CPU that they have taken; 0 where there is no /proc."""
    stats = [Path(f"/proc/{worker.pid}/stat") for worker in workers]
    ticks = [
        int(part) for stat in stats if stat.exists() for part in stat.read_text().rpartition(")")[2].split()[11:13]
    ]
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


def _lateness(crowd: Crowd, stream: range) -> None:
    print(f"\n{PER_SECOND} due per second for {STREAM // PER_SECOND} s, two workers:", flush=True)
    moment = f"{NOW} + interval '2 seconds' + (subject_id - %s) * interval '{1000 / PER_SECOND} milliseconds'"
    among = (stream.start, stream.start, stream.stop - 1)
    crowd.run(f"UPDATE timer SET next_try_at = {moment} WHERE subject_id BETWEEN %s AND %s", *among)  # noqa: S608
    crowd.run(
        "CREATE TABLE stream AS SELECT subject_id, next_try_at FROM timer WHERE subject_id BETWEEN %s AND %s",
        stream.start,
        stream.stop - 1,
    )
    time.sleep(2 + STREAM / PER_SECOND)
    _until(lambda: crowd.number(DUE) == 0)
    late = "1000 * extract(epoch FROM at - next_try_at)"
    of = "FROM stream JOIN journal ON case_id = subject_id AND kind = 'timer'"
    parts = [
        crowd.number(f"SELECT percentile_disc({part}) WITHIN GROUP (ORDER BY {late}) {of}") for part in (0.5, 0.99, 1)
    ]
    print("lateness: median {:,} ms, p99 {:,} ms, most {:,} ms".format(*parts))


def _check(crowd: Crowd) -> None:
    once = crowd.number("SELECT count(*) FROM (SELECT FROM journal WHERE kind = 'timer' GROUP BY case_id) t")
    lines = crowd.number("SELECT count(*) FROM journal WHERE kind = 'timer'")
    incidents = crowd.number("SELECT count(*) FROM incident")
    print(f"\n{once:,} dossiers were moved, {lines:,} times in all (to be the same), {incidents} incidents.")


def _fall_due(crowd: Crowd, ids: range) -> None:
    due = f"UPDATE timer SET next_try_at = {NOW} WHERE subject_id BETWEEN %s AND %s"  # noqa: S608
    crowd.run(due, ids.start, ids.stop - 1)


def _say_load() -> None:
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = "" if load < 0.5 else ": other work takes part, the ratio says little"
    print(f"load before {load:.1f} on {cores} cores{busy}", flush=True)


def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise RuntimeError(f"not within {PATIENCE_SECONDS} seconds")
        time.sleep(0.05)
