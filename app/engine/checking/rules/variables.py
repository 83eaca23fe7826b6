"""Variables: what an expression needs, something writes."""

from collections.abc import Iterator
from difflib import get_close_matches

from app.engine.checking.earlier import Earlier
from app.engine.checking.naming import Names, declared
from app.engine.checking.subject import Subject
from app.engine.nodes import Found
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

LATER = rule(
    "variable.written-later", WARNING,
    vi="Biến %(name)s được dùng ở đây nhưng chỉ được ghi ở chỗ khác, không phải trước đó.",
    en="The variable %(name)s is used here, but written elsewhere only and never before.",
    mend_vi="Ghi biến ở một bước phía trước, hoặc cho nó giá trị đầu bằng một tập lệnh.",
    mend_en="Write it in a step before, or give it a first value in a script.",
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


def what_is_read_was_written(subject: Subject) -> Iterator[Problem]:
    """In a whole bundle: what an expression names may have been written before it is reached."""
    if subject.known.variables is None or subject.process_id is None or subject.alone or subject.forms is None:
        return
    names = Names(subject)
    earlier = Earlier(subject, names)
    sources = {flow.id: flow.source for scope in subject.scopes for flow in scope.flows}
    nodes = {one.node.id: one for one in subject.found}
    for file, element_id, needed in names.needed:
        node = nodes.get(sources.get(element_id, element_id))
        if node is None or node.node.process_id not in subject.run:
            continue  # a cell of a table; or what is never run
        known = earlier.behind(node.node.id) if element_id in sources else earlier.at(node.node.id) | _own(node)
        for name in sorted((needed & names.anywhere) - known - subject.known.variables):
            yield LATER.at(file, element_id, node.node.name, name=name)


def _own(one: Found) -> set[str]:
    """What a node knows of itself: the item of each instance."""
    return set(declared(one))


RULES = (what_is_read_is_written, what_is_read_was_written)
