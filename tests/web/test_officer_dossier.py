"""The dossier page: answers, papers, timeline, the place in the diagram, notes; and who may not see it."""

import re
import struct
import zlib
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cases import journal, progress
from app.core.db import transaction
from app.documents.intake import take_in
from tests.cases import walking as walk
from tests.web.officers import as_, at_transfer, code_of, submitted


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def attach(case_id: int, settings: Any, name: str = "giấy tờ.pdf", content: bytes = walk.PDF) -> int:
    owner = walk.who("citizen").account_id
    with transaction():
        return take_in(case_id, "extra", name, content, owner, settings).id


def test_the_dossier_says_everything(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    page = as_(client, "desk").get(f"/can-bo/ho-so/{case_id}").text
    for words in (
        code_of(case_id),
        "Tờ khai cấp bản sao trích lục hộ tịch",
        "Chờ Bộ phận Một cửa nhận việc",
        "Bàn giao hồ sơ",
        "Hoàn thành bước: Kiểm tra hồ sơ",
        "Lê Thị Hoa",
        "Xã Tân Phú",
    ):
        assert words in page


def test_the_diagram_marks_where_it_stands_in_the_picture_and_in_the_list(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    desk = as_(client, "desk")
    page = desk.get(f"/can-bo/ho-so/{case_id}").text
    assert re.search(r'<g class="task is-here" id="d-hand_over">', page)
    assert re.search(r'<li class="here" aria-current="step"><span lang="vi">Bàn giao hồ sơ', page)
    whole = desk.get(f"/can-bo/ho-so/{case_id}?so-do=one_stop").text
    assert re.search(r'<g class="task call is-here" id="d-call_transfer">', whole)
    assert whole.count('class="task call is-done"') == 2
    assert desk.get(f"/can-bo/ho-so/{case_id}?so-do=nonsense").status_code == 404


def test_found_by_code_or_name_without_marks(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    desk = as_(client, "desk")
    code = code_of(case_id)
    assert desk.get(f"/can-bo/ho-so/{code}").location == f"/can-bo/ho-so/{case_id}"
    for q in (code, "nguyen van an", "trich luc"):
        assert code in desk.get("/can-bo/ho-so", query_string={"q": q}).text
    assert code not in desk.get("/can-bo/ho-so?q=khongcoai").text


@pytest.mark.parametrize("username", ["desk_bm", "specialist_bm", "leader_bm"])
def test_other_units_do_not_find_it(client: FlaskClient, settings: Any, username: str) -> None:
    case_id = at_transfer(settings)
    document = attach(case_id, settings)
    stranger = as_(client, username)
    code = code_of(case_id)
    assert code not in stranger.get("/can-bo/ho-so").text
    for path in (f"/can-bo/ho-so/{case_id}", f"/can-bo/ho-so/{code}", f"/can-bo/ho-so/{case_id}/giay-to/{document}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/can-bo/ho-so/{case_id}/ghi-chu", data={"body": "x"}).status_code == 404


def test_the_administrator_reads_no_dossier(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    assert as_(client, "admin").get(f"/can-bo/ho-so/{case_id}").status_code in (403, 404)


def test_a_draft_is_nobodys_business(client: FlaskClient) -> None:
    case_id = walk.begin("2.000635")
    assert as_(client, "desk").get(f"/can-bo/ho-so/{case_id}").status_code == 404


def test_notes_are_for_officers(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    desk = as_(client, "desk")
    desk.post(f"/can-bo/ho-so/{case_id}/ghi-chu", data={"body": "Đã gọi điện <b>hẹn</b>"})
    assert "Đã gọi điện &lt;b&gt;hẹn&lt;/b&gt;" in desk.get(f"/can-bo/ho-so/{case_id}").text
    assert "flash--bad" in desk.post(f"/can-bo/ho-so/{case_id}/ghi-chu", data={"body": " "}, follow_redirects=True).text
    assert "Đã gọi điện" not in as_(client, "citizen").get(f"/ho-so/{case_id}").text


def test_papers_are_shown_but_run_nothing(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    pdf, image = attach(case_id, settings), attach(case_id, settings, "ảnh.png", PNG)
    desk = as_(client, "desk")
    shown = desk.get(f"/can-bo/ho-so/{case_id}/giay-to/{image}")
    assert shown.data == PNG
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    viewed = desk.get(f"/can-bo/ho-so/{case_id}/giay-to/{pdf}")
    assert "default-src 'none'" in viewed.headers["Content-Security-Policy"]
    kept = desk.get(f"/can-bo/ho-so/{case_id}/giay-to/{pdf}?tai=1")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert "gi%E1%BA%A5y" in kept.headers["Content-Disposition"]
    assert desk.get(f"/can-bo/ho-so/{submitted(settings)}/giay-to/{pdf}").status_code == 404


def test_a_pdf_is_an_object_that_only_a_viewer_loads(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    document = attach(case_id, settings)
    page = as_(client, "desk").get(f"/can-bo/viec/{walk.items(case_id)[0].id}")
    assert re.search(rf'<object class="view" data="[^"]*/giay-to/{document}#[^"]*" type="application/pdf"', page.text)
    assert "object-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<iframe" not in page.text  # where no viewer is, a frame would download the file at every opening


def test_a_file_opened_by_its_address_leaves_a_line_too_but_one_for_a_sitting(client, settings):
    case_id = submitted(settings)
    documents = [attach(case_id, settings), attach(case_id, settings, "2.png", PNG)]
    desk = as_(client, "desk")
    for document in documents:
        assert desk.get(f"/can-bo/ho-so/{case_id}/giay-to/{document}").status_code == 200
    with transaction():
        assert [line.kind for line in journal.lines(case_id)].count("opened") == 1


def test_every_ballot_of_a_vote_is_shown(client, settings):
    case_id = walk.submit("1.000748", settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    for node in ("hand_over", "take_over", "check_achievements", "check_duplicates"):
        walk.do(case_id, node, "desk" if node == "hand_over" else "specialist")
    walk.do(case_id, "examine", "specialist", "propose")
    council = {walk.who(f"council{n}").account_id: f"council{n}" for n in (1, 2)}
    walk.do(case_id, "convene_council", "specialist", members=[str(one) for one in council])
    for vote in walk.items(case_id):
        name = council[vote.assignee_id]
        with transaction():
            progress.complete_task(walk.who(name), vote.id, {"reason": f"Lý do {name}"}, outcome="disagree")
    page = as_(client, "specialist").get(f"/can-bo/ho-so/{case_id}").text
    assert "Lý do council1" in page
    assert "Lý do council2" in page
