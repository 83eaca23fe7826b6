"""Một Cửa: the assembly. Every surface and plug-in of the system is named here."""

from importlib import import_module
from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, jobs
from app.cases import actions as cases_actions
from app.core.config import ROOT, BadSettings, Settings, load_settings
from app.core.db import bind, make_engine
from app.deadlines import rehearsal
from app.delivery import actions as delivery_actions
from app.documents import storage
from app.identity import demo as demo_province
from app.notifications import dispatch
from app.notifications.channels.registry import CHANNELS
from app.payments import actions as payments_actions
from app.web import assets, errors, headers, languages, logs, session
from app.web.account.blueprint import blueprint as account
from app.web.admin.blueprint import blueprint as admin
from app.web.api.blueprint import blueprint as api
from app.web.application import Application
from app.web.citizen.blueprint import blueprint as citizen
from app.web.demo.blueprint import blueprint as demo
from app.web.formats import d, dt, language, t, vnd
from app.web.forms.blueprint import blueprint as forms
from app.web.ids import Id
from app.web.layout.blueprint import blueprint as layout
from app.web.officer.blueprint import blueprint as officer
from app.web.public.blueprint import blueprint as public
from app.web.studio.blueprint import blueprint as studio

SURFACES = (layout, forms, public, citizen, officer, studio, admin, account, api)
ACTIONS = (cases_actions, payments_actions, delivery_actions)  # each enters its own at import
OUTBOX_HANDLERS = (dispatch,)
# Imported in a demo only: a twin enters itself at import.
DEMO_TWINS = (
    "app.notifications.channels.sms_demo",
    "app.notifications.channels.email_demo",
    "app.payments.gateways.demo",
)
ALIVE = "/healthz"
STATIC = Path(__file__).with_name("web") / "static"


def create_app(settings: Settings | None = None, *, engine: Engine | None = None) -> Flask:
    """The application. Without `settings` they come from the environment; without `engine` one is made for them.

    Raises BadSettings.
    """
    settings = settings or load_settings()
    bind(engine or make_engine(settings.database_url))
    storage.bind(storage.open_store(settings))
    plug_in(settings)
    rehearsal.permit(settings.mode != "production")
    app = Application(__name__, static_folder=str(STATIC), template_folder="web/templates")
    _configure(app, settings)
    _speak(app)
    errors.register(app, settings)
    logs.set_up(app, settings)
    app.before_request(lambda: logs.begin(settings))
    if settings.mode == "demo":
        app.before_request(_look_at_the_rehearsal)
    app.before_request(session.load)
    _add_surfaces(app, settings)
    headers.secure(app, settings)
    Compress(app)
    cli.register(app, jobs.run_until_stopped)
    _serve_statics(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _look_at_the_rehearsal() -> None:
    if request.path != ALIVE:  # which touches no database
        rehearsal.refresh()


def plug_in(settings: Settings) -> None:
    """Enters the demo twins into their registries, if this is a demo.

    Raises BadSettings where production would have to run with a twin, or with accounts whose password is shared.
    """
    if settings.demo:
        for twin in DEMO_TWINS:
            import_module(twin)
        return
    twins = [kind for kind in ("sms", "email") if kind not in CHANNELS or CHANNELS[kind].demo]
    if twins:
        raise BadSettings(
            f"production has no channel for {', '.join(twins)} but the demo twin, which sends nothing; "
            "ALLOW_DEMO_TWINS=yes takes it all the same"
        )
    if demo_province.is_open():
        raise BadSettings(
            "the database has demo accounts, and they all have one password; "
            "APP_MODE=demo flask --app wsgi demo close shuts them"
        )


def _configure(app: Application, settings: Settings) -> None:
    app.secret_key = settings.secret_key
    app.url_map.converters["int"] = Id
    app.config.update(
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=settings.max_request,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="page",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the token suffices; some privacy tools drop the Referer
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/problem+json", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_STREAMS=False,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def _speak(app: Flask) -> None:
    Babel(app, locale_selector=languages.chosen)
    app.jinja_env.filters.update(vnd=vnd, dt=dt, d=d)
    app.jinja_env.globals.update(t=t, csrf_field=_csrf_field)

    @app.context_processor
    def of_this_request() -> dict[str, object]:
        return {"actor": g.get("actor"), "lang": language(), "settings": app.config["SETTINGS"]}


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _add_surfaces(app: Flask, settings: Settings) -> None:
    for surface in SURFACES:
        app.register_blueprint(surface)
    if settings.demo:
        app.register_blueprint(demo)
    CSRFProtect(app).exempt(api)  # it knows callers by their bearer token only, never by a cookie


def _serve_statics(app: Flask, settings: Settings) -> None:
    folder = settings.instance_dir / "static"
    pressed = assets.press(STATIC, folder) | assets.press_packages(ROOT / "node_modules", folder)
    app.config["STATICS"] = frozenset(pressed)

    @app.url_defaults
    def hashed(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static" and values.get("filename") in pressed:
            values["filename"] = pressed[values["filename"]]

    app.wsgi_app = assets.serve(app.wsgi_app, folder)  # type: ignore[method-assign]
