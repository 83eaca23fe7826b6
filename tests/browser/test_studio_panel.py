"""The canvas's panel: papers, operators, times, messages, errors, repeated steps; and offers that mend, undoable."""

import difflib
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.catalogue import draft_files, own_files
from app.core.clock import today
from app.core.db import transaction
from tests.browser.drawing import a_designer, begin, drawn
from tests.browser.person import Person

pytestmark = pytest.mark.timeout(600)
expect.set_options(timeout=60_000)  # each check is a process of its own: on a busy machine it takes its time
FILE = "resolve.bpmn"
STEPS = """<bpmn:startEvent id="s"/><bpmn:userTask id="u" name="Work"/>
<bpmn:userTask id="m" name="Vote"><bpmn:multiInstanceLoopCharacteristics>
<bpmn:loopDataInputRef>members</bpmn:loopDataInputRef><bpmn:inputDataItem id="member" name="member"/>
</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
<bpmn:boundaryEvent id="t" attachedToRef="u"><bpmn:timerEventDefinition id="td"/></bpmn:boundaryEvent>
<bpmn:boundaryEvent id="b" attachedToRef="m"><bpmn:errorEventDefinition id="bd"/></bpmn:boundaryEvent>
<bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition id="cd"/></bpmn:intermediateCatchEvent>
<bpmn:exclusiveGateway id="x" name="Way"/><bpmn:endEvent id="e"/>"""
PLACES = {"s": (0, 60), "u": (120, 60), "m": (240, 60), "t": (100, 92), "b": (220, 92), "c": (360, 60), "x": (480, 400)}
WRITTEN = """
+ <bpmn:message id="message_" name="Đã trả lời" />
+ <bpmn:error id="error_" name="Không đủ" errorCode="short" />
- <bpmn:userTask id="u" name="Work"/>
+ <bpmn:userTask id="u" name="Work">
+ <bpmn:extensionElements>
+ <spiffworkflow:properties>
+ <spiffworkflow:property name="letter" value="receipt" />
+ <spiffworkflow:property name="operator" value="complete" />
+ </spiffworkflow:properties>
+ </bpmn:extensionElements>
+ <bpmn:multiInstanceLoopCharacteristics isSequential="true">
+ <bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality>
+ </bpmn:multiInstanceLoopCharacteristics>
+ </bpmn:userTask>
+ <bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef>
- <bpmn:inputDataItem id="member" name="member"/>
+ <bpmn:inputDataItem id="one" name="one" />
- <bpmn:boundaryEvent id="t" attachedToRef="u">
+ <bpmn:boundaryEvent id="t" attachedToRef="u" cancelActivity="false">
- <bpmn:timerEventDefinition id="td"/>
+ <bpmn:timerEventDefinition id="td">
+ <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">"P5D"</bpmn:timeDuration>
+ </bpmn:timerEventDefinition>
- <bpmn:errorEventDefinition id="bd"/>
+ <bpmn:errorEventDefinition id="bd" errorRef="error_"/>
- <bpmn:messageEventDefinition id="cd"/>
+ <bpmn:messageEventDefinition id="cd" messageRef="message_"/>
- <bpmndi:BPMNShape id="x_s" bpmnElement="x">
+ <bpmndi:BPMNShape id="x_s" bpmnElement="x" isMarkerVisible="true">
""".strip().splitlines()
FLOWS = ("s-u", "u-m", "t-m", "b-c", "m-c", "c-x", "x-e", "x-u Again")


@pytest.fixture
def designer(chromium: Browser, site: str) -> Person:
    return a_designer(chromium, site)


@pytest.fixture
def draft_id(site: str) -> int:
    blank = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    return begin({**blank, FILE: drawn(STEPS, {**PLACES, "e": (600, 60)}, FLOWS, "resolve")})


def changed(draft_id: int) -> list[str]:
    """The lines that the designer changed, without blanks."""
    with transaction(writes=False):
        first = min(one.revision for one in draft_files.revisions(draft_id, FILE))
        before, after = (draft_files.read(draft_id, FILE, one)[1].decode() for one in (first, None))
    lines = difflib.ndiff(
        *([line.strip() for line in text.replace("><", ">\n<").splitlines()] for text in (before, after))
    )
    return [line for line in lines if line[0] in "+-" and line[2:]]


def choose(page: Page, element_id: str) -> None:
    page.locator(f'.djs-element[data-element-id="{element_id}"] > .djs-hit').first.click(force=True)


def say(page: Page, **boxes: str) -> None:
    """Types into the panel's boxes, or chooses in them."""
    for name, value in boxes.items():
        box = page.locator(f"#panel-{name}")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
            box.press("Tab")


def test_what_the_panel_says_stands_in_the_file_and_nothing_else(designer: Person, draft_id: int) -> None:
    page = designer.page
    page.goto(f"{designer.site}/thiet-ke/{draft_id}/so-do/{FILE}")
    choose(page, "u")
    say(page, letter="receipt", operator="complete", repeat="times", over="3", order="sequential")
    choose(page, "t")
    say(page, time="5 ngày", interrupting="no")
    choose(page, "b")
    say(page, nameError="Không đủ", errorCode="short")
    choose(page, "c")
    say(page, nameMessage="Đã trả lời")
    choose(page, "m")
    expect(page.locator("#panel-over")).to_have_value("members")  # the list that nothing in the file declares
    say(page, item="one", into="votes")
    expect(page.locator("[data-state]")).to_contain_text("Đã lưu ")
    for _try in range(100):  # what was typed last may be on its way still
        if WRITTEN[14] in changed(draft_id):
            break
        page.wait_for_timeout(100)
    assert [re.sub(r"(message|error)_[0-9a-z]+", r"\1_", line) for line in changed(draft_id)] == WRITTEN
    assert not designer.said


def test_an_offered_mend_is_one_press_and_undone(designer: Person, draft_id: int) -> None:
    page = designer.page
    page.goto(f"{designer.site}/thiet-ke/{draft_id}/so-do/{FILE}")
    problem = page.locator("[data-problems] li").filter(has=page.get_by_role("button", name="f7", exact=True))
    problem.get_by_role("button", name="Đặt luồng này làm mặc định").click(timeout=60_000)
    expect(page.locator("#panel-defaultFlow")).to_have_value("f7")
    expect(problem).to_have_count(0)
    page.locator("[data-undo]").press("Enter")
    expect(page.locator("#panel-defaultFlow")).to_have_value("")
    expect(problem).to_have_count(1)
    # what no command of the canvas can do the server does, and the diagram is opened anew
    problem = page.locator("[data-problems] li").filter(has_text="chưa ghi thời hạn")
    problem.get_by_role("combobox").fill("5 ngày")
    problem.get_by_role("button", name="Đặt thời hạn").click()
    expect(page.locator("#panel-time")).to_have_value("P5D")
    expect(problem).to_have_count(0)
    assert not designer.said
