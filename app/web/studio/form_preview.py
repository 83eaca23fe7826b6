"""A form as people will see it, in a frame of its own: answered, checked by the real check, and nothing kept.

The page carries the form's unsaved text with it (`_source`), so that what is drawn is tried before it is saved. The
boxes of an edit that is not saved come in one value, `_edit`, as a browser writes them into an address.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from app.catalogue import draft_files
from app.core import clock
from app.core.errors import N_, Conflict, Invalid
from app.forms import answers
from app.forms.definition import Form, Lists
from app.forms.prefill import prefill
from app.forms.summary import parts
from app.web.errors import problem_of
from app.web.forms.read import pressed_rows, read_form
from app.web.headers import POLICY
from app.web.studio import form_asked
from app.web.studio.form_acts import ACTS
from app.web.studio.guard import designer, reader

MAX_TEXT = 256 * 1024  # characters of an unsaved form
MAX_BOXES = 2_000
PERSON = {  # nobody
    "full_name": "Nguyễn Thị Ví Dụ",
    "id_number": "001190000001",
    "id_kind": "CCCD",
    "phone": "0912345678",
    "email": "vi.du@example.vn",
    "birth_date": "1990-09-05",
    "address": "Số 1, phố Ví Dụ",
}
FRAMED = {  # by the studio's own page alone
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}


def show(draft_id: int, path: str) -> Response:
    """The form as it is saved, with the answers that are filled in beforehand for somebody."""
    reader()
    text = _stored(draft_id, path)
    form = _form(text)
    return _page(form, "", prefill(form, PERSON, {}), request.args.get("lang", "vi"))


def answer(draft_id: int, path: str) -> Response:
    """The form with what was typed: shown again, or checked when one of its buttons was pressed. Raises Invalid when
    what is drawn is no form."""
    designer()
    posted = request.form
    text = unsaved(_stored(draft_id, path), posted)
    form = _form(text)
    raw = read_form(form, posted)
    language = posted.get("_lang", "vi")
    if "_edit" in posted:  # a field that is gone takes its answer along
        raw = {name: value for name, value in raw.items() if name in form.names}
    if "_edit" in posted or pressed_rows(posted):
        return _page(form, text, raw, language)
    if "_again" in posted:
        return _page(form_asked.asked(form, raw, lists(form)), text, raw, language)
    try:
        checked = answers.check(form, raw, options=lists(form), today=clock.today())
    except Invalid as refused:
        with force_locale(_known(language)):
            return _page(form, text, raw, language, errors=problem_of(refused).fields)
    return _page(form, text, raw, language, checked=checked)


def unsaved(stored: str, posted: MultiDict[str, str]) -> str:
    """The form's text with the edit that is not saved yet. Raises Invalid, Conflict."""
    edit = posted.get("_edit")
    text = stored if edit is not None else posted.get("_source", "").replace("\r\n", "\n") or stored
    if len(text) > MAX_TEXT or len(edit or "") > MAX_TEXT:
        raise Invalid({"_source": N_("Biểu mẫu quá lớn.")})
    if not edit:
        return text
    if edit.count("&") >= MAX_BOXES:
        raise Invalid({"_edit": N_("Biểu mẫu quá lớn.")})
    boxes = MultiDict(parse_qsl(edit, keep_blank_values=True))
    act = ACTS.get(boxes.get("act", ""))
    if act is None:
        raise Conflict()
    try:
        return act(text, boxes)
    except LookupError:
        raise Conflict() from None


def lists(form: Form) -> Lists:
    """Two examples in place of each list that is made for a dossier."""
    return {
        name: [(f"example_{number}", {"vi": f"Ví dụ {number}", "en": f"Example {number}"}) for number in (1, 2)]
        for name in form.options_wanted
    }


def _page(form: Form, text: str, raw: dict[str, Any], language: str, **more: Any) -> Response:
    language = _known(language)
    checked = more.get("checked")
    with force_locale(language):
        page = render_template(
            "studio/form_preview.html",
            form=form,
            source=text,
            values=raw,
            errors=more.get("errors", {}),
            checked=checked,
            told=parts(form, checked.data, language, lists(form)) if checked else (),
            lists=lists(form),
            lang=language,
        )
    return make_response(page, 200, FRAMED)


def _known(language: str) -> str:
    return language if language in ("vi", "en") else "vi"


def _stored(draft_id: int, path: str) -> str:
    _found, content = draft_files.read(draft_id, path)
    return content.decode("utf-8", "replace")


def _form(text: str) -> Form:
    try:
        return Form.read(json.loads(text))
    except (ValueError, RecursionError):
        raise Invalid({"": N_("Tệp chưa phải là một biểu mẫu.")}) from None
