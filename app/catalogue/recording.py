"""Recording a scenario by playing: what a press adds to it, and what it is found to have come to."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from app.catalogue.situations import Situation
from app.forms.answers import Checked
from app.forms.definition import Form


def doing(node: str, form: Form | None, checked: Checked | None) -> dict[str, Any]:
    """A task ended with what its form brought; variables without an answer are not written."""
    step: dict[str, Any] = {"do": node}
    if form is None or checked is None:
        return step
    if checked.outcome is not None:
        step["outcome"] = checked.outcome
    button = form.outcomes.variable if form.outcomes else None
    set_now = {name: value for name, value in checked.variables.items() if value is not None and name != button}
    return {**step, "variables": set_now} if set_now else step


def waiting_until(moment: datetime, now: datetime) -> dict[str, Any]:
    """Time passing up to a moment: in whole minutes, never less."""
    minutes = max(1, ceil((moment - now) / timedelta(minutes=1)))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    clock = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    return {"wait": "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")}


def with_open(step: Mapping[str, Any], after: Situation) -> dict[str, Any]:
    """The step, with the tasks that were open after it as what must be open."""
    return {**step, "open": list(after.open)}


def ending(after: Situation, names: Collection[str], *, is_open: bool, asked: Collection[str]) -> dict[str, Any]:
    """What the scenario came to: whether it ended, the open tasks if wanted, the chosen variables as far as they are
    small, the chosen actions as far as they were called."""
    known = {name: json.loads(after.variables[name]) for name in sorted(after.whole & set(names))}
    called = [one for one in after.asked if one in asked]
    ends: dict[str, Any] = {"finished": after.finished}
    ends |= {"open": list(after.open)} if is_open else {}
    ends |= {"variables": known} if known else {}
    return {**ends, "asked": called} if called else ends
