"""Statements about choices, each a decision diagram: the same statement is the same number, so comparing costs nothing.

Used to follow tokens through a diagram: for every flow, after which choices a token passes there.
"""

NEVER, ALWAYS = 0, 1


class TooMany(Exception):
    """The choices of a diagram interlock so much that following all of them would take too long."""


class Logic:
    """Statements over choices numbered in the order in which they were made."""

    MAX_CHOICES = 400
    MAX_STATEMENTS = 20_000

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(self.MAX_CHOICES, 0, 0), (self.MAX_CHOICES, 1, 1)]
        self._same: dict[tuple[int, int, int], int] = {}
        self._done: dict[tuple[int, int, int], int] = {}
        self._choices = 0

    def choice(self) -> int:
        """A new choice: the statement that it falls one way. Raises TooMany."""
        if self._choices == self.MAX_CHOICES:
            raise TooMany
        self._choices += 1
        return self._node(self._choices - 1, NEVER, ALWAYS)

    def both(self, one: int, other: int) -> int:
        """Whether both are true. Raises TooMany."""
        return self._chosen(one, other, NEVER)

    def either(self, one: int, other: int) -> int:
        """Whether at least one is true. Raises TooMany."""
        return self._chosen(one, ALWAYS, other)

    def negation(self, one: int) -> int:
        """Whether it is not true. Raises TooMany."""
        return self._chosen(one, NEVER, ALWAYS)

    def any_of(self, statements: list[int]) -> int:
        """Whether at least one of many is true. Raises TooMany."""
        found = NEVER
        for one in statements:
            found = self.either(found, one)
        return found

    def _chosen(self, when: int, then: int, otherwise: int) -> int:
        """`then` where `when` is true, `otherwise` where it is not."""
        if when == ALWAYS or then == otherwise:
            return then
        if when == NEVER:
            return otherwise
        asked = (when, then, otherwise)
        if asked not in self._done:
            top = min(self._nodes[one][0] for one in asked)
            lows, highs = zip(*(self._parts(one, top) for one in asked), strict=True)
            low, high = self._chosen(*lows), self._chosen(*highs)
            self._done[asked] = low if low == high else self._node(top, low, high)
        return self._done[asked]

    def _parts(self, one: int, choice: int) -> tuple[int, int]:
        at, low, high = self._nodes[one]
        return (low, high) if at == choice else (one, one)

    def _node(self, choice: int, low: int, high: int) -> int:
        key = (choice, low, high)
        if key not in self._same:
            if len(self._nodes) >= self.MAX_STATEMENTS:
                raise TooMany
            self._same[key] = len(self._nodes)
            self._nodes.append(key)
        return self._same[key]
