"""Attacks on the studio's pages: files broken while a page of them is open, strange archives, values nobody types."""

import io
import zipfile

import pytest

from app.catalogue import draft_files
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.web.drawing import stored


def put(draft_id: int, path: str, content: bytes) -> None:
    """As somebody else saves it meanwhile."""
    with transaction():
        draft_files.put_all(draft_id, {path: content}, by_username("admin").id)


@pytest.mark.parametrize(
    ("address", "path", "content"),
    [
        ("mo-ta", "procedure.json", b"{"),
        ("bieu-mau/forms/handle.json", "forms/handle.json", b"\xff"),
        ("so-do/resolve.bpmn/danh-sach", "resolve.bpmn", b"<a"),
    ],
)
def test_an_edit_of_what_somebody_has_broken_meanwhile_is_told_as_that(designer, draft_id, address, path, content):
    base, _text = stored(draft_id, path)
    put(draft_id, path, content)
    for act in ("save", "add", "remove_lane", "no such act"):
        sent = {"act": act, "at": "all", "id": "resolve", "base": str(base)}
        answer = designer.post(f"/thiet-ke/{draft_id}/{address}", data=sent)
        assert answer.status_code == 409
        assert "Nội dung đã thay đổi" in answer.text


@pytest.mark.parametrize("base", [2**63, -(2**63) - 1, 10**400, -1, True, 1.5, None, [], "x"])
def test_a_drawing_over_a_revision_that_cannot_be_is_refused(designer, draft_id, base):
    _now, text = stored(draft_id, "resolve.bpmn")
    address = f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/xml"
    assert designer.post(address, json={"xml": text, "base": base}).status_code == 422


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 100_000, b'{"path": "\\ud800", "act": "make_form", "form": "\\ud800"}']
)
@pytest.mark.parametrize("address", ["dang-mo", "so-do/resolve.bpmn/xml", "so-do/resolve.bpmn/danh-sach"])
def test_json_that_is_none_is_refused(designer, draft_id, address, body):
    answer = designer.post(
        f"/thiet-ke/{draft_id}/{address}",
        data=body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_many_archives_at_once_are_unpacked_no_further_than_one(designer, draft_id):
    def packed(name: str) -> bytes:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f"{name}{number}.bpmn", bytes(2_000_000))
        return whole.getvalue()

    sent = [(io.BytesIO(packed(name)), f"{name}.zip") for name in "ab"]
    unread = (io.BytesIO(b"no archive"), "c.zip")
    address = f"/thiet-ke/{draft_id}/nhap"
    answer = designer.post(address, data={"files": [*sent, unread]}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "lớn hơn 8 MB" in answer.text


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("t.dmn", b"<decision " * 200_000),
        ("t.dmn", b"<x>" + b"<decision" + b" " * 1_900_000),
        ("other.bpmn", b"<process " * 200_000),
        ("forms/x.json", b'{"title": {"vi": 1}}'),
        ("scenarios/x.json", b'{"title": {}}'),
    ],
)
def test_a_file_made_to_be_read_for_hours_opens_like_any_broken_one(designer, draft_id, path, content):
    put(draft_id, path, content)
    for page in ("", "/so-do/resolve.bpmn/danh-sach", f"/tep/{path}"):
        assert designer.get(f"/thiet-ke/{draft_id}{page}").status_code == 200


def test_a_start_tag_of_blanks_is_edited_like_any(designer, draft_id):
    base, text = stored(draft_id, "resolve.bpmn")
    put(draft_id, "resolve.bpmn", text.replace('id="resolve"', 'id="resolve"' + " " * 1_000_000, 1).encode())
    sent = {"act": "process", "id": "resolve", "name": "Tên khác", "base": str(base + 1)}
    assert designer.post(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/danh-sach", data=sent).status_code == 303
    assert 'name="Tên khác"' in stored(draft_id, "resolve.bpmn")[1]


def test_what_is_too_big_to_run_is_not_drawn_for_minutes(designer, draft_id):
    tasks = "".join(f'<userTask id="t{number}"/>' for number in range(6_000))
    uri = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    put(
        draft_id,
        "resolve.bpmn",
        f'<definitions xmlns="{uri}"><process id="resolve">{tasks}</process></definitions>'.encode(),
    )
    answer = designer.post(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/danh-sach", data={"act": "draw", "base": "2"})
    assert answer.status_code == 422
    assert "quá lớn để vẽ" in answer.text
