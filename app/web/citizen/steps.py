"""The five steps of filing, and where in them a task stands."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import N_

STEPS = (
    (N_("Nơi nộp"), ("choose_service",)),
    (N_("Tờ khai"), ("fill_application",)),
    (N_("Giấy tờ"), ("attach_components",)),
    (N_("Phí"), ("choose_payment", "pay_online")),
    (N_("Kiểm tra, nộp"), ("check_and_submit",)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One of the five: its name and whether it is done, here or to come."""

    name: str
    state: str  # done | here | next


def places(node: str) -> list[Place]:
    """The five steps seen from a task; empty for a task that is none of them (a supplement, a confirmation)."""
    here = next((index for index, (_name, nodes) in enumerate(STEPS) if node in nodes), None)
    if here is None:
        return []
    states = ["done" if index < here else "here" if index == here else "next" for index in range(len(STEPS))]
    return [Place(_(name), state) for (name, _nodes), state in zip(STEPS, states, strict=True)]
