"""The due filters of the task list: the same as in the inbox, and described."""

from datetime import timedelta

import pytest

from app.core.clock import local, now
from app.core.db import session, transaction
from app.engine.models import WorkItem
from tests.cases import walking as walk


@pytest.fixture
def item_id(client, settings) -> int:
    """A task that waits at the desk, due in half an hour."""
    found = walk.items(walk.submit("2.000635", settings))[0].id
    with transaction():
        session().get_one(WorkItem, found).due_at = now() + timedelta(minutes=30)
    return found


def test_near_and_a_single_day(api, item_id):
    desk = api("desk")
    day = local(now() + timedelta(minutes=30)).date()
    for due, expected in (("near", [item_id]), (day, [item_id]), (day - timedelta(days=1), []), ("overdue", [])):
        answer = desk.get(f"tasks?state=available&due={due}")
        assert [one["id"] for one in answer.json["items"]] == expected, due


@pytest.mark.parametrize("due", ["never", "2026-02-30", "26-11-25"])
def test_what_is_no_filter_is_refused_by_name(api, due):
    answer = api("desk").get(f"tasks?due={due}")
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json["errors"]] == ["due"]


def test_the_description_tells_them(client):
    (due,) = [
        one
        for one in client.get("/api/v1/openapi.json").json["paths"]["/api/v1/tasks"]["get"]["parameters"]
        if one["name"] == "due"
    ]
    assert "near" in due["schema"]["pattern"]
    assert "2026-11-25" in str(due)
