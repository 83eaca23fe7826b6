"""The texts of messages, in both languages side by side: each is short, and reads without its neighbour.

A message carries no sensitive content (it may be read on a borrowed phone) and needs no link. Vietnamese texts keep
within what a person reads at a glance. Places: `code` a dossier number or a one-time code, `procedure` its name,
`due`, `was` (due before), `until` instants, `amount` VND.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.clock import local
from app.core.days import day_words

TEMPLATES: dict[str, tuple[str, str]] = {
    "code_sign_in": (
        "Mã đăng nhập Một Cửa: %(code)s. Mã dùng một lần, có hạn %(minutes)s phút. Không đưa mã cho bất kỳ ai.",
        "Your Một Cửa sign-in code: %(code)s. It works once, for %(minutes)s minutes. Give it to nobody.",
    ),
    "code_submit": (
        "Mã xác nhận nộp hồ sơ: %(code)s. Mã dùng một lần, có hạn %(minutes)s phút. Không đưa mã cho bất kỳ ai.",
        "Your code to submit the dossier: %(code)s. It works once, for %(minutes)s minutes. Give it to nobody.",
    ),
    "phone_changed": (
        "Tài khoản Một Cửa của bạn vừa đổi sang số điện thoại có đuôi %(ending)s. Không phải bạn: báo công an xã.",
        "Your Một Cửa account now uses a phone number ending in %(ending)s. Not you? Tell the commune police.",
    ),
    "submitted": (
        "Đã nộp hồ sơ %(code)s. Bộ phận Một cửa sẽ kiểm tra và báo cho bạn.",
        "Dossier %(code)s was submitted. The one-stop desk will check it and tell you.",
    ),
    "received": (
        "Hồ sơ %(code)s đã được tiếp nhận. Hẹn trả kết quả: %(due)s.",
        "Dossier %(code)s was received. The result is due: %(due)s.",
    ),
    "redirected": (
        "Hồ sơ %(code)s đã được chuyển đến đúng cơ quan giải quyết: %(unit)s. Bạn không cần nộp lại.",
        "Dossier %(code)s was sent on to the right agency: %(unit)s. You need not file again.",
    ),
    "not_accepted": (
        "Hồ sơ %(code)s không được tiếp nhận. Mở hồ sơ để xem lý do và cách làm tiếp.",
        "Dossier %(code)s was not accepted. Open it to see why and what you can do.",
    ),
    "supplement_requested": (
        "Hồ sơ %(code)s cần bổ sung. Mở hồ sơ để xem danh sách giấy tờ; nộp bổ sung một lần là đủ.",
        "Dossier %(code)s needs more papers. Open it to see the list; one supplement is enough.",
    ),
    "supplemented": (
        "Đã nhận phần bổ sung của hồ sơ %(code)s. Bộ phận Một cửa sẽ kiểm tra tiếp.",
        "Your supplement to dossier %(code)s arrived. The one-stop desk will go on checking.",
    ),
    "processing": (
        "Hồ sơ %(code)s đang được giải quyết.",
        "Dossier %(code)s is being processed.",
    ),
    "payment_required": (
        "Hồ sơ %(code)s có khoản cần nộp: %(amount)s. Nộp trực tuyến trong hồ sơ hoặc tại Bộ phận Một cửa.",
        "Dossier %(code)s has a fee to pay: %(amount)s. Pay online in the dossier or at the one-stop desk.",
    ),
    "paid": (
        "Đã nhận %(amount)s cho hồ sơ %(code)s.",
        "%(amount)s received for dossier %(code)s.",
    ),
    "withdrawal_requested": (
        "Đã ghi nhận yêu cầu rút hồ sơ %(code)s. Bộ phận Một cửa sẽ trả lời bạn.",
        "Your request to withdraw dossier %(code)s is noted. The one-stop desk will answer you.",
    ),
    "withdrawal_refused": (
        "Yêu cầu rút hồ sơ %(code)s không được chấp nhận; hồ sơ tiếp tục được giải quyết. Mở hồ sơ để xem lý do.",
        "Your request to withdraw dossier %(code)s was refused; it is still processed. Open it to see why.",
    ),
    "stopped": (
        "Hồ sơ %(code)s đã dừng giải quyết theo yêu cầu của bạn.",
        "Dossier %(code)s was stopped as you asked.",
    ),
    "stopped_by_agency": (
        "Hồ sơ %(code)s đã dừng giải quyết. Mở hồ sơ để xem lý do và cách làm tiếp.",
        "Dossier %(code)s was stopped. Open it to see why and what you can do.",
    ),
    "suspended": (
        "Hồ sơ %(code)s tạm ngưng xử lý. Việc này không làm dừng thời hạn. Mở hồ sơ để xem lý do và ngày hẹn.",
        "Dossier %(code)s is on hold. That does not stop its term. Open it to see why and when it is due.",
    ),
    "resumed": (
        "Hồ sơ %(code)s được xử lý tiếp. Việc tạm ngưng không đổi thời hạn. Mở hồ sơ để xem ngày hẹn.",
        "Dossier %(code)s is being handled again. The hold did not change its term. Open it to see when it is due.",
    ),
    "sent_back": (
        "Hồ sơ %(code)s được đưa về bước trước để xử lý lại. Mở hồ sơ để xem lý do.",
        "Dossier %(code)s was put back a step to be handled again. Open it to see why.",
    ),
    "resolved": (
        "Hồ sơ %(code)s đã có kết quả. Mở hồ sơ để xem cách nhận.",
        "Dossier %(code)s has its result. Open it to see how to get it.",
    ),
    "returned": (
        "Kết quả hồ sơ %(code)s đã được trả. Cảm ơn bạn.",
        "The result of dossier %(code)s was handed over. Thank you.",
    ),
    "due_changed": (
        "Hồ sơ %(code)s: lịch làm việc thay đổi nên hẹn trả chuyển từ %(was)s sang %(due)s. Mở hồ sơ để xem lý do.",
        "Dossier %(code)s: working days have changed, so it is due %(due)s instead of %(was)s. Open it to see why.",
    ),
    "restarted": (
        "Hồ sơ %(code)s đã được bổ sung đủ; thời hạn tính lại. Hẹn trả kết quả: %(due)s.",
        "Dossier %(code)s: your supplement is complete and its term starts again. The result is due: %(due)s.",
    ),
    "term_paused": (
        "Hồ sơ %(code)s: thời hạn tạm dừng theo quy định. Mở hồ sơ để xem lý do và căn cứ.",
        "Dossier %(code)s: its term is paused, as the law provides. Open it to see why and on what basis.",
    ),
    "term_goes_on": (
        "Hồ sơ %(code)s: thời hạn được tính tiếp. Hẹn trả kết quả: %(due)s.",
        "Dossier %(code)s: its term goes on. The result is due: %(due)s.",
    ),
    "draft_to_confirm": (
        "Hồ sơ %(code)s: xem bản dự thảo và xác nhận trước %(until)s. Không trả lời coi như đồng ý.",
        "Dossier %(code)s: read the draft and confirm it before %(until)s. No answer counts as yes.",
    ),
    "apology": (
        "Xin lỗi: hồ sơ %(code)s chưa có kết quả đúng hẹn (lý do: %(reason)s). Hẹn trả mới: %(due)s.",
        "We apologise: the result of dossier %(code)s will be late (reason: %(reason)s). It is now due: %(due)s.",
    ),
    "officer_near": (
        "Hồ sơ %(code)s (%(name)s) sắp hết hạn: %(due)s.",
        "Dossier %(code)s (%(name)s) is nearly due: %(due)s.",
    ),
    "officer_apology": (
        "Hồ sơ %(code)s (%(name)s) đến hạn %(due)s. Không kịp thì gửi văn bản xin lỗi trước hạn ít nhất 01 ngày.",
        "Dossier %(code)s (%(name)s) is due %(due)s. If not in time, the apology must go out at least one day before.",
    ),
    "officer_overdue": (
        "Hồ sơ %(code)s (%(name)s) đã quá hạn: %(due)s. Trả kết quả ngay khi có.",
        "Dossier %(code)s (%(name)s) is overdue since %(due)s. Return the result as soon as there is one.",
    ),
    "officer_escalated": (
        "Hồ sơ %(code)s (%(name)s) quá hạn %(due)s đã 01 ngày làm việc, chưa có kết quả.",
        "Dossier %(code)s (%(name)s), due %(due)s, is one working day late and without a result.",
    ),
    "officer_unanswered": (
        "Hồ sơ trực tuyến %(code)s (%(name)s) đã chờ %(hours)s giờ làm việc, chưa ai trả lời người dân.",
        "Online dossier %(code)s (%(name)s) has waited %(hours)s working hours and nobody has answered.",
    ),
    "digest_officer": (
        "Việc của bạn hôm nay: quá hạn %(overdue)s, đến hạn hôm nay %(today)s, trong 7 ngày tới %(week)s. "
        "Gấp nhất: %(codes)s.",
        "Your tasks today: %(overdue)s overdue, %(today)s due today, %(week)s in the next 7 days. "
        "Most urgent: %(codes)s.",
    ),
    "digest_unit": (
        "%(unit)s hôm nay: quá hạn %(overdue)s việc, đến hạn hôm nay %(today)s, trong 7 ngày tới %(week)s. "
        "Gấp nhất: %(codes)s.",
        "%(unit)s today: %(overdue)s overdue, %(today)s due today, %(week)s in the next 7 days. "
        "Most urgent: %(codes)s.",
    ),
}

_UNKNOWN = {"vi": "(chưa rõ)", "en": "(not known yet)"}


def render(template: str, params: Mapping[str, Any], locale: str) -> str:
    """The text of a message. A place without a value says so instead of failing: a message must get out.

    Raises LookupError for an unknown template.
    """
    if template not in TEMPLATES:
        raise LookupError(f"no message template named {template!r}")
    language = "en" if locale == "en" else "vi"
    values = _Values(language, {name: _shown(name, value, language) for name, value in params.items()})
    return TEMPLATES[template][language == "en"] % values


class _Values(dict[str, str]):
    def __init__(self, language: str, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._language = language

    def __missing__(self, name: str) -> str:
        return _UNKNOWN[self._language]


def _shown(name: str, value: Any, language: str) -> str:
    if value is None:
        return _UNKNOWN[language]
    if name in ("due", "until", "was"):
        return _instant(str(value), language)
    if name == "amount" and isinstance(value, int):
        return f"{value:,}".replace(",", ".") + " đồng" if language == "vi" else f"{value:,} VND"
    if isinstance(value, dict):
        return str(value.get(language) or value.get("vi") or "")
    return str(value)


def _instant(said: str, language: str) -> str:
    """An ISO instant on a Vietnamese clock; anything else is in words already."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return said
    return f"{local(moment):%H:%M} {day_words(local(moment), language)}"
