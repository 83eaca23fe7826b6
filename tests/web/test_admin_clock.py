"""The clock to rehearse with: who may turn it, what is asked first, and the banner while it is ahead."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import create_app
from app.core import clock
from app.core.config import Settings
from app.core.db import transaction
from app.deadlines import rehearsal, watches
from app.integrations import outbox
from tests.web.officers import as_

PAGE, BACK = "/quan-tri/dong-ho", "/quan-tri/dong-ho/ve"
BANNER = 'class="demo rehearsal"'
SUNDAY_NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.TZ)


def watched(after: timedelta, kind: str = "OVERDUE", case_id: int = 1) -> None:
    with transaction():
        watches.set_for(case_id, {kind: clock.now() + after})


def test_only_administrators_turn_the_clock(client: FlaskClient) -> None:
    for username in ("desk", "citizen", "designer"):
        other = as_(client, username)
        assert other.get(PAGE).status_code == 403
        assert other.post(PAGE, data={"by": "1h"}).status_code == 403
        assert other.post(BACK, data={"confirmed": "1"}).status_code == 403
    assert clock.ahead() == timedelta(0)
    assert as_(client, "admin").get(PAGE).status_code == 200


def test_a_forged_form_turns_nothing(client: FlaskClient) -> None:
    assert as_(client, "admin").post(PAGE, data={"by": "1h"}, token=False).status_code == 400
    assert clock.ahead() == timedelta(0)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", [PAGE, BACK])
def test_production_has_no_such_page(world: Engine, settings: Settings, method: str, path: str) -> None:
    real = replace(settings, mode="production", public_url="https://motcua.example.vn", allow_demo_twins=True)
    app = create_app(real, engine=world)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = getattr(app.test_client(), method)(path, base_url="https://motcua.example.vn")
    assert answer.status_code in ({404, 405} if (path, method) == (BACK, "get") else {404})


def test_steps_go_forward_and_add_up(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    for by in ("1h", "4h", "1d", "1w"):
        assert admin.post(PAGE, data={"by": by}).status_code == 303
    assert clock.ahead() == timedelta(days=8, hours=5)
    assert "8 ngày 5 giờ" in admin.get(PAGE).text


def test_the_next_working_day_begins_at_its_first_hour(client: FlaskClient) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ), tick=False):
        as_(client, "admin").post(PAGE, data={"by": "next"})
        assert clock.local(clock.now()) == datetime(2026, 11, 25, 7, 30, tzinfo=clock.TZ)  # the 24th is a holiday


def test_a_chosen_moment_is_reached_to_the_minute(client: FlaskClient) -> None:
    with time_machine.travel(SUNDAY_NOON, tick=False):
        as_(client, "admin").post(PAGE, data={"by": "to", "day": "2026-11-30", "time": "08:00"})
        assert clock.local(clock.now()) == datetime(2026, 11, 30, 8, 0, tzinfo=clock.TZ)
        page = client.get("/").text
        assert "Đồng hồ tập dượt: 08:00 thứ Hai, 30/11/2026, đi trước 7 ngày 20 giờ." in page


@pytest.mark.parametrize(
    "typed",
    [
        {"by": "to", "day": "2026-11-22", "time": "08:00"},
        {"by": "to", "day": "", "time": "08:00"},
        {"by": "to", "day": "2026-11-30", "time": "sáng"},
        {"by": "to", "day": "2028-11-30", "time": "08:00"},
        {"by": "-1h"},
        {},
    ],
)
def test_what_is_no_way_forward_is_a_fault_and_keeps_what_was_typed(client: FlaskClient, typed: dict[str, str]) -> None:
    with time_machine.travel(SUNDAY_NOON, tick=False):
        answer = as_(client, "admin").post(PAGE, data=typed)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        if typed.get("time"):
            assert f'value="{typed["time"]}"' in answer.text
        assert clock.ahead() == timedelta(0)


def test_no_more_than_400_days_in_all(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    with transaction():
        rehearsal.move(timedelta(days=395), 1)
    answer = admin.post(PAGE, data={"by": "1w"})
    assert answer.status_code == 422
    assert "400 ngày" in answer.text
    assert clock.ahead() == timedelta(days=395)


def test_what_a_move_sets_off_is_shown_and_asked_first(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    watched(timedelta(hours=2), "OVERDUE", 1)
    watched(timedelta(hours=3), "NEAR", 2)
    watched(timedelta(days=3), "NEAR", 3)
    asked = admin.post(PAGE, data={"by": "4h"}).text
    assert "1 nhắc gần hạn, 1 hồ sơ bị ghi quá hạn" in asked
    assert clock.ahead() == timedelta(0)
    answer = admin.post(PAGE, data={"by": "4h", "confirmed": "1"}, follow_redirects=True).text
    assert "Trong vài giây tới: 1 nhắc gần hạn, 1 hồ sơ bị ghi quá hạn." in answer
    assert clock.ahead() == timedelta(hours=4)


def test_a_move_that_sets_nothing_off_is_not_asked(client: FlaskClient) -> None:
    watched(timedelta(hours=2))
    assert as_(client, "admin").post(PAGE, data={"by": "1h"}).status_code == 303


def test_going_back_asks_first_and_says_what_stays(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    admin.post(PAGE, data={"by": "1d"})
    assert "Việc đã xảy ra vẫn còn" in admin.post(BACK).text
    assert clock.ahead() == timedelta(days=1)
    assert admin.post(BACK, data={"confirmed": "1"}).status_code == 303
    assert clock.ahead() == timedelta(0)


def test_the_banner_stands_on_every_page_while_the_clock_is_ahead(client: FlaskClient) -> None:
    pages = ("/", "/thu-tuc", "/dang-nhap", "/khong-co-trang-nay")
    for path in pages:
        assert BANNER not in client.get(path).text
    as_(client, "admin").post(PAGE, data={"by": "1w"})
    stranger = client.application.test_client()
    for path in pages:
        page = stranger.get(path).text
        assert BANNER in page
        assert "đi trước 7 ngày" in page
    client.post(BACK, data={"confirmed": "1"})
    assert BANNER not in stranger.get("/").text


def test_programs_are_told_nothing_of_it(client: FlaskClient) -> None:
    before = client.get("/api/v1/procedures?limit=1")
    as_(client, "admin").post(PAGE, data={"by": "1w"})
    after = client.get("/api/v1/procedures?limit=1")
    assert (after.status_code, after.json) == (before.status_code, before.json)


def test_what_waits_to_leave_the_house_is_not_late_for_a_rehearsal(client: FlaskClient) -> None:
    with transaction():
        outbox.put("nothing", "a", {})
    admin = as_(client, "admin")
    admin.post(PAGE, data={"by": "1w", "confirmed": "1"})
    assert "đã đến lượt mà chưa gửi" not in admin.get("/quan-tri").text
