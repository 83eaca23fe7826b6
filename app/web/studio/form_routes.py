"""Where the pages of forms, of decision tables and of what is made anew stand, and the words they use."""

from collections.abc import Callable, Mapping
from typing import Any

from app.web.studio import file_undo, form_pages, form_preview, making_pages, table_pages
from app.web.studio.form_words import button_words, channel_words, screen_words
from app.web.studio.manifest_words import unit_word
from app.web.studio.table_words import kind_words, policy_words

ROUTES = (
    ("/<int:draft_id>/bieu-mau/<path:path>", form_pages.show, "form", ["GET"]),
    ("/<int:draft_id>/bieu-mau/<path:path>", form_pages.edit, "edit_form", ["POST"]),
    ("/<int:draft_id>/bieu-mau/<path:path>/xem-thu", form_preview.show, "form_preview", ["GET"]),
    ("/<int:draft_id>/bieu-mau/<path:path>/xem-thu", form_preview.answer, "try_form", ["POST"]),
    ("/<int:draft_id>/bieu-mau-moi", making_pages.make_form, "make_form", ["POST"]),
    ("/<int:draft_id>/bang-moi", making_pages.new_table, "new_table", ["GET"]),
    ("/<int:draft_id>/bang-moi", making_pages.make_table, "make_table", ["POST"]),
    ("/<int:draft_id>/bang/<path:path>", table_pages.show, "table", ["GET"]),
    ("/<int:draft_id>/bang/<path:path>", table_pages.edit, "edit_table", ["POST"]),
)
WORDS: Mapping[str, Callable[..., Any]] = {
    "missing_forms": making_pages.missing_forms,
    "file_undo": file_undo.offered,
    "file_users": file_undo.users,
    "table_policy": policy_words,
    "table_kind": kind_words,
    "term_unit": unit_word,
    "form_screen": screen_words,
    "form_button": button_words,
    "form_channel": channel_words,
}
