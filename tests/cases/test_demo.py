from app.cases import demo, inbox
from app.cases.filters import Filters
from app.core.db import transaction
from tests.cases import walking as walk


def test_the_demo_begins_with_something_for_everybody_and_only_once(world):
    with transaction():
        assert demo.make_dossiers() >= 4
    with transaction():
        assert demo.make_dossiers() == 0
    for username in ("desk", "specialist"):
        with transaction():
            actor = walk.who(username)
            queues = [inbox.tasks(actor, Filters(state=state)).rows for state in ("available", "mine")]
            assert any(queues)
