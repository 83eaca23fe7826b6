"""Public look-up of a dossier: its code and a second thing only the holder knows."""

from flask import Response, make_response, render_template, request

from app.cases.lookup import NothingFound, look_up
from app.core.errors import N_, Invalid, TooMany
from app.web.errors import problem_of


def ask() -> str:
    """The empty form, with the code already there when the address brings it."""
    return render_template("public/lookup.html", code=request.args.get("code", "")[:60], errors={})


def find() -> Response | str:
    """What may be known of the dossier, or the form again with what to mend. The code is kept, the digits are not."""
    code, digits = request.form.get("code", "")[:60].strip(), request.form.get("digits", "")[:20].strip()
    try:
        found = look_up(code, _last_four(code, digits), request.remote_addr or "")
    except (Invalid, NothingFound, TooMany) as refused:
        problem = problem_of(refused)
        return _again(code, problem.fields or {"": problem.text}, problem.status)
    return render_template("public/found.html", found=found)


def _last_four(code: str, digits: str) -> str:
    faults = {}
    if not code:
        faults["code"] = N_("Nhập mã hồ sơ ghi trên giấy hẹn.")
    if len(digits) != 4 or not digits.isalnum():
        faults["digits"] = N_("Nhập đúng 4 ký tự cuối.")
    if faults:
        raise Invalid(faults)
    return digits


def _again(code: str, errors: dict[str, str], status: int) -> Response:
    return make_response(render_template("public/lookup.html", code=code, errors=errors), status)
