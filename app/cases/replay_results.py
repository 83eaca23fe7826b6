"""What a replay found, told so that one line stands for all dossiers of which it is true."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.catalogue.replay_comparing import ADDED, CALL, FINISHED, ROLE, SKIPPED, TERM, TIMER, UNFINISHED, VARIABLE
from app.catalogue.replay_player import BUTTON, CLOSED, ENDLESS, ERROR, FORM, GONE, NOT_BACK, UNHEARD, Difference
from app.catalogue.replays import Replayed

# The gravest first: where a dossier would be stuck, then where it would go another way, then what it would notice.
GRAVITY = (
    ENDLESS, ERROR, CLOSED, NOT_BACK, BUTTON, FORM, GONE, UNFINISHED, FINISHED, SKIPPED, ADDED, TIMER, VARIABLE, CALL,
    UNHEARD, ROLE, TERM,
)  # fmt: skip
SHOWN = 5  # dossiers named in a line
TIME, KILLED = "time", "killed"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding at one step (`node`, its `name`) and how many open and closed dossiers have it; `numbers` of some of
    them. `nodes` are the names of other steps, `said` a plain word or two, `label` a question's or a button's."""

    kind: str
    node: str
    name: str
    nodes: tuple[str, ...]
    said: str
    label: Mapping[str, str]
    open: int
    closed: int
    numbers: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many dossiers in all."""
        return self.open + self.closed


@dataclass(frozen=True, slots=True)
class Result:
    """A replay of a version's dossiers. `number` is the version's; of `open_all` and `closed_all` dossiers `open_taken`
    and `closed_taken` were to be played, `reached` were, `played` could be compared and `same` went the same way.

    `halted` TIME | KILLED (None: all were reached), `seconds` it took; `untold` are those not compared, with why;
    `movable` open ones could be moved as they stand, the others are `blocked`. `last_line` is the journal's last line
    by then.
    """

    number: int
    open_all: int
    open_taken: int
    closed_all: int
    closed_taken: int
    reached: int = 0
    played: int = 0
    same: int = 0
    halted: str | None = None
    seconds: float = 0.0
    differences: tuple[Line, ...] = ()
    untold: tuple[Line, ...] = ()
    movable: int = 0
    blocked: tuple[Line, ...] = ()
    last_line: int = 0

    @property
    def taken(self) -> int:
        """How many dossiers were to be played."""
        return self.open_taken + self.closed_taken

    @property
    def rate(self) -> float:
        """Dossiers per second."""
        return self.reached / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `of_json` takes it."""
        return asdict(self)


def of_json(data: Mapping[str, Any]) -> Result:
    """The result that `as_json` wrote."""
    lines = {name: tuple(_line(one) for one in data[name]) for name in ("differences", "untold", "blocked")}
    return Result(**{**data, **lines})


@dataclass
class _Group:
    difference: Difference
    open: int = 0
    closed: int = 0
    numbers: list[str] = field(default_factory=list)


def grouped(found: Iterable[tuple[Replayed, Difference]], names: Mapping[str, str]) -> tuple[Line, ...]:
    """The same finding at the same step as one line, the gravest and the most frequent first."""
    groups: dict[tuple[Any, ...], _Group] = {}
    for case, one in found:
        group = groups.setdefault((one.kind, one.node, one.nodes, one.said), _Group(one))
        if case.number in group.numbers:
            continue
        group.open += case.is_open
        group.closed += not case.is_open
        group.numbers.append(case.number)
    return tuple(sorted((_told(one, names) for one in groups.values()), key=_order))


def _told(group: _Group, names: Mapping[str, str]) -> Line:
    one = group.difference
    return Line(
        kind=one.kind,
        node=one.node,
        name=names.get(one.node, one.node),
        nodes=tuple(names.get(node, node) for node in dict.fromkeys(one.nodes)),
        said=one.said,
        label=one.label,
        open=group.open,
        closed=group.closed,
        numbers=tuple(group.numbers[:SHOWN]),
    )


def _order(line: Line) -> tuple[int, int, str, str]:
    gravity = GRAVITY.index(line.kind) if line.kind in GRAVITY else len(GRAVITY)
    return gravity, -line.count, line.node, line.said


def _line(data: Mapping[str, Any]) -> Line:
    return Line(**{**data, "nodes": tuple(data["nodes"]), "numbers": tuple(data["numbers"])})
