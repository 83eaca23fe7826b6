"""Brings the macros of forms (`forms/render.html`) and what they draw to every template."""

from flask import Blueprint

from app.web.forms.boxes import error_links, form_boxes

blueprint = Blueprint("forms", __name__, template_folder="templates")

for drawn in (form_boxes, error_links):
    blueprint.add_app_template_global(drawn)
