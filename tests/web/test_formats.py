"""Instants, days, money, two-language texts."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from app.web.formats import d, dt, t, vnd

MOMENT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def request_of(bare):
    with bare.test_request_context():
        yield


def test_money():
    assert vnd(8000) == "8.000\N{NO-BREAK SPACE}đ"
    assert vnd(1234567) == "1.234.567\N{NO-BREAK SPACE}đ"
    assert vnd(0) == "0\N{NO-BREAK SPACE}đ"
    assert vnd(None) == ""
    with force_locale("en"):
        assert vnd(8000) == "8,000\N{NO-BREAK SPACE}VND"


def test_instants_and_days_are_vietnamese():
    assert dt(MOMENT) == "01:05, 25/11/2026"
    assert dt(MOMENT.isoformat()) == "01:05, 25/11/2026"
    assert d(MOMENT) == "25/11/2026"
    assert d(date(2026, 1, 2)) == d("2026-01-02") == "02/01/2026"
    assert dt(None) == d(None) == ""
    with force_locale("en"):
        assert (dt(MOMENT), d(MOMENT)) == ("25 Nov 2026, 01:05", "25 Nov 2026")


def test_texts_follow_the_language():
    assert t({"vi": "Tên", "en": "Name"}) == "Tên"
    with force_locale("en"):
        assert t({"vi": "Tên", "en": "Name"}) == "Name"
        assert t({"vi": "Tên"}) == "Tên"
    assert t(None) == ""
