"""Refusals and faults, as pages and as problem+json."""

import pytest
from sqlalchemy.exc import OperationalError

from app.core.config import MB
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated, Unavailable

SECRET = "số 001090000001"


def answering(app, raised, path="/thu", method="GET"):
    def view():
        raise raised

    app.add_url_rule(path, path, view, methods=["GET", "POST"])
    return app.test_client().open(path, method=method)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404),
        (Forbidden(), 403),
        (Conflict(), 409),
        (Invalid({}), 422),
        (TooMany(7), 429),
        (Unavailable(), 503),
    ],
)
def test_a_refusal_is_a_page_with_its_words_and_a_way_on(bare, refusal, status):
    answer = answering(bare, refusal)
    assert answer.status_code == status
    assert str(refusal) in answer.text
    assert 'href="/thu-tuc"' in answer.text


def test_a_refusal_under_the_api_is_a_problem_with_field_paths(bare):
    answer = answering(bare, Invalid({"children.0.name": ("Tối đa %(most)s ký tự.", {"most": 5})}), "/api/v1/thu")
    assert answer.content_type == "application/problem+json"
    assert answer.status_code == answer.get_json()["status"] == 422
    assert answer.get_json()["errors"] == [{"path": "children.0.name", "message": "Tối đa 5 ký tự."}]


def test_too_many_says_when_to_come_back(bare):
    assert answering(bare, TooMany(7)).headers["Retry-After"] == "7"


@pytest.mark.parametrize("path", ["/thu", "/api/v1/thu"])
def test_a_fault_shows_a_reference_and_nothing_of_itself(bare, path):
    answer = answering(bare, ValueError(SECRET), path)
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_a_page_is_shown_even_when_the_frame_cannot_be_drawn(bare):
    bare.jinja_env.filters.pop("urlencode")
    bare.jinja_env.globals["csrf_field"] = lambda: 1 / 0
    answer = answering(bare, NotFound())
    assert answer.status_code == 404
    assert str(NotFound()) in answer.text


def test_a_locked_database_is_a_bad_moment(bare):
    answer = answering(bare, OperationalError("SELECT 1", {}, Exception("database is locked")))
    assert answer.status_code == 503


def test_another_database_fault_is_a_fault(bare):
    assert answering(bare, OperationalError("SELECT 1", {}, Exception("no such table: x"))).status_code == 500


def test_nobody_signed_in_is_sent_to_sign_in_and_back(bare):
    answer = answering(bare, Unauthenticated(), "/ho-so")
    assert answer.status_code == 303
    assert answer.location == "/dang-nhap?next=/ho-so"


def test_what_was_posted_is_kept_while_signing_in(bare):
    answer = answering(bare, Unauthenticated(), method="POST")
    assert answer.location == "/dang-nhap?next=/tiep-tuc"
    assert "kept=" in answer.headers["Set-Cookie"]


def test_nobody_signed_in_to_the_api_is_told_how(bare):
    answer = answering(bare, Unauthenticated(), "/api/v1/thu")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_unknown_address_and_a_wrong_method(bare):
    browser = bare.test_client()
    assert browser.get("/khong-co").status_code == 404
    wrong = browser.post("/thu-tuc")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


def test_too_large_a_request_is_told_the_limit(bare, settings):
    bare.add_url_rule("/thu", "thu", lambda: "", methods=["POST"])
    answer = bare.test_client().post("/thu", data=b"x" * (settings.max_request + 1))
    assert answer.status_code == 413
    assert f"{settings.max_request // MB} MB" in answer.text


def test_a_form_without_our_token_is_refused(bare):
    bare.add_url_rule("/thu", "thu", lambda: "done", methods=["POST"])
    answer = bare.test_client().post("/thu", data={"name": "An"}, token=False)
    assert answer.status_code == 400
    assert "An" not in answer.text


def test_an_old_page_of_ours_may_be_sent_again_with_what_was_typed(bare):
    bare.add_url_rule("/thu", "thu", lambda: "done", methods=["POST"])
    answer = bare.test_client().post(
        "/thu", data={"name": 'Nguyễn "An"'}, token=False, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 400
    assert 'name="name" value="Nguyễn &#34;An&#34;"' in answer.text
    assert 'name="csrf_token"' in answer.text
