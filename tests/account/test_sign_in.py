"""Signing in and out by page, both ways; what a stranger may not learn or do."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from app.core.clock import now
from app.core.db import session, transaction
from app.identity import accounts
from app.identity.models import LoginSession
from app.notifications.queries import all_messages
from tests.world import DEMO_PASSWORD

AN = {"id_number": "001 090 000 001", "phone": "0900 000 001"}


def code_sent() -> str:
    with transaction(writes=False):
        return re.search(r"\b[0-9]{6}\b", all_messages()[0].text)[0]


def by_password(client, username="desk", password=DEMO_PASSWORD, **more):
    return client.post("/dang-nhap", data={"username": username, "password": password, **more})


def open_sessions() -> int:
    with transaction(writes=False):
        return len(session().scalars(select(LoginSession)).all())


def test_citizen_signs_in_by_code_and_goes_on_where_they_were(client):
    page = client.post("/dang-nhap/ma", data=AN | {"next": "/thu-tuc/1.001193"})
    assert page.status_code == 200 and 'value="/thu-tuc/1.001193"' in page.text
    answer = client.post("/dang-nhap/ma", data=AN | {"next": "/thu-tuc/1.001193", "code": code_sent()})
    assert (answer.status_code, answer.location) == (303, "/thu-tuc/1.001193")
    assert "Nguyễn Văn An" in client.get("/tai-khoan").text


def test_who_is_in_already_goes_on(client):
    by_password(client)
    assert client.get("/dang-nhap?next=/thu-tuc").location == "/thu-tuc"
    assert client.get("/dang-nhap").location == "/can-bo"


def test_cookie_is_for_the_server_only(client):
    cookie = next(c for c in by_password(client).headers.getlist("Set-Cookie") if c.startswith("sid="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_officer_comes_to_the_inbox_and_admin_to_the_administration(client):
    assert by_password(client).location == "/can-bo"
    assert by_password(client, "admin").location == "/quan-tri"


def test_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_typed(client):
    client.post("/dang-nhap/ma", data=AN)
    wrong = f"{(int(code_sent()) + 1) % 10**6:06d}"
    for left in (4, 3):
        page = client.post("/dang-nhap/ma", data=AN | {"code": wrong})
        assert page.status_code == 422 and f"còn {left} lần thử" in page.text and "001 090 000 001" in page.text


def test_unknown_person_sees_the_same_pages(client):
    nobody = {"id_number": "001090000999", "phone": "0900000999"}
    pages = []
    for person in (AN, nobody):
        asked = client.post("/dang-nhap/ma", data=person)
        tried = client.post("/dang-nhap/ma", data=person | {"code": "000000"})
        for page in (asked, tried):
            plain = re.sub(r'(value|content)="[^"]*"', "", page.text).replace(person["phone"], "")
            pages.append((page.status_code, plain))
    assert pages[:2] == pages[2:]


def test_unknown_name_and_wrong_password_look_the_same(client):
    pages = [by_password(client, name, "wrong password") for name in ("desk", "nobody")]
    texts = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert texts[0] == texts[1] and {page.status_code for page in pages} == {401}


def test_guessing_passwords_is_stopped_with_a_clear_message(client):
    for _ in range(accounts.WRONG_PASSWORDS_PER_PERSON):
        assert by_password(client, password="wrong").status_code == 401
    page = by_password(client)
    assert page.status_code == 429 and "phút rồi thử lại" in page.text and int(page.headers["Retry-After"]) > 0


def test_signing_out_ends_the_session_itself(client):
    by_password(client)
    stolen = client.get_cookie("sid").value
    assert client.post("/dang-xuat").status_code == 303
    client.set_cookie("sid", stolen)
    assert client.get("/tai-khoan").location.startswith("/dang-nhap") and open_sessions() == 0


def test_session_is_new_at_each_sign_in(client):
    client.set_cookie("sid", "planted by somebody")
    by_password(client)
    first = client.get_cookie("sid").value
    assert first != "planted by somebody"
    by_password(client)
    assert client.get_cookie("sid").value != first and open_sessions() == 1


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x", "x" * 9000],
)
def test_next_never_leads_away(client, wanted):
    assert by_password(client, next=wanted).location == "/can-bo"


def test_page_that_needs_signing_in_comes_back(client):
    assert client.get("/tai-khoan").location == "/dang-nhap?next=/tai-khoan"


def test_answers_survive_a_session_that_ended(client):
    by_password(client, "citizen")
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        lost = client.post("/tai-khoan", data={"address": "Thôn 5\nxã", "full_name": "An", "password": "x"})
        assert lost.location == "/dang-nhap?next=/tiep-tuc"
        assert by_password(client, "citizen", next="/tiep-tuc").location == "/tiep-tuc"
        page = client.get("/tiep-tuc").text
        assert 'action="/tai-khoan"' in page and "Thôn 5\nxã" in page and 'name="password"' not in page
        saved = client.post(
            "/tai-khoan", data={"address": "Thôn 5, xã", "full_name": "An", "email": "", "locale": "vi"}
        )
        assert saved.location == "/tai-khoan"
        assert client.get("/tiep-tuc").location == "/ho-so"


def test_answers_are_not_shown_to_the_next_person(client):
    by_password(client, "citizen")
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        client.post("/tai-khoan", data={"address": "bí mật của An"})
        by_password(client, "citizen2")
        assert client.get("/tiep-tuc").location == "/ho-so"


def test_old_page_is_sent_again_with_one_press(client):
    by_password(client, "citizen")
    page = client.post(
        "/tai-khoan", data={"full_name": "Tên đã gõ"}, token=False, headers={"Origin": "http://localhost"}
    )
    assert page.status_code == 400 and "Tên đã gõ" in page.text and "Đăng xuất" in page.text
    foreign = client.post("/tai-khoan", data={"full_name": "x"}, token=False, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 400 and 'value="x"' not in foreign.text


def test_language_stays_and_comes_from_the_account_too(client):
    assert client.post("/ngon-ngu", data={"locale": "en", "next": "//evil.example"}).location == "/"
    assert '<html lang="en">' in client.get("/dang-nhap").text
    client.delete_cookie("lang")
    assert '<html lang="vi">' in client.get("/dang-nhap").text
    by_password(client, "citizen")
    client.post("/ngon-ngu", data={"locale": "en", "next": "/tai-khoan"})
    client.delete_cookie("lang")
    assert '<html lang="en">' in client.get("/tai-khoan").text


def test_signed_out_pages_ask_the_database_for_nobody(client, world):
    said: list[str] = []
    event.listen(world, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    client.get("/dang-nhap")
    assert [s for s in said if "account" in s] == []
    by_password(client)
    said.clear()
    client.get("/dang-ky")
    assert len([s for s in said if "FROM login_session" in s or "FROM account" in s]) == 1
