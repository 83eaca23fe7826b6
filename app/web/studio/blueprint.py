"""The designers' surface: which address shows what."""

from flask import Blueprint

from app.web.studio import (
    canvas_pages,
    draft_pages,
    file_pages,
    form_routes,
    manifest_pages,
    outline_pages,
    playing_routes,
    procedures,
    simulation_pages,
)
from app.web.studio.differences import comparing_scripts, sign_words
from app.web.studio.manifest_words import code_word, value_name
from app.web.studio.rehearsal_pages import summary
from app.web.studio.release_routes import ROUTES
from app.web.studio.release_words import release_kind, release_state
from app.web.studio.words import event_words, field_kind, file_kind, state_words, step_kind

blueprint = Blueprint("studio", __name__, url_prefix="/thiet-ke", template_folder="templates")
blueprint.add_app_template_global(state_words, "draft_state_words")
blueprint.add_app_template_global(file_kind, "draft_file_kind")
blueprint.add_app_template_global(field_kind, "draft_field_kind")
blueprint.add_app_template_global(value_name, "manifest_name")
blueprint.add_app_template_global(code_word, "manifest_code")
blueprint.add_app_template_global(step_kind, "draft_step_kind")
blueprint.add_app_template_global(event_words)
blueprint.add_app_template_global(sign_words, "change_sign")
blueprint.add_app_template_global(comparing_scripts)
blueprint.add_app_template_global(summary, "draft_rehearsal")
blueprint.add_app_template_global(release_kind)
blueprint.add_app_template_global(release_state)
for name, words in form_routes.WORDS.items():
    blueprint.add_app_template_global(words, name)

_GET, _POST = ["GET"], ["POST"]
for rule, view, endpoint, methods in (
    ("", procedures.index, "procedures", _GET),
    ("/moi", procedures.begin_blank, "begin_blank", _POST),
    ("/sua", procedures.begin_from, "begin_from", _POST),
    ("/nhap", procedures.bring_in, "bring_in", _POST),
    ("/<int:draft_id>", draft_pages.show, "draft", _GET),
    ("/<int:draft_id>/dang-mo", canvas_pages.here, "here", _POST),
    ("/<int:draft_id>/xuat", draft_pages.export, "export", _GET),
    ("/<int:draft_id>/nhap", draft_pages.take_in, "take_in", _POST),
    ("/<int:draft_id>/trinh", draft_pages.propose, "propose", _POST),
    ("/<int:draft_id>/rut-lai", draft_pages.take_back, "take_back", _POST),
    ("/<int:draft_id>/tep-moi", file_pages.add, "add_file", _POST),
    ("/<int:draft_id>/tep/<path:path>", file_pages.show, "file", _GET),
    ("/<int:draft_id>/tep/<path:path>", file_pages.save, "save_file", _POST),
    ("/<int:draft_id>/tai/<path:path>", file_pages.download, "download", _GET),
    ("/<int:draft_id>/doi-ten/<path:path>", file_pages.rename, "rename_file", _POST),
    ("/<int:draft_id>/xoa/<path:path>", file_pages.remove, "remove_file", _POST),
    ("/<int:draft_id>/so-do/<path:path>/danh-sach", outline_pages.show, "outline", _GET),
    ("/<int:draft_id>/so-do/<path:path>/danh-sach", outline_pages.edit, "edit_outline", _POST),
    ("/<int:draft_id>/so-do/<path:path>/xml", canvas_pages.source, "canvas_source", _GET),
    ("/<int:draft_id>/so-do/<path:path>/xml", canvas_pages.save, "save_canvas", _POST),
    ("/<int:draft_id>/so-do/<path:path>/kiem-tra", canvas_pages.check, "check_canvas", _GET),
    ("/<int:draft_id>/so-do/<path:path>/mo-phong", simulation_pages.show, "simulation", _GET),
    ("/<int:draft_id>/so-do/<path:path>", canvas_pages.show, "canvas", _GET),
    ("/<int:draft_id>/mo-ta", manifest_pages.show, "manifest", _GET),
    ("/<int:draft_id>/mo-ta", manifest_pages.edit, "edit_manifest", _POST),
    ("/<int:draft_id>/khoi-phuc/<path:path>", file_pages.restore, "restore_file", _POST),
    *form_routes.ROUTES,
    *playing_routes.ROUTES,
    *ROUTES,
):
    blueprint.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=methods)
