"""Rectangles and lines of a drawing, in its pixels."""

from dataclasses import dataclass, replace

Point = tuple[float, float]
ACROSS, DOWN = 0, 1


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> Point:
        """The middle of its right side."""
        return self.x + self.width, self.y + self.height / 2

    @property
    def left(self) -> Point:
        """The middle of its left side."""
        return self.x, self.y + self.height / 2

    @property
    def top(self) -> Point:
        """The middle of its upper side."""
        return self.x + self.width / 2, self.y

    @property
    def bottom(self) -> Point:
        """The middle of its lower side."""
        return self.x + self.width / 2, self.y + self.height

    def low(self, axis: int) -> float:
        """Where it begins across or down."""
        return self.y if axis else self.x

    def high(self, axis: int) -> float:
        """Where it ends across or down."""
        return self.y + self.height if axis else self.x + self.width

    def moved(self, axis: int, by: float) -> "Box":
        """As large, elsewhere."""
        return replace(self, y=self.y + by) if axis else replace(self, x=self.x + by)

    def grown(self, axis: int, by: float) -> "Box":
        """At the same place, longer to the right or downwards."""
        return replace(self, height=self.height + by) if axis else replace(self, width=self.width + by)

    def padded(self, by: float) -> "Box":
        """With so much more on every side; less of it where `by` is negative."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "Box") -> bool:
        """Whether they share some of the plane."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def holds(self, other: "Box") -> bool:
        """Whether the other one is wholly inside."""
        across = self.x <= other.x and other.x + other.width <= self.x + self.width
        return across and self.y <= other.y and other.y + other.height <= self.y + self.height


def between(one: Point, other: Point) -> Box:
    """The box that two points span; flat for a straight line."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Box(left, top, right - left, bottom - top)
