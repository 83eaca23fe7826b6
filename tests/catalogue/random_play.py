"""Somebody who plays a procedure at random and records it, as a designer does in the studio."""

import json
from datetime import timedelta
from random import Random
from typing import Any

from app.catalogue import recording, scenario_text, situations
from app.catalogue.assembling import MAIN
from app.catalogue.playing import Forms
from app.catalogue.situations import Situation
from app.core.errors import Invalid
from app.engine.rehearsing import Stage
from app.forms.answers import check
from app.forms.definition import Field, Form
from app.forms.variables_only import variables_only

LISTS = ("units", "communes", "police_units", "officers", "components", "council", "flows", "delivery")
OPTIONS = {
    name: [("DESK", "a"), ("POST", "b"), ("ONLINE", "c")] if name == "delivery" else [("1", "a"), ("2", "b")]
    for name in LISTS
}
_ANSWERS = (
    {"payments.status": {"paid": True}}, {"payments.status": {"paid": False}}, {"cases.extensions": 1},
    {"cases.calculate_fee": {"fee_vnd": 8000}},
)  # fmt: skip


def recorded(files: dict[str, bytes], seed: int, steps: int) -> bytes:
    """A scenario of at most so many steps, and where it stood in the end as what must be so."""
    random = Random(seed)
    start = (
        {"channel_in": "ONLINE", "online": True} if random.random() < 0.6 else {"channel_in": "DESK", "online": False}
    )
    content = scenario_text.new({"vi": "Ngẫu nhiên", "en": "Random"}, "2026-02-10T15:30:00+07:00", start, {})
    stage, forms = Stage(files, MAIN), Forms(files)
    here = situations.standing(stage, forms, content)
    for _ in range(steps):
        if here.finished or not (step := _pressed(files, here, random)):
            break
        longer = scenario_text.with_step(content, step)
        there = situations.standing(stage, forms, longer)
        if there.said is None:  # what fails is not recorded
            step = recording.with_open(step, there) if random.random() < 0.5 else step
            content, here = scenario_text.with_step(content, step), there
    names = random.sample(sorted(here.variables), min(5, len(here.variables)))
    ends = recording.ending(here, names, is_open=random.random() < 0.7, asked=here.asked[:3])
    return scenario_text.with_end(content, ends)


def _pressed(files: dict[str, bytes], here: Situation, random: Random) -> dict[str, Any] | None:
    ways = ["do"] * 12 * bool(here.open) + ["send"] * 2 * bool(here.messages) + ["timer"] * 2 * bool(here.timers)
    way = random.choice([*ways, "wait", "answers"])
    assert here.now
    if way == "do":
        return _done(files, here, random.choice(here.open), random)
    if way == "send":
        return {"send": random.choice(here.messages)}
    if way == "timer":
        return {"wait": "timer"}
    if way == "answers":
        return {"answers": random.choice(_ANSWERS)}
    return recording.waiting_until(here.now + timedelta(seconds=random.randint(1, 900_000)), here.now)


def _done(files: dict[str, bytes], here: Situation, node: str, random: Random) -> dict[str, Any]:
    key = here.places[node].form
    if key is None:
        return {"do": node}
    form = variables_only(Form.read(json.loads(files[f"forms/{key}.json"])))
    assert here.now
    for _ in range(20):
        outcome = random.choice(form.outcomes.options).value if form.outcomes else None
        raw = {field.name: value for field in form.fields if (value := _answer(field, random)) is not None}
        try:
            checked = check(form, raw, outcome=outcome, options=OPTIONS, today=here.now.date())
        except Invalid:
            continue
        return recording.doing(node, form, checked)
    raise AssertionError(f"no answers found for {key}")


def _answer(field: Field, random: Random) -> Any:
    if not field.required and random.random() < 0.3:
        return None
    values = (
        [value for value, _label in OPTIONS[field.options_from]]
        if field.options_from
        else [o.value for o in field.options]
    )
    match field.kind:
        case "choice":
            return random.choice(values)
        case "choices":
            return random.sample(values, random.randint(1, len(values)))
        case "boolean":
            return random.random() < 0.7
        case "integer" | "money" | "number":
            return random.randint(int(field.min or 0), int(min(field.max or 9, 50)))
        case "date":
            return f"{random.randint(1960, 2027)}-0{random.randint(1, 9)}-1{random.randint(0, 9)}"
        case "group":
            return {one.name: value for one in field.fields if (value := _answer(one, random)) is not None}
    return "Chờ xác minh"
