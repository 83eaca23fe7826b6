"""A dossier on hold, as its owner is told: since when, why, and what that does to the date promised."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cases import operating
from app.core.db import transaction
from app.notifications.queries import messages_of_case
from tests.cases import walking as walk
from tests.cases.test_journey import examined, resolved
from tests.web.officers import as_, submitted

WHY = "Dữ liệu dân cư đang được đối chiếu lại."


def hold(case_id: int, *, let_go: bool = False) -> None:
    with transaction():
        operator = walk.who("admin")
        (operating.resume if let_go else operating.suspend)(case_id, WHY, operator)


def texts(case_id: int) -> list[str]:
    with transaction():
        return [message.text for message in messages_of_case(case_id, walk.case(case_id).owner_id)]


def test_the_owner_reads_since_when_why_and_that_the_date_stands(client: FlaskClient, settings: Any) -> None:
    case_id = examined(settings)
    hold(case_id)
    citizen = as_(client, "citizen")
    page = citizen.get(f"/ho-so/{case_id}").text
    assert "Hồ sơ đang tạm ngưng xử lý" in page and WHY in page
    assert "Thời hạn vẫn tính, hẹn trả không đổi" in page
    assert "tạm ngưng từ" in citizen.get("/ho-so").text
    looked_up = client.post("/tra-cuu", data={"code": walk.case(case_id).code, "digits": "0001"}).text
    assert "không làm dừng thời hạn" in looked_up and WHY not in looked_up
    assert any("tạm ngưng xử lý" in text for text in texts(case_id))
    hold(case_id, let_go=True)
    page = citizen.get(f"/ho-so/{case_id}").text
    assert "Hồ sơ đang tạm ngưng xử lý" not in page and "Hồ sơ được xử lý tiếp" in page
    assert any("được xử lý tiếp" in text for text in texts(case_id))


@pytest.mark.parametrize(
    ("stage", "said"),
    [("submitted", "Thời hạn chưa bắt đầu tính"), ("resolved", "Đã có kết quả"), ("supplement", "vì lý do khác")],
)
def test_what_it_does_to_the_term_is_said_as_it_is(client: FlaskClient, settings: Any, stage: str, said: str) -> None:
    if stage == "submitted":
        case_id = submitted(settings)
    elif stage == "resolved":
        case_id = resolved(settings, channel_out="ONLINE")
    else:
        case_id = examined(settings)
        walk.do(case_id, "examine", "specialist", "supplement")
        walk.do(case_id, "send_supplement", "desk")
    hold(case_id)
    page = as_(client, "citizen").get(f"/ho-so/{case_id}").text
    assert said in page
    assert ("Đang đến lượt bạn" in page) == (stage != "submitted")
    assert f'href="/ho-so/{case_id}/buoc"' not in page  # their own step waits too
