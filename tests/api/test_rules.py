"""What holds for every operation: tokens, foreign ids, bad input, idempotency, pages, languages."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from app.core.db import transaction
from app.identity import accounts, tokens
from app.web.api.operations import OPERATIONS
from tests.cases import walking as walk
from tests.world import DEMO_PASSWORD

PROCEDURE = "2.000635"


@pytest.fixture
def draft(api) -> int:
    return api("citizen").post("cases", {"procedure": PROCEDURE}).json["id"]


def problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json" and answer.json["status"] == status
    assert answer.json["instance"].startswith("urn:")
    return answer.json


def paths(answer) -> set[str]:
    return {one["path"] for one in problem(answer, 422)["errors"]}


def test_token_for_a_password_and_no_other_way(api):
    nobody = api(None)
    given = nobody.post("tokens", {"username": "desk", "password": DEMO_PASSWORD})
    assert given.status_code == 201 and given.json["token_type"] == "Bearer"
    problem(nobody.post("tokens", {"username": "desk", "password": "wrong"}), 401)
    assert paths(nobody.post("tokens", {"username": "desk"})) == {"password"}
    caller = api("desk")
    assert caller.delete("tokens").status_code == 204
    assert problem(caller.get("tasks"), 401) and caller.get("tasks").headers["WWW-Authenticate"] == "Bearer"


def test_cookie_opens_nothing_here(api, client):
    client.post("/dang-nhap", data={"username": "desk", "password": DEMO_PASSWORD})
    assert client.get("/api/v1/tasks").status_code == 401


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if not o.public], ids=lambda o: o.name)
def test_every_operation_needs_a_token(api, operation):
    path = re.sub("<[^>]*>", "1", operation.path)
    problem(api(None)._ask(operation.method, path, json={}), 401)


def test_foreign_things_are_not_there(api, draft):
    item_id = walk.items(draft)[0].id
    for username in ("citizen2", "desk", "lead", "admin", "designer"):
        caller = api(username)
        for path in (f"cases/{draft}", f"cases/{draft}/timeline", f"cases/{draft}/documents", f"tasks/{item_id}"):
            problem(caller.get(path), 404)
        for act in ("claim", "release", "complete"):
            problem(caller.post(f"tasks/{item_id}/{act}", {}), 404)
        problem(caller.post(f"tasks/{item_id}/reassign", {"account_id": 1}), 404)
        problem(caller.post(f"cases/{draft}/withdraw", {"reason": "x"}), 404)
        problem(caller.post(f"cases/{draft}/confirmation-code"), 404)
        file = {"component": "other", "file": (BytesIO(walk.PDF), "a.pdf")}
        problem(caller.post(f"cases/{draft}/documents", data=file), 404)


@pytest.mark.parametrize("key", ["0", "-1", "9" * 30, "x" * 500, "%00", "H99.01-260101-0001", "..%2F..", "é"])
def test_absurd_keys_are_not_there(api, key):
    problem(api("desk").get(f"cases/{key}"), 404)
    problem(api("desk").get(f"tasks/{key}"), 404)
    problem(api("desk").get(f"procedures/{key}"), 404)


def test_officer_of_another_commune_sees_nothing(api, settings):
    case_id = walk.submit(PROCEDURE, settings)
    assert api("desk").get(f"cases/{case_id}").status_code == 200
    problem(api("desk_bm").get(f"cases/{case_id}"), 404)
    assert api("desk_bm").get("cases").json["items"] == api("desk_bm").get("tasks?state=available").json["items"] == []


def test_officers_opening_is_written_down_and_the_owner_is_not_told_the_holder(api, settings):
    case_id = walk.submit(PROCEDURE, settings)
    assert "holder" in api("desk").get(f"cases/{case_id}").json["steps"][0]
    assert "holder" not in api("citizen").get(f"cases/{case_id}").json["steps"][0]
    lines = api("citizen").get(f"cases/{case_id}/timeline").json["items"]
    assert [line["who"] for line in lines if line["kind"] == "opened"] == ["Lê Thị Hoa"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        ("[]", 422),
        ('"x"', 422),
        ("NaN", 400),
        ('{"procedure": "\\ud800"}', 400),
        ("[" * 5000, 400),
    ],
)
def test_what_is_no_json_object_is_refused(api, body, status):
    problem(api("citizen").post("cases", data=body, content_type="application/json"), status)


def test_other_content_types_and_huge_bodies_are_refused(api):
    caller = api("citizen")
    problem(caller.post("cases", data="procedure=1", content_type="application/x-www-form-urlencoded"), 415)
    problem(caller.post("cases", data=b'"' + b"x" * 2_000_000 + b'"', content_type="application/json"), 413)


def test_forged_and_wrong_fields_are_named(api):
    caller = api("citizen")
    sent = caller.post("cases", {"procedure": 5, "owner_id": 1, "unit_id": "2"})
    assert paths(sent) == {"procedure", "owner_id", "unit_id"}
    assert paths(caller.post("cases", {"procedure": "a\x00b"})) == {"procedure"}
    assert paths(caller.post("cases", {"procedure": "x" * 100_000})) == {"procedure"}
    assert paths(caller.post("cases", {"procedure": PROCEDURE, "unit_id": 1})) == {"unit"}
    problem(caller.post("cases", {"procedure": "9.999999"}), 404)


def test_answers_at_fault_are_named_by_their_path_in_the_body(api, draft):
    item_id = walk.items(draft)[0].id
    caller = api("citizen")
    assert "answers.unit" in paths(caller.post(f"tasks/{item_id}/complete", {"answers": {}, "outcome": "next"}))
    forged = {"answers": {"status": 10}, "outcome": "next"}
    assert "answers.status" in paths(caller.post(f"tasks/{item_id}/complete", forged))
    nested: dict = {}
    for _ in range(300):
        nested = {"a": nested}
    assert caller.post(f"tasks/{item_id}/complete", {"answers": nested}).status_code == 422


def test_same_key_gives_the_same_answer_and_one_act(api):
    caller = api("citizen")
    first = caller.post("cases", {"procedure": PROCEDURE}, key="one")
    again = caller.post("cases", {"procedure": PROCEDURE}, key="one")
    assert again.status_code == first.status_code == 201 and again.json == first.json
    assert again.location == first.location and again.headers["Idempotency-Replayed"] == "true"
    assert len(caller.get("cases").json["items"]) == 1
    other = problem(caller.post("cases", {"procedure": "2.000908"}, key="one"), 422)
    assert other["type"].endswith("idempotency-key-reused")
    assert api("citizen2").post("cases", {"procedure": PROCEDURE}, key="one").json["id"] != first.json["id"]


def test_refused_act_leaves_its_key_free(api):
    caller = api("citizen")
    problem(caller.post("cases", {"procedure": "9.999999"}, key="k"), 404)
    assert caller.post("cases", {"procedure": PROCEDURE}, key="k").status_code == 201


def test_upload_repeated_with_its_key_is_one_file(api, draft):
    caller = api("citizen")
    sent = [
        caller.post(
            f"cases/{draft}/documents", key="f", data={"component": "other", "file": (BytesIO(walk.PDF), "a.pdf")}
        )
        for _ in range(2)
    ]
    assert sent[0].status_code == 201 and sent[0].json == sent[1].json
    assert len(caller.get(f"cases/{draft}/documents").json["items"]) == 1


def test_file_is_read_back_by_those_who_may_see_the_dossier(api, draft):
    caller = api("citizen")
    data = {"component": "other", "file": (BytesIO(walk.PDF), "Giấy tờ.pdf")}
    sent = caller.post(f"cases/{draft}/documents", data=data).json
    read = caller.get(f"cases/{draft}/documents/{sent['id']}")
    assert read.data == walk.PDF and read.headers["Content-Disposition"].startswith("attachment")
    problem(api("citizen2").get(f"cases/{draft}/documents/{sent['id']}"), 404)
    problem(caller.get(f"cases/{draft}/documents/{sent['id'] + 1}"), 404)


@pytest.mark.parametrize("key", ["", "x" * 81, "khóa", "a\tb"])
def test_malformed_key_is_refused(api, key):
    answer = api("citizen").post("cases", {"procedure": PROCEDURE}, key=key)
    assert paths(answer) == {"Idempotency-Key"}


def test_upload_at_fault_is_named(api, draft):
    caller = api("citizen")
    assert paths(caller.post(f"cases/{draft}/documents", data={})) == {"component", "file"}
    wrong = {"component": "other", "file": (BytesIO(b"MZ not a pdf"), "a.pdf")}
    assert paths(caller.post(f"cases/{draft}/documents", data=wrong)) == {"papers.other"}


def test_pages_go_on_by_cursor(api):
    caller = api(None)
    first = caller.get("procedures?limit=15").json
    rest = caller.get(f"procedures?limit=100&cursor={first['next_cursor']}").json
    codes = [one["code"] for one in first["items"] + rest["items"]]
    assert len(codes) == len(set(codes)) >= 20 and rest["next_cursor"] is None
    assert paths(caller.get("procedures?cursor=bad&limit=0&level=9&q=" + "x" * 201)) == {"limit", "level", "q"}
    assert paths(caller.get("procedures?cursor=bad")) == {"cursor"}
    mine = api("citizen")
    for _ in range(3):
        mine.post("cases", {"procedure": PROCEDURE})
    page = mine.get("cases?limit=2").json
    assert len(page["items"]) == 2 and len(mine.get(f"cases?limit=2&cursor={page['next_cursor']}").json["items"]) == 1
    assert paths(mine.get("cases?cursor=x")) == paths(api("desk").get("tasks?cursor=x")) == {"cursor"}


def test_catalogue_is_found_as_on_the_pages(api):
    caller = api(None)
    assert caller.get("procedures?q=khai+sinh").json["items"][0]["code"] == "1.001193"
    assert {one["tier"] for one in caller.get("procedures?tier=PROVINCE").json["items"]} <= {"PROVINCE"}
    birth = caller.get("procedures/1.001193").json
    assert birth["offers"] and "unverified" not in birth["details"]


def test_language_of_the_header_then_of_the_account(api):
    caller = api("citizen")
    said = [
        caller._ask("GET", "cases/0", {"Accept-Language": tag}).json["detail"] for tag in ("vi", "de;q=1, en;q=0.5")
    ]
    assert said[0].startswith("Không tìm thấy")
    with transaction():
        accounts.by_username("citizen").locale = "en"
    assert caller.get("cases/0").json["detail"] == said[1]


def test_unknown_paths_and_methods_are_problems(api):
    problem(api(None).get("nothing/here"), 404)
    assert "POST" in api(None)._ask("PUT", "cases").headers["Allow"]


def test_health(api):
    assert api(None).get("/healthz").json == api(None).get("/readyz").json == {"status": "ok"}


def test_ended_token_opens_nothing(api):
    with transaction():
        token = tokens.open_token(accounts.by_username("desk").id, seconds=-1)
    caller = api(None)
    caller.token = token
    problem(caller.get("tasks"), 401)


def test_two_at_once_with_one_key_are_one_act(api, world):
    callers = [api("citizen") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda one: one.post("cases", {"procedure": PROCEDURE}, key="same"), callers))
    assert {answer.status_code for answer in made} == {201}
    assert len({answer.json["id"] for answer in made}) == 1
