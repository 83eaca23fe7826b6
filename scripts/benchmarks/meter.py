"""Measuring one way of doing a thing, many times: time, statements, commits, bytes of the write-ahead log."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event


class Counter:
    """Counts statements and commits, of SQLAlchemy's engine by listening and of bare connections by being told."""

    def __init__(self) -> None:
        self.statements = 0
        self.commits = 0

    def listen(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self.statement)
        event.listen(engine, "commit", self.commit)

    def statement(self, *_told: Any) -> None:
        self.statements += 1

    def commit(self, *_told: Any) -> None:
        self.commits += 1


class Log:
    """The server's write-ahead log: how far it has been written."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def written(self) -> int:
        row = self._connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
        assert row is not None
        return int(row[0])


@dataclass
class Way:
    """One way of completing a task. `prepare` returns the act to measure; what it does itself is not measured."""

    name: str
    prepare: Callable[[], Callable[[], object]]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)

    def measure(self, counter: Counter, log: Log) -> None:
        """Does it once."""
        act = self.prepare()
        before = (counter.statements, counter.commits, log.written())
        cpu, wall = time.process_time(), time.perf_counter()
        act()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.statements.append(counter.statements - before[0])
        self.commits.append(counter.commits - before[1])
        self.written.append(log.written() - before[2])

    def forget(self) -> None:
        """Drops what was measured while everything was cold."""
        for kept in (self.wall, self.cpu, self.statements, self.commits, self.written):
            kept.clear()

    def wall_at(self, part: float) -> float:
        """The wall time that this part of the acts stayed below; at 0.1 the machine's other work disturbs least."""
        return sorted(self.wall)[int(len(self.wall) * part)]

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    def line(self) -> str:
        """What was measured, as one line of the table."""
        return (
            f"{self.name:38}{self.wall_at(0.1):9.2f}{self.median:9.2f}{self.wall_at(0.95):9.2f}"
            f"{statistics.median(self.cpu):9.2f}"
            f"{max(self.statements):7d}{max(self.commits):9d}{statistics.median(self.written):11.0f}"
        )


HEAD = f"{'':38}{'p10':>9}{'median':>9}{'p95':>9}{'CPU':>9}{'SQL':>7}{'commits':>9}{'log bytes':>11}"


def alternately(ways: list[Way], rounds: int, counter: Counter, log: Log, warming: int = 20) -> None:
    """Measures the ways in turns, so that what disturbs the machine disturbs all of them."""
    for round_ in range(warming + rounds):
        if round_ == warming:
            for way in ways:
                way.forget()
            gc.collect()
            gc.freeze()
        for way in ways:
            way.measure(counter, log)
