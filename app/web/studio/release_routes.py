"""Addresses of rehearsing, releasing, giving up: of a draft, of a procedure's history, of proposals about versions."""

from app.web.studio import draft_pages, history_pages, rehearsal_pages, release_pages, replay_pages

_GET, _POST = ["GET"], ["POST"]
ROUTES = (
    ("/<int:draft_id>/bo", draft_pages.discard, "discard", _POST),
    ("/<int:draft_id>/ban-hanh", release_pages.show, "release", _GET),
    ("/<int:draft_id>/ban-hanh", release_pages.release, "do_release", _POST),
    ("/<int:draft_id>/ban-hanh/so-do", release_pages.source, "release_source", _GET),
    ("/<int:draft_id>/tra-lai", release_pages.reject, "reject", _POST),
    ("/<int:draft_id>/thu", rehearsal_pages.show, "rehearsal", _GET),
    ("/<int:draft_id>/chay-lai", replay_pages.show, "replay", _GET),
    ("/<int:draft_id>/chay-lai", replay_pages.run, "run_replay", _POST),
    ("/thu-tuc/<slug>", history_pages.show, "history", _GET),
    ("/thu-tuc/<slug>/khac-biet", history_pages.difference, "difference", _GET),
    ("/thu-tuc/<slug>/khac-biet/so-do", history_pages.difference_source, "difference_source", _GET),
    ("/thu-tuc/<slug>/ban-hanh-lai", history_pages.propose_again, "propose_again", _POST),
    ("/thu-tuc/<slug>/bai-bo", history_pages.propose_repeal, "propose_repeal", _POST),
    ("/de-nghi/<int:release_id>/duyet", history_pages.decide, "decide_release", _POST),
    ("/de-nghi/<int:release_id>/tu-choi", history_pages.turn_down, "turn_down", _POST),
    ("/de-nghi/<int:release_id>/dung", history_pages.call_off, "call_off", _POST),
)
