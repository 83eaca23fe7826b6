"""What certain screens ask beyond their form: papers that must have arrived, the code that confirms a submission."""

from collections.abc import Callable
from typing import Any

from app.cases.components import papers
from app.cases.models import Case
from app.core.errors import N_, Invalid
from app.forms.answers import Checked
from app.identity.codes import SUBMIT, check_code

CODE_FIELD = "confirmation_code"
Check = Callable[[Case, dict[str, Any], Checked], None]


def split(screen: str | None, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Takes what only the screen understands out of the answers: `(special, plain)`. It is never stored."""
    if screen != "check":
        return {}, given
    return {CODE_FIELD: given.get(CODE_FIELD)}, {name: value for name, value in given.items() if name != CODE_FIELD}


def check(screen: str | None, case: Case, special: dict[str, Any], checked: Checked) -> None:
    """Runs the check of a screen. Raises Invalid at the paper or field concerned."""
    if screen in _CHECKS:
        _CHECKS[screen](case, special, checked)


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
