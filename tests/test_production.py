"""What production refuses at start, and the commands an operator has."""

from dataclasses import replace

import pytest

from app import create_app
from app.core.config import BadSettings, load_settings
from app.core.db import transaction
from app.identity.accounts import by_username
from app.identity.demo import close, is_open, make_demo
from app.identity.passwords import verify_password
from app.notifications.channels import registry
from tests.world import DEMO_PASSWORD

HTTPS = {"APP_MODE": "production", "PUBLIC_URL": "https://motcua.example.vn", "SECRET_KEY": "k" * 40}


@pytest.fixture
def production(db, settings):
    return replace(settings, mode="production", public_url="https://motcua.example.vn")


@pytest.fixture
def real_channels(monkeypatch):
    """Channels that are no twins."""
    real = registry.Channel("real", lambda address, text, key: None)
    monkeypatch.setattr(registry.CHANNELS, "_plugins", {"sms": real, "email": real})


def made(settings, db):
    with transaction():
        make_demo(DEMO_PASSWORD)
    return create_app(settings, engine=db)


def test_production_refuses_the_demo_twins(production, db):
    with pytest.raises(BadSettings, match="ALLOW_DEMO_TWINS"):
        create_app(production, engine=db)


def test_production_takes_them_when_told_to(production, db):
    made(replace(production, allow_demo_twins=True), db)


def test_production_refuses_open_demo_accounts(production, db, real_channels):
    with pytest.raises(BadSettings, match="demo accounts"):
        made(production, db)


def test_closed_demo_accounts_are_no_hindrance(production, db, real_channels):
    with transaction():
        make_demo(DEMO_PASSWORD)
        close()
    assert not is_open()
    answer = create_app(production, engine=db).test_client().get("/demo/tin-nhan", buffered=True)
    assert answer.status_code == 404
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"APP_MODE": "fast"}, "APP_MODE"),
        ({"PUBLIC_URL": "http://motcua.example.vn"}, "PUBLIC_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"ALLOW_DEMO_TWINS": "perhaps"}, "ALLOW_DEMO_TWINS"),
    ],
)
def test_a_wrong_setting_is_named(wrong, named, tmp_path):
    with pytest.raises(BadSettings, match=named):
        load_settings({**HTTPS, "INSTANCE_DIR": str(tmp_path), **wrong})


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path):
    first = load_settings({"INSTANCE_DIR": str(tmp_path)}).secret_key
    assert load_settings({"INSTANCE_DIR": str(tmp_path)}).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.fixture
def run(db, settings):
    """Runs a flask command."""
    return create_app(settings, engine=db).test_cli_runner().invoke


def test_check_says_what_would_run(run):
    assert "mode: test" in run(args=["check"]).output


def made_with(settings, db, password=None):
    """The output of `flask demo make`."""
    app = create_app(replace(settings, demo_password=password), engine=db)
    return app.test_cli_runner().invoke(args=["demo", "make"])


def may_enter(password):
    with transaction(writes=False):
        return verify_password(by_username("desk").password_hash, password)


def test_the_demo_password_is_made_once_and_kept(db, settings):
    first = made_with(settings, db).output.split()[-1]
    assert made_with(settings, db).output.split()[-1] == first
    assert may_enter(first)


def test_another_demo_password_changes_it(db, settings):
    made_with(settings, db)
    made_with(settings, db, "chosen by hand")
    assert may_enter("chosen by hand")


def test_a_demo_password_too_short_is_refused(db, settings):
    refused = made_with(settings, db, "x")
    assert refused.exit_code == 1
    assert "8" in refused.output
