"""Whether a process could become an instance of other diagrams: tried in memory, read back as it would be kept, and
compared.

No table: for moving running instances, and for seeing beforehand which of them could be moved.
"""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from app.engine.reading_only import no_call
from app.engine.spiff import Run, node_of
from app.engine.spiff_moving import DIFFERENT, Blocked
from app.engine.spiff_parse import Specs
from app.engine.work_items import Projection


def taken_over(
    state: tuple[int, bytes], old: Specs, new: Specs, new_nodes: Container[str], now: datetime
) -> tuple[Run, Projection]:
    """The instance that `state` (codec, bytes) holds by its new diagrams, read back from the bytes that would be kept.

    Raises Blocked.
    """
    run = Run.load(*state, old, no_call, now)
    before = run.projection()
    known = {task_id: dict(task.data) for task_id, task in before.tasks.items()}
    run.take_over(new)
    again = Run.load(*run.dump(), new, no_call, now)
    after = again.projection()
    _compare(before, known, after, new_nodes)
    return again, after


def _compare(before: Projection, known: Mapping[str, Any], after: Projection, new_nodes: Container[str]) -> None:
    """Sees whether the same is waited for, with the same variables. Raises Blocked."""
    for task_id, task in before.tasks.items():
        twin = after.tasks.get(task_id)
        if twin is None or twin.data != known[task_id] or node_of(twin) not in new_nodes:
            raise Blocked(DIFFERENT, node_of(task))
    more = [node_of(task) for task_id, task in after.tasks.items() if task_id not in before.tasks]
    if more or before.timers != after.timers or before.messages != after.messages:
        raise Blocked(DIFFERENT, next(iter(more), ""))
