"""What the timetable has before it, as administrators see it: failing and next-due ones, workers, recounts."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.cases import recounting
from app.core import clock
from app.core.db import session, transaction
from app.deadlines import watches
from app.deadlines.models import LegalClock, Watch
from app.integrations import heartbeats
from tests.cases import walking as walk
from tests.web.officers import as_, at_transfer, submitted

PAGE = "/quan-tri/hen-gio"


def failed(case_id: int, due: timedelta = timedelta(minutes=-5)) -> int:
    with transaction():
        watches.set_for(case_id, {"NEAR": clock.now() + due})
        watch_id = next(i for i, of, *_rest in watches.due(clock.now() + timedelta(days=9)) if of == case_id)
        watches.failed(watch_id, "KeyError: x")
    return watch_id


def next_try(watch_id: int) -> Any:
    with transaction():
        return session().get_one(Watch, watch_id, populate_existing=True).next_try_at


def test_a_failing_watch_shows_its_dossier_and_error_and_is_tried_again(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    watch_id = failed(case_id)
    admin = as_(client, "admin")
    page = admin.get(PAGE).text
    assert walk.case(case_id).number in page
    assert "KeyError: x" in page
    assert "Nguyễn Văn An" not in page
    assert "1 việc lỗi" in admin.get("/quan-tri").text
    assert next_try(watch_id) > clock.now()
    assert admin.post(f"{PAGE}/watch/{watch_id}/thu-lai").status_code == 303
    assert next_try(watch_id) <= clock.now()


def test_nothing_is_done_before_its_time_and_nothing_unknown(client: FlaskClient, settings: Any) -> None:
    watch_id = failed(submitted(settings), timedelta(days=2))
    admin = as_(client, "admin")
    for path in (f"watch/{watch_id}", "watch/999999", "timer/999999", "outbox/1"):
        assert admin.post(f"{PAGE}/{path}/thu-lai").status_code == 404
    assert next_try(watch_id) > clock.now()


def test_the_page_is_the_administrators(client: FlaskClient, settings: Any) -> None:
    watch_id = failed(submitted(settings))
    for username in ("desk", "designer"):
        other = as_(client, username)
        assert other.get(PAGE).status_code == 403
        assert other.post(f"{PAGE}/watch/{watch_id}/thu-lai").status_code == 403
    assert next_try(watch_id) > clock.now()


def test_without_a_worker_the_home_page_warns_and_says_what_to_do(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    page = admin.get("/quan-tri").text
    assert "Không có bộ hẹn giờ nào đang chạy." in page
    assert "./scripts/worker" in page
    with transaction():
        heartbeats.beat("may-1", clock.wall(), 7)
    page = admin.get("/quan-tri").text
    assert "may-1" in page
    assert "giây trước" in page
    assert "Không có bộ hẹn giờ nào đang chạy." not in page


def test_a_change_counts_open_dossiers_before_and_shows_them_being_recounted(
    client: FlaskClient, settings: Any
) -> None:
    case_id = at_transfer(settings)
    with transaction():
        due = session().get_one(LegalClock, case_id).due_at
    assert due is not None
    admin, day = as_(client, "admin"), clock.local(due).date()
    path, typed = f"/quan-tri/lich/ngay/{day.isoformat()}", {"kind": "HOLIDAY", "name": "Ngày mới"}
    assert "1 hồ sơ đang mở sẽ được tính lại hạn." in admin.post(path, data=typed).text
    said = admin.post(path, data={**typed, "confirmed": "1", "reason": "Có quyết định"}, follow_redirects=True).text
    assert "đang tính lại hạn của 1 hồ sơ" in said
    for page in ("/quan-tri", PAGE, "/quan-tri/lich"):
        assert "Còn 1 hồ sơ đang tính lại hạn theo lịch mới." in admin.get(page).text
    assert recounting.recount_stale() == 1
    assert (walk.case(case_id).due_at or due) > due
    assert "đang tính lại hạn theo lịch mới" not in admin.get("/quan-tri/lich").text


def test_a_watch_that_nobody_looks_at_is_trouble(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    admin = as_(client, "admin")
    assert "bộ hẹn giờ không chạy" not in admin.get("/quan-tri").text
    with transaction():
        watches.set_for(case_id, {"NEAR": clock.now() - timedelta(minutes=3)})
    assert "1 hẹn giờ đã trễ" in admin.get("/quan-tri").text
