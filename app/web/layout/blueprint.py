"""Registers the shared templates and the words they use."""

from flask import Blueprint

from app.web.layout.catalogue_words import group_choice, group_name, numbered, term_words, unit_name, word
from app.web.layout.clocks import clock_of, resting_of
from app.web.layout.moments import rehearsal_words, vn, weekday_words
from app.web.layout.role_words import role_words
from app.web.layout.step_words import step_words
from app.web.layout.unread import unread_reminders
from app.web.layout.words import resting, status_kind, status_words, working_time

blueprint = Blueprint("layout", __name__, template_folder="templates")
blueprint.add_app_template_filter(group_choice)
blueprint.add_app_template_filter(vn)

for spoken in (
    clock_of, resting, resting_of, status_kind, status_words, term_words, word, group_name, unit_name, numbered,
    role_words, step_words, unread_reminders, weekday_words, working_time,
):  # fmt: skip
    blueprint.add_app_template_global(spoken)
blueprint.add_app_template_global(rehearsal_words)
