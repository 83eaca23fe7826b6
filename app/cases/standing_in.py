"""Which steps an operator may complete in somebody's place, so that a dossier goes on.

Only where the diagram says so, and never what decides, signs or states: the receiver does not decide, the specialist
does not sign, nobody confirms in a citizen's place (domain 2.1). What is left are steps that only end a wait. Of a
citizen's steps those alone whose silence comes to the same thing after a while, by a timer of the diagram itself.
"""

from app.engine.nodes import Node
from app.forms.definition import Form

COMPLETE = "complete"  # what a diagram's `operator` property says
DECIDING = frozenset({"leader", "desk_leader", "council"})
PERSONAL = frozenset({"citizen"})


def may_stand_in(node: Node, role: str, form: Form | None) -> bool:
    """Whether the diagram allows it and the step is none of those above. `role` is the open task's."""
    if node.operator != COMPLETE or role in DECIDING or (role in PERSONAL and not node.lapses):
        return False
    return form is None or form.outcomes is None or len(form.outcomes.options) == 1


def only_outcome(form: Form | None) -> str | None:
    """The one way to end a step that offers one."""
    return form.outcomes.options[0].value if form is not None and form.outcomes is not None else None
