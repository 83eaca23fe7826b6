"""When as many checks are under way as the server allows, pages say so and when to try again; nothing is lost."""

import pytest
from flask.testing import FlaskClient

from app.catalogue import confined, draft_files, drafts
from app.catalogue.confined import Gate
from app.core.db import transaction
from app.identity.accounts import by_username

SOUND = "resolve.bpmn"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check is let in."""
    monkeypatch.setattr(confined, "_gate", Gate(0, 0, patience=0))


@pytest.fixture
def changed(draft_id: int) -> int:
    """A draft whose files nothing has judged yet."""
    with transaction():
        found, content = draft_files.read(draft_id, SOUND)
        fresh = content.replace(b"<bpmn:process ", b'<bpmn:process name="Quy tr\xc3\xacnh m\xe1\xbb\x9bi" ', 1)
        draft_files.save(draft_id, SOUND, fresh, found.revision, by_username("designer").id)
    return draft_id


def test_the_page_says_that_the_checker_is_busy(designer: FlaskClient, changed: int, full: None) -> None:
    answer = designer.get(f"/thiet-ke/{changed}")
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
    assert "Bộ kiểm tra đang bận" in answer.text


def test_scripts_are_told_too(designer: FlaskClient, changed: int, full: None) -> None:
    answer = designer.get(f"/thiet-ke/{changed}/so-do/{SOUND}/kiem-tra", headers={"Accept": "application/json"})
    assert answer.status_code == 503 and answer.json is not None and "bận" in answer.json["detail"]


def test_nothing_is_proposed_unjudged(designer: FlaskClient, changed: int, full: None) -> None:
    sent = {"effective_from": "2099-01-01", "legal_basis": "Quyết định 1"}
    assert designer.post(f"/thiet-ke/{changed}/trinh", data=sent).status_code == 503
    with transaction(writes=False):
        assert drafts.draft(changed).state == drafts.DRAFT


def test_saving_needs_no_check(designer: FlaskClient, changed: int, full: None) -> None:
    with transaction(writes=False):
        found, content = draft_files.read(changed, SOUND)
    sent = {"base": found.revision, "text": content.decode().replace("mới", "mới hơn")}
    assert designer.post(f"/thiet-ke/{changed}/tep/{SOUND}", data=sent).status_code == 303
    with transaction(writes=False):
        assert "mới hơn" in draft_files.read(changed, SOUND)[1].decode()
