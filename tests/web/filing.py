"""Filing over the pages as a browser does: signing in, opening a step, posting it with good answers."""

import re
from io import BytesIO
from typing import Any

from app.cases import task_forms
from app.cases.models import Case
from app.core.db import session, transaction
from app.forms.definition import Form
from tests.browsing import Browser
from tests.cases import walking
from tests.cases.filling import good_answers
from tests.world import DEMO_PASSWORD

PDF = walking.PDF


def sign_in(client: Browser, username: str = "citizen") -> Browser:
    answer = client.post("/dang-nhap", data={"username": username, "password": DEMO_PASSWORD})
    assert answer.status_code == 303
    return client


def begin(client: Browser, code: str) -> int:
    """Presses "Nộp hồ sơ" and returns the id of the new dossier."""
    answer = client.post(f"/thu-tuc/{code}/nop", data={"new": "1"})
    found = re.fullmatch(r"/ho-so/(\d+)/buoc", answer.location or "")
    assert found, (answer.status_code, answer.location)
    return int(found[1])


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def flat(answers: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested answers under the names that pages post them by."""
    posted: dict[str, Any] = {}
    for name, value in answers.items():
        rows = dict(enumerate(value)) if isinstance(value, list) and value and isinstance(value[0], dict) else None
        if isinstance(value, dict) or rows:
            inner = value if rows is None else {str(place): row for place, row in rows.items()}
            posted |= flat(inner, f"{prefix}{name}-")
        elif value not in (None, False):
            posted[f"{prefix}{name}"] = "on" if value is True else value
    return posted


def good(case_id: int, outcome: str | None = "next", **wanted: Any) -> dict[str, Any]:
    """What to post at the present step: its item and good answers, those given in their places."""
    waiting = walking.items(case_id)[0]
    with transaction():
        case = session().get_one(Case, case_id)
        form = task_forms.form_of(waiting, case)
        assert isinstance(form, Form)
        names = {field.name for field in form.fields}
        mine = {name: value for name, value in wanted.items() if name in names}
        answers = {**good_answers(form, task_forms.options(form, case), outcome, **mine), **mine}
    pressed = {form.outcomes.variable: outcome} if form.outcomes and outcome else {}
    return {"item": str(waiting.id), **flat(answers), **pressed}


def press(client: Browser, case_id: int, outcome: str | None = "next", **wanted: Any) -> Any:
    return client.post(f"/ho-so/{case_id}/buoc", data=good(case_id, outcome, **wanted))


def send_file(client: Browser, case_id: int, component: str, content: bytes = PDF, name: str = "anh.pdf") -> Any:
    waiting = walking.items(case_id)[0]
    posted = {"item": str(waiting.id), "attach": component, f"file-{component}": (BytesIO(content), name)}
    return client.post(f"/ho-so/{case_id}/buoc", data=posted, content_type="multipart/form-data")


def node(case_id: int) -> str:
    return walking.items(case_id)[0].node


def to_check(client: Browser, code: str, **wanted: Any) -> int:
    """Walks a new dossier over the pages to the check page."""
    case_id = begin(client, code)
    wanted = {"channel_out": "DESK", "unit": str(walking.unit_id("xa-tan-phu")), "payment_method": "DESK", **wanted}
    for _ in range(6):
        if node(case_id) == "check_and_submit":
            return case_id
        if node(case_id) == "attach_components":
            for key in re.findall(r'name="attach" value="(\w+)"', text(client.get(f"/ho-so/{case_id}/buoc"))):
                assert send_file(client, case_id, key).status_code == 303
        answer = press(client, case_id, "next", **wanted)
        assert answer.status_code == 303, text(answer)
    raise AssertionError(f"still at {node(case_id)}")


def submission(client: Browser, case_id: int) -> dict[str, Any]:
    """What the last press posts, with the code that was sent."""
    posted = good(case_id, "submit")
    client.post(f"/ho-so/{case_id}/buoc", data={"item": posted["item"], "send_code": "1"})
    return {**posted, "confirmation_code": walking.last_code()}
