"""The journal of a dossier as its owner reads it: what happened, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.cases.dossiers import Event
from app.core.errors import N_
from app.web.formats import dt
from app.web.layout.step_words import step_words

PREPARING = frozenset(
    ("choose_service", "fill_application", "attach_components", "choose_payment", "pay_online", "check_and_submit")
)
WITHIN = frozenset(("decide_apology", "approve_apology", "approve_exception"))  # told by what comes of them
PAPERS = frozenset(("document_added", "document_removed"))
KINDS = {
    "created": N_("Bạn bắt đầu hồ sơ"),
    "payment": N_("Đã nhận tiền phí, lệ phí"),
    "withdraw": N_("Bạn xin rút hồ sơ"),
    "amended": N_("Bạn sửa tờ khai"),
    "document_added": N_("Bạn gửi thêm giấy tờ"),
    "document_removed": N_("Bạn bỏ một giấy tờ"),
    "recounted": N_("Lịch làm việc thay đổi, ngày hẹn được tính lại"),
    "paused": N_("Tạm dừng tính thời hạn theo quy định"),
    "went_on": N_("Thời hạn được tính tiếp"),
    "overdue": N_("Hồ sơ quá hạn, người phụ trách và lãnh đạo được báo"),
    "sent_back": N_("Hồ sơ được đưa về bước trước để xử lý lại"),
    "stopped": N_("Hồ sơ dừng giải quyết"),
    "suspended": N_("Hồ sơ tạm ngưng xử lý; thời hạn không vì vậy mà dừng"),
    "resumed": N_("Hồ sơ được xử lý tiếp"),
    "timer": N_("Hết thời gian chờ, hồ sơ tự chuyển tiếp"),
}
STEPS = {
    ("check_and_submit", "submit"): N_("Bạn nộp hồ sơ"),
    ("check_dossier", "complete"): N_("Tiếp nhận hồ sơ và hẹn ngày trả"),
    ("check_dossier", "incomplete"): N_("Cán bộ yêu cầu bổ sung"),
    ("check_dossier", "wrong_agency"): N_("Chuyển đến cơ quan có thẩm quyền"),
    ("check_dossier", "refuse"): N_("Đề nghị không tiếp nhận, chờ lãnh đạo duyệt"),
    ("approve_refusal", "approve"): N_("Lãnh đạo duyệt không tiếp nhận"),
    ("approve_refusal", "reject"): N_("Lãnh đạo yêu cầu xem lại, hồ sơ vẫn được xét"),
    ("supplement", None): N_("Bạn gửi phần bổ sung"),
    ("supplement_examined", None): N_("Bạn gửi phần bổ sung"),
    ("collect_fee", None): N_("Đã thu phí tại quầy"),
    ("collect_fee_at_return", None): N_("Đã thu phí tại quầy"),
    ("hand_over", None): N_("Bộ phận Một cửa chuyển hồ sơ đi giải quyết"),
    ("take_over", None): N_("Bộ phận chuyên môn nhận hồ sơ"),
    ("examine", "supplement"): N_("Thẩm định xong: cần bổ sung"),
    ("examine", None): N_("Thẩm định xong, trình lãnh đạo"),
    ("send_supplement", None): N_("Bộ phận Một cửa gửi yêu cầu bổ sung"),
    ("approve_result", "sign"): N_("Lãnh đạo ký kết quả"),
    ("approve_result", "return"): N_("Lãnh đạo yêu cầu xem lại"),
    ("issue_result", None): N_("Kết quả được vào số, đóng dấu"),
    ("hand_result", None): N_("Trả kết quả tại quầy"),
    ("hand_to_post", None): N_("Gửi kết quả qua bưu chính"),
    ("confirm_receipt", None): N_("Bạn xác nhận đã nhận kết quả"),
    ("approve_apology", "sign"): N_("Lãnh đạo ký văn bản xin lỗi và hẹn lại ngày trả"),
    ("approve_exception", "agree"): N_("Lãnh đạo ký văn bản xin lỗi và hẹn lại ngày trả lần nữa"),
    ("decide_withdrawal", "agree"): N_("Đồng ý cho rút hồ sơ"),
    ("decide_withdrawal", "disagree"): N_("Không đồng ý cho rút, hồ sơ được giải quyết tiếp"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story. `who` is None where the owner acted."""

    at: datetime
    text: str
    who: str | None
    note: str | None = None


def told(events: Sequence[Event], definition_id: int | None, owner: str) -> list[Told]:
    """The story, newest first. What was done while drafting and officers' own notes are left out."""
    submitted = next((event.at for event in events if event.detail.get("outcome") == "submit"), None)
    after = [event for event in events if event.kind not in PAPERS or (submitted and event.at > submitted)]
    return [line for event in reversed(after) if (line := _told(event, definition_id, owner)) is not None]


def openings(events: Sequence[Event]) -> list[Told]:
    """Who opened the dossier and when, newest first."""
    return [Told(event.at, event.who or "", None) for event in reversed(events) if event.kind == "opened"]


def held(events: Sequence[Event]) -> Told | None:
    """Why the dossier is held, and since when."""
    last = next((event for event in reversed(events) if event.kind == "suspended"), None)
    return Told(last.at, "", last.who, last.detail.get("reason")) if last else None


def _told(event: Event, definition_id: int | None, owner: str) -> Told | None:
    who = event.who if event.who != owner else None
    if event.kind == "sent_back" and "status" not in event.detail.get("undo", {}):
        return None  # a step within the house
    if event.kind == "forwarded":
        step = step_words(definition_id, event.detail.get("node", ""))
        return Told(event.at, _("Cơ quan hoàn thành thay bước: %(name)s", name=step), who, event.detail.get("reason"))
    if event.kind in KINDS:
        note = str(event.detail.get("reason") or dt(event.detail.get("due")) or "") or None
        return Told(event.at, _(KINDS[event.kind]), who, note)
    if event.kind != "completed" or event.node is None:
        return None
    outcome = event.detail.get("outcome")
    said = STEPS.get((event.node, outcome)) or STEPS.get((event.node, None))
    if said:
        return Told(event.at, _(said), who)
    if event.node in PREPARING or event.node in WITHIN:
        return None
    return Told(event.at, _("Xong bước: %(name)s", name=step_words(definition_id, event.node)), who)
