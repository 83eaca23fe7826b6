"""One transaction around each request."""

import pytest
from sqlalchemy import event, func, select

from app.catalogue.models import Sector
from app.core.db import even_if_refused, session, transaction
from app.core.errors import Conflict
from app.web.application import writes


def write(code="x"):
    session().add(Sector(code=code, name="X", name_en="X"))
    session().flush()


def written():
    with transaction(writes=False):
        return session().scalar(select(func.count(Sector.code)))


def asked(app, view, method="POST"):
    app.add_url_rule("/thu", "thu", view, methods=["GET", "POST"])
    return app.test_client().open("/thu", method=method).status_code


def test_an_answer_commits(bare):
    assert asked(bare, lambda: write() or "done") == 200
    assert written() == 1


def test_a_refusal_rolls_back(bare):
    def view():
        write()
        raise Conflict

    assert asked(bare, view) == 409
    assert written() == 0


def test_a_form_shown_again_rolls_back(bare):
    assert asked(bare, lambda: write() or ("form", 422)) == 422
    assert written() == 0


def test_what_counts_even_if_refused_is_kept(bare):
    def view():
        write("rolled back")
        even_if_refused(lambda: write("counted"))
        return "form", 422

    assert asked(bare, view) == 422
    assert written() == 1


def test_a_race_lost_in_the_database_is_a_conflict(bare):
    with transaction():
        write()
    assert asked(bare, lambda: write() or "done") == 409


@pytest.mark.parametrize(
    ("method", "marked", "begun"),
    [("GET", False, "BEGIN"), ("GET", True, "BEGIN IMMEDIATE"), ("POST", False, "BEGIN IMMEDIATE")],
)
def test_only_what_writes_takes_the_writers_lock(bare, db, method, marked, begun):
    said = []
    event.listen(db, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))

    def view():
        return str(session().scalar(select(func.count(Sector.code))))

    asked(bare, writes(view) if marked else view, method)
    assert said[0] == begun
