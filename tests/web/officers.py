"""Officers in tests of pages: signing in, and dossiers at a chosen place of the shared diagram."""

from typing import Any

from flask.testing import FlaskClient

from tests.cases import walking as walk
from tests.world import DEMO_PASSWORD

CODE = "2.000635"  # runs on the standard diagram


def as_(client: FlaskClient, username: str) -> FlaskClient:
    """The client, signed in as this person."""
    answer = client.post("/dang-nhap", data={"username": username, "password": DEMO_PASSWORD})
    assert answer.status_code in (302, 303), answer.text
    return client


def submitted(settings: Any, **wanted: Any) -> int:
    """A dossier that waits for the desk's check."""
    return walk.submit(CODE, settings, **wanted)


def at_transfer(settings: Any) -> int:
    """A dossier received and paid for, ready to be handed over by the desk."""
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    return case_id


def item_of(case_id: int) -> int:
    """The id of the dossier's open task."""
    return walk.items(case_id)[0].id


def code_of(case_id: int) -> str:
    """The dossier's code. It has one once it is received."""
    code = walk.case(case_id).code
    assert code is not None
    return code
