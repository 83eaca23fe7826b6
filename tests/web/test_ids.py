"""Numbers that are no id of ours, wherever an address, a form or a cursor takes one: refused, never a fault."""

import base64

import orjson
import pytest

from tests.web.officers import as_

ODD = (str(2**63), "9" * 30, "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT ONE}", "-1", "", "x")


def faults(client, username, gets=(), posts=()):
    """The addresses that answered with a fault."""
    as_(client, username)
    asked = [(client.get(address % odd), address % odd) for address in gets for odd in ODD]
    for address, form in posts:
        for odd in ODD:
            told = {name: odd if value == "%s" else value for name, value in form.items()}
            asked.append((client.post(address.replace("%s", odd), data=told), f"{address} {told}"))
    return [where for answer, where in asked if answer.status_code >= 500]


def test_citizens(client):
    gets = ("/ho-so/%s", "/ho-so?after=%s", "/demo/tin-nhan?truoc=%s")
    posts = [(f"/ho-so/%s/{act}", {"item": "1"}) for act in ("buoc", "nhap", "rut", "xoa", "thanh-toan")]
    assert faults(client, "citizen", gets, posts) == []


def test_officers(client):
    gets = ("/can-bo/viec/%s", "/can-bo/ho-so/%s", "/can-bo/ho-so/%s/giay-to/1", "/can-bo/ho-so?cursor=%s")
    posts = [("/can-bo/viec/%s/nhan", {}), ("/can-bo/viec/1/giao", {"to": "%s"}), ("/can-bo/bo-loc/%s/xoa", {})]
    posts += [("/can-bo/chon", {"act": "claim", "item": "%s"}), ("/can-bo/ho-so/1/ghi-chu", {"item": "%s"})]
    posts += [("/can-bo/chon", {"act": "assign", "item": "1", "to": "%s"})]
    assert faults(client, "desk", gets, posts) == []


def test_admins(client):
    gets = ("/quan-tri/tai-khoan/%s", "/quan-tri/tai-khoan?unit=%s", "/quan-tri/thu-tuc/1.001193?version=%s")
    posts = [("/quan-tri/su-co/%s/thu-lai", {}), ("/quan-tri/tai-khoan/3/vai-tro", {"role": "clerk", "unit": "%s"})]
    posts += [("/quan-tri/tai-khoan/3/vai-tro/bo", {"role": "none", "unit": "%s"})]
    assert faults(client, "admin", gets, posts) == []


@pytest.mark.parametrize("told", [("due", "0001-01-01T00:00:00+14:00", 1), ("due", None, 2**63), ("due", None, True)])
def test_a_cursor_of_somebodys_own_making_is_refused(client, told):
    as_(client, "desk")
    made = base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")
    assert client.get(f"/can-bo?state=available&cursor={made}").status_code == 422


def test_the_sign_nul_is_refused_at_the_door(client):
    assert client.get("/thu-tuc?q=%00").status_code == 400
    for address in ("/thu-tuc/%00", "/thanh-toan/demo/%00"):
        assert client.get(address).status_code == 404
    assert client.post("/tra-cuu", data={"code": "a\x00", "digits": "1234"}).status_code == 400
