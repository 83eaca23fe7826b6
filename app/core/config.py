"""All settings, typed and checked at start. The only file that reads the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODES = ("demo", "production", "test")
MB = 1024 * 1024


class BadSettings(Exception):
    """A setting is missing or wrong; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one running system. Sizes in bytes, durations in seconds."""

    mode: str
    database_url: str
    secret_key: str
    instance_dir: Path
    bpmn_dir: Path
    forms_dir: Path
    public_url: str
    trusted_proxies: int
    demo_password: str | None
    allow_demo_twins: bool
    max_upload: int = 10 * MB
    max_request: int = 32 * MB
    session_seconds: int = 12 * 3600
    code_seconds: int = 300
    token_seconds: int = 30 * 24 * 3600

    @property
    def demo(self) -> bool:
        """Whether demo twins, demo accounts and the page of sent messages are there."""
        return self.mode != "production" or self.allow_demo_twins

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over https only."""
        return self.public_url.startswith("https://")


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings from the environment (or `env`).

    Raises BadSettings naming the variable at fault.
    """
    env = os.environ if env is None else env
    mode = env.get("APP_MODE", "demo")
    if mode not in MODES:
        raise BadSettings(f"APP_MODE is {mode!r}; it takes one of {', '.join(MODES)}")
    instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance")
    settings = Settings(
        mode=mode,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'motcua.db'}",
        secret_key=env.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        instance_dir=instance,
        bpmn_dir=Path(env.get("BPMN_DIR") or ROOT / "bpmn"),
        forms_dir=Path(env.get("FORMS_DIR") or ROOT / "forms"),
        public_url=env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
        demo_password=env.get("DEMO_PASSWORD") or None,
        allow_demo_twins=_yes_or_no(env, "ALLOW_DEMO_TWINS"),
    )
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if len(settings.secret_key) < 32:
        raise BadSettings("SECRET_KEY is shorter than 32 characters")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        raise BadSettings("DATABASE_URL must begin with sqlite:/// or postgresql://")
    if not settings.public_url.startswith(("http://", "https://")):
        raise BadSettings("PUBLIC_URL must begin with http:// or https://")
    if settings.mode == "production" and not settings.secure_cookies:
        raise BadSettings("PUBLIC_URL must begin with https:// in production")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    given = env.get(name) or str(default)
    if not (given.isascii() and given.isdigit()):
        raise BadSettings(f"{name} must be a whole number")
    return int(given)


def _yes_or_no(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise BadSettings(f"{name} must be yes or no")
    return value in ("1", "true", "yes")
