"""What certain steps ask beyond their form: papers that have arrived, the code of a submission, days that may be."""

from collections.abc import Callable
from typing import Any

from app.cases import term_checks
from app.cases.components import papers
from app.cases.due_moments import handover
from app.cases.models import Case
from app.core.errors import N_, Invalid
from app.forms.answers import Checked
from app.forms.definition import Form
from app.identity.codes import SUBMIT, check_code

CODE_FIELD = "confirmation_code"
Check = Callable[[Case, dict[str, Any], Checked], None]


def split(screen: str | None, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Takes what only the screen understands out of the answers: `(special, plain)`. It is never stored."""
    if screen != "check":
        return {}, given
    return {CODE_FIELD: given.get(CODE_FIELD)}, {name: value for name, value in given.items() if name != CODE_FIELD}


def check(form: Form, case: Case, special: dict[str, Any], checked: Checked) -> None:
    """Runs the checks of a form's screen and variables. Raises Invalid at the paper or field concerned.

    By variables and not by step: a dossier of an older form, without the field, is not asked for it.
    """
    if form.screen in _CHECKS:
        _CHECKS[form.screen](case, special, checked)
    for variable in checked.variables.keys() & term_checks.RULES.keys():
        term_checks.RULES[variable](case, checked)
    if (signed := handover(checked.data)) is not None:
        term_checks.signed_when_it_could_be(signed, case)


def noted(checked: Checked) -> dict[str, Any]:
    """What of the answers the journal keeps beside the outcome: why a supplement was asked for so late."""
    basis = checked.data.get(term_checks.LATE_BASIS)
    return {"stage": "EXAMINATION", "legal_basis": basis} if basis else {}


def _papers_arrived(case: Case, _special: dict[str, Any], checked: Checked) -> None:
    if checked.outcome == "back":
        return  # the form calls it a loose outcome; papers may come later
    missing = {
        f"papers.{paper.key}": (
            N_("Còn thiếu: %(name)s. Chọn tệp hoặc chụp ảnh giấy tờ này."),
            {"name": paper.component["name"]},
        )
        for paper in papers(case)
        if paper.missing
    }
    if missing:
        raise Invalid(missing)


def _confirmed(case: Case, special: dict[str, Any], checked: Checked) -> None:
    if checked.outcome != "submit":
        return
    _papers_arrived(case, special, checked)
    code = special.get(CODE_FIELD)
    if not isinstance(code, str) or not code.strip():
        raise Invalid({CODE_FIELD: N_("Nhập mã xác nhận đã gửi đến điện thoại của bạn.")})
    try:
        check_code(SUBMIT, f"case:{case.id}", code)
    except Invalid as refusal:
        raise Invalid({CODE_FIELD: refusal.fields["code"]}) from None


_CHECKS: dict[str, Check] = {"components": _papers_arrived, "check": _confirmed}
