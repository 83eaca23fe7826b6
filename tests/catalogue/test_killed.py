"""A release whose process is killed at any point is there as a whole or not at all, and can be done again."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from app.catalogue import drafts, own_files, queries, releasing
from app.catalogue.models import Procedure, ProcedureDraft, ProcedureRelease, ProcedureVersion
from app.core import clock
from app.core.config import ROOT
from app.core.db import Base, session, transaction
from tests.catalogue.test_publish_command import change, folder
from tests.catalogue.test_releasing import CODE, HOUSE, propose, proposed, released, who

__all__ = ["folder", "who"]  # fixtures

WATCHED = (Procedure, ProcedureVersion, ProcedureRelease, ProcedureDraft)


class Enough(Exception):
    """It works: taken back."""


class Dying:
    """Releases in processes that are killed."""

    def __init__(self, url: str, settings) -> None:
        own = {"DATABASE_URL": url, "APP_MODE": "test", "INSTANCE_DIR": str(settings.instance_dir)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.catalogue.dying"],
            cwd=ROOT,
            env={**os.environ, **own, "SECRET_KEY": settings.secret_key},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def child(self, at: int, **asked) -> int:
        """How a child ended that is killed at that point."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"at": at, **asked}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def dying(world, settings) -> Iterator[Dying]:
    made = Dying(world.url.render_as_string(hide_password=False), settings)
    yield made
    made.process.communicate()


def stands():
    """All rows that a release writes, and how many there are of everything else."""
    with transaction(writes=False):
        counts = {
            one.name: session().scalar(select(func.count()).select_from(one)) for one in Base.metadata.sorted_tables
        }
        rows = {one.__tablename__: session().execute(select(one.__table__).order_by(one.id)).all() for one in WATCHED}
    return {**counts, **rows}


def killed_everywhere(dying, check, **asked):
    """Kills a child at each point in turn until one is killed after the commit; how many left nothing behind.

    After each of them it can be done, which `check` tries and takes back.
    """
    before = stands()
    for at in range(1, 400):
        assert dying.child(at, **asked) == -signal.SIGKILL
        if stands() != before:
            return at - 1
        check()
    raise AssertionError("it never ended")


@pytest.mark.parametrize("new", [False, True])
def test_a_release_killed_at_any_point_is_whole_or_not_there(who, dying, new):
    if new:
        with transaction():
            files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", clock.today())
            draft_id = drafts.begin("thu-moi", "Thủ tục thử", files, who["designer"]).id
        seen = propose(draft_id, who)
    else:
        draft_id, seen = proposed(who, term="5wd")

    def check():
        with pytest.raises(Enough), transaction():
            made = releasing.release(draft_id, seen, who["admin"], HOUSE)
            assert made.new and made.number == (1 if new else 2)
            raise Enough

    points = killed_everywhere(dying, check, do="release", draft_id=draft_id, seen=seen, account_id=who["admin"])
    assert points > 10
    after = stands()
    with transaction(writes=False):
        mine = drafts.draft(draft_id)
        assert (mine.state, mine.decided_by) == (drafts.RELEASED, who["admin"])
        version = session().get_one(ProcedureVersion, mine.released_id)
        assert session().get_one(Procedure, version.procedure_id).current_version_id == version.id
        assert (version.definition_id is not None) and version.number == (1 if new else 2)
    with pytest.raises(drafts.NotProposed), transaction():
        releasing.release(draft_id, seen, who["admin"], HOUSE)
    assert stands() == after
    if not new:  # the same drawn, proposed and released once more is no other version
        made = released(who, term="5wd")
        assert (made.new, made.entered, made.number) == (False, False, 2)


def test_flask_publish_killed_at_any_point_is_whole_or_not_there(world, dying, folder):
    change(folder, term="5wd")
    points = killed_everywhere(dying, lambda: None, do="publish", folder=str(folder))
    assert points > 10
    after = stands()
    with transaction(writes=False):
        assert (queries.get(CODE).number, queries.get(CODE).described.term) == (2, "5wd")
    assert dying.child(0, do="publish", folder=str(folder)) == 0  # once more, unharmed: nothing is made twice
    assert stands() == after
