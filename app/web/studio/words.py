"""States of drafts and kinds of files in plain words."""

from flask_babel import gettext as _

from app.core.errors import N_

_STATES = {
    "DRAFT": N_("đang soạn"),
    "PROPOSED": N_("đã trình"),
    "RELEASED": N_("đã ban hành"),
    "REJECTED": N_("đã bỏ"),
}
_KINDS = (
    ("procedure.json", N_("bản mô tả thủ tục")),
    (".bpmn", N_("sơ đồ quy trình")),
    (".dmn", N_("bảng quyết định")),
)

_STEPS = {
    "startEvent": N_("bắt đầu"),
    "endEvent": N_("kết thúc"),
    "userTask": N_("việc của người"),
    "manualTask": N_("việc làm tay"),
    "serviceTask": N_("việc hệ thống tự làm"),
    "scriptTask": N_("tính toán"),
    "businessRuleTask": N_("tra bảng quyết định"),
    "callActivity": N_("gọi quy trình khác"),
    "subProcess": N_("quy trình con"),
    "exclusiveGateway": N_("cổng chọn một nhánh"),
    "inclusiveGateway": N_("cổng chọn một hay nhiều nhánh"),
    "parallelGateway": N_("cổng đi mọi nhánh cùng lúc"),
    "eventBasedGateway": N_("cổng chờ việc đến trước"),
    "boundaryEvent": N_("sự kiện gắn trên bước"),
    "intermediateCatchEvent": N_("chờ sự kiện"),
    "intermediateThrowEvent": N_("phát sự kiện"),
    "sendTask": N_("gửi thông điệp"),
    "receiveTask": N_("chờ thông điệp"),
}
_FIELDS = {
    "text": N_("một dòng chữ"),
    "textarea": N_("nhiều dòng chữ"),
    "integer": N_("số nguyên"),
    "money": N_("số tiền"),
    "number": N_("số"),
    "date": N_("ngày tháng năm"),
    "time": N_("giờ và phút"),
    "boolean": N_("đánh dấu"),
    "choice": N_("chọn một"),
    "choices": N_("chọn nhiều"),
    "id_number": N_("số định danh"),
    "phone": N_("số điện thoại"),
    "email": N_("thư điện tử"),
    "person_name": N_("họ tên người"),
    "group": N_("nhóm mục"),
    "repeat": N_("nhóm lặp lại"),
    "note": N_("lời nhắc"),
}
_EVENTS = {
    "timer": N_("hẹn giờ"),
    "message": N_("thông điệp"),
    "error": N_("lỗi"),
    "signal": N_("tín hiệu"),
    "escalation": N_("leo thang"),
    "terminate": N_("dừng cả quy trình"),
    "cancel": N_("hủy giao dịch"),
    "compensate": N_("bồi hoàn"),
    "conditional": N_("điều kiện"),
    "link": N_("liên kết"),
}


def step_kind(kind: str, event: str | None = None) -> str:
    """What a step is, in the reader's language; the element's own name when it is a rare one."""
    words = str(_(_STEPS[kind])) if kind in _STEPS else kind
    return f"{words}: {_(_EVENTS[event])}" if event in _EVENTS else words


def event_words(kind: str) -> str:
    """What an event waits for or throws, in the reader's language."""
    return str(_(_EVENTS[kind])) if kind in _EVENTS else kind


def state_words(state: str) -> str:
    """The state of a draft in the reader's language."""
    return str(_(_STATES[state]))


def file_kind(path: str) -> str:
    """What a file of a draft is, in the reader's language."""
    if path.startswith("forms/"):
        return str(_("biểu mẫu"))
    if path.startswith("scenarios/"):
        return str(_("kịch bản thử"))
    return next((str(_(words)) for ending, words in _KINDS if path.endswith(ending)), path)


def field_kind(kind: str) -> str:
    """What a field of a form asks for, in the reader's language."""
    return str(_(_FIELDS[kind])) if kind in _FIELDS else kind
