"""Designers in a browser, and drafts and diagrams for them to work at."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Browser

from app.catalogue import drafts, own_files
from app.core.clock import today
from app.core.db import transaction
from app.engine.outline.lanes import add_lane
from app.identity.accounts import by_username
from tests.browser.person import Person


def a_draft() -> int:
    """The blank procedure with a second lane."""
    files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    files["resolve.bpmn"], _lane = add_lane(files["resolve.bpmn"], "lane_specialist", "Lãnh đạo", "leader")
    return begin(files)


def begin(files: dict[str, bytes]) -> int:
    """A draft of these files."""
    with transaction():
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("designer").id).id


def a_designer(chromium: Browser, site: str, *, width: int = 1280, way: str = "mouse") -> Person:
    """Signed in."""
    person = Person(chromium, site, width=width, scripts=True, way=way)
    person.open("/dang-nhap?next=/thiet-ke")
    person.sign_in("designer")
    return person


_DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="x">
<bpmn:process id="{process}" isExecutable="true">{said}</bpmn:process>
<bpmndi:BPMNDiagram id="g">
<bpmndi:BPMNPlane id="pl" bpmnElement="{process}">{shown}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""


def drawn(elements: str, places: Mapping[str, tuple[int, int]], flows: Sequence[str], process: str = "p") -> bytes:
    """A diagram: its elements as XML, where each stands, and its flows f1, f2 … as "from-to name"."""
    said, shown = elements, ""
    for one, (x, y) in places.items():
        shown += (
            f'<bpmndi:BPMNShape id="{one}_s" bpmnElement="{one}"><dc:Bounds x="{x}" y="{y}" width="40" height="40"/>'
        )
        shown += "</bpmndi:BPMNShape>"
    for number, flow in enumerate(flows, start=1):
        ends, _blank, name = flow.partition(" ")
        one, other = ends.split("-")
        called = f' name="{name}"' if name else ""
        said += f'<bpmn:sequenceFlow id="f{number}"{called} sourceRef="{one}" targetRef="{other}"/>'
        (left, top), (right, bottom) = places[one], places[other]
        points = f'<di:waypoint x="{left + 40}" y="{top + 20}"/><di:waypoint x="{right}" y="{bottom + 20}"/>'
        shown += f'<bpmndi:BPMNEdge id="f{number}_s" bpmnElement="f{number}">{points}</bpmndi:BPMNEdge>'
    return _DRAWING.format(process=process, said=said, shown=shown).encode()
