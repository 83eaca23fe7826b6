"""Canvas, simulation and comparison: what their pages offer, and what they say where npm's packages are not."""

import re

import pytest

from app.catalogue import drafts, own_files, queries
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from app.web.studio import simulation_pages


@pytest.fixture
def bundled(app):
    """Whether or not esbuild ran here."""
    app.config["STATICS"] = frozenset(
        {*app.config["STATICS"], *simulation_pages.SCRIPTS, "vendor/differ.js", "vendor/bpmn-modeler.js"}
    )


def test_the_canvas_leads_to_the_simulation(designer, draft_id, bundled):
    assert f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/mo-phong" in designer.get(
        f"/thiet-ke/{draft_id}/so-do/resolve.bpmn"
    ).get_data(as_text=True)
    page = designer.get(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/mo-phong").get_data(as_text=True)
    assert "data-tokens" in page and "vendor/simulation" in page
    assert "vendor/simulation" not in designer.get(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn").get_data(as_text=True)


def test_the_simulation_without_its_bundle_says_so(designer, draft_id, app):
    app.config["STATICS"] = frozenset()
    page = designer.get(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn/mo-phong").get_data(as_text=True)
    assert "chưa có phần mô phỏng" in page and "data-tokens" not in page


def test_only_diagrams_are_simulated(designer, draft_id):
    assert designer.get(f"/thiet-ke/{draft_id}/so-do/procedure.json/mo-phong").status_code == 404
    assert designer.get(f"/thiet-ke/{draft_id}/so-do/no.bpmn/mo-phong").status_code == 404


@pytest.fixture
def renamed(designer):
    """A draft of birth registration in which a step has another name."""
    with transaction():
        files = own_files.of_version(queries.get("1.001193").id, ROOT / "bpmn", ROOT / "forms")
        files["resolve.bpmn"] = files["resolve.bpmn"].replace(
            b'id="approve_result" name="', b'id="approve_result" name="New: '
        )
        return drafts.begin("khai-sinh", "Khai sinh", files, by_username("designer").id).id


def test_both_texts_of_a_changed_diagram_are_had_for_drawing(designer, renamed, bundled):
    page = designer.get(f"/thiet-ke/{renamed}/ban-hanh").text
    (address,) = re.findall(r'data-compared="([^"]+)"', page)
    told = designer.get(address).json
    assert 'name="New: ' in told["after"] and 'name="New: ' not in told["before"]
    assert "studio_diff" in page and "vendor/differ" in page
    for other in ("procedure.json", "no.bpmn", ""):
        assert designer.get(f"/thiet-ke/{renamed}/ban-hanh/so-do?tep={other}").status_code == 404
    assert designer.get("/thiet-ke/thu-tuc/khai-sinh/khac-biet/so-do?tu=1&den=9999&tep=resolve.bpmn").status_code == 404


def test_where_nothing_is_bundled_the_servers_drawings_stand_alone(designer, renamed, app):
    app.config["STATICS"] = frozenset()
    page = designer.get(f"/thiet-ke/{renamed}/ban-hanh").text
    assert page.count("<svg") >= 2 and "studio_diff" not in page


def test_a_new_procedure_shows_its_own_files_and_only_names_what_it_shares(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    own, shared = page.split("Dùng thêm")
    assert 'class="code">resolve.bpmn<' in own and "<svg" in own
    assert "one_stop.bpmn" in shared and "one_stop.bpmn" not in own and "<svg" not in shared.split("</details>")[0]
