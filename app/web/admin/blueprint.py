"""The administrators' surface: which address shows what."""

from flask import Blueprint

from app.web.admin import (
    calendar,
    calendar_day,
    calendar_exchange,
    calendar_hours,
    calendar_log,
    calendar_year,
    incidents,
    outbox,
    people,
    procedures,
    rehearsing,
    system,
    timers,
)

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
    ("/hen-gio", timers.show, "timers", _GET),
    ("/hen-gio/<source>/<int:row_id>/thu-lai", timers.retry, "retry_timer", _POST),
    ("/lich", calendar.show, "calendar", _GET),
    ("/lich/nam/<number>", calendar_year.show, "calendar_year", _GET),
    ("/lich/nam/<number>", calendar_year.save, "set_calendar_year", _POST),
    ("/lich/ngay/<text>", calendar_day.show, "calendar_day", _GET),
    ("/lich/ngay/<text>", calendar_day.save, "set_calendar_day", _POST),
    ("/lich/ngay/<text>/bo", calendar_day.clear, "clear_calendar_day", _POST),
    ("/lich/gio", calendar_hours.show, "calendar_hours", _GET),
    ("/lich/gio", calendar_hours.save, "set_calendar_hours", _POST),
    ("/lich/gio/<text>/bo", calendar_hours.clear, "clear_calendar_hours", _POST),
    ("/lich/nhat-ky", calendar_log.show, "calendar_log", _GET),
    ("/lich/nhap-xuat", calendar_exchange.show, "calendar_exchange", _GET),
    ("/lich/nhap-xuat", calendar_exchange.bring, "import_calendar", _POST),
    ("/lich/lich.<ending>", calendar_exchange.download, "calendar_download", _GET),
    ("/dong-ho", rehearsing.show, "rehearsal", _GET),
    ("/dong-ho", rehearsing.move, "move_rehearsal", _POST),
    ("/dong-ho/ve", rehearsing.back, "rehearsal_back", _POST),
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
