"""A dossier as officers read it: answers in words, papers, timeline, notes, money, and what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.cases import answers, components, dossiers, journal, task_forms, tasks
from app.cases.components import Paper
from app.cases.dossiers import Event, Step
from app.cases.models import Case, Comment
from app.catalogue import queries as catalogue
from app.catalogue.queries import Version
from app.documents.models import Document
from app.engine.definitions import definition
from app.engine.nodes import Node
from app.forms.summary import Part, outcome_label, parts
from app.identity import units
from app.identity.accounts import names as people
from app.payments import receipts
from app.payments.models import Payment
from app.web.formats import dt, language
from app.web.layout.step_words import step_words

QUIET = frozenset({"opened"})  # lines of the journal that say who looked, not what was done
SKIPPED = frozenset({"check_and_submit", "choose_payment", "pay_online", "attach_components"})


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered at one step, the last time."""

    title: str
    who: str | None
    at: datetime
    outcome: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline, in words."""

    at: datetime
    text: str
    who: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a dossier page shows."""

    case: Case
    version: Version
    nodes: dict[str, Node]
    units: dict[int, dict[str, str]]
    steps: list[Step]
    said: list[Said]
    papers: list[Paper]
    others: list[Document]
    timeline: list[Line]
    openings: list[Line]
    comments: list[tuple[Comment, str]]
    payments: list[Payment]
    completed: set[str]


def read(case: Case) -> Dossier:
    """Reads a dossier that the officer may see."""
    version = catalogue.version(case.version_id)
    nodes = definition(version.definition_id).nodes if version.definition_id else {}
    events = dossiers.timeline(case)
    given = answers.history(case.id)
    notes = tasks.comments(case.id)
    known = people({one.actor_id for one in given} | {one.account_id for one in notes} | _receivers(events))
    told = _Telling(case, nodes, known)
    return Dossier(
        case=case,
        version=version,
        nodes=nodes,
        units=units.names({case.support_unit_id, case.receiving_unit_id, case.competent_unit_id}),
        steps=dossiers.steps(case),
        said=told.answers({_piece(one, case): one for one in given}),
        papers=components.papers(case),
        others=components.other_documents(case),
        timeline=[told.event(one) for one in reversed(events) if one.kind not in QUIET],
        openings=[told.event(one) for one in reversed(events) if one.kind in QUIET],
        comments=[(note, known.get(note.account_id, "")) for note in notes],
        payments=receipts.of_case(case.id),
        completed={one.node for one in events if one.kind == "completed" and one.node},
    )


def _piece(one: Any, case: Case) -> tuple[str, int | None]:
    """Of a step that is many people's (a vote) the last answers of each count, else those of the step."""
    return one.node, one.actor_id if task_forms.is_personal(one.node, case) else None


def _receivers(events: list[Event]) -> set[int]:
    return {int(one.detail["to"]) for one in events if one.detail.get("to")}


@dataclass(frozen=True, slots=True)
class _Telling:
    case: Case
    nodes: dict[str, Node]
    people: dict[int, str]

    def answers(self, latest: dict[tuple[str, int | None], Any]) -> list[Said]:
        """The application first, then the steps in the order in which they were last answered."""
        order = sorted(latest.values(), key=lambda one: (one.node != "fill_application", one.id))
        return [said for one in order if one.node not in SKIPPED and (said := self._said(one)).parts]

    def _said(self, one: Any) -> Said:
        form = task_forms.node_form(self.case, one.form_key)
        lists = task_forms.options(form, self.case)
        return Said(
            title=form.title.get(language()) or form.title["vi"],
            who=self.people.get(one.actor_id),
            at=one.at,
            outcome="",
            parts=parts(form, one.data, language(), lists),
        )

    def event(self, one: Event) -> Line:
        return Line(one.at, self._text(one), one.who or _("Hệ thống"), self._note(one))

    def _text(self, one: Event) -> str:
        said = _(journal.KINDS[one.kind]) if one.kind in journal.KINDS else one.kind
        node = self.nodes.get(one.node or "")
        return f"{said}: {self._step(node)}" if node and node.name else said

    def _step(self, node: Node) -> str:
        return step_words(catalogue.version(self.case.version_id).definition_id, node.id, node.name)

    def _note(self, one: Event) -> str | None:
        if one.detail.get("to"):
            return str(_("Giao cho %(name)s", name=self.people.get(int(one.detail["to"]), "")))
        if one.detail.get("outcome"):
            return self._outcome(one)
        said = one.detail.get("reason") or one.detail.get("filename")
        words = Markup('<span lang="vi">{}</span>').format(said) if said else ""  # people's own
        return Markup(" · ").join(part for part in (words, _dates(one)) if part) or None

    def _outcome(self, one: Event) -> str | None:
        node = self.nodes.get(one.node or "")
        if node is None or not node.form_key:
            return None
        form = task_forms.node_form(self.case, node.form_key)
        return outcome_label(form, str(one.detail["outcome"]), language())


def _dates(one: Event) -> str:
    """The due moment before and after, where an event changed it."""
    return " → ".join(dt(moment) for moment in (one.detail.get("was"), one.detail.get("due")) if moment)
