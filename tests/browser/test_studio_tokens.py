"""Token simulation: played through by keyboard; a join that waits for ever is said; no rule of the page is broken."""

import pytest
from playwright.sync_api import Browser, Page, expect

from app.catalogue import own_files
from app.core.clock import today
from tests.browser.drawing import a_designer, begin

pytestmark = pytest.mark.timeout(600)
FORKED = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 id="d" targetNamespace="x"><bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s" name="Go"/>
<bpmn:exclusiveGateway id="x" name="Way" default="f2"/><bpmn:callActivity id="c" name="Call" calledElement="o"/>
<bpmn:userTask id="u" name="Work"/><bpmn:parallelGateway id="j" name="Join"/><bpmn:endEvent id="e" name="Over"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/><bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="c"/>
<bpmn:sequenceFlow id="f3" name="Other" sourceRef="x" targetRef="u"/>
<bpmn:sequenceFlow id="f4" sourceRef="c" targetRef="j"/><bpmn:sequenceFlow id="f5" sourceRef="u" targetRef="e"/>
<bpmn:sequenceFlow id="f6" sourceRef="u" targetRef="j"/><bpmn:sequenceFlow id="f7" sourceRef="j" targetRef="e"/>
</bpmn:process><bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="pl" bpmnElement="p">%s</bpmndi:BPMNPlane>
</bpmndi:BPMNDiagram></bpmn:definitions>"""
PLACES = {"s": (0, 60), "x": (100, 60), "c": (200, 0), "u": (200, 120), "j": (360, 60), "e": (460, 60)}
FLOWS = ("s-x", "x-c", "x-u", "c-j", "u-e", "u-j", "j-e")


def drawn() -> bytes:
    shapes = [
        f'<bpmndi:BPMNShape id="{one}_s" bpmnElement="{one}"><dc:Bounds x="{x}" y="{y}" height="40"'
        f' width="{80 if one in "cu" else 40}"/></bpmndi:BPMNShape>'
        for one, (x, y) in PLACES.items()
    ]
    for number, (one, other) in enumerate((flow.split("-") for flow in FLOWS), start=1):
        points = "".join(f'<di:waypoint x="{PLACES[end][0]}" y="{PLACES[end][1]}"/>' for end in (one, other))
        shapes.append(f'<bpmndi:BPMNEdge id="f{number}_s" bpmnElement="f{number}">{points}</bpmndi:BPMNEdge>')
    return FORKED % "".join(shapes).encode()


def go(page: Page, name: str) -> None:
    """Presses what may be done, by keyboard."""
    page.locator("[data-next]").get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_tokens_walk_by_keyboard_and_what_is_stuck_is_said(chromium: Browser, site: str) -> None:
    blank = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    draft_id = begin({**blank, "forked.bpmn": drawn()})
    designer = a_designer(chromium, site)
    page = designer.page
    page.emulate_media(reduced_motion="reduce")
    designer.open(f"/thiet-ke/{draft_id}/so-do/forked.bpmn")
    designer.press("Mô phỏng", "link")
    state, seen = page.locator("[data-state]"), page.locator("[data-log]")
    expect(page.locator("[data-calls]")).to_contain_text("Call")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    go(page, "Bắt đầu: Go")
    expect(state).to_have_text("Kẹt, không đi tiếp được ở: Join")  # the default leads into a join of two

    page.get_by_role("button", name="Làm lại từ đầu").press("Enter")
    expect(seen).to_be_empty()
    page.get_by_label("Other → Work").press("Space")
    go(page, "Bắt đầu: Go")
    expect(page.locator("[data-next] button").first).to_be_focused()  # the keyboard is led on to what comes next
    expect(page.locator("[data-next] button").first).to_have_text("Làm xong: Work")
    page.keyboard.press("Enter")
    expect(seen).to_contain_text("Over")
    assert not designer.said


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_the_simulation_hinders_nobody(chromium: Browser, site: str, width: int) -> None:
    draft_id = begin(own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today()))
    designer = a_designer(chromium, site, width=width)
    designer.page.goto(f"{site}/thiet-ke/{draft_id}/so-do/resolve.bpmn/mo-phong")
    designer.page.locator("[data-next] button").first.click()
    expect(designer.page.locator(".tokens-here").last).to_be_visible()
    designer.look()
