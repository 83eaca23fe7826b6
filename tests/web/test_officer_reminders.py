"""The page of reminders and the number in the frame."""

from typing import Any

from flask.testing import FlaskClient

from app.core.db import transaction
from tests.cases import walking as walk
from tests.notifications.test_reminders import told
from tests.web.officers import as_


def test_the_number_goes_once_they_were_seen(client: FlaskClient, settings: Any) -> None:
    with transaction():
        told(walk.who("desk").account_id)
        told(walk.who("lead").account_id)
    desk = as_(client, "desk")
    assert '<b class="unread">1<' in desk.get("/can-bo").text
    first = desk.get("/can-bo/nhac-viec").text
    assert "N1" in first
    assert ">mới<" in first
    again = desk.get("/can-bo/nhac-viec").text
    assert "N1" in again
    assert ">mới<" not in again
    assert 'class="unread"' not in again
    assert '<b class="unread">1<' in as_(client, "lead").get("/can-bo").text


def test_none_yet_says_when_there_will_be(client: FlaskClient) -> None:
    assert "Chưa có nhắc việc nào" in as_(client, "desk").get("/can-bo/nhac-viec").text
    assert as_(client, "citizen").get("/can-bo/nhac-viec").status_code == 403


def test_more_than_a_page(client: FlaskClient) -> None:
    with transaction():
        for _ in range(51):
            told(walk.who("desk").account_id)
    desk = as_(client, "desk")
    first = desk.get("/can-bo/nhac-viec").text
    assert first.count(">mới<") == 50
    assert "/can-bo/nhac-viec?cursor=2" in first
    assert desk.get("/can-bo/nhac-viec?cursor=2").text.count(">mới<") == 1
