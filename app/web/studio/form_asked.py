"""What a form asks of somebody who has answered so far: for pages that cannot hide what does not apply."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core import clock
from app.core.errors import Invalid
from app.forms.answers import check, holds
from app.forms.definition import Field, Form, Lists, Outcome, Outcomes


def asked(form: Form, raw: Mapping[str, Any], lists: Lists) -> Form:
    """The form without the fields whose condition does not hold. Rows of repeats keep all of theirs.

    Until a button is pressed, the first strong one counts as pressed, as in the page's script.
    """
    outcomes = form.outcomes or Outcomes("-", (Outcome("any", form.title),))
    main = next((one for one in outcomes.options if one.kind == "primary"), outcomes.options[0])
    loose = replace(
        form, outcomes=replace(outcomes, options=tuple(replace(one, loose=True) for one in outcomes.options))
    )
    given = {name: value for name, value in raw.items() if name in form.names}
    try:
        data = check(loose, given, outcome=main.value, options=lists, today=clock.today()).data
    except Invalid:  # forged names: nothing is hidden
        return form
    sections = tuple(
        replace(section, fields=_level(section.fields, data, outcomes.variable, main.value))
        for section in form.sections
    )
    return replace(form, sections=tuple(section for section in sections if section.fields))


def _level(
    fields: tuple[Field, ...], data: Mapping[str, Any], variable: str = "", pressed: str = ""
) -> tuple[Field, ...]:
    held = (one for one in fields if holds(one, data, variable, pressed))
    return tuple(
        replace(one, fields=_level(one.fields, data.get(one.name, {}))) if one.kind == "group" else one for one in held
    )
