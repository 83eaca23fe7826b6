"""Forms kept across signing in again: for the same person only."""

import pytest

from app.core.db import transaction
from app.identity import accounts, sessions, stashes
from app.identity.demo import make_demo

PAIRS = [("note", "chữ có dấu"), ("child", "1"), ("child", "2")]


@pytest.fixture
def people(db) -> tuple[int, int]:
    with transaction():
        make_demo("mật khẩu để thử")
        return accounts.by_username("citizen").id, accounts.by_username("citizen2").id


def test_given_back_to_the_same_person_and_no_other(people):
    mine, other = people
    with transaction():
        token = stashes.stash("/ho-so/1/buoc", PAIRS, sessions.open_session(mine, seconds=-1))
    with transaction():
        assert stashes.kept(token, mine) == stashes.Stash("/ho-so/1/buoc", PAIRS)
        assert stashes.kept(token, other) is None and stashes.kept("forged", mine) is None


def test_what_nobody_typed_before_signing_in_is_anybodys(people):
    with transaction():
        token = stashes.stash("/thu-tuc/1/nop", [], None)
        assert all(stashes.kept(token, person) for person in people)


def test_forgotten_for_its_path(people):
    with transaction():
        token = stashes.stash("/a", PAIRS, None)
        stashes.forget(token, "/b")
        assert stashes.kept(token, people[0])
        stashes.forget(token, "/a")
        assert stashes.kept(token, people[0]) is None


def test_too_much_is_not_kept(people):
    with transaction():
        assert stashes.stash("/a", [("x", "y" * stashes.LARGEST)], None) is None
