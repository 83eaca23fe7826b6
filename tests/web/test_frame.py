"""Headers, statics, compression, the language."""

from dataclasses import replace

import pytest
from flask import request, url_for

from app import create_app
from app.web import assets


def test_every_answer_is_closed_to_strangers(bare):
    headers = bare.test_client().get("/khong-co").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_static_addresses_name_their_content_and_last(bare):
    with bare.test_request_context():
        address = url_for("static", filename="style.css")
    answer = bare.test_client().get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert address != "/static/style.css"


def test_a_changed_file_gets_another_name(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    before = assets.press(source, target)["a.css"]
    (source / "a.css").write_text("b{}")
    after = assets.press(source, target)["a.css"]
    assert before != after
    assert (target / before).read_text() == "a{}"
    assert (target / after).read_text() == (target / "a.css").read_text() == "b{}"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_pages_are_compressed(bare, encoding):
    bare.add_url_rule("/thu", "thu", lambda: "<p>" * 1000)
    answer = bare.test_client().get("/thu", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding


def test_the_language_is_vietnamese_until_chosen(bare):
    browser = bare.test_client()
    assert '<html lang="vi">' in browser.get("/khong-co", headers={"Accept-Language": "en"}).text
    browser.set_cookie("lang", "en")
    assert '<html lang="en">' in browser.get("/khong-co").text


def test_behind_a_proxy_the_caller_is_who_the_proxy_says(db, settings):
    app = create_app(replace(settings, trusted_proxies=1), engine=db)
    app.add_url_rule("/thu", "thu", lambda: request.remote_addr or "")
    assert app.test_client().get("/thu", headers={"X-Forwarded-For": "1.2.3.4"}).text == "1.2.3.4"
