"""The week ahead as a page, and the calendar feed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from structlog.testing import capture_logs

from app.core import clock
from app.core.db import session, transaction
from app.engine.models import WorkItem
from app.identity.models import RateCount
from tests.cases import walking as walk
from tests.web.officers import as_, submitted

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 09:00; Tuesday the 24th is a holiday


def held(client: FlaskClient, settings: Any, due: timedelta) -> WorkItem:
    """A task that `desk` holds, due so long from now."""
    one = walk.items(submitted(settings))[0]
    as_(client, "desk").post(f"/can-bo/viec/{one.id}/nhan")
    with transaction():
        session().get_one(WorkItem, one.id).due_at = clock.now() + due
    return one


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


def test_numbers_lead_to_the_list_they_count(monday: None, client: FlaskClient, settings: Any) -> None:
    one = held(client, settings, timedelta(days=2))
    page = as_(client, "desk").get("/can-bo/tuan").text
    link = re.search(r'href="(/can-bo\?[^"]*due=2026-11-25[^"]*)">1<', page)
    assert link
    assert f"/can-bo/viec/{one.id}" in client.get(link[1].replace("&amp;", "&")).text
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Chủ nhật" in page
    assert f"/can-bo/viec/{one.id}" in page


def test_a_lead_sees_colleagues_also_those_with_nothing(monday: None, client: FlaskClient, settings: Any) -> None:
    held(client, settings, -timedelta(days=3))
    page = as_(client, "lead").get("/can-bo/tuan").text
    assert re.search(r'Lê Thị Hoa</th><td[^>]*><a href="/can-bo\?state=team&amp;due=overdue&amp;assignee=\d+"', page)
    assert page.count('<th scope="row">') > 2


def test_an_empty_week_says_so_and_other_weeks_are_a_press_away(client: FlaskClient) -> None:
    desk = as_(client, "desk")
    page = desk.get("/can-bo/tuan").text
    assert "Không có việc nào đến hạn" in page
    other = re.search(r'rel="next" href="([^"]+)"', page)
    assert other and desk.get(other[1]).status_code == 200
    for wrong in ("x", "2026-02-30", "0001-01-01", "9999-12-31"):
        assert desk.get("/can-bo/tuan", query_string={"tu": wrong}).status_code == 422
    assert as_(client, "citizen").get("/can-bo/tuan").status_code == 403


def made(client: FlaskClient) -> str:
    """The path of a new feed, as its page shows it."""
    page = as_(client, "desk").post("/can-bo/lich")
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="http://localhost(/can-bo/lich\.ics\?k=[^"]+)"', page.text)
    assert found
    return found[1]


def test_the_feed_tells_of_tasks_and_of_no_person(client: FlaskClient, app: Any, settings: Any) -> None:
    one = held(client, settings, timedelta(days=2))
    path = made(client)
    assert path not in client.get("/can-bo/lich").text, "the address is shown once"
    answer = app.test_client().get(path)  # no session
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"].startswith("private")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    with transaction():
        due = session().get_one(WorkItem, one.id).due_at
    assert due is not None and event["dtstart"].dt == due.replace(microsecond=0)
    assert event["uid"] == f"task-{one.id}@localhost"
    assert event["url"] == f"http://localhost/can-bo/viec/{one.id}"
    assert str(event["summary"]) == f"{walk.case(one.subject_id).number} · Kiểm tra hồ sơ"
    assert "Nguyễn" not in answer.text


def test_a_dead_address_is_nowhere(client: FlaskClient, app: Any) -> None:
    first, second = made(client), made(client)
    stranger = app.test_client()
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    client.post("/can-bo/lich/thu-hoi")
    assert stranger.get(second).status_code == 404
    assert stranger.get("/can-bo/lich.ics").status_code == 404


def test_an_address_is_asked_only_so_often(client: FlaskClient, app: Any) -> None:
    path = made(client)
    stranger = app.test_client()
    with time_machine.travel(MONDAY, tick=False):
        answers = [stranger.get(path).status_code for _ in range(61)]
    assert answers[-2:] == [200, 429]


def test_guessing_is_slowed_and_fills_no_table(client: FlaskClient, app: Any) -> None:
    stranger = app.test_client()
    with time_machine.travel(MONDAY, tick=False):
        answers = [stranger.get(f"/can-bo/lich.ics?k={n}").status_code for n in range(101)]
        with transaction():
            counted = session().scalars(select(RateCount.key).where(RateCount.key.startswith("feed"))).all()
    assert answers[-2:] == [404, 429]
    assert counted == ["feed-from:127.0.0.1"]


def test_the_log_names_the_route_and_not_the_secret(client: FlaskClient, app: Any, settings: Any) -> None:
    path = made(client)
    object.__setattr__(settings, "mode", "demo")  # tests keep no log
    with capture_logs() as logged:
        app.test_client().get(path)
    assert [line["route"] for line in logged] == ["/can-bo/lich.ics"]
    assert path.split("k=")[1] not in str(logged)
