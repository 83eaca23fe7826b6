"""Finding procedures in all the ways people look for them, on the house's own catalogue."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.catalogue import queries
from app.core.db import transaction
from app.core.errors import Invalid, NotFound


@pytest.fixture(autouse=True)
def reading(world: Engine) -> Iterator[None]:
    with transaction(writes=False):
        yield


def slugs(q: str = "", **filters: Any) -> list[str]:
    return [found.slug for found in queries.search(q, **{"limit": 100, **filters}).items]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("1.001193", "khai-sinh"),
        ("1001193", "khai-sinh"),
        ("001193", "khai-sinh"),
        ("1.001193.000.00.00.H55", "khai-sinh"),
        ("2.002621", "lien-thong-khai-sinh"),  # a repealed code leads to what replaced it
        ("Đăng ký kết hôn", "ket-hon"),
        ("dang ky ket hon", "ket-hon"),
        ("ĐĂNG KÝ KẾT HÔN", "ket-hon"),
        ("đang ky kêt hon", "ket-hon"),
        ("hôn kết đăng", "ket-hon"),
        ("khai sinh", "khai-sinh"),
        ("giấy khai sinh", "khai-sinh"),
        ("làm giấy khai sinh cho con", "khai-sinh"),
        ("photo công chứng", "chung-thuc-ban-sao"),
        ("sao y bản chính", "chung-thuc-ban-sao"),
        ("giấy độc thân", "xac-nhan-hon-nhan"),
        ("giay doc than", "xac-nhan-hon-nhan"),
        ("nhap ho khau", "thuong-tru"),
        ("đường", None),
        ("mất giấy khai sinh", "khai-sinh-lai"),
        ("tôi muốn mở quán", "ho-kinh-doanh"),
        ("marriage", "ket-hon"),
        ("  kết   hôn!!! ", "ket-hon"),
        ("kết hôn,", "ket-hon"),
        ("ket h", "ket-hon"),
    ],
)
def test_people_find_what_they_look_for(q: str, first: str | None):
    assert next(iter(slugs(q)), None) == first


def test_words_are_found_by_their_beginning_only():
    assert "ket-hon" in slugs("hon")
    assert slugs("uoi") == []


@pytest.mark.parametrize(
    "q", ["%", "_", "\\", "'", "; DROP TABLE procedure", "\x00", "\ud800", "đ" * 100_000, "a " * 50_000, "🙂"]
)
def test_strange_queries_find_something_or_nothing_and_never_fail(q: str):
    assert isinstance(slugs(q), list)


def test_a_wildcard_is_a_plain_letter():
    assert slugs("k%t") == slugs("k t")
    assert slugs("k_t") == slugs("k t")
    assert slugs("h%n") == slugs("h n") != slugs("hon")


def test_a_sentence_with_too_many_words_still_finds_the_nearest():
    page = queries.search("đăng ký tạm trú cho bạn gái ở chung cư cao cấp")
    assert (page.loose, page.items[0].slug) == (True, "tam-tru")


def test_one_wrong_word_of_two_still_helps():
    assert "khai-sinh" in slugs("khai sihn")


def test_nonsense_finds_nothing():
    assert slugs("qwxz") == []
    assert slugs("qwxz zxwq") == []


def test_without_words_all_are_there_by_name():
    names = [found.name["vi"] for found in queries.search(limit=100).items]
    assert len(names) >= 20
    assert names[0].startswith("Cấp")


@pytest.mark.parametrize(
    ("filters", "there", "away"),
    [
        ({"agency": "xa-tan-phu"}, "khai-sinh", "thuong-tru"),
        ({"agency": "ca-xa-tan-phu"}, "thuong-tru", "khai-sinh"),
        ({"sector": "cu-tru"}, "tam-tru", "khai-sinh"),
        ({"level": "PARTIAL"}, "ket-hon", "khai-sinh"),
        ({"level": "FULL"}, "khai-sinh", "ket-hon"),
        ({"level": "INFO_ONLY"}, "ho-kinh-doanh", "khai-sinh"),
        ({"level": "4"}, "khai-sinh", "ket-hon"),
        ({"level": 3}, "ket-hon", "khai-sinh"),
        ({"audience": "BUSINESS"}, "ho-kinh-doanh", "khai-sinh"),
        ({"audience": "CITIZEN"}, "khai-sinh", None),
        ({"tier": "COMMUNE"}, "khai-sinh", None),
        ({"life_event": "residence"}, "xac-nhan-cu-tru", "khai-sinh"),
    ],
)
def test_filters(filters: dict[str, Any], there: str, away: str | None):
    found = slugs(**filters)
    assert there in found
    assert away not in found


@pytest.mark.parametrize("name", ["agency", "sector", "level", "tier", "audience", "life_event"])
@pytest.mark.parametrize("value", ["no-such", "9" * 30, "\x00", "'"])
def test_an_unknown_value_of_a_filter_finds_nothing(name: str, value: str):
    assert slugs(**{name: value}) == []


def test_filters_and_words_work_together():
    assert slugs("đăng ký", sector="cu-tru", level="FULL") == ["tam-tru", "thuong-tru"]
    assert slugs("đăng ký", tier="PROVINCE") == []


def test_the_agency_may_be_named_by_id():
    unit = queries.offers(queries.get("1.001193").procedure_id)[0]
    assert slugs(agency=unit.unit_id) == slugs(agency=unit.unit_code)


@pytest.mark.parametrize("q", ["", "đăng ký", "giấy", "đăng ký tạm trú cho bạn gái ở chung cư cao cấp"])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_join_to_the_whole_without_gap_or_repetition(q: str, limit: int):
    whole, paged, after = slugs(q), [], None
    for _ in range(len(whole) + 1):
        page = queries.search(q, limit=limit, after=after)
        paged += [found.slug for found in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert paged == whole


@pytest.mark.parametrize(
    "after", ["x", "!!!", "W10", "bnVsbA", "WzAsMCwieCIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "ư", "W1tb" * 3000]
)
def test_a_cursor_that_is_none_of_ours_is_refused(after: str):
    with pytest.raises(Invalid):
        queries.search(after=after)


@pytest.mark.parametrize("limit", [0, -5, 10**9])
def test_the_limit_is_held_in_bounds(limit: int):
    assert 1 <= len(queries.search(limit=limit).items) <= 100


def test_what_a_result_carries():
    found = queries.search("1.000894").items[0]
    assert (found.code, found.service_level, found.legacy_level, found.audience) == (
        "1.000894",
        "PARTIAL",
        3,
        ("CITIZEN",),
    )
    assert found.name == {"vi": "Đăng ký kết hôn", "en": "Marriage registration"}


def test_groups_count_what_a_filter_then_shows():
    for group in queries.life_events():
        assert len(slugs(life_event=group.key)) == group.count
    for group in queries.sectors("BUSINESS"):
        assert len(slugs(sector=group.key, audience="BUSINESS")) == group.count
    for group in queries.agencies():
        assert len(slugs(agency=group.key)) == group.count


def test_all_life_events_together_are_the_whole_catalogue():
    assert sum(group.count for group in queries.life_events()) == len(slugs())


def test_a_procedure_by_its_code_with_its_offers():
    version = queries.get("1.010041")
    assert version.slug == "xac-nhan-cu-tru"
    assert version.definition_id
    assert {offer.unit_code for offer in queries.offers(version.procedure_id)} >= {
        "ca-xa-tan-phu",
        "ca-phuong-binh-minh",
    }


@pytest.mark.parametrize("code", ["9.999999", "", "x", "\x00", "1.00119", "1.0011930", "' OR 1=1"])
def test_an_unknown_code_is_not_found(code: str):
    with pytest.raises(NotFound):
        queries.get(code)


def test_versions_are_kept_in_the_process():
    version = queries.get("1.001193")
    assert queries.version(version.id) is version
    with pytest.raises(NotFound):
        queries.version(10**9)
