"""Releasing: by two, from a day on, all of it or nothing; again, and repealed."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import event, func, select, update

from app import jobs
from app.cases.known import KNOWN
from app.catalogue import draft_files, drafts, own_files, publishing, queries, releases, releasing
from app.catalogue.models import Offer, Procedure, ProcedureDraft, ProcedureRelease, ProcedureVersion
from app.catalogue.releasing import ChangedSince, House, SamePerson
from app.core import clock
from app.core.config import ROOT
from app.core.db import session, transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.engine.actions import actions
from app.engine.models import Definition
from app.identity.accounts import by_username

DIRS = (ROOT / "bpmn", ROOT / "forms")
HOUSE = House(*DIRS, KNOWN)
CODE, SLUG = "1.001193", "khai-sinh"
BASIS = "Quyết định 1/QĐ-UBND"


@pytest.fixture
def who(world):
    with transaction():
        return {name: by_username(name).id for name in ("designer", "admin")}


def current():
    with transaction(writes=False):
        return queries.get(CODE).id


def rows(table):
    with transaction(writes=False):
        return session().scalar(select(func.count()).select_from(table))


def drawn(who, **changes):
    """A draft of the version in force, with another manifest."""
    with transaction():
        version = queries.get(CODE)
        files = own_files.of_version(version.id, *DIRS)
        files["procedure.json"] = json.dumps(json.loads(files["procedure.json"]) | changes).encode()
        return drafts.begin(SLUG, version.name, files, who["designer"], based_on_id=version.id).id


def proposed(who, days=0, **changes):
    draft_id = drawn(who, **changes)
    return draft_id, propose(draft_id, who, days)


def propose(draft_id, who, days=0):
    with transaction():
        drafts.propose(draft_id, clock.today() + timedelta(days=days), BASIS, who["designer"])
        return releasing.stamp(drafts.draft(draft_id))


def release(draft_id, seen, account_id):
    with transaction():
        return releasing.release(draft_id, seen, account_id, HOUSE)


def released(who, days=0, **changes):
    draft_id, seen = proposed(who, days, **changes)
    return release(draft_id, seen, who["admin"])


def again(version_id, who, days=0):
    with transaction():
        day = clock.today() + timedelta(days=days)
        proposal = releasing.propose_again(version_id, day, BASIS, who["designer"]).id
    with transaction():
        return releasing.decide(proposal, who["admin"], HOUSE).id


def state(draft_id):
    with transaction(writes=False):
        return drafts.draft(draft_id).state


def test_one_proposes_and_another_releases(who):
    old = current()
    draft_id, seen = proposed(who, term="5wd")
    assert current() == old
    made = release(draft_id, seen, who["admin"])
    assert (made.new, made.entered, current(), state(draft_id)) == (True, True, made.version_id, "RELEASED")
    with transaction(writes=False):
        said = releases.standing(queries.get(CODE).procedure_id)
        assert (said.proposed_by, said.decided_by, said.legal_basis) == (who["designer"], who["admin"], BASIS)
        assert queries.version(made.version_id).definition_id == queries.version(old).definition_id


def test_who_drew_something_others_wrote_over_never_releases_either(who):
    draft_id, _seen = proposed(who, term="5wd")
    with transaction():
        drafts.take_back(draft_id, who["designer"])
        found, content = draft_files.read(draft_id, "procedure.json")
        drawn = draft_files.save(draft_id, "procedure.json", content + b" ", found.revision, who["admin"])
        draft_files.save(draft_id, "procedure.json", content + b"\n", drawn, who["designer"])
    seen = propose(draft_id, who)
    with pytest.raises(SamePerson):
        release(draft_id, seen, who["admin"])


@pytest.mark.parametrize("part", ["proposed_by", "changed_by"])
def test_who_drew_or_proposed_never_releases(who, part):
    draft_id, _seen = proposed(who, term="5wd")
    with transaction():
        changes = {"proposed_by": who["designer"], "changed_by": who["designer"], part: who["admin"]}
        session().execute(update(ProcedureDraft).where(ProcedureDraft.id == draft_id).values(**changes))
    with transaction():
        seen = releasing.stamp(drafts.draft(draft_id))
    with pytest.raises(SamePerson):
        release(draft_id, seen, who["admin"])
    assert state(draft_id) == "PROPOSED"


def test_what_is_rejected_goes_back_with_the_reason(who):
    draft_id, seen = proposed(who, term="5wd")
    with pytest.raises(Invalid), transaction():
        releasing.reject(draft_id, seen, "  ", who["admin"])
    with transaction():
        releasing.reject(draft_id, seen, "Thiếu căn cứ", who["admin"])
    with transaction():
        assert (drafts.draft(draft_id).state, drafts.draft(draft_id).remark) == ("DRAFT", "Thiếu căn cứ")
        draft_files.save(draft_id, "forms/x.json", b"{}", None, who["designer"])  # it can be edited again


def test_what_was_edited_after_it_was_looked_at_is_not_released(who):
    draft_id, seen = proposed(who, term="5wd")
    with transaction():
        drafts.take_back(draft_id, who["designer"])
        draft_files.save(draft_id, "forms/examine.json", b"{}", None, who["designer"])
    propose(draft_id, who)
    with pytest.raises(ChangedSince):
        release(draft_id, seen, who["admin"])


def test_another_day_is_another_proposal(who):
    draft_id, seen = proposed(who, term="5wd")
    with transaction():
        drafts.take_back(draft_id, who["designer"])
    propose(draft_id, who, days=3)
    with pytest.raises(ChangedSince):
        release(draft_id, seen, who["admin"])


def test_nothing_with_an_error_is_released(who):
    draft_id = drawn(who)
    with transaction():
        draft_files.save(draft_id, "resolve.bpmn", b"<no", _revision(draft_id, "resolve.bpmn"), who["designer"])
    seen = propose(draft_id, who)
    with pytest.raises(Invalid) as refused:
        release(draft_id, seen, who["admin"])
    assert any(place.startswith("resolve.bpmn") for place in refused.value.fields)


def _revision(draft_id, path):
    found = {one.path: one.revision for one in draft_files.listed(draft_id)}
    return found.get(path)


def test_the_same_content_makes_no_new_version(who):
    before, old = rows(ProcedureVersion), current()
    made = released(who)
    assert (made.version_id, made.new, made.entered) == (old, False, False)
    assert (rows(ProcedureVersion), current()) == (before, old)


def test_the_content_of_an_older_version_is_that_version_again(who):
    old = current()
    released(who, term="5wd")
    with transaction():
        files = own_files.of_folder(SLUG, *DIRS)
        draft_id = drafts.begin(SLUG, "như cũ", files, who["designer"]).id
    made = release(draft_id, propose(draft_id, who), who["admin"])
    assert (made.version_id, made.new, made.entered, current()) == (old, False, True, old)


TABLES = (ProcedureVersion, ProcedureRelease, Definition, Offer, Procedure)


def test_a_crash_in_the_middle_leaves_nothing_half(who, world):
    with transaction():
        files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", clock.today())
        draft_id = drafts.begin("thu-moi", "Thủ tục thử", files, who["designer"]).id
    seen = propose(draft_id, who)
    before = [rows(table) for table in TABLES]

    def crash(_connection):
        raise RuntimeError("the power went off")

    event.listen(world, "commit", crash)
    try:
        with pytest.raises(RuntimeError):
            release(draft_id, seen, who["admin"])
    finally:
        event.remove(world, "commit", crash)
    assert [rows(table) for table in TABLES] == before
    assert state(draft_id) == "PROPOSED"
    made = release(draft_id, seen, who["admin"])  # and the second try goes through
    assert made.number == 1
    after = dict(zip(TABLES, (rows(table) for table in TABLES), strict=True))
    assert after[Offer] > before[3]


def test_a_version_of_a_day_to_come_begins_on_that_day(who):
    old = current()
    made = released(who, days=10, term="5wd")
    assert made.new
    jobs.begin_releases()
    assert current() == old
    midnight = clock.now() + timedelta(days=11)
    with time_machine.travel(midnight, tick=False):
        assert current() == made.version_id  # to the second: before anything has noticed the day
        assert jobs.begin_releases() == 1
        assert jobs.begin_releases() == 0
        with transaction(writes=False):
            stored = select(Procedure.current_version_id).where(Procedure.code == CODE)
            assert session().scalar(stored) == made.version_id


def test_a_release_of_a_day_to_come_can_be_called_off(who):
    old = current()
    released(who, days=10, term="5wd")
    with transaction():
        waiting = releases.pending(queries.get(CODE).procedure_id)
        releasing.call_off(waiting[0].id, "Luật lùi ngày", who["admin"])
    with time_machine.travel(clock.now() + timedelta(days=11), tick=False):
        jobs.begin_releases()
        assert current() == old


def test_a_version_of_a_day_to_come_follows_also_what_was_released_in_between(who):
    later = released(who, days=10, term="5wd").version_id
    between = released(who, term="4wd").version_id
    assert current() == between
    with time_machine.travel(clock.now() + timedelta(days=11), tick=False):
        assert current() == later


def test_rolling_back_releases_the_older_version_again(who):
    old = current()
    new = released(who, term="5wd").version_id
    before = rows(ProcedureVersion)
    again(old, who)
    assert (current(), rows(ProcedureVersion)) == (old, before)
    again(new, who)
    assert current() == new


def test_rolling_back_needs_two(who):
    old = current()
    released(who, term="5wd")
    with transaction():
        proposal = releasing.propose_again(old, clock.today(), BASIS, who["admin"]).id
    with pytest.raises(Forbidden), transaction():
        releasing.decide(proposal, who["admin"], HOUSE)
    assert current() != old


def test_what_is_in_force_is_not_released_again(who):
    with pytest.raises(releasing.InForce), transaction():
        releasing.propose_again(current(), clock.today(), BASIS, who["designer"])


def test_an_old_version_that_cannot_run_today_is_refused(who):
    old = current()
    released(who, term="5wd")
    with transaction():
        proposal = releasing.propose_again(old, clock.today(), BASIS, who["designer"]).id
    without = House(*DIRS, KNOWN.__class__(frozenset(), KNOWN.roles, KNOWN.variables))
    with pytest.raises(Invalid), transaction():
        releasing.decide(proposal, who["admin"], without)
    assert current() != old


def repealed(who, days=0, successors=("2.000635",)):
    with transaction():
        procedure_id = queries.get(CODE).procedure_id
        day = clock.today() + timedelta(days=days)
        made = releasing.propose_repeal(procedure_id, day, BASIS, list(successors), who["designer"]).id
    with transaction():
        releasing.decide(made, who["admin"], HOUSE)


def test_a_repealed_procedure_takes_no_case_and_names_what_follows_it(who):
    with transaction():
        code = session().scalar(select(Procedure.code).where(Procedure.code != CODE).limit(1))
    old = current()
    repealed(who, days=1, successors=[code])
    assert current() == old
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        with pytest.raises(NotFound):
            current()
        jobs.begin_releases()
        with transaction(writes=False):
            said = releases.repealed(CODE)
            assert (said.legal_basis, [one.code for one in said.successors]) == (BASIS, [code])
        again(old, who)
        assert current() == old


def test_a_successor_must_exist(who):
    with pytest.raises(Invalid), transaction():
        day = clock.today()
        releasing.propose_repeal(queries.get(CODE).procedure_id, day, BASIS, ["9.999999"], who["designer"])


def test_loading_the_folders_leaves_what_the_studio_released(who):
    new = released(who, term="5wd").version_id
    with transaction():
        publishing.load_all(*DIRS, actions)
    assert current() == new
    with transaction():  # said explicitly, the folder counts
        publishing.publish(SLUG, actions=actions)
    assert current() != new


def test_who_decides_first_decides(who):
    draft_id, seen = proposed(who, term="5wd")
    release(draft_id, seen, who["admin"])
    with pytest.raises(drafts.NotProposed):
        release(draft_id, seen, who["admin"])


def test_of_two_who_release_at_the_same_time_one_does(who):
    draft_id, seen = proposed(who, term="5wd")
    before, together = rows(ProcedureRelease), Barrier(2)

    def act(_):
        together.wait(10)
        try:
            return release(draft_id, seen, who["admin"]).new
        except drafts.NotProposed:
            return "too late"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(act, range(2)))) == ["True", "too late"]
    assert rows(ProcedureRelease) == before + 1
