"""The public surface: which address shows what."""

from flask import Blueprint

from app.web.public import guides, home, lookup, procedures

blueprint = Blueprint("public", __name__, template_folder="templates")

blueprint.add_url_rule("/", view_func=home.show, endpoint="home")
blueprint.add_url_rule("/thu-tuc", view_func=procedures.index, endpoint="procedures")
blueprint.add_url_rule("/thu-tuc/<code>", view_func=procedures.show, endpoint="procedure")
blueprint.add_url_rule("/tra-cuu", view_func=lookup.ask, endpoint="lookup")
blueprint.add_url_rule("/tra-cuu", view_func=lookup.find, endpoint="find", methods=["POST"])
blueprint.add_url_rule("/tro-giup", view_func=guides.index, endpoint="help")
