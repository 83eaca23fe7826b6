"""Replays on the studio's pages: run by a press or by proposing, differences first, out of date when they are."""

import json

import pytest
from sqlalchemy import func, select

from app.catalogue import draft_files, drafts, kept_replays, own_files, queries
from app.catalogue.models import ProcedureReplay
from app.core.clock import today
from app.core.config import ROOT
from app.core.db import session, transaction
from app.identity.accounts import by_username
from tests.cases import walking as walk
from tests.cases.test_journey import examined, resolved
from tests.web.officers import CODE, as_

PROPOSAL = {"effective_from": today().isoformat(), "legal_basis": "Quyết định 7/QĐ-UBND"}


def begun(slug: str = "", changed: tuple[bytes, bytes] = (b"", b"")) -> int:
    """A draft of the version in force with these bytes of its standard diagram changed."""
    with transaction():
        version = queries.get(CODE)
        files = own_files.of_version(version.id, ROOT / "bpmn", ROOT / "forms")
        if changed[0]:
            text = (ROOT / "bpmn" / "shared" / "resolve.bpmn").read_bytes()
            assert changed[0] in text
            files["resolve.bpmn"] = text.replace(*changed)
        return drafts.begin(slug or version.slug, "Bản thử", files, by_username("designer").id).id


@pytest.fixture
def dossiers(app, settings):
    """One closed and one open."""
    closed = resolved(settings)
    walk.do(closed, "hand_result", "desk")
    return closed, examined(settings)


@pytest.fixture
def designer(app, client):
    return as_(client, "designer")


def replays() -> int:
    with transaction(writes=False):
        return session().scalar(select(func.count()).select_from(ProcedureReplay)) or 0


CONDITION = (b'examine_outcome == "supplement"', b'examine_outcome == "approve"')


def test_a_press_plays_and_shows_what_differs(designer, dossiers):
    draft_id = begun(changed=CONDITION)
    assert "chưa được thử với hồ sơ đã có" in designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    assert designer.post(f"/thiet-ke/{draft_id}/chay-lai").status_code == 303
    page = designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    assert "Lúc đã làm “Ký duyệt kết quả” thì theo bản mới bước này chưa mở; đang mở: “Chuyển yêu cầu bổ sung”." in page
    assert "1 đã xong" in page
    assert walk.case(dossiers[0]).code in page
    assert "1 trên 1 hồ sơ đang mở" in page


def test_pressing_again_keeps_one_for_a_revision(designer, dossiers):
    draft_id = begun()
    for _ in range(2):
        designer.post(f"/thiet-ke/{draft_id}/chay-lai")
    assert replays() == 1
    page = designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    assert "2 hồ sơ đã chạy lại đi đúng như cũ" in page


def test_proposing_plays_where_nobody_has_and_the_releaser_sees_it_before_all_else(designer, app, dossiers):
    draft_id = begun(changed=CONDITION)
    assert designer.post(f"/thiet-ke/{draft_id}/trinh", data=PROPOSAL).status_code == 303
    assert replays() == 1
    page = as_(app.test_client(), "admin").get(f"/thiet-ke/{draft_id}/ban-hanh").text
    assert page.index("Chỗ bản thảo làm khác") < page.index("So với phiên bản")
    with transaction(writes=False):
        assert drafts.draft(draft_id).state == drafts.PROPOSED


def test_proposing_plays_once_for_a_revision(designer, dossiers):
    draft_id = begun()
    designer.post(f"/thiet-ke/{draft_id}/chay-lai")
    with transaction(writes=False):
        first = kept_replays.latest(draft_id).id
    designer.post(f"/thiet-ke/{draft_id}/trinh", data=PROPOSAL)
    with transaction(writes=False):
        assert kept_replays.latest(draft_id).id == first
        assert drafts.draft(draft_id).state == drafts.PROPOSED


def test_a_proposal_that_lacks_its_basis_plays_nothing(designer, dossiers):
    draft_id = begun()
    assert designer.post(f"/thiet-ke/{draft_id}/trinh", data={**PROPOSAL, "legal_basis": " "}).status_code == 422
    assert replays() == 0


def test_it_is_out_of_date_when_the_draft_changes_and_says_when_dossiers_have_moved(designer, dossiers):
    draft_id = begun()
    designer.post(f"/thiet-ke/{draft_id}/chay-lai")
    walk.do(dossiers[1], "examine", "specialist", "approve")
    assert "1 hồ sơ đã có thêm việc từ lần chạy này" in designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    with transaction():
        files = draft_files.contents(draft_id)
        described = json.loads(files["procedure.json"]) | {"term": "5wd"}
        draft_files.put_all(draft_id, {"procedure.json": json.dumps(described).encode()}, by_username("designer").id)
    assert "Bản thảo đã sửa sau lần chạy này" in designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    designer.post(f"/thiet-ke/{draft_id}/trinh", data=PROPOSAL)
    assert replays() == 2  # each revision has its own


def test_a_draft_with_errors_plays_nothing_and_says_so(designer, dossiers):
    draft_id = begun(changed=(b'targetRef="issue_result"', b'targetRef="nowhere"'))
    answer = designer.post(f"/thiet-ke/{draft_id}/chay-lai")
    assert answer.status_code == 422
    assert "Còn lỗi phải sửa" in answer.text
    assert replays() == 0


def test_a_new_procedure_has_no_dossiers(designer):
    draft_id = begun("thu-tuc-moi")
    page = designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
    assert "chưa có phiên bản nào nhận hồ sơ" in page
    assert designer.post(f"/thiet-ke/{draft_id}/chay-lai").status_code == 303


def test_a_procedure_nobody_has_filed_says_so(designer):
    draft_id = begun()
    designer.post(f"/thiet-ke/{draft_id}/chay-lai")
    assert "không có hồ sơ nào đang mở hoặc xong" in designer.get(f"/thiet-ke/{draft_id}/chay-lai").text
