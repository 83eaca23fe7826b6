"""What changed between two bundles, in words: manifest, forms, decision tables, diagrams by their elements' ids.

Where things stand on the canvas is no change; a file that cannot be read is compared as a whole.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.catalogue import differing_diagrams, differing_tables
from app.catalogue.changes import ADDED, CHANGED, REMOVED, Change, Text, quoted
from app.catalogue.draft_paths import MANIFEST
from app.engine import hostile_xml
from app.engine.hostile_xml import HostileXml
from app.engine.nodes import local

MOST = 400  # changes of one file that are told
_NAMES = ("key", "name", "value", "id")  # by which an item of a list is known again
_WORDS: dict[str, tuple[str, str]] = {
    "name": ("tên", "name"),
    "sector": ("lĩnh vực", "sector"),
    "term": ("thời hạn", "term"),
    "fees": ("phí, lệ phí", "fees"),
    "amount_vnd": ("mức thu (đồng)", "amount (VND)"),
    "components": ("thành phần hồ sơ", "components"),
    "copies": ("số bản", "copies"),
    "flows": ("trường hợp", "cases"),
    "results": ("kết quả", "results"),
    "legal_basis": ("căn cứ pháp lý", "legal basis"),
    "delivery": ("cách nhận kết quả", "delivery"),
    "effective_from": ("ngày hiệu lực ghi trong bản mô tả", "effective date written in the manifest"),
    "service_level": ("mức dịch vụ", "service level"),
    "identity_level": ("mức định danh", "identity level"),
    "competent": ("cơ quan giải quyết", "competent unit"),
    "sections": ("phần", "section"),
    "fields": ("mục", "field"),
    "label": ("nhãn", "label"),
    "help": ("hướng dẫn", "help"),
    "required": ("bắt buộc", "required"),
    "when": ("điều kiện", "condition"),
    "kind": ("loại", "kind"),
    "options": ("lựa chọn", "choice"),
    "outcomes": ("nút", "button"),
    "pattern": ("mẫu kiểm tra", "pattern"),
    "prefill": ("điền sẵn từ", "prefilled from"),
    "variable": ("biến của quy trình", "process variable"),
    "title": ("tiêu đề", "title"),
    "confirm": ("câu hỏi lại", "question asked once more"),
    "vi": ("tiếng Việt", "Vietnamese"),
    "en": ("tiếng Anh", "English"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes in the order of the files, and for each changed diagram the sign of each element."""

    changes: tuple[Change, ...]

    def signs(self, file: str) -> dict[str, str]:
        """ADDED, REMOVED or CHANGED by element id, of one diagram; what changed twice is said once."""
        return {one.element: one.sign for one in self.changes if one.file == file and one.element}


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Comparison:
    """What changed from `before` to `after`, files by their names in a bundle."""
    names = sorted({*before, *after}, key=lambda name: (name != MANIFEST, name.startswith("forms/"), name))
    return Comparison(tuple(one for name in names for one in _few(name, before.get(name), after.get(name))))


def unread(names: Iterable[str]) -> Comparison:
    """That these files differ, and no more."""
    return Comparison(tuple(Change(name, "", CHANGED, _OTHER) for name in names))


def _few(name: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    found = list(islice(_of_file(name, before, after), MOST + 1))
    yield from found[:MOST]
    if len(found) > MOST:
        yield Change(name, "", CHANGED, _MORE)


def _of_file(name: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    if before == after:
        return
    if before is None:
        yield Change(name, "", ADDED, {"vi": "Tệp mới.", "en": "New file."})
    elif after is None:
        yield Change(name, "", REMOVED, {"vi": "Bỏ tệp.", "en": "File taken out."})
    else:
        try:
            found = list(_inside(name, before, after))
        except (HostileXml, ValueError, RecursionError):
            found = [Change(name, "", CHANGED, _OTHER)]
        if found or (name == MANIFEST and _same_meaning(name, before, after)):  # a version keeps no manifest's layout
            yield from found
        else:
            yield Change(name, "", CHANGED, _LOOKS if _same_meaning(name, before, after) else _ELSEWHERE)


def _same_meaning(name: str, before: bytes, after: bytes) -> bool:
    if name.endswith(".json"):
        return bool(json.loads(before) == json.loads(after))
    return _meaning(before) == _meaning(after)


def _meaning(content: bytes) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Every element with its attributes and text, but those that only place shapes."""
    root = hostile_xml.read(content)
    for drawn in [one for one in root.iter() if local(one) in ("BPMNDiagram", "DMNDI")]:
        if (parent := drawn.getparent()) is not None:
            parent.remove(drawn)
    return [
        (
            str(one.tag),
            tuple(sorted((str(k), str(v)) for k, v in one.attrib.items())),
            " ".join((one.text or "").split()),
        )
        for one in root.iter()
    ]


_OTHER: Text = {"vi": "Nội dung khác.", "en": "Another content."}
_MORE: Text = {
    "vi": f"Còn nhiều thay đổi nữa; chỉ kể {MOST} thay đổi đầu.",
    "en": f"There are more changes; only the first {MOST} are told.",
}
_ELSEWHERE: Text = {
    "vi": "Khác ở phần mà danh sách này không kể: thông điệp, dữ liệu, chú giải.",
    "en": "It differs in parts that this list does not tell: messages, data, annotations.",
}
_LOOKS: Text = {
    "vi": "Chỉ khác cách trình bày: vị trí hình vẽ, khoảng trắng, chú thích.",
    "en": "Only its looks differ: places of shapes, blanks, comments.",
}


def _inside(name: str, before: bytes, after: bytes) -> Iterator[Change]:
    if name.endswith(".bpmn"):
        yield from differing_diagrams.changes(name, before, after)
    elif name.endswith(".dmn"):
        yield from differing_tables.changes(name, before, after)
    else:
        yield from _values(name, (), json.loads(before), json.loads(after))


def _values(file: str, path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _items(file, path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _items(file, path, *_keyed(before, after))
    else:
        yield _changed(file, path, before, after)


def _items(file: str, path: tuple[str, ...], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        here = (*path, key)
        if key not in after:
            yield _one(file, here, REMOVED, before[key])
        elif key not in before:
            yield _one(file, here, ADDED, after[key])
        else:
            yield from _values(file, here, before[key], after[key])
    shared = [key for key in before if key in after]
    if shared != [key for key in after if key in before] and _ordered(path, before, after):
        yield Change(file, "", CHANGED, _place(path, {"vi": "đổi thứ tự", "en": "another order"}))


def _ordered(path: tuple[str, ...], before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the order says something: it does in lists, whose items were keyed by `_keyed`."""
    return bool(path) and not path[-1].startswith("#") and all(key.startswith("#") for key in (*before, *after))


def _keyed(before: list[Any], after: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both lists by what their items are known by: a key of theirs, else the item itself, else its place."""
    for name in _NAMES:
        if all(isinstance(one, dict) and isinstance(one.get(name), str | int) for one in (*before, *after)):
            keyed = [{f"#{one[name]}": one for one in items} for items in (before, after)]
            if [len(one) for one in keyed] == [len(before), len(after)]:
                return keyed[0], keyed[1]
    if all(isinstance(one, str) for one in (*before, *after)):
        return {f"#{one}": one for one in before}, {f"#{one}": one for one in after}
    return tuple({f"#{n}": one for n, one in enumerate(items, 1)} for items in (before, after))  # type: ignore[return-value]


def _one(file: str, path: tuple[str, ...], sign: str, value: Any) -> Change:
    said = "" if path[-1] == f"#{value}" else f": {quoted(value)}"
    vi, en = ("thêm", "added") if sign == ADDED else ("bỏ", "taken out")
    return Change(file, "", sign, _place(path, {"vi": f"{vi}{said}", "en": f"{en}{said}"}))


def _changed(file: str, path: tuple[str, ...], before: Any, after: Any) -> Change:
    said = f"{quoted(before)} → {quoted(after)}"
    return Change(file, "", CHANGED, _place(path, {"vi": said, "en": said}))


def _place(path: tuple[str, ...], said: Text) -> Text:
    vi = " › ".join(_word(step)[0] for step in path)
    en = " › ".join(_word(step)[1] for step in path)
    return {"vi": f"{vi}: {said['vi']}", "en": f"{en}: {said['en']}"} if path else said


def _word(step: str) -> tuple[str, str]:
    return (step[1:], step[1:]) if step.startswith("#") else _WORDS.get(step, (step, step))
