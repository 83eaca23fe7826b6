"""Which role may hold which lane's tasks, and which roles nobody holds together (domain brief 2.1).

The receiver does not decide the substance; the specialist does not sign; the clerk numbers and publishes what is
signed; the technical administrator and the operator read no dossier; the helper never confirms in the citizen's
place. Drawing, proposing and releasing are roles of their own: one person may hold several of them, but whoever drew
or proposed something does not release it (`catalogue.releasing.SamePerson`).
"""

from app.core.errors import N_, Conflict
from app.identity.actor import Actor

OFFICER_ROLES = ("one_stop", "desk_leader", "specialist", "leader", "clerk", "lead", "council", "helper")
# Held everywhere, without a unit. `designer` draws, `proposer` proposes, `releaser` releases, rejects, rolls back and
# repeals, `operator` operates running dossiers; `admin` keeps accounts, calendars and settings and reads the rest.
HOUSE_ROLES = ("designer", "proposer", "releaser", "operator", "admin")
ROLES = ("citizen", *OFFICER_ROLES, *HOUSE_ROLES)

# Lanes by role: a lane's tasks are done by holders of the lane's own role, and nobody stands in for another lane.
LANES = ("citizen", "one_stop", "desk_leader", "specialist", "leader", "clerk", "lead", "council")

# These stand against every role that reads dossiers, in any unit.
READ_NO_DOSSIER = frozenset({"admin", "operator"})

# Pairs nobody holds in the same unit.
APART = frozenset(
    frozenset(pair)
    for pair in (
        ("one_stop", "specialist"),
        ("one_stop", "leader"),
        ("one_stop", "desk_leader"),
        ("specialist", "leader"),
        ("specialist", "clerk"),
        ("leader", "clerk"),
    )
)


class RolesApart(Conflict):
    """Two roles that one person must not hold together."""

    message = N_("Một người không được giữ cả hai vai trò này trong cùng đơn vị.")


def may_hold(actor: Actor, role: str, unit_id: int | None) -> bool:
    """Whether the actor may hold a task of the lane `role` in the unit. A citizen's task is held by the case's owner,
    which whoever knows the case checks beside this. A task of a lane without a unit is nobody's but the citizen's."""
    if role not in LANES:
        return False
    if role == "citizen":
        return True
    return unit_id is not None and actor.has(role, unit_id)


def works_in(actor: Actor, unit_id: int | None) -> bool:
    """Whether the actor holds, in that unit, a role that reads dossiers. A helper does not: they see only a draft
    that a citizen sitting beside them opens."""
    return unit_id is not None and any(unit == unit_id and role in LANES for role, unit in actor.roles)


def reads_dossiers(actor: Actor) -> bool:
    """Whether the actor holds any role whose work is reading dossiers."""
    return any(unit is not None and role in LANES for role, unit in actor.roles)


def check_apart(held: frozenset[tuple[str, int | None]], role: str, unit_id: int | None) -> None:
    """Sees whether `role` in the unit may join the roles held.

    Raises RolesApart.
    """
    for other, unit in held:
        if unit == unit_id and frozenset((other, role)) in APART:
            raise RolesApart
        if {other, role} & READ_NO_DOSSIER and {other, role} & set(LANES):
            raise RolesApart
