"""What changed between two bundles, in words; nothing that says something else is passed over."""

import json
import re

import pytest
from lxml import etree

from app.catalogue import own_files
from app.catalogue.differing import compare
from app.core.config import ROOT
from app.engine.nodes import BPMN, FLOW_NODES, local
from tests.catalogue.making import a_fee, described

FILES = own_files.of_folder("khai-sinh", ROOT / "bpmn", ROOT / "forms")
TABLE = (ROOT / "tests/engine/diagrams/fee.dmn").read_bytes()
DRAWN = sorted(name for name in FILES if name.endswith(".bpmn"))


def said(before, after, name="procedure.json"):
    """The changes of one file, `sign text`."""
    as_bytes = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in (before, after)]
    return [f"{one.sign} {one.text['vi']}" for one in compare({name: as_bytes[0]}, {name: as_bytes[1]}).changes]


def redrawn(old, new, name="resolve.bpmn"):
    assert old in FILES[name].decode()
    return {**FILES, name: FILES[name].decode().replace(old, new, 1).encode()}


def test_the_same_has_no_change():
    assert compare(FILES, dict(FILES)).changes == ()


def test_files_come_and_go():
    after = {**FILES, "forms/new.json": b"{}"}
    del after["agree_draft.bpmn"]
    assert [(one.file, one.sign) for one in compare(FILES, after).changes] == [
        ("agree_draft.bpmn", "-"),
        ("forms/new.json", "+"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ({}, {"term": "5wd"}, "~ thời hạn: “3wd” → “5wd”"),
        ({"fees": [a_fee()]}, {"fees": [a_fee(amount_vnd=9000)]}, "~ phí, lệ phí › fee › mức thu (đồng): “8000” →"),
        ({}, {"delivery": ["DESK", "POST"]}, "+ cách nhận kết quả › POST: thêm"),
        ({"delivery": ["DESK", "POST"]}, {"delivery": ["POST", "DESK"]}, "~ cách nhận kết quả: đổi thứ tự"),
        ({"fees": [a_fee(), a_fee(key="b")]}, {"fees": [a_fee(key="b")]}, "- phí, lệ phí › fee: bỏ"),
        ({}, {"name": {"vi": "Khác", "en": "Test registration"}}, "~ tên › tiếng Việt: “Đăng ký thử” → “Khác”"),
    ],
)  # fmt: skip
def test_manifests_in_words(before, after, text):
    found = said(described(**before), described(**after))
    assert len(found) == 1
    assert found[0].startswith(text)


def test_an_item_put_in_front_leaves_the_others_unchanged():
    fields = [{"name": one, "kind": "text"} for one in ("a", "b", "c")]
    assert said({"fields": fields[1:]}, {"fields": fields}, "forms/x.json") == [
        "+ mục › a: thêm: “name “a”, kind “text””"
    ]


def test_another_way_of_writing_is_said_to_be_one():
    spaced = json.dumps(json.loads(FILES["forms/check_late.json"]), indent=7).encode()
    assert "trình bày" in said(FILES["forms/check_late.json"], spaced, "forms/check_late.json")[0]
    moved = re.sub(rb'x="\d+"', b'x="1"', FILES["resolve.bpmn"])
    assert "trình bày" in said(FILES["resolve.bpmn"], moved, "resolve.bpmn")[0]


def test_a_manifest_written_another_way_is_no_change():
    assert said(FILES["procedure.json"], json.dumps(json.loads(FILES["procedure.json"]), indent=7).encode()) == []


def test_steps_flows_and_lanes_in_words():
    after = redrawn('id="approve_result" name="', 'id="approve_result" name="Mới ')
    found = compare(FILES, after)
    assert [(one.sign, one.element) for one in found.changes] == [("~", "approve_result")]
    assert "Bước “Mới " in found.changes[0].text["vi"]
    assert "name" in found.changes[0].text["en"]
    assert found.signs("resolve.bpmn") == {"approve_result": "~"}


def test_a_step_in_another_lane_says_so():
    ref = "<bpmn:flowNodeRef>examine</bpmn:flowNodeRef>"
    moved = FILES["resolve.bpmn"].decode().replace(ref, "", 1)
    clerk = "<bpmn:flowNodeRef>issue_result</bpmn:flowNodeRef>"
    after = {**FILES, "resolve.bpmn": moved.replace(clerk, clerk + ref, 1).encode()}
    found = compare(FILES, after).changes
    assert [(one.sign, one.element) for one in found] == [("~", "examine")]
    assert "→ “Văn thư”" in found[0].text["vi"]


@pytest.mark.parametrize("name", DRAWN)
def test_no_attribute_text_or_element_of_a_step_changes_unseen(name):
    """Every attribute, every text and every element below the process, changed one after another."""
    for n, what in enumerate(_places(FILES[name])):
        after = _broken(FILES[name], n)
        changes = compare({name: FILES[name]}, {name: after}).changes
        assert changes, what
        assert "trình bày" not in changes[0].text["vi"], what
        if what in ("name", "condition"):
            assert any(one.element for one in changes), (what, changes)


def _spots(root):
    for element in root.iter():
        if not isinstance(element.tag, str) or "/DI" in element.tag or "/DC" in element.tag or "/DD/" in element.tag:
            continue
        yield from ((element, key) for key in element.attrib if key != "id")
        if (element.text or "").strip():
            yield element, None


def _places(content):
    return [_kind(*spot) for spot in _spots(etree.fromstring(content))]


def _kind(element, key):
    if key == "name" and local(element) in FLOW_NODES | {"lane", "sequenceFlow"}:
        return "name"
    return "condition" if element.tag == f"{BPMN}conditionExpression" and key is None else f"{element.tag} {key}"


def _broken(content, n):
    root = etree.fromstring(content)
    element, key = list(_spots(root))[n]
    if key is None:
        element.text = f"{element.text} changed"
    else:
        element.set(key, f"{element.get(key)}changed")
    return etree.tostring(root)


def test_decision_tables_row_by_row():
    text = TABLE.decode()
    cell = re.search(r"<(?:\w+:)?outputEntry[^>]*>\s*<(?:\w+:)?text>([^<]*)<", text)
    after = (text[: cell.start(1)] + "777" + text[cell.end(1) :]).encode()
    (found,) = said(TABLE, after, "fee.dmn")
    assert found.startswith("~ Hàng 1: (")
    assert "777" in found
    assert said(TABLE, text.replace('hitPolicy="', 'hitPolicy="X', 1).encode(), "fee.dmn") != []


@pytest.mark.parametrize("broken", [b"", b"<a", b"\xff", b"<!DOCTYPE a []><a/>", b"{" * 10000])
def test_what_cannot_be_read_is_compared_as_a_whole(broken):
    for name in ("resolve.bpmn", "fee.dmn", "forms/examine.json", "procedure.json"):
        assert said(b"{}", broken, name) == ["~ Nội dung khác."]
