"""Whoever draws, proposes, releases, takes back or repeals something is in the operation log, with what and why."""

import shutil
from datetime import timedelta

import pytest

from app.catalogue import draft_files, drafts, publishing, queries, releases, releasing
from app.core import clock
from app.core.config import ROOT
from app.core.db import session, transaction
from app.identity import operations
from app.identity.models import Operation
from tests.catalogue.test_releasing import (
    BASIS,
    CODE,
    HOUSE,
    SLUG,
    again,
    current,
    drawn,
    propose,
    proposed,
    release,
    released,
    who,
)

__all__ = ["who"]  # a fixture


def lines():
    """The log, oldest first: (kind, who, subject, reason, detail)."""
    with transaction(writes=False):
        found = session().query(Operation).order_by(Operation.id)
        return [(one.kind, one.actor_id, one.subject, one.reason, one.detail) for one in found]


def kinds():
    return [line[0] for line in lines()]


def test_the_way_of_a_draft_is_told(who):
    draft_id, seen = proposed(who, term="5wd")
    made = release(draft_id, seen, who["admin"])
    day = clock.today().isoformat()
    assert lines() == [
        ("draft_made", who["designer"], SLUG, "", {"draft": draft_id}),
        ("proposed", who["designer"], SLUG, BASIS, {"draft": draft_id, "day": day}),
        ("released", who["admin"], SLUG, BASIS, {"draft": draft_id, "number": made.number, "day": day}),
    ]
    with transaction(writes=False):
        assert operations.lines(kind="released")[0].version_id == made.version_id


def test_what_was_the_same_says_so(who):
    draft_id = drawn(who)
    made = release(draft_id, propose(draft_id, who), who["admin"])
    assert lines()[-1][0] == "released_again" and lines()[-1][4] == {"draft": draft_id, "same": made.number}


def test_files_brought_in_and_a_draft_set_aside_are_told(who):
    draft_id = drawn(who)
    with transaction():
        drafts.bring_in(draft_id, {"forms/a.json": b"{}"}, who["designer"])
        drafts.bring_in(draft_id, {"forms/a.json": b"{}"}, who["designer"])  # the same again is nothing
        drafts.discard(draft_id, who["designer"])
    assert [line[0::4] for line in lines()[1:]] == [
        ("draft_imported", {"draft": draft_id, "files": "forms/a.json"}),
        ("draft_discarded", {"draft": draft_id}),
    ]
    with transaction(writes=False):
        assert drafts.draft(draft_id).state == "REJECTED"
        assert all(draft_id not in {one.id for one in line.drafts} for line in drafts.lines())
        assert [one.id for one in drafts.ended(SLUG)] == [draft_id]


def test_what_is_proposed_is_not_set_aside(who):
    draft_id, _seen = proposed(who, term="5wd")
    with pytest.raises(draft_files.NotEditable), transaction():
        drafts.discard(draft_id, who["designer"])
    assert "draft_discarded" not in kinds()


def test_taking_back_and_turning_down_are_told_with_the_reason(who):
    draft_id, _seen = proposed(who, term="5wd")
    with transaction():
        drafts.take_back(draft_id, who["designer"])
    seen = propose(draft_id, who)
    with transaction():
        releasing.reject(draft_id, seen, "Thiếu căn cứ", who["admin"])
    assert lines()[2][:2] == ("taken_back", who["designer"])
    assert lines()[4][:4] == ("turned_down", who["admin"], SLUG, "Thiếu căn cứ")


def test_rolling_back_is_told(who):
    old = current()
    released(who, term="5wd")
    again(old, who)
    assert kinds()[3:] == ["proposed_again", "released_again"]
    assert lines()[-1][1:4] == (who["admin"], SLUG, BASIS) and lines()[-1][4]["number"] == 1


def test_a_proposal_refused_or_withdrawn_and_a_release_called_off_are_told(who):
    released(who, days=9, term="5wd")
    day = clock.today() + timedelta(days=3)
    with transaction():
        version = queries.get(CODE)
        first = releasing.propose_again(version.id, day, BASIS, who["designer"]).id
        second = releasing.propose_repeal(version.procedure_id, day, BASIS, [], who["designer"]).id
        releasing.turn_down(first, "Thôi", who["designer"])
        releasing.turn_down(second, "Chưa đúng", who["admin"])
        waiting = releases.pending(version.procedure_id)[0]
        releasing.call_off(waiting.id, "Luật lùi ngày", who["admin"])
    told = [(line[0], line[1], line[3]) for line in lines()[3:]]
    assert told == [
        ("proposed_again", who["designer"], BASIS),
        ("proposed_repeal", who["designer"], BASIS),
        ("taken_back", who["designer"], "Thôi"),
        ("turned_down", who["admin"], "Chưa đúng"),
        ("called_off", who["admin"], "Luật lùi ngày"),
    ]


def test_a_repeal_is_told(who):
    with transaction():
        procedure_id = queries.get(CODE).procedure_id
        proposal = releasing.propose_repeal(procedure_id, clock.today(), BASIS, [], who["designer"]).id
        releasing.decide(proposal, who["admin"], HOUSE)
    assert lines()[-1][:4] == ("repealed", who["admin"], SLUG, BASIS)


def test_a_folder_published_by_command_is_nobodys_act(world, tmp_path):
    folder = shutil.copytree(ROOT / "bpmn" / SLUG, tmp_path / "bpmn" / SLUG)
    shutil.copytree(ROOT / "bpmn" / "shared", tmp_path / "bpmn" / "shared")
    with transaction():
        publishing.publish(folder, ROOT / "forms")
    assert lines() == []  # as it was
    described = (folder / "procedure.json").read_text()
    (folder / "procedure.json").write_text(described.replace('"term": "sameday"', '"term": "5wd"'))
    with transaction():
        publishing.publish(folder, ROOT / "forms")
    assert kinds() == ["published"] and lines()[0][1] is None and lines()[0][4]["number"] == 2


def test_what_is_refused_leaves_no_line(who):
    draft_id, seen = proposed(who, term="5wd")
    before = lines()
    with pytest.raises(releasing.SamePerson):
        release(draft_id, seen, who["designer"])
    assert lines() == before
