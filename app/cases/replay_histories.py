"""The history of a dossier from what is stored of it: journal, kept answers, the state of its process.

What cannot be told is not guessed: such a dossier is not played, and why is said.
"""

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.cases import footing, replay_houses, standing_in
from app.cases.models import Answer, Case, JournalLine
from app.cases.replay_answers import by_form, by_other_form, loose
from app.cases.task_forms import HANDLER
from app.catalogue.histories import BACK, DO, SEND, STOP, TIME, Event, History
from app.core.clock import local, now
from app.core.db import session
from app.core.errors import Invalid
from app.engine import queries
from app.engine.models import Instance, WorkItem
from app.engine.nodes import Node
from app.forms.definition import Form

UNMATCHED, UNREAD, NO_STEP = "unmatched", "unread", "no step"
_MESSAGES = {"message": "", "term_ends": "", "withdraw": "withdraw"}


class Untold(Exception):
    """What happened cannot be told: why, a word of this module, and at which step."""

    def __init__(self, why: str, node: str = "") -> None:
        super().__init__(f"{why} {node}")
        self.why, self.node = why, node


@dataclass(frozen=True, slots=True)
class Side:
    """One version as far as answers need it: its steps, its forms, the variables a dossier begins with."""

    nodes: Mapping[str, Node]
    forms: Mapping[str, Form]
    start: Mapping[str, Any]

    def form(self, node_id: str, channel: str) -> Form | None:
        """The form of a step, as it asks a dossier that came by this channel."""
        node = self.nodes.get(node_id)
        form = self.forms.get(node.form_key or "") if node else None
        return form.by_channel(channel) if form else None

    def begin(self, channel: str) -> dict[str, Any]:
        """What a dossier's process begins with (see `submission.start`)."""
        return {**self.start, "channel_in": channel, "online": channel == "ONLINE", "fee_vnd": 0}


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored of one dossier. `waits` are the steps of its open tasks."""

    case: Case
    instance: Instance
    lines: Sequence[JournalLine]
    answers: Sequence[Answer]
    waits: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether part of it ran on another version."""
        return any(line.kind == "moved_version" for line in self.lines)


def rows(case_ids: Sequence[int]) -> Iterator[Rows]:
    """The rows of dossiers, in this order."""
    cases = {one.id: one for one in session().scalars(select(Case).where(Case.id.in_(case_ids)))}
    instances = {one.subject_id: one for one in _of(Instance, Instance.subject_id, case_ids, Instance.id)}
    lines = _grouped(_of(JournalLine, JournalLine.case_id, case_ids, JournalLine.id), "case_id")
    answers = _grouped(_of(Answer, Answer.case_id, case_ids, Answer.id), "case_id")
    items = _grouped(_of(WorkItem, WorkItem.subject_id, case_ids, WorkItem.node), "subject_id")
    for case_id in case_ids:
        waits = tuple(sorted(item.node for item in items[case_id]))
        yield Rows(cases[case_id], instances[case_id], lines[case_id], answers[case_id], waits)


def history(of: Rows, old: Side, new: Side, calendar: int) -> History:
    """What happened to a dossier, as plain data. Raises Untold."""
    case, instance = of.case, of.instance
    held = case.suspended_at is not None
    is_open = instance.ended_at is None
    state = (instance.codec, base64.b64encode(instance.state).decode()) if is_open else None
    return History(
        number=case.code or case.number,
        is_open=is_open,
        begins=instance.started_at.isoformat(),
        start=old.begin(case.channel_in),
        instead=new.begin(case.channel_in),
        events=tuple(_Telling(of, old, new).events()),
        finished=not is_open,
        waits=of.waits,
        known=queries.variables(instance.id),
        until=now().isoformat() if is_open and not held else None,
        state=state,
        calendar=calendar,
        moved=of.moved,
    )


class _Telling:
    """One dossier's journal being read."""

    def __init__(self, of: Rows, old: Side, new: Side) -> None:
        self._of, self._old, self._new = of, old, new
        self._house = replay_houses.answers(of.case, of.lines)
        self._given: dict[str, list[Answer]] = defaultdict(list)
        for answer in of.answers:
            self._given[answer.node].append(answer)
        self._version = 0
        self._held = False

    def events(self) -> Iterator[Event]:
        for line in self._of.lines:
            detail = line.detail or {}
            self._held = (self._held and line.kind != "resumed") or line.kind == "suspended"
            self._version = int(detail.get(footing.MOVE, self._version))
            if line.kind == "amended":
                self._next_answer(str(line.node))
            elif line.kind in ("completed", "forwarded"):
                yield self._done(line, str(line.node or detail.get("node")), detail.get("outcome"))
            elif footing.MOVE in detail and line.kind in _MESSAGES:
                yield self._event(SEND, line, _MESSAGES[line.kind] or str(line.node))
            elif line.kind == "timer":
                yield self._event(TIME, line)
            elif line.kind == "sent_back":
                yield self._event(BACK, line, to=int(detail["version"]))
            elif line.kind == "stopped":
                yield self._event(STOP, line)
        left = next((node for node, answers in self._given.items() if answers), None)
        if left is not None:
            raise Untold(UNMATCHED, left)

    def _event(self, kind: str, line: JournalLine, name: str = "", **more: Any) -> Event:
        answers = self._house[line.id]
        return Event(kind, line.at.isoformat(), self._version, name, answers=answers, held=self._held, **more)

    def _done(self, line: JournalLine, node: str, outcome: str | None) -> Event:
        """A step completed: what its answers decided then, and what they would decide by the new form."""
        channel = self._of.case.channel_in
        if node not in self._old.nodes:
            raise Untold(NO_STEP, node)
        form, other = self._old.form(node, channel), self._new.form(node, channel)
        if line.kind == "forwarded" and form is not None:
            outcome = standing_in.only_outcome(form)
        data = {} if form is None or loose(form, outcome) else self._next_answer(node)
        day = local(line.at).date()
        try:
            variables = by_form(form, data, outcome, day)
        except Invalid:
            raise Untold(UNREAD, node) from None
        instead, refused = by_other_form(other, form, data, outcome, day)
        holder = self._holder(line, node)
        return self._event(DO, line, node, variables=variables, instead=instead, refused=refused, holder=holder)

    def _holder(self, line: JournalLine, node: str) -> tuple[str, int] | None:
        """Who did it, where the diagram names the very person, each with a task of their own."""
        name = self._old.nodes[node].assignee
        return None if name in (None, HANDLER) or line.actor_id is None else (str(name), line.actor_id)

    def _next_answer(self, node: str) -> Mapping[str, Any]:
        """The next answers kept of a step: each is of one completion. Raises Untold when there is none."""
        if not self._given[node]:
            raise Untold(UNMATCHED, node)
        return self._given[node].pop(0).data


def _of(model: Any, key: Any, case_ids: Sequence[int], order: Any) -> Iterable[Any]:
    return session().scalars(select(model).where(key.in_(case_ids)).order_by(order))


def _grouped(found: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for one in found:
        groups[getattr(one, key)].append(one)
    return groups
