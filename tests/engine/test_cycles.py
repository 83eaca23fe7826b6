"""Cycles of graphs, against the plain definition."""

from random import Random

from app.engine.cycles import in_cycles


def _leads_back(node, edges):
    seen, todo = set(), [node]
    while todo:
        for after in edges.get(todo.pop(), ()):
            if after == node:
                return True
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return False


def test_what_leads_back_to_itself_is_in_a_cycle():
    random = Random(7)
    for size in range(2, 40):
        names = [str(number) for number in range(size)]
        edges = {name: set(random.sample(names, random.choice([0, 1, 1, 2]))) for name in names}
        assert in_cycles(edges) == {name for name in names if _leads_back(name, edges)}


def test_a_chain_of_many_has_none():
    assert in_cycles({str(number): {str(number + 1)} for number in range(50_000)}) == frozenset()
