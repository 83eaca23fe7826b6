"""Before a release: dossiers of the version in force played again, on copies, by the version that is to come.

Reading, playing and keeping are apart: playing takes seconds, in a process of its own, while no transaction is open.
Nothing of it changes a dossier.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import Any

from sqlalchemy import func, select

from app.cases.calendars import of_unit
from app.cases.models import Case, JournalLine
from app.cases.replay_histories import Rows, Side, Untold, history, rows
from app.cases.replay_results import KILLED, TIME, Line, Result, grouped
from app.cases.replay_sampling import Sample, sample
from app.catalogue import apart, releases
from app.catalogue import queries as catalogue
from app.catalogue.assembling import MAIN
from app.catalogue.confined import PATIENCE, Busy
from app.catalogue.histories import History
from app.catalogue.manifest import FILE_NAME, Manifest, parse
from app.catalogue.replay_player import Difference
from app.catalogue.replays import Outcome, Replayed
from app.core.db import session
from app.core.errors import NotFound
from app.deadlines.carrying import as_plain
from app.engine import reading
from app.engine.definitions import Definition, definition
from app.engine.nodes import find_nodes
from app.forms.definition import Form

SECONDS = 20.0  # what a page may take; the command line may take longer
MOVED = "moved"
_turn = Lock()  # one replay at a time: there is room for few processes, and checks need some of it


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a replay needs, read from the tables."""

    version_id: int
    number: int
    sample: Sample
    histories: tuple[History, ...]
    untold: tuple[tuple[Replayed, Difference], ...]
    calendars: tuple[dict[str, Any], ...]
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    names: Mapping[str, str]
    last_line: int


def version_of(slug: str) -> int | None:
    """The version whose dossiers are played again: the one in force, or the last there was. None: there is none that
    could be filed."""
    try:
        procedure = releases.procedure_of(slug)
    except NotFound:
        return None
    version_id = procedure.current_version_id or releases.latest_version(procedure.id)
    return version_id if version_id and catalogue.version(version_id).definition_id else None


def gather(version_id: int, files: Mapping[str, bytes]) -> Gathered | None:
    """Reads what is to be played by these files, a bundle without an error and its manifest; None where the new version
    cannot be filed online, so that no dossier can run on it."""
    version = catalogue.version(version_id)
    described = parse(json.loads(files[FILE_NAME]))
    if version.definition_id is None or not described.online:
        return None
    bundle = {name: content for name, content in files.items() if name != FILE_NAME}
    old = definition(version.definition_id)
    sides = _of_version(old, version.described), _of_files(bundle, described)
    taken = sample(version_id)
    calendars: dict[int | None, int] = {}
    told: list[History] = []
    untold: list[tuple[Replayed, Difference]] = []
    for one in rows(taken.case_ids):
        number = calendars.setdefault(one.case.competent_unit_id, len(calendars))
        try:
            told.append(history(one, *sides, number))
        except Untold as why:
            untold.append(_untold(one, why))
    return Gathered(
        version_id=version_id,
        number=version.number,
        sample=taken,
        histories=tuple(_mixed(told)),
        untold=tuple(untold),
        calendars=tuple(as_plain(of_unit(unit_id)) for unit_id in calendars),
        old=old.files,
        new=bundle,
        names={node.id: node.name or node.id for side in sides for node in side.nodes.values()},
        last_line=session().scalar(select(func.max(JournalLine.id))) or 0,
    )


def play(gathered: Gathered, seconds: float = SECONDS) -> Result:
    """Plays what was gathered, apart and with limits. Outside of any transaction. Raises Busy."""
    asked = {"histories": [one.as_json() for one in gathered.histories], "calendars": gathered.calendars}
    outcome: Outcome | None = Outcome((), 0.0)
    if gathered.histories:
        if not _turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            outcome = apart.replay_apart(gathered.old, gathered.new, MAIN, asked, seconds)
        finally:
            _turn.release()
    return _result(gathered, outcome)


def moved_since(version_id: int, last_line: int) -> int:
    """How many dossiers of a version had something happen to them since that line of the journal."""
    since = select(func.count(func.distinct(JournalLine.case_id))).join(Case, Case.id == JournalLine.case_id)
    kinds = JournalLine.kind.not_in(("opened", "comment", "claimed", "released", "assigned"))
    return session().scalar(since.where(JournalLine.id > last_line, Case.version_id == version_id, kinds)) or 0


def _result(gathered: Gathered, outcome: Outcome | None) -> Result:
    taken = gathered.sample
    cases = outcome.cases if outcome else ()
    reached = len(cases) + len(gathered.untold)
    compared = [one for one in cases if one.why is None]
    halted = None if outcome and len(cases) == len(gathered.histories) else TIME if outcome else KILLED
    moved = {one.number for one in gathered.histories if one.moved}
    disagreed = [(one, _disagreement(one, moved)) for one in cases if one.why is not None]
    blocked = [(one, Difference(*one.blocked)) for one in cases if one.blocked is not None]
    return Result(
        number=gathered.number,
        open_all=taken.open_all,
        open_taken=taken.open_taken,
        closed_all=taken.closed_all,
        closed_taken=len(taken.case_ids) - taken.open_taken,
        reached=reached,
        played=len(compared),
        same=sum(not one.differences for one in compared),
        halted=halted,
        seconds=outcome.seconds if outcome else 0.0,
        differences=_lines(gathered, [(one, what) for one in compared for what in one.differences]),
        untold=_lines(gathered, [*gathered.untold, *disagreed]),
        movable=sum(one.is_open and one.blocked is None for one in cases),
        blocked=_lines(gathered, blocked),
        last_line=gathered.last_line,
    )


def _lines(gathered: Gathered, found: list[tuple[Replayed, Difference]]) -> tuple[Line, ...]:
    return grouped(found, gathered.names)


def _disagreement(one: Replayed, moved: set[str]) -> Difference:
    """Why an old dossier does not play as it went; most often because it changed its version on the way."""
    why, node = one.why or ("", "")
    return Difference(MOVED) if one.number in moved else Difference(why, node)


def _untold(of: Rows, why: Untold) -> tuple[Replayed, Difference]:
    told = Replayed(of.case.code or of.case.number, of.case.closed_at is None, (why.why, why.node), (), None)
    return told, Difference(MOVED) if of.moved else Difference(why.why, why.node)


def _mixed(told: list[History]) -> list[History]:
    """Open and closed ones through each other, so that of both some are reached when time runs out."""
    places = [
        ((place + 0.5) / count, one)
        for _, group in groupby(sorted(told, key=lambda one: one.is_open), key=lambda one: one.is_open)
        for ones in [list(group)]
        for count in [len(ones)]
        for place, one in enumerate(ones)
    ]
    return [one for _, one in sorted(places, key=lambda pair: pair[0])]


def _of_version(old: Definition, described: Manifest) -> Side:
    forms = {key: Form.read(form) for key, form in old.forms.items()}
    return Side(old.nodes, forms, _start(described))


def _of_files(bundle: Mapping[str, bytes], described: Manifest) -> Side:
    read = reading.read(bundle)
    nodes = {one.node.id: one.node for one in find_nodes(read.trees)}
    return Side(nodes, {key: Form.read(form) for key, form in read.forms.items()}, _start(described))


def _start(described: Manifest) -> dict[str, Any]:
    return {"procedure_code": described.code, "collect_at": described.collect_at}
