"""Diagrams drawn on the server: from BPMN DI to SVG and to a list."""

from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from app.core.config import ROOT
from app.engine.hostile_xml import HostileXml
from app.web.diagram import picture
from app.web.diagram.outline import outline
from app.web.diagram.svg import draw, wrap

SHARED = ROOT / "bpmn" / "shared"
ALL = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"


def read(name: str) -> picture.Picture:
    return picture.read((SHARED / f"{name}.bpmn").read_bytes())


@pytest.mark.parametrize("file", ALL, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_diagram_is_drawn_whole_inside_its_frame(bare: Flask, file: Path) -> None:
    drawn = picture.read(file.read_bytes())
    with bare.test_request_context():
        root = etree.fromstring(str(draw(drawn)))
    x, y, width, height = map(float, root.get("viewBox").split())
    flow_nodes = [s for s in drawn.shapes if s.kind not in ("participant", "lane", "textAnnotation")]
    assert len(flow_nodes) >= 2
    assert len(root.findall(f"{SVG}path[@class='flow']")) == sum(e.kind == "sequenceFlow" for e in drawn.edges)
    for shape in drawn.shapes:
        assert x <= shape.box.x
        assert shape.box.x + shape.box.width <= x + width
        assert y <= shape.box.y
        assert shape.box.y + shape.box.height <= y + height
    assert not root.xpath("//@style"), "the content security policy forbids inline styles"


def test_the_current_step_is_marked_in_words_and_the_done_ones_quietly(bare: Flask) -> None:
    with bare.test_request_context():
        root = etree.fromstring(str(draw(read("resolve"), {"approve_result"}, {"examine"})))
    here = root.findall(f"{SVG}g[@id='d-approve_result']")
    assert [one.get("class") for one in here] == ["task is-here"]
    assert "Đang ở đây" in "".join(here[0].itertext())
    assert len(root.xpath("//*[contains(@class, 'is-done')]")) == 1
    described = root.findtext(f"{SVG}desc")
    assert "Đang ở bước: Ký duyệt kết quả" in described
    assert root.get("aria-labelledby") == "d-title d-desc"


def test_a_call_stands_for_the_process_inside_it(bare: Flask) -> None:
    steps = {step.id: step.state for step in outline(read("one_stop"), {"resolve"}, {"receive"})}
    assert (steps["call_resolve"], steps["call_receive"], steps["call_return_result"]) == ("here", "done", "ahead")


def test_what_only_listens_is_never_where_the_dossier_stands() -> None:
    whole = read("one_stop")
    listening = {s.id for s in whole.shapes if s.kind in ("boundaryEvent", "subProcess")}
    assert listening
    assert {step.state for step in outline(whole, listening, ())} == {"ahead"}


def test_the_list_follows_the_flow() -> None:
    names = [step.id for step in outline(read("receive"), (), ())]
    assert names.index("check_dossier") < names.index("approve_refusal")
    assert names.index("check_dossier") < names.index("collect_fee")
    assert len(names) == len(set(names))


def test_names_from_strangers_are_text_and_nothing_else(bare: Flask) -> None:
    xml = (SHARED / "transfer.bpmn").read_bytes().replace(b'name="', b'name="&lt;script&gt;x&lt;/script&gt; ')
    with bare.test_request_context():
        drawn = str(draw(picture.read(xml)))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_hostile_and_absurd_files(bare: Flask) -> None:
    with pytest.raises(HostileXml):
        picture.read(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    absurd = (SHARED / "transfer.bpmn").read_bytes().replace(b' x="', b' x="9e99')
    with bare.test_request_context():
        assert "nan" not in str(draw(picture.read(absurd)))


def test_words_are_wrapped_and_never_cut() -> None:
    assert wrap("Chuyển đến cơ quan đúng thẩm quyền", 88) == ["Chuyển đến cơ", "quan đúng thẩm", "quyền"]
    assert wrap("Nghiêngngảnghiêngngả", 10) == ["Nghiêngngảnghiêngngả"]
