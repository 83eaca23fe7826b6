"""Forms: every user task has one, and what its buttons decide is known."""

from collections.abc import Iterator

from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.problems import ERROR, INFO, Problem, rule

UNKNOWN = rule(
    "form.unknown", ERROR,
    vi="Không có biểu mẫu %(form)s.", en="There is no form %(form)s.",
    mend_vi="Thêm tệp biểu mẫu hoặc sửa thuộc tính `form` của nhiệm vụ.",
    mend_en="Add the form, or correct the property `form` of the task.",
)  # fmt: skip
UNUSED = rule(
    "form.unused", INFO,
    vi="Không nhiệm vụ nào dùng biểu mẫu này.", en="No task uses this form.",
    mend_vi="Xóa nó, hoặc chọn nó cho một nhiệm vụ.", mend_en="Delete it, or choose it for a task.",
)  # fmt: skip


def forms_are_there(subject: Subject) -> Iterator[Problem]:
    """The form that a user task names is in the bundle."""
    if subject.forms is None:
        return
    for one in subject.found:
        if one.node.kind == "userTask" and one.node.form_key not in subject.forms:
            yield at(one, UNKNOWN, form=one.node.form_key)


def forms_are_used(subject: Subject) -> Iterator[Problem]:
    """A form in the bundle is some task's."""
    used = {one.node.form_key for one in subject.found}
    for key in sorted(subject.forms or ()):
        if key not in used and not subject.alone:
            yield UNUSED.at(f"forms/{key}.json")


RULES = (forms_are_there, forms_are_used)
