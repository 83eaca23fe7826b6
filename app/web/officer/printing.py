"""The papers that belong to a step, to be printed: where their pages are, and the receipt of the desk."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.cases import opening, printing
from app.cases.models import Case
from app.cases.receipt_slips import slip
from app.catalogue import queries as catalogue
from app.engine.nodes import Node
from app.web.application import writes
from app.web.layout.catalogue_words import term_words, word
from app.web.officer.guard import officer

PAGES = {printing.RECEIPT: "officer.receipt", printing.APOLOGY: "officer.letter"}


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A paper by its title: its page, or from when on there is one."""

    title: str
    url: str | None
    until_then: str


def paper_of(node: Node | None, case: Case) -> ToPrint | None:
    """The paper of a step; None where its diagram names none, or one that is not printed here."""
    name = node.letter if node is not None else None
    if name is None or name not in PAGES:
        return None
    url = url_for(PAGES[name], case_id=case.id) if printing.printable(name, case) else None
    return ToPrint(_(printing.LETTERS[name]), url, _(printing.UNTIL_THEN[name]))


@writes
def receipt(case_id: int) -> ResponseReturnValue:
    """The receipt with the appointment, to be printed at the desk. Raises NotFound before reception."""
    case = opening.dossier(officer(), str(case_id))
    with force_locale("vi"):  # a paper of the administration, whoever prints it
        words = {"term": term_words(case.term) if case.term else "–", "delivery": word("delivery", case.channel_out)}
    version = catalogue.version(case.version_id)
    return render_template("officer/receipt.html", case=case, version=version, slip=slip(case), words=words)
