"""Registering, one's own account, a forgotten password, the demo's messages."""

import re
from dataclasses import replace
from datetime import date

import pytest

from app.core.db import transaction
from app.identity import accounts, sessions, tokens
from app.notifications.queries import all_messages
from app.web.account.days import day_of
from tests.world import DEMO_PASSWORD

BINH = {
    "id_kind": "CCCD",
    "id_number": "001200012345",
    "full_name": "Trần Thị Bình",
    "phone": "0912345678",
    "birth_date": "31/01/2000",
    "email": "",
    "address": "",
}


def code_sent() -> str:
    with transaction(writes=False):
        return re.search(r"\b[0-9]{6}\b", all_messages()[0].text)[0]


@pytest.mark.parametrize("typed", ["2000-01-31", "31/1/2000", " 31-01-2000 ", "31012000"])
def test_days_are_read_as_people_write_them(typed):
    assert day_of(typed) == date(2000, 1, 31)


@pytest.mark.parametrize("typed", ["", "31/02/2000", "2000", "0/0/0000", "٣١/١/٢٠٠٠", "9" * 1000])
def test_what_is_no_day_is_none(typed):
    assert day_of(typed) is None


@pytest.fixture
def citizen(client):
    client.post("/dang-nhap", data={"username": "citizen", "password": DEMO_PASSWORD})
    return client


def test_new_person_registers_and_is_signed_in(client):
    page = client.post("/dang-ky", data=BINH | {"next": "/thu-tuc"})
    assert page.status_code == 200 and "Năm sinh bạn nhập khác" not in page.text
    made = client.post("/dang-ky", data=BINH | {"next": "/thu-tuc", "code": code_sent()})
    assert made.location == "/thu-tuc"
    assert "Trần Thị Bình" in client.get("/tai-khoan").text
    with transaction():
        assert accounts.by_identity("001200012345", "0912345678").identity_level == 1


def test_no_account_without_the_code(client):
    client.post("/dang-ky", data=BINH)
    page = client.post("/dang-ky", data=BINH | {"code": "1"})
    assert page.status_code == 422 and "Trần Thị Bình" in page.text
    with transaction():
        assert accounts.by_identity("001200012345", "0912345678") is None


def test_code_of_one_phone_does_not_register_another(client):
    client.post("/dang-ky", data=BINH)
    page = client.post("/dang-ky", data=BINH | {"phone": "0999999999", "code": code_sent()})
    assert page.status_code == 422


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(client):
    page = client.post("/dang-ky", data=BINH | {"id_number": "12", "birth_date": "31/02/2000"})
    assert page.status_code == 422
    assert 'href="#f-id_number"' in page.text and 'href="#f-birth_date"' in page.text
    assert 'value="Trần Thị Bình"' in page.text and 'value="31/02/2000"' in page.text


def test_a_bad_address_is_told_on_the_page_that_has_its_box(client):
    page = client.post("/dang-ky", data=BINH | {"address": "x" * 301})
    assert page.status_code == 422
    assert 'name="address"' in page.text
    assert "Địa chỉ dài nhất 300 ký tự" in page.text


def test_year_that_differs_from_the_number_is_a_warning(client):
    page = client.post("/dang-ky", data=BINH | {"birth_date": "1999-01-31"})
    assert page.status_code == 200 and "Năm sinh bạn nhập khác" in page.text


def test_number_of_another_account_is_told_only_after_the_code(client):
    taken = BINH | {"id_number": "001090000001", "birth_date": "1990-05-20"}
    assert client.post("/dang-ky", data=taken).status_code == 200
    page = client.post("/dang-ky", data=taken | {"code": code_sent()})
    assert page.status_code == 409 and "đã có tài khoản" in page.text


def test_hundred_kilobytes_in_a_name_get_a_clear_refusal(client):
    page = client.post("/dang-ky", data=BINH | {"full_name": "x" * 100_000})
    assert page.status_code == 422 and "nhiều nhất 200 ký tự" in page.text


def test_particulars_are_changed(citizen):
    given = {"full_name": "Nguyễn Văn An", "email": "an@example.vn", "address": "Thôn 9", "locale": "vi"}
    assert citizen.post("/tai-khoan", data=given).location == "/tai-khoan"
    page = citizen.get("/tai-khoan").text
    assert "Thôn 9" in page and "Đã lưu" in page
    refused = citizen.post("/tai-khoan", data=given | {"email": "bad", "address": "Thôn 10"})
    assert refused.status_code == 422 and "Thôn 10" in refused.text and 'id="f-email-error"' in refused.text


def test_phone_is_changed_with_a_code_sent_to_it(citizen):
    assert "0911111111" in citizen.post("/tai-khoan/dien-thoai", data={"phone": "0911 111 111"}).text.replace(" ", "")
    with transaction():
        assert all_messages()[0].address == "0911111111"
    citizen.post("/tai-khoan/dien-thoai", data={"phone": "0911 111 111", "code": code_sent()})
    with transaction():
        assert accounts.by_username("citizen").phone == "0911111111"
        told = all_messages()[0]
        assert told.template == "phone_changed" and told.address == "0900000001" and "111" in told.text


def test_new_password_signs_the_other_browsers_out(citizen, app):
    other = app.test_client()
    other.post("/dang-nhap", data={"username": "citizen", "password": DEMO_PASSWORD})
    assert citizen.post("/tai-khoan/mat-khau", data={"old_password": "x", "password": "mới toanh 1"}).status_code == 422
    done = citizen.post("/tai-khoan/mat-khau", data={"old_password": DEMO_PASSWORD, "password": "mới toanh 1"})
    assert done.location == "/tai-khoan" and citizen.get("/tai-khoan").status_code == 200
    assert other.get("/tai-khoan").status_code == 303


def test_who_signs_in_by_code_has_no_password_to_change(client):
    client.post("/dang-ky", data=BINH)
    client.post("/dang-ky", data=BINH | {"code": code_sent()})
    assert "old_password" not in (page := client.get("/tai-khoan").text) and 'name="password"' not in page
    assert client.post("/tai-khoan/mat-khau", data={"password": "mới toanh 1"}).status_code == 404


def test_other_browser_is_signed_out_from_here(citizen):
    with transaction():
        mine = accounts.by_username("citizen").id
        there = sessions.open_session(
            mine, user_agent="Mozilla/5.0 (Linux; Android 9) AppleWebKit Chrome/80 Safari/537"
        )
    page = citizen.get("/tai-khoan").text
    assert "Chrome, Android" in page
    handle = re.search(r'name="handle" value="([0-9a-f]+)"', page)[1]
    citizen.post("/tai-khoan/phien", data={"handle": handle})
    with transaction():
        assert sessions.actor_of(there) is None


def test_forgotten_password_is_set_anew_with_a_code(client):
    desk = {"username": "desk", "phone": "0900000101"}
    assert client.post("/quen-mat-khau", data=desk).status_code == 200
    code = code_sent()
    short = client.post("/quen-mat-khau", data=desk | {"code": code, "password": "ngắn"})
    assert short.status_code == 422
    client.post("/quen-mat-khau", data=desk | {"code": code, "password": "mật khẩu mới"})
    assert client.get("/tai-khoan").status_code == 200
    with transaction():
        assert accounts.by_password("desk", "mật khẩu mới")


def test_stranger_gets_no_code_for_a_forgotten_password(client):
    client.post("/quen-mat-khau", data={"username": "desk", "phone": "0999999999"})
    with transaction():
        assert all_messages() == []


def test_demo_shows_every_message_newest_first(client):
    for number in ("0912345678", "0912345679"):
        client.post("/dang-ky", data=BINH | {"phone": number})
    page = client.get("/demo/tin-nhan").text
    assert page.index("0912345679") < page.index("0912345678") and code_sent() in page


@pytest.fixture
def live(app, settings):
    """The application as production would run it; the assembly would not even start it with these accounts."""
    app.config["SETTINGS"] = replace(settings, mode="production", public_url="https://motcua.example")
    return app


def test_outside_the_demo_there_is_no_such_page(live):
    client = live.test_client()
    assert client.get("/demo/tin-nhan").status_code == 404
    cookies = client.get("/dang-nhap").headers.getlist("Set-Cookie")
    assert all("Secure" in cookie for cookie in cookies)


def test_production_knows_no_demo_accounts(live, settings):
    client = live.test_client()
    with transaction():
        desk = accounts.by_username("desk").id
        session, token = sessions.open_session(desk), tokens.open_token(desk)
    with_token = {"Authorization": f"Bearer {token}"}
    client.set_cookie("sid", session)
    assert client.get("/tai-khoan").status_code == 303
    assert client.get("/api/v1/tasks", headers=with_token).status_code == 401
    live.config["SETTINGS"] = settings
    assert client.get("/api/v1/tasks", headers=with_token).status_code == 200
