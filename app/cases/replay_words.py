"""What a replay found as sentences, in Vietnamese and English: for the studio and the command line."""

from collections.abc import Mapping

from app.cases.replay_histories import NO_STEP, UNMATCHED, UNREAD
from app.cases.replay_results import Line
from app.cases.replaying import MOVED
from app.catalogue.replay_comparing import ADDED, CALL, FINISHED, ROLE, SKIPPED, TERM, TIMER, UNFINISHED, VARIABLE
from app.catalogue.replay_player import BUTTON, CLOSED, ENDLESS, ERROR, FORM, GONE, NOT_BACK, UNHEARD
from app.engine import moving
from app.engine.spiff_moving import (
    BOUNDARY_CHANGED,
    CALL_CHANGED,
    DIFFERENT,
    EVENT_CHANGED,
    JOIN_CHANGED,
    OPEN_CHANGED,
    OPEN_GONE,
    PASSED_GONE,
)

Both = Mapping[str, str]
_LANGUAGES = ("vi", "en")
_SAID: dict[str, tuple[str, str]] = {
    ENDLESS: (
        "Chạy mãi không dừng ở “%(step)s”, nên đã cắt.",
        "It runs on and on at “%(step)s” and was cut off.",
    ),
    ERROR: ("Gặp lỗi khi chạy ở “%(step)s” (%(said)s).", "It fails at “%(step)s” (%(said)s)."),
    CLOSED: (
        "Lúc đã làm “%(step)s” thì theo bản mới bước này chưa mở; đang mở: %(nodes)s.",
        "When “%(step)s” was done it is not open by the new version; open is: %(nodes)s.",
    ),
    NOT_BACK: ("Không lùi lại được như quản trị đã lùi.", "It cannot be sent back as an operator sent it back."),
    BUTTON: (
        "Nút “%(label)s” đã bấm ở “%(step)s” không còn.",
        "The button “%(label)s” that was pressed at “%(step)s” is gone.",
    ),
    FORM: (
        "Biểu mẫu của “%(step)s” không nhận câu trả lời đã có ở mục “%(label)s”.",
        "The form of “%(step)s” does not take the answers that were given at “%(label)s”.",
    ),
    GONE: ("“%(step)s” không còn trong bản mới.", "“%(step)s” is not in the new version."),
    UNFINISHED: (
        "Hồ sơ đã kết thúc thì theo bản mới chưa kết thúc; còn mở: %(nodes)s.",
        "Ended dossiers do not end; open: %(nodes)s.",
    ),
    FINISHED: (
        "Hồ sơ đang chờ ở %(nodes)s thì theo bản mới đã kết thúc.",
        "Dossiers that wait at %(nodes)s have ended.",
    ),
    SKIPPED: ("Không còn đi qua “%(step)s”.", "“%(step)s” is passed no more."),
    ADDED: ("Đi qua thêm “%(step)s” mà trước đây không qua.", "“%(step)s” comes in addition."),
    VARIABLE: ("Biến quyết định khác đi: %(said)s.", "Another decision variable: %(said)s."),
    CALL: ("Việc hệ thống tự làm khác đi: %(said)s.", "Other calls of service tasks: %(said)s."),
    UNHEARD: ("Không gì chờ thông điệp %(said)s.", "Nothing waits for the message %(said)s."),
    ROLE: ("“%(step)s” giao cho người khác: %(said)s.", "“%(step)s” goes to other people: %(said)s."),
    TERM: ("Hạn của “%(step)s” khác đi: %(said)s.", "Another term of “%(step)s”: %(said)s."),
    f"{ENDLESS}?": ("Chạy mãi không dừng, nên đã cắt.", "It runs on and on and was cut off."),
    f"{ERROR}?": (
        "Gặp lỗi khi bắt đầu hoặc khi hẹn giờ đến (%(said)s).",
        "It fails at the beginning or when a timer is due (%(said)s).",
    ),
    f"{TIMER}+": ("Có thêm hẹn giờ “%(step)s” đang chờ.", "The timer “%(step)s” waits in addition."),
    f"{TIMER}-": ("Không còn hẹn giờ “%(step)s” đang chờ.", "The timer “%(step)s” waits no more."),
    f"{TIMER}≠": ("Hẹn giờ “%(step)s” đến vào lúc khác.", "The timer “%(step)s” is due at another time."),
    f"{BUTTON}?": (
        "“%(step)s” nay phải bấm một trong các nút, trước đây không có nút.",
        "“%(step)s” now asks for one of several buttons; there was none.",
    ),
    f"{CLOSED}.": (
        "Lúc đã làm “%(step)s” thì theo bản mới quy trình đã kết thúc.",
        "When “%(step)s” was done the process has ended by the new version.",
    ),
}
_UNTOLD: dict[str, tuple[str, str]] = {
    UNMATCHED: (
        "Câu trả lời đã lưu không khớp với những lần làm “%(step)s”.",
        "The answers kept do not match the times “%(step)s” was done.",
    ),
    UNREAD: (
        "Biểu mẫu của bản cũ không đọc lại được câu trả lời của “%(step)s”.",
        "The older version's own form does not take back the answers of “%(step)s”.",
    ),
    NO_STEP: (
        "Nhật ký có “%(step)s”, bước không thuộc phiên bản này.",
        "The journal has “%(step)s”, which is no step of this version.",
    ),
    MOVED: ("Hồ sơ đã đổi phiên bản giữa chừng.", "The dossier changed its version on the way."),
}
_OTHERWISE = (
    "Chạy lại trên chính bản cũ không ra đúng như thật (%(step)s).",
    "Played again on the older version itself it does not go as it really went (%(step)s).",
)
_BLOCKED = {
    OPEN_GONE: "The open step “%(node)s” is not in the new version.",
    OPEN_CHANGED: "The open step “%(node)s” is of another kind in the new version.",
    EVENT_CHANGED: "The event “%(node)s” that is waited for is another in the new version.",
    BOUNDARY_CHANGED: "Events on the open step “%(node)s” come or go in the new version.",
    CALL_CHANGED: "The called process of the open step (“%(node)s”) is another or gone in the new version.",
    JOIN_CHANGED: "The place “%(node)s” where branches are waited for is another; a dossier would wait for ever.",
    PASSED_GONE: "The passed step “%(node)s”, on which open ones rest, is not in the new version.",
    DIFFERENT: "After trying, what is waited for is not as before (“%(node)s”).",
}


def difference(line: Line) -> Both:
    """What a newer version does otherwise."""
    kind = line.kind
    if kind == TIMER:
        kind += line.said
    elif (kind == BUTTON and not line.said) or (kind in (ENDLESS, ERROR) and not line.node):
        kind += "?"
    elif kind == CLOSED and not line.nodes:
        kind += "."
    return _in_both(_SAID[kind], line)


def untold(line: Line) -> Both:
    """Why dossiers are not compared."""
    return _in_both(_UNTOLD.get(line.kind, _OTHERWISE), line)


def blocked(line: Line) -> Both:
    """Why open dossiers could not be moved."""
    named = {"node": line.name or line.node}
    return {"vi": moving.WHY[line.kind] % named, "en": _BLOCKED[line.kind] % named}


def _in_both(texts: tuple[str, str], line: Line) -> Both:
    found = {}
    for language, text in zip(_LANGUAGES, texts, strict=True):
        label = line.label.get(language) or line.label.get("vi") or line.said
        nodes = ", ".join(f"“{name}”" for name in line.nodes) or "–"
        found[language] = text % {
            "step": line.name or line.node or "–",
            "nodes": nodes,
            "said": line.said,
            "label": label,
        }
    return found
