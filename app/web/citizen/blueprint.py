"""The citizen's surface: which address shows or does what."""

from flask import Blueprint

from app.web.citizen import changing, dossier, filing, paying, task, term

blueprint = Blueprint("citizen", __name__, template_folder="templates")

_ADDRESSES = (
    ("/thu-tuc/<code>/nop", "choose", filing.choose, "GET"),
    ("/thu-tuc/<code>/nop", "begin", filing.begin, "POST"),
    ("/ho-so", "mine", dossier.index, "GET"),
    ("/ho-so/<int:case_id>", "dossier", dossier.show, "GET"),
    ("/ho-so/<int:case_id>/bien-nhan", "receipt", dossier.receipt, "GET"),
    ("/ho-so/<int:case_id>/han", "term", term.show, "GET"),
    ("/ho-so/<int:case_id>/thu-xin-loi", "letter", term.letter, "GET"),
    ("/ho-so/<int:case_id>/tep/<int:document_id>", "file", dossier.file, "GET"),
    ("/ho-so/<int:case_id>/buoc", "step", task.show, "GET"),
    ("/ho-so/<int:case_id>/buoc", "act", task.act, "POST"),
    ("/ho-so/<int:case_id>/nhap", "keep", task.keep, "POST"),
    ("/ho-so/<int:case_id>/xoa", "ask_discard", filing.ask_discard, "GET"),
    ("/ho-so/<int:case_id>/xoa", "discard", filing.discard, "POST"),
    ("/ho-so/<int:case_id>/rut", "ask_withdraw", dossier.ask_withdraw, "GET"),
    ("/ho-so/<int:case_id>/rut", "withdraw", dossier.withdraw, "POST"),
    ("/ho-so/<int:case_id>/sua", "application", changing.show_application, "GET"),
    ("/ho-so/<int:case_id>/sua", "amend", changing.amend, "POST"),
    ("/ho-so/<int:case_id>/giay-to", "papers", changing.show_papers, "GET"),
    ("/ho-so/<int:case_id>/giay-to", "change_papers", changing.change_papers, "POST"),
    ("/ho-so/<int:case_id>/thanh-toan", "pay", paying.pay, "POST"),
    ("/thanh-toan/demo/<reference>", "bank", paying.bank, "GET"),
    ("/thanh-toan/demo/<reference>", "bank_answers", paying.bank_answers, "POST"),
)
for _rule, _endpoint, _view, _method in _ADDRESSES:
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=[_method])
