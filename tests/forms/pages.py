"""A small site of one page per form, for tests of the macros, of reading posts and of form.js."""

from flask import Flask, jsonify, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from app.core.config import ROOT
from app.core.errors import Invalid
from app.forms.answers import check
from app.forms.definition import Form, Lists
from app.web.formats import t
from app.web.forms.blueprint import blueprint
from app.web.forms.read import pressed_rows, read_form

PAGE = """{% import "forms/render.html" as forms %}<!doctype html><html lang="vi"><head><title>x</title>
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/static/style.css"></head>
<body><main><h1>x</h1>
{{ forms.error_summary(form, errors) }}<form method="post" novalidate data-autosave="/draft">
{{ forms.render_form(form, values, errors, options) }}{{ forms.outcome_buttons(form, without) }}{{ forms.saved() }}
</form></main>{{ forms.script() }}</body></html>"""


def site(form: Form, options: Lists | None = None, locale: str = "vi") -> Flask:
    """The site. `app.drafts` holds what was saved by itself, `app.done` what was completed."""
    app = Flask("pages", static_folder=str(ROOT / "app/web/static"), static_url_path="/static")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(app, locale_selector=lambda: locale)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(t=t)
    app.config.update(drafts=[], done=[], values={}, without=())

    @app.route("/", methods=["GET", "POST"])
    def page() -> ResponseReturnValue:
        values, errors = app.config["values"], {}
        if request.method == "POST":
            values = read_form(form, request.form)
            if not pressed_rows(request.form):
                try:
                    app.config["done"].append(check(form, values, options=options))
                    return '<title>x</title><link rel="icon" href="/icon.svg">done'
                except Invalid as wrong:
                    errors = {path: text % params for path, (text, params) in wrong.fields.items()}
        shown = render_template_string(
            PAGE, form=form, values=values, errors=errors, options=options, without=app.config["without"]
        )
        return shown, 422 if errors else 200, {"Content-Security-Policy": "default-src 'self'"}

    @app.get("/icon.svg")
    def icon() -> ResponseReturnValue:
        """From memory: a browser that moves on drops this request first, and a file would be left open."""
        return '<svg xmlns="http://www.w3.org/2000/svg"/>', 200, {"Content-Type": "image/svg+xml"}

    @app.post("/draft")
    def draft() -> ResponseReturnValue:
        app.config["drafts"].append(read_form(form, request.form))
        return jsonify(saved="Đã lưu 10:42")

    return app
