"""The administrators' surface: which address shows what."""

from flask import Blueprint

from app.web.admin import incidents, outbox, people, procedures, system

blueprint = Blueprint("admin", __name__, url_prefix="/quan-tri", template_folder="templates")

_GET, _POST = ["GET"], ["POST"]
for rule, view, endpoint, methods in (
    ("", system.home, "home", _GET),
    ("/su-co", incidents.show, "incidents", _GET),
    ("/su-co/<int:incident_id>/thu-lai", incidents.retry, "retry_incident", _POST),
    ("/su-co/<int:incident_id>/dong", incidents.dismiss, "dismiss_incident", _POST),
    ("/hop-gui", outbox.show, "outbox", _GET),
    ("/hop-gui/<int:item_id>/thu-lai", outbox.retry, "retry_item", _POST),
    ("/hop-gui/<int:item_id>/xoa", outbox.drop, "drop_item", _POST),
    ("/thu-tuc", procedures.index, "procedures", _GET),
    ("/thu-tuc/<code>", procedures.show, "procedure", _GET),
    ("/don-vi", people.all_units, "units", _GET),
    ("/tai-khoan", people.index, "people", _GET),
    ("/tai-khoan", people.make, "make_person", _POST),
    ("/tai-khoan/moi", people.blank, "new_person", _GET),
    ("/tai-khoan/<int:account_id>", people.show, "person", _GET),
    ("/tai-khoan/<int:account_id>/vai-tro", people.grant, "grant", _POST),
    ("/tai-khoan/<int:account_id>/vai-tro/bo", people.revoke, "revoke", _POST),
    ("/tai-khoan/<int:account_id>/khoa", people.disable, "disable", _POST),
    ("/tai-khoan/<int:account_id>/mo", people.enable, "enable", _POST),
    ("/tai-khoan/<int:account_id>/mat-khau", people.new_password, "new_password", _POST),
):
    blueprint.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=methods)
