"""Where the pages of forms stand, and the words they use."""

from app.web.studio import form_pages, form_preview
from app.web.studio.form_words import button_words, channel_words, screen_words
from app.web.studio.manifest_words import unit_word

ROUTES = (
    ("/<int:draft_id>/bieu-mau/<path:path>", form_pages.show, "form", ["GET"]),
    ("/<int:draft_id>/bieu-mau/<path:path>", form_pages.edit, "edit_form", ["POST"]),
    ("/<int:draft_id>/bieu-mau/<path:path>/xem-thu", form_preview.show, "form_preview", ["GET"]),
    ("/<int:draft_id>/bieu-mau/<path:path>/xem-thu", form_preview.answer, "try_form", ["POST"]),
)
WORDS = {
    "term_unit": unit_word,
    "form_screen": screen_words,
    "form_button": button_words,
    "form_channel": channel_words,
}
