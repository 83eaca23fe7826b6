"""Registers the shared templates and the words they use."""

from flask import Blueprint

from app.web.layout.words import clock_of, status_kind, status_words

blueprint = Blueprint("layout", __name__, template_folder="templates")

for word in (clock_of, status_kind, status_words):
    blueprint.add_app_template_global(word)
