"""Branches that run at the same time: a variable is the business of one of them only, and not of what was before.

When branches join, the one that ends last brings the whole of what it knew, old values too.
"""

from collections.abc import Iterator

from app.engine.checking.naming import Names
from app.engine.checking.placing import at
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import reached
from app.engine.problems import ERROR, WARNING, Problem, rule

BOTH_WRITE = rule(
    "parallel.both-write", ERROR,
    vi="Các nhánh song song cùng ghi biến %(name)s; nhánh xong sau cùng thắng.",
    en="Parallel branches both write the variable %(name)s; the one that ends last wins.",
    mend_vi="Cho mỗi nhánh một biến riêng.", mend_en="Give each branch a variable of its own.",
)  # fmt: skip
OVERWRITTEN = rule(
    "parallel.overwritten", WARNING,
    vi="Biến %(name)s đã có trước khi tách nhánh và được ghi lại trong một nhánh; nhánh xong sau trả nó về giá trị cũ.",
    en="The variable %(name)s is set before the split and again in one branch; a branch that ends later puts the old"
    " value back.",
    mend_vi="Ghi vào một biến mới trong nhánh đó.", mend_en="Write a new variable in that branch.",
)  # fmt: skip


def branches_write_their_own(subject: Subject) -> Iterator[Problem]:
    """No two branches of a parallel or inclusive gateway write the same variable."""
    names = Names(subject)
    for scope in subject.scopes:
        for node_id, out in scope.out.items():
            one = scope.nodes[node_id]
            if len(out) < 2 or one.node.kind not in ("parallelGateway", "inclusiveGateway"):
                continue
            branches = _branches(scope, [flow.target for flow in out])
            if sum(bool(branch) for branch in branches) < 2:
                continue
            written = [_written(names, scope, branch) for branch in branches]
            double = {name for i, mine in enumerate(written) for name in mine & set().union(*written[i + 1 :])}
            yield from (at(one, BOTH_WRITE, name=name) for name in sorted(double))
            before = _before(subject, names, scope, node_id) | set(subject.known.variables or ())
            yield from (at(one, OVERWRITTEN, name=name) for name in sorted(set().union(*written) & before - double))


def _before(subject: Subject, names: Names, scope: Scope, node_id: str) -> set[str]:
    """What may have been written before a node is reached: on the ways to it, in earlier rounds, around its
    subprocess."""
    found: set[str] = set()
    around: Scope | None = scope
    while around is not None:
        earlier = set().union(*(around.back.get(one, set()) for one in reached({node_id}, around.back)))
        found |= _written(names, around, earlier)
        node_id = around.element.get("id", "")
        around = subject.scope_of.get(node_id) if node_id in subject.inside else None
    return found


def _branches(scope: Scope, targets: list[str]) -> list[set[str]]:
    """The nodes of each branch that are in no other: what is behind the join is in all of them."""
    ways = [reached({target}, scope.edges) for target in targets]
    return [way - set().union(*ways[:number], *ways[number + 1 :]) for number, way in enumerate(ways)]


def _written(names: Names, scope: Scope, nodes: set[str]) -> set[str]:
    return set().union(*(names.within(scope.nodes[node]) for node in nodes if node in scope.nodes))


RULES = (branches_write_their_own,)
