"""What a citizen reads of an apology: the letter and the new date, nothing of how it came about."""

from typing import Any

import time_machine

from app.cases import escalation
from app.core.db import transaction
from tests.browsing import Browser
from tests.cases import walking as walk
from tests.cases.test_apology import CODE, at
from tests.web.filing import sign_in, text

TAKEN_OVER = (("check_dossier", "desk", "complete"), ("hand_over", "desk", None), ("take_over", "specialist", None))


def test_it_is_told_by_what_comes_of_it(client: Browser, settings: Any) -> None:
    with time_machine.travel(at("2026-03-09T08:30"), tick=False) as clock:
        case_id = walk.submit(CODE, settings)
        for node, username, outcome in TAKEN_OVER:
            walk.do(case_id, node, username, outcome)
        clock.move_to(at("2026-03-12T17:00"))
        with transaction():
            assert escalation.act(case_id, "APOLOGY")
        asked = text(sign_in(client).get(f"/ho-so/{case_id}"))
        walk.do(case_id, "decide_apology", "specialist", "late", reason="chờ xác minh", new_date="2026-03-18")
        walk.do(case_id, "approve_apology", "leader", "sign")
        told = text(client.get(f"/ho-so/{case_id}"))
    assert "Lãnh đạo ký văn bản xin lỗi và hẹn lại ngày trả" in told
    assert "17:00 18/03/2026" in told
    for page in (asked, told):
        assert "Xong bước: Xem có kịp hạn không" not in page
        assert "Không kịp thì gửi văn bản xin lỗi" not in page  # the officers' message
