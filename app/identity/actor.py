"""Who acts. An `Actor` is what every feature gets in place of an account: it reads nothing and changes nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. `roles` are pairs (role, unit id; None: everywhere). `identity_level` is 0, 1 or 2."""

    account_id: int
    name: str
    roles: frozenset[tuple[str, int | None]]
    locale: str
    identity_level: int
    demo: bool

    def has(self, role: str, unit_id: int | None = None) -> bool:
        """Whether the person holds `role` in that unit; without a unit: anywhere. Everybody is a citizen."""
        if role == "citizen":
            return True
        if unit_id is None:
            return any(held == role for held, _unit in self.roles)
        return (role, unit_id) in self.roles

    def has_any(self, *roles: str) -> bool:
        """Whether the person holds one of these roles, anywhere."""
        return any(self.has(role) for role in roles)

    def units(self, role: str) -> frozenset[int]:
        """The ids of the units where the person holds `role`."""
        return frozenset(unit for held, unit in self.roles if held == role and unit is not None)

    @property
    def all_units(self) -> frozenset[int]:
        """The ids of all units where the person holds any role."""
        return frozenset(unit for _role, unit in self.roles if unit is not None)

    @property
    def is_officer(self) -> bool:
        """Whether the person works in a unit (administrators and designers alone do not)."""
        return any(unit is not None for _role, unit in self.roles)

    @property
    def is_citizen(self) -> bool:
        """Whether the person may file. Everybody may: an officer is a citizen too."""
        return True
