"""What operators' acts do, in words, before they are done."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.cases import bulk_kinds, bulk_working
from app.cases.bulk_reading import Line, Reason
from app.cases.models import Case
from app.cases.sending_back import Way
from app.catalogue import queries as catalogue
from app.catalogue.queries import Version
from app.core.errors import N_
from app.identity import operations
from app.web.errors import problem_of
from app.web.layout.step_words import step_words
from app.web.layout.words import status_words

BUTTONS = (("suspend", N_("Tạm ngưng")), ("resume", N_("Cho xử lý tiếp")), ("stop", N_("Dừng hẳn")))


def effects(kind: str) -> list[str]:
    """What holding, letting go or stopping does to a dossier."""
    match kind:
        case "suspend":
            return [
                _("Không ai hoàn thành được bước nào và hẹn giờ của quy trình không chạy, cho đến khi cho xử lý tiếp."),
                _("Thời hạn giải quyết VẪN tính: tạm ngưng vì kỹ thuật không phải căn cứ dừng thời hạn."),
                _("Tiền nộp và yêu cầu rút hồ sơ của công dân vẫn được ghi nhận."),
                _("Công dân được báo ngay và đọc được lý do bạn ghi."),
            ]
        case "forward":
            return [
                _("Bước được ghi là do bạn hoàn thành thay, cùng lý do; hồ sơ đi tiếp sang bước sau."),
                _("Chỉ bước không có quyết định và được sơ đồ cho phép. Không ký, không duyệt thay ai."),
                _("Công dân đọc được rằng bước này do cơ quan hoàn thành thay, và lý do bạn ghi."),
            ]
        case "unmove":
            return [
                _("Hồ sơ trở lại phiên bản trước khi chuyển, đúng như lúc đó: bước đang mở, tên bước, biểu mẫu."),
                _("Chỉ làm được khi hồ sơ chưa đi tiếp từ lúc chuyển."),
            ]
        case "resume":
            return [
                _("Các bước mở lại; hẹn giờ đã đến lúc trong thời gian tạm ngưng chạy ngay."),
                _("Hẹn giờ chờ công dân trả lời lùi đúng bằng thời gian tạm ngưng. Hạn giải quyết không đổi."),
                _("Công dân được báo ngay và đọc được lý do bạn ghi."),
            ]
        case _:
            return [
                _("Hồ sơ sang trạng thái “Dừng xử lý”, mọi bước đang mở bị đóng. Không quay lại được."),
                _("Công dân được báo ngay và đọc được lý do bạn ghi. Phí đã nộp chuyển sang chờ hoàn."),
            ]


def step_names(way: Way, definition_id: int | None) -> str:
    """The steps that would open, in the reader's language."""
    return ", ".join(step_words(definition_id, node.id, node.name) for node in way.opens)


def effects_of_way(case: Case, way: Way) -> list[str]:
    """What putting this dossier back would do."""
    steps = step_names(way, catalogue.version(case.version_id).definition_id)
    said = [
        _("Bước mở lại: %(steps)s. Các bước đang mở bị đóng.", steps=steps),
        _("Câu trả lời và giấy tờ đã có được giữ, hiện sẵn khi làm lại bước."),
    ]
    if way.status != case.status:
        said.append(
            _("Trạng thái trở lại “%(status)s”; công dân được báo và đọc được lý do.", status=status_words(way.status))
        )
    else:
        said.append(_("Trạng thái không đổi; công dân không bị báo."))
    if way.reopens:
        said.append(
            _("Hồ sơ đã có kết quả được mở lại. Văn bản đã ký, đã vào số vẫn còn: thu hồi theo quy định nếu sai.")
        )
    if way.lines:
        said.append(_("Thời hạn tính lại như chưa có các bước sau đó, kể cả thời gian đã qua từ đó đến nay."))
    return said


def effects_of_move(target: Version) -> list[str]:
    """What moving to this version does."""
    return [
        _(
            "Hồ sơ chuyển sang phiên bản %(number)s; bước đang mở vẫn mở, tên, biểu mẫu, vai trò theo phiên bản đó.",
            number=target.number,
        ),
        _("Thời hạn đang tính, phí và những gì đã trả lời không đổi."),
        _("Đã thử trên bản sao của từng hồ sơ. Trả về được khi hồ sơ chưa đi tiếp."),
    ]


def effects_of_act(kind: str, detail: Mapping[str, Any]) -> list[str]:
    """What an act on many does to each of them."""
    match kind:
        case bulk_kinds.MOVE:
            return effects_of_move(catalogue.version(detail["version"]))
        case bulk_kinds.UNMOVE:
            return effects("unmove")
        case bulk_kinds.SEND_BACK:
            return [
                _("Bước “%(node)s” mở lại, các bước đang mở bị đóng; trạng thái và thời hạn như lúc đó.", **detail),
                _("Câu trả lời và giấy tờ đã có được giữ, hiện sẵn khi làm lại bước."),
            ]
        case _:
            return effects(kind)


def outcome_words(outcome: str | None, trial: bool) -> str:
    """What became, or would become, of a dossier."""
    match outcome:
        case operations.DONE:
            return str(_("làm được") if trial else _("đã làm"))
        case operations.REFUSED:
            return str(_("không làm được"))
        case operations.FAILED:
            return str(_("lỗi"))
        case _:
            return str(_("chưa làm"))


def why_words(one: Reason | Line) -> str:
    """Why it was not done; of one that moves, what became of what somebody had begun to type."""
    if one.refusal is not None:
        return problem_of(one.refusal).text
    if isinstance(one, Line):
        return " ".join(draft_words(name, left) for name, left in one.drafts)
    match one.about:
        case bulk_working.SET_ASIDE:
            return str(_("Có bản gõ dở mà biểu mẫu mới không còn hỏi hết; phần đó được cất riêng."))
        case bulk_working.WHOLE:
            return str(_("Có bản gõ dở, còn nguyên."))
        case _:
            return ""


def draft_words(name: str, lost: int) -> str:
    """What becomes of an unfinished form."""
    if not lost:
        return str(_("Bản đang gõ dở ở “%(name)s” còn nguyên.", name=name))
    return str(
        _(
            "Bản đang gõ dở ở “%(name)s”: %(count)s mục biểu mẫu mới không còn hỏi, được cất riêng.",
            name=name,
            count=lost,
        )
    )
