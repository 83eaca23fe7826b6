"""The officers' surface: which address shows what."""

from flask import Blueprint

from app.web.officer import dossiers, feed, inbox, papers, printing, reminders, tasks, team, term, week

blueprint = Blueprint("officer", __name__, url_prefix="/can-bo", template_folder="templates")
blueprint.add_app_template_test(papers.shows_inline, "shown_inline")

_GET, _POST = ["GET"], ["POST"]
for rule, view, endpoint, methods in (
    ("", inbox.show, "inbox", _GET),
    ("/moi", inbox.news, "news", _GET),
    ("/chon", inbox.act, "bulk", _POST),
    ("/bo-loc", inbox.save_filter, "save_filter", _POST),
    ("/bo-loc/<int:filter_id>/xoa", inbox.forget_filter, "forget_filter", _POST),
    ("/nhom", team.show, "team", _GET),
    ("/nhac-viec", reminders.show, "reminders", _GET),
    ("/tuan", week.show, "week", _GET),
    ("/lich", feed.page, "feed_page", _GET),
    ("/lich", feed.make, "make_feed", _POST),
    ("/lich/thu-hoi", feed.revoke, "revoke_feed", _POST),
    ("/lich.ics", feed.read, "feed", _GET),
    ("/viec/<int:item_id>", tasks.show, "task", _GET),
    ("/viec/<int:item_id>", tasks.complete, "complete", _POST),
    ("/viec/<int:item_id>/nhap", tasks.keep, "keep", _POST),
    ("/viec/<int:item_id>/nhan", tasks.claim, "claim", _POST),
    ("/viec/<int:item_id>/tra", tasks.release, "release", _POST),
    ("/viec/<int:item_id>/giao", tasks.assign, "assign", _POST),
    ("/ho-so", dossiers.index, "dossiers", _GET),
    ("/ho-so/<key>", dossiers.show, "dossier", _GET),
    ("/ho-so/<int:case_id>/han", term.show, "term", _GET),
    ("/ho-so/<int:case_id>/thu-xin-loi", term.letter, "letter", _GET),
    ("/ho-so/<int:case_id>/bien-nhan", printing.receipt, "receipt", _GET),
    ("/ho-so/<int:case_id>/ghi-chu", dossiers.comment, "comment", _POST),
    ("/ho-so/<int:case_id>/giay-to/<int:document_id>", papers.show, "paper", _GET),
):
    blueprint.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=methods)
