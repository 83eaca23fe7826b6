"""Bundles: deployed once, immutable for ever, found again by id or by content.

A bundle is everything a process needs to run: its diagram, the diagrams it calls, decision tables, forms. An instance
is pinned to the definition it began with.
"""

import hashlib
import io
import zipfile
from collections import OrderedDict
from collections.abc import Container
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import Invalid, NotFound
from app.engine import reading
from app.engine.checking.judging import judge
from app.engine.checking.known import Known
from app.engine.models import Definition as DefinitionRow
from app.engine.nodes import Node, find_nodes, processes
from app.engine.problems import ERROR, Problem
from app.engine.rows import dialect, inserts
from app.engine.spiff_parse import Specs, parse

CACHED = 256  # definitions kept parsed; about 100 kB each

_table = table_of(DefinitionRow)


@dataclass(frozen=True)
class Bundle:
    """The files of a process by name: `one_stop.bpmn`, `fee.dmn`, `forms/check_dossier.json`."""

    process_id: str
    files: dict[str, bytes]

    @property
    def sha256(self) -> str:
        """The hash of the process id and the sorted names and bytes."""
        digest = hashlib.sha256(self.process_id.encode())
        for name in sorted(self.files):
            digest.update(b"\0%d %s\0%d " % (len(name.encode()), name.encode(), len(self.files[name])))
            digest.update(self.files[name])
        return digest.hexdigest()

    def zipped(self) -> bytes:
        """The bundle as a zip archive."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.files):
                archive.writestr(zipfile.ZipInfo(name), self.files[name], zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    @staticmethod
    def unzipped(process_id: str, content: bytes) -> "Bundle":
        """The bundle that `zipped` made."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Bundle(process_id, {name: archive.read(name) for name in archive.namelist()})


@dataclass(frozen=True)
class Definition:
    """A deployed bundle, parsed. Shared by threads: nobody changes it."""

    id: int
    process_id: str
    files: dict[str, bytes]
    nodes: dict[str, Node]
    forms: dict[str, dict[str, Any]]
    specs: Specs
    _file_of: dict[str, str]

    def diagram(self, process_id: str) -> bytes:
        """The BPMN file of one of the bundle's processes. Raises NotFound."""
        if process_id not in self._file_of:
            raise NotFound()
        return self.files[self._file_of[process_id]]


class Unsound(Invalid):
    """A bundle that cannot be run. `fields` has the errors of each place, `problems` everything that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        said: dict[str, list[str]] = {}
        for problem in problems:
            if problem.severity == ERROR:
                said.setdefault(problem.place, []).append(f"{problem.message['vi']} {problem.mend['vi']}")
        super().__init__({place: ("%(text)s", {"text": " ".join(texts)}) for place, texts in said.items()})


def deploy(bundle: Bundle, actions: Container[str] | None = None, *, judged: bool = False) -> int:
    """Enters a bundle and returns its definition id; the same content always has the same id.

    With `actions` the service tasks may only call those. `judged`: it was found sound in a process of its own, which
    is where what strangers drew is looked at. Raises Unsound, an Invalid whose fields map `file#element_id`
    to what is wrong and how to mend it, in Vietnamese.
    """
    known = select(_table.c.id).where(_table.c.sha256 == bundle.sha256)
    found = db.session().execute(known).scalar()
    if found is not None:
        return int(found)
    if not judged:
        check(bundle, actions)
    row = {
        "sha256": bundle.sha256,
        "process_id": bundle.process_id,
        "content": bundle.zipped(),
        "created_at": clock.now(),
    }
    entered = inserts(_table)[dialect()].values(**row).on_conflict_do_nothing(index_elements=["sha256"])
    made = db.session().execute(entered.returning(_table.c.id)).scalar()
    if made is None:  # somebody deployed the same at the same time
        return int(db.session().execute(known).scalar_one())
    db.session().info.setdefault(_UNCOMMITTED, set()).add(made)
    return int(made)


def check(bundle: Bundle, actions: Container[str] | None = None) -> list[Problem]:
    """Refuses a bundle that is hostile, broken or would fail when it runs; what is doubtful is given back.

    Raises Unsound, an Invalid as `deploy` does.
    """
    problems = judge(bundle.files, bundle.process_id, Known(actions=actions))
    if any(problem.severity == ERROR for problem in problems):
        raise Unsound(problems)
    return problems


def definition(definition_id: int) -> Definition:
    """A deployed bundle, parsed once per process. Raises NotFound."""
    cache = _cache()
    with _lock:
        cached = cache.get(definition_id)
        if cached is not None:
            cache.move_to_end(definition_id)
            return cached
    row = db.session().execute(select(_table).where(_table.c.id == definition_id)).one_or_none()
    if row is None:
        raise NotFound()
    parsed = _parsed(row.id, Bundle.unzipped(row.process_id, row.content))
    if definition_id not in db.session().info.get(_UNCOMMITTED, ()):  # after a rollback its id may become another's
        with _lock:
            cache[definition_id] = parsed
            while len(cache) > CACHED:
                cache.popitem(last=False)
    return parsed


_UNCOMMITTED = "definitions made in this transaction"
_lock = Lock()
_caches: WeakKeyDictionary[Engine, OrderedDict[int, Definition]] = WeakKeyDictionary()


def _cache() -> OrderedDict[int, Definition]:
    """The cache of the bound database: ids mean nothing in another one."""
    with _lock:
        return _caches.setdefault(db.engine(), OrderedDict())


def _parsed(definition_id: int, bundle: Bundle) -> Definition:
    read = reading.read(bundle.files)
    if read.problems:
        raise Unsound(read.problems)
    return Definition(
        id=definition_id,
        process_id=bundle.process_id,
        files=bundle.files,
        nodes={one.node.id: one.node for one in find_nodes(read.trees)},
        forms=read.forms,
        specs=parse(bundle.process_id, read.trees),
        _file_of={process.get("id", ""): file for file, process in processes(read.trees)},
    )
