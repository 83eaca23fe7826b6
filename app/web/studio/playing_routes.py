"""Addresses of recording scenarios by playing."""

from app.web.studio import playing_pages

_GET, _POST = ["GET"], ["POST"]
ROUTES = (
    ("/<int:draft_id>/thu", playing_pages.begin, "begin_playing", _POST),
    ("/<int:draft_id>/thu/<path:path>", playing_pages.show, "playing", _GET),
    ("/<int:draft_id>/thu/<path:path>", playing_pages.press, "press_playing", _POST),
    ("/<int:draft_id>/thu-chep/<path:path>", playing_pages.copy, "copy_playing", _POST),
    ("/<int:draft_id>/thu-doi-ten/<path:path>", playing_pages.rename, "rename_playing", _POST),
    ("/<int:draft_id>/thu-xoa/<path:path>", playing_pages.remove, "remove_playing", _POST),
)
