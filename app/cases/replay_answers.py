"""What kept answers give a process: by the form they were given to, and by the form of another version.

Only decision variables leave here, never an answer itself: who draws a form may call any question a variable, and reads
from the ways that dossiers go what was answered. So what was typed becomes none that it was not by the older form.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.catalogue.histories import Refused
from app.core.errors import Invalid
from app.forms.answers import check
from app.forms.definition import Field, Form, Lists, Outcome

Data = Mapping[str, Any]
_CHOSEN = frozenset({"boolean", "choice", "choices"})  # kinds whose answers are the house's own words


def by_form(form: Form | None, data: Data, outcome: str | None, day: date) -> dict[str, Any]:
    """The variables that the answers of that day gave. Raises Invalid when the form does not take them back."""
    if form is None:
        return {}
    return check(form, dict(data), outcome=outcome, options=_lists(form, data), today=day).variables


def by_other_form(
    form: Form | None, before: Form | None, data: Data, outcome: str | None, day: date
) -> tuple[dict[str, Any], tuple[Refused, ...]]:
    """The variables that the same answers would give by a newer form, and what it finds wrong with them."""
    if form is None:
        return {}, ()
    if missing := _button_missing(form, before, outcome):
        return {}, (missing,)
    kept = _asked(form.order, data)
    given = outcome if form.outcomes else None
    try:
        variables = check(form, kept, outcome=given, options=_lists(form, data), today=day).variables
        told = _told(form, before)
        return {name: value if name in told else None for name, value in variables.items()}, ()
    except Invalid as refusal:
        refused = tuple(_refused(form, path) for path in refusal.fields)
    return _as_far(form, before, data, outcome, day), refused


def loose(form: Form | None, outcome: str | None) -> bool:
    """Whether the button asks for nothing, so that no answer was kept."""
    option = _option(form, outcome)
    return option is not None and option.loose


def _button_missing(form: Form, before: Form | None, outcome: str | None) -> Refused | None:
    """A button that was pressed and is gone, or that is wanted and could not be pressed."""
    if outcome is not None and _option(form, outcome) is None:
        pressed = _option(before, outcome)
        return Refused(outcome, pressed.label if pressed else {}, button=True, decides=True)
    if outcome is None and form.outcomes is not None:
        return Refused("", {}, button=True, decides=True)
    return None


def _as_far(form: Form, before: Form | None, data: Data, outcome: str | None, day: date) -> dict[str, Any]:
    """The variables that the newer form has in common with the older one; the others are not answered."""
    known = by_form(before, data, outcome, day)
    own = form.outcomes.variable if form.outcomes else None
    return {name: outcome if name == own else known.get(name) for name in form.variables}


def _told(form: Form, before: Form | None) -> set[str]:
    """The variables of a form that take an answer: the button, and questions that were variables already, or chosen."""
    were = dict(_by_path(before.order)) if before else {}
    found = {form.outcomes.variable} if form.outcomes else set()
    for path, field in _by_path(form.order):
        was = were.get(path)
        if field.variable and (was is None or was.variable or was.kind in _CHOSEN):
            found.add(field.variable)
    return found


def _by_path(fields: tuple[Field, ...], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    for field in fields:
        yield (*before, field.name), field
        yield from _by_path(field.order, (*before, field.name))


def _option(form: Form | None, outcome: str | None) -> Outcome | None:
    options = form.outcomes.options if form and form.outcomes else ()
    return next((one for one in options if one.value == outcome), None)


def _asked(fields: tuple[Field, ...], data: Data) -> dict[str, Any]:
    """The answers to questions that are still there."""
    there = {field.name: field for field in fields}
    return {name: _inside(there[name], value) for name, value in data.items() if name in there}


def _inside(field: Field, value: Any) -> Any:
    if field.kind == "group" and isinstance(value, dict):
        return _asked(field.order, value)
    if field.kind == "repeat" and isinstance(value, list):
        return [_asked(field.order, row) if isinstance(row, dict) else row for row in value]
    return value


def _refused(form: Form, path: str) -> Refused:
    """The question at a path (`children.0.birth_date`), by its label."""
    fields, found = form.order, None
    names = [part for part in path.split(".") if not part.isdigit()]
    for name in names:
        found = next((field for field in fields if field.name == name), None)
        fields = found.order if found else ()
    decides = found is None or bool(found.variable) or any(field.variable for field in found.order)
    return Refused(".".join(names), found.label if found else {}, decides=decides)


def _lists(form: Form, data: Data) -> Lists:
    """What was chosen then may be chosen again: who is on a list today says nothing about a form."""
    chosen = [(one, str(one)) for one in dict.fromkeys(_scalars(data))]
    return dict.fromkeys(form.options_wanted, chosen)


def _scalars(value: Any) -> Iterator[str | int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _scalars(one)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield value
