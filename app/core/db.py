"""The database: engine, session, and the transaction around every request and every job item.

`with transaction():` is the only place that commits. Returning commits, raising rolls back. Features ask for
`session()` and never commit. What must stay although an act was refused goes to
`after_rollback`. On SQLite a writing transaction begins with BEGIN IMMEDIATE (under the default,
concurrent read-then-write transactions lose updates without an error); a reading one stays deferred so that
pages do not wait for a writer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app.core.light_cursor import LightCursor

BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database (SQLite forgets zones, so they are put back)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Parent of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


def table_of(model: type[Base]) -> Table:
    """The plain table of a model, for statements of Core on the hot path."""
    return cast(Table, model.__table__)


def run(statement: Executable, values: Any = None) -> Any:
    """Runs a statement of Core on the connection of the transaction under way; `values` for its bound names, or a list.

    For the hot path, with statements made once: building one anew costs as much as running it, and the session's own
    `execute` looks for the ORM in it.
    """
    return session().connection().execute(statement, values)


T = TypeVar("T")
_AFTER_ROLLBACK = "after_rollback"

_engine: Engine | None = None
_current: ContextVar[Session | None] = ContextVar("session", default=None)


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg 3) with the settings this house relies on. Errors quote no values:
    they go to logs and incidents, the values are people's."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    light = {"cursor_factory": LightCursor}
    engine = create_engine(
        url, pool_size=10, max_overflow=10, pool_pre_ping=False, connect_args=light, hide_parameters=True
    )
    event.listen(engine, "connect", _postgresql_connect)
    return engine


def _postgresql_connect(connection: Any, _record: Any) -> None:
    """A process that is stopped in the middle of a transaction loses it, and the rows it had locked, after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    connection.commit()


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the begin hook below speaks for itself
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def bind(engine: Engine) -> None:
    """Makes `engine` the one that transactions use."""
    global _engine
    _engine = engine


def engine() -> Engine:
    """The bound engine."""
    if _engine is None:
        raise RuntimeError("no database is bound; call bind(make_engine(url)) first")
    return _engine


@contextmanager
def transaction(*, writes: bool = True) -> Iterator[Session]:
    """One transaction. Inside another one it joins it: the outermost commits or rolls back.

    `writes=False` begins a reading transaction; writing in it is a fault on SQLite under concurrency.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    afterwards: list[Callable[[], object]] = []
    try:
        with _outermost(writes) as own:
            afterwards = own.info.setdefault(_AFTER_ROLLBACK, [])
            yield own
    except BaseException:
        if afterwards:
            with _outermost(writes=True):
                for act in afterwards:
                    act()
        raise


def after_rollback(act: Callable[[], object]) -> None:
    """Has `act` done in a transaction of its own if the one under way rolls back: an incident, a counted wrong code.

    It cannot be done beside it before: SQLite has one writer, and that is the transaction under way.
    """
    session().info.setdefault(_AFTER_ROLLBACK, []).append(act)


def even_if_refused(act: Callable[[], T]) -> T:
    """Does `act` now, and once more if the transaction under way rolls back: counts that a refusal must not undo."""
    after_rollback(act)
    return act()


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the transaction that may be refused by itself while the rest goes on.

    What was to be done after a rollback is then done at once, in the transaction under way.
    """
    own = session()
    acts = own.info.setdefault(_AFTER_ROLLBACK, [])
    before = len(acts)
    try:
        with own.begin_nested():
            yield
    except BaseException:
        for act in acts[before:]:
            act()
        raise


@contextmanager
def _outermost(writes: bool) -> Iterator[Session]:
    own = Session(engine() if writes else engine().execution_options(writes=False), expire_on_commit=False)
    token = _current.set(own)
    try:
        with own.begin():
            yield own
    finally:
        _current.reset(token)
        own.close()


def session() -> Session:
    """The session of the transaction under way.

    Raises RuntimeError when there is none: reads and writes belong inside `with transaction():`.
    """
    current = _current.get()
    if current is None:
        raise RuntimeError("outside of a transaction; wrap the act in `with transaction():`")
    return current
