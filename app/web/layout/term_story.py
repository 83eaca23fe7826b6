"""A due date told in plain words: which days of the term count, which are skipped and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from markupsafe import Markup

from app.deadlines import rules
from app.deadlines.explanations import Explanation, Step
from app.web.formats import language, t


@dataclass(frozen=True, slots=True)
class Skipped:
    """Days that do not count for one and the same reason, as runs from a first to a last day."""

    why: str
    runs: list[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Story:
    """`first` and `last`: the first and the last day that count (None for a term in hours)."""

    skipped: list[Skipped]
    first: Step | None
    last: Step | None
    estimated: tuple[int, ...]


def told(term: Explanation, restarted: bool = False) -> Story:
    """The story of a term; `restarted`: it counts from a supplement and not from reception."""
    reasons: dict[str, list[date]] = {}
    for step in term.steps:
        if step.counted is None and step.minutes is None and step.why != rules.MOVED_HERE:
            reasons.setdefault(why(step, restarted), []).append(step.day)
    counted = [step for step in term.steps if step.counted is not None]
    return Story(
        skipped=[Skipped(why, _runs(days)) for why, days in reasons.items()],
        first=counted[0] if counted else None,
        last=counted[-1] if counted else None,
        estimated=term.estimated,
    )


def why(step: Step, restarted: bool = False) -> str:
    """Why a day counts or not, in the reader's language."""
    if restarted and step.why == rules.RECEIVED:
        return str(_("Ngày nhận đủ phần bổ sung, không tính vào thời hạn"))
    said, basis = t(step.why), f" ({step.legal_basis})"
    if language() == "vi" or not step.legal_basis or not said.endswith(basis):
        return said
    return Markup('{}<span lang="vi">{}</span>').format(said.removesuffix(basis), basis)  # laws keep their names


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days that follow each other as one run."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
