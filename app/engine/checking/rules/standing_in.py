"""What else a user task's properties say: the paper to print, and whether an operator may complete it for somebody."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.nodes import Found
from app.engine.problems import ERROR, WARNING, Problem, rule

UNKNOWN_LETTER = rule(
    "people.unknown-letter", ERROR,
    vi="Không in được giấy tờ %(letter)s.", en="There is no paper %(letter)s to print.",
    mend_vi="Chọn một trong: %(letters)s.", mend_en="Choose one of: %(letters)s.",
)  # fmt: skip
LETTER_ELSEWHERE = rule(
    "people.letter-elsewhere", WARNING,
    vi="Giấy tờ để in chỉ gắn với nhiệm vụ của người.", en="Only a user task has a paper to print.",
    mend_vi="Bỏ thuộc tính `letter` ở đây.", mend_en="Take the property `letter` away here.",
)  # fmt: skip
UNKNOWN_OPERATOR = rule(
    "people.operator-unknown", ERROR,
    vi="Thuộc tính operator %(operator)s không có.", en="There is no operator property %(operator)s.",
    mend_vi="Ghi complete (quản trị được hoàn thành thay), hoặc bỏ thuộc tính.",
    mend_en="Write complete (an operator may complete it for somebody), or take it away.",
)  # fmt: skip
NOT_A_TASK = rule(
    "people.operator-elsewhere", ERROR,
    vi="Chỉ nhiệm vụ của người mới có thể được hoàn thành thay.", en="Only a user task can be completed for somebody.",
    mend_vi="Bỏ thuộc tính `operator` ở đây.", mend_en="Take the property `operator` away here.",
)  # fmt: skip
DECIDES = rule(
    "people.operator-decides", ERROR,
    vi="Bước này quyết định hoặc ký nên không ai làm thay được.",
    en="This step decides or signs, so nobody may complete it for somebody else.",
    mend_vi="Bỏ thuộc tính `operator`: làn lãnh đạo, hội đồng và biểu mẫu có từ hai nút kết quả không được làm thay.",
    mend_en="Take `operator` away: lanes of leaders and councils, and forms with two outcomes or more, have none.",
)  # fmt: skip
PERSONAL = rule(
    "people.operator-personal", ERROR,
    vi="Bước này là lời của chính người đó nên không ai nói thay được.",
    en="In this step people speak for themselves, so nobody may complete it for them.",
    mend_vi="Bỏ thuộc tính `operator`, hoặc gắn hẹn giờ ngắt dẫn đến cùng bước sau (im lặng coi như xong).",
    mend_en="Take `operator` away, or add an interrupting timer to the same next step (no answer counts as done).",
)  # fmt: skip
MUST_STATE = rule(
    "people.operator-states", WARNING,
    vi="Biểu mẫu có mục bắt buộc (%(field)s) nên không ai hoàn thành thay được.",
    en="The form must be answered (%(field)s), so nobody will be able to complete it for somebody else.",
    mend_vi="Bỏ thuộc tính `operator`, hoặc để mục đó không bắt buộc nếu thật sự không cần.",
    mend_en="Take `operator` away, or do not require the field if it is not really needed.",
)  # fmt: skip


def letters_exist(subject: Subject) -> Iterator[Problem]:
    """The paper of a task is one that the house prints."""
    known = subject.known.letters
    for one in subject.found:
        if one.node.letter and one.node.kind != "userTask":
            yield at(one, LETTER_ELSEWHERE)
        elif one.node.letter and known is not None and one.node.letter not in known:
            yield at(one, UNKNOWN_LETTER, letter=one.node.letter, letters=", ".join(sorted(known)))


def standing_in_is_harmless(subject: Subject) -> Iterator[Problem]:
    """An operator completes for somebody only what decides, signs and states nothing."""
    for one in subject.found:
        if one.node.operator:
            yield from _judged(one, subject)


def _judged(one: Found, subject: Subject) -> Iterator[Problem]:
    node, known = one.node, subject.known
    form = (subject.forms or {}).get(node.form_key or "", {})
    if node.kind != "userTask":
        yield at(one, NOT_A_TASK)
    elif node.operator != "complete":
        yield at(one, UNKNOWN_OPERATOR, operator=node.operator)
    elif node.role in (known.deciding or ()) or len(_list(form.get("outcomes"), "options")) > 1:
        yield at(one, DECIDES)
    elif node.role in (known.personal or ()) and not node.lapses:
        yield at(one, PERSONAL)
    elif (field := _required(form)) is not None:
        yield at(one, MUST_STATE, field=field)


def _required(form: Mapping[str, Any]) -> str | None:
    """A field that has to be answered whatever else is."""
    fields = [field for section in _list(form, "sections") for field in _list(section, "fields")]
    asked = (one for one in fields if isinstance(one, Mapping) and one.get("required") and not one.get("when"))
    return next((str(one.get("name")) for one in asked), None)


def _list(of: object, name: str) -> list[Any]:
    found = of.get(name) if isinstance(of, Mapping) else None
    return found if isinstance(found, list) else []


RULES = (letters_exist, standing_in_is_harmless)
