"""Variables: what an expression needs, something writes."""

from collections.abc import Iterator
from difflib import get_close_matches

from app.engine.checking.naming import Names
from app.engine.checking.subject import Subject
from app.engine.problems import INFO, WARNING, Problem, rule

NEVER_WRITTEN = rule(
    "variable.never-written", WARNING,
    vi="Biến %(name)s được dùng nhưng không bước nào ghi.", en="The variable %(name)s is used, but nothing writes it.",
    mend_vi="Sửa tên biến%(offer)s, hoặc cho một biểu mẫu, tập lệnh hay nhiệm vụ hệ thống ghi nó.",
    mend_en="Correct its name%(offer)s, or let a form, a script or a service task write it.",
)  # fmt: skip
FROM_ELSEWHERE = rule(
    "variable.from-elsewhere", INFO,
    vi="Biến %(name)s phải do quy trình gọi, biểu mẫu hoặc tệp khác ghi.",
    en="The variable %(name)s has to be written by a caller, a form or another file.",
    mend_vi="Kiểm tra cả thư mục để xét.", mend_en="Check the whole folder to judge it.",
)  # fmt: skip


def what_is_read_is_written(subject: Subject) -> Iterator[Problem]:
    """Every variable that an expression names is written somewhere, or there from the beginning."""
    if subject.known.variables is None:
        return
    names = Names(subject)
    known = names.anywhere | subject.known.variables
    called = {one.node.id: one.node.name for one in subject.found}
    missing = NEVER_WRITTEN if subject.forms is not None and not subject.alone else FROM_ELSEWHERE
    for file, element_id, needed in names.needed:
        for name in sorted(needed - known):
            near = get_close_matches(name, known, n=1, cutoff=0.75) if missing is NEVER_WRITTEN else []
            offer = (f": {near[0]}?", f": {near[0]}?") if near else ""
            yield missing.at(file, element_id, called.get(element_id, ""), name=name, offer=offer)


RULES = (what_is_read_is_written,)
