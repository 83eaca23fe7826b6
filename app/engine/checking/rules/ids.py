"""Ids: everything has one, of its own, short and plain enough for the tables and for the engine's parser."""

import re
from collections import Counter
from collections.abc import Iterator

from app.engine.checking.placing import at, near
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN
from app.engine.problems import ERROR, Problem, rule

MISSING = rule(
    "id.missing", ERROR,
    vi="Có phần tử %(kind)s thiếu mã (id).", en="An element %(kind)s has no id.",
    mend_vi="Đặt mã cho mọi phần tử.", mend_en="Give every element an id.",
)  # fmt: skip
TWICE = rule(
    "id.twice", ERROR,
    vi="Mã %(id)s trùng với một phần tử trong tệp %(file)s.", en="The id %(id)s is also used in the file %(file)s.",
    mend_vi="Đổi một trong hai mã.", mend_en="Change one of the two ids.",
)  # fmt: skip
TAKEN = rule(
    "id.taken", ERROR,
    vi="Mã %(id)s còn được dùng cho một phần tử hay tham số khác trong tệp.",
    en="The id %(id)s is also used for another element or parameter of the file.",
    mend_vi="Đổi mã của nhiệm vụ.", mend_en="Change the id of the task.",
)  # fmt: skip
LONG = rule(
    "id.long", ERROR,
    vi="Mã, tên, vai trò hoặc biểu mẫu dài quá: %(what)s có tối đa %(longest)s ký tự.",
    en="An id, name, role or form is too long: %(what)s has at most %(longest)s characters.",
    mend_vi="Đặt lại ngắn hơn.", mend_en="Choose a shorter one.",
)  # fmt: skip
CHARACTERS = rule(
    "id.characters", ERROR,
    vi="Mã %(id)s có ký tự không dùng được trong mã.", en="The id %(id)s has characters that an id cannot have.",
    mend_vi="Chỉ dùng chữ, chữ số, dấu gạch, dấu chấm.", mend_en="Use letters, digits, dashes, dots and underscores.",
)  # fmt: skip

_LONGEST = {"id": 80, "name": 200, "role": 30, "form_key": 80}  # characters that the tables hold
_PLAIN = re.compile(r"[\w.:{}-]+")
_NAMED = ("process", "sequenceFlow", "message", "signal", "error", "escalation", "lane")


def everything_has_its_own(subject: Subject) -> Iterator[Problem]:
    """Flow nodes have ids, each used once in the bundle and for nothing else in its file."""
    seen: dict[str, str] = {}
    counted = {file: Counter(root.xpath("//@id")) for file, root in subject.trees.items()}
    for one in subject.found:
        node_id = one.node.id
        if not node_id:
            yield one_without(one.file, one.node.kind)
        elif node_id in seen:
            yield at(one, TWICE, id=node_id, file=seen[node_id])
        elif counted[one.file][node_id] > 1:  # the stock parser takes whatever has the id, a parameter too
            yield at(one, TAKEN, id=node_id)
        seen.setdefault(node_id, one.file)


def one_without(file: str, kind: str) -> Problem:
    """An element that has no id can only be told by its kind."""
    return MISSING.at(file, kind=kind)


def names_fit(subject: Subject) -> Iterator[Problem]:
    """Ids, names, roles and form keys fit into their columns."""
    for one in subject.found:
        for what, longest in _LONGEST.items():
            if len(getattr(one.node, what) or "") > longest:
                yield LONG.at(one.file, one.node.id[:80], one.node.name[:200], what=what, longest=longest)


def ids_are_plain(subject: Subject) -> Iterator[Problem]:
    """No id could be read as part of a path by the engine's parser."""
    for one in subject.found:
        if one.node.id and not _PLAIN.fullmatch(one.node.id):
            yield at(one, CHARACTERS, id=one.node.id)
    for file, root in subject.diagrams.items():
        for kind in _NAMED:
            for element in root.iter(f"{BPMN}{kind}"):
                if element.get("id") and not _PLAIN.fullmatch(element.get("id", "")):
                    yield near(file, element, CHARACTERS, id=element.get("id"))


RULES = (everything_has_its_own, names_fit, ids_are_plain)
