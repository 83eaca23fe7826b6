"""Events on the boundary of a step: what may come while somebody works on it, and where that leads."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN
from app.engine.outline import links, placing
from app.engine.outline.edits import NotPossible, element
from app.engine.outline.events import BOUNDARIES, set_event
from app.engine.outline.links import free_id
from app.engine.outline.source import Source
from app.engine.outline.steps import ACTIVITIES, add_step


def add_boundary(
    content: bytes, host_id: str, kind: str, value: str, name: str, *, interrupting: bool = True, to: str | None = None
) -> tuple[bytes, str]:
    """An event on a step's boundary that leads `to` another step, or to an end of its own. The file and its id."""
    source = Source(content)
    host = element(source, host_id)
    if host.tag.removeprefix(BPMN) not in ACTIVITIES:
        raise NotPossible({host_id: N_("Chỉ gắn sự kiện được lên việc, quy trình con hoặc lời gọi.")})
    if kind not in BOUNDARIES:
        raise NotPossible({"event": N_("Sự kiện này không dùng được loại đó.")})
    if kind == "error" and not interrupting:
        raise NotPossible({"interrupting": N_("Sự kiện lỗi luôn ngắt bước.")})
    new_id = free_id(source, fold(name) or f"{host_id}_{kind}")
    said = {"id": new_id} | ({"name": name} if name else {}) | {"attachedToRef": host_id}
    content = links.with_node(
        content, host_id, "boundaryEvent", said | ({} if interrupting else {"cancelActivity": "false"})
    )
    content = set_event(links.in_lane_of(content, new_id, host_id), new_id, kind, value)
    content = placing.draw_event(content, new_id, host_id)
    if not to:
        return add_step(content, new_id, "endEvent", "")[0], new_id
    target = element(Source(content), to)
    if (
        target.parent is None
        or target.parent is not element(Source(content), host_id).parent
        or target.tag not in links.NODES
    ):
        raise NotPossible({to: N_("Chỉ nối được hai bước trong cùng một quy trình.")})
    flow = free_id(Source(content), f"flow_{new_id}_{to}")
    return placing.redraw(links.with_flow(content, flow, new_id, to), flow), new_id
