"""The one place where refusals and faults are shown: as a page with a way on, or as problem+json (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from app.core.config import MB, Settings
from app.core.db import transaction
from app.core.errors import N_, Conflict, Invalid, Named, Refusal, TooMany, Unavailable
from app.web import logs, session
from app.web.formats import dt, t

PROBLEM = "application/problem+json"
API = "/api/"
SIGN_IN = "/dang-nhap"
RETRY_SECONDS = 5

# The name of each status on a page; what else may come is named by its class (4xx, 5xx).
TITLES = {
    400: N_("Yêu cầu không đúng dạng"),
    401: N_("Bạn cần đăng nhập"),
    403: N_("Bạn không có quyền làm việc này"),
    404: N_("Không tìm thấy"),
    405: N_("Trang này không nhận thao tác đó"),
    409: N_("Nội dung đã thay đổi"),
    413: N_("Nội dung gửi lên quá lớn"),
    422: N_("Có thông tin chưa đúng"),
    429: N_("Bạn thao tác quá nhanh"),
    500: N_("Hệ thống gặp lỗi"),
    503: N_("Hệ thống đang bận"),
}
TEXTS = {
    400: N_("Máy chủ không đọc được nội dung đã gửi. Quay lại trang trước và thử lại."),
    404: N_("Địa chỉ này không có, hoặc bạn không có quyền xem. Kiểm tra lại địa chỉ, hoặc tìm thủ tục bạn cần."),
    405: N_("Địa chỉ này có, nhưng không nhận cách gửi này. Quay lại trang trước và bấm nút trên trang."),
    413: N_("Mỗi lần gửi được tối đa %(megabytes)s MB. Quay lại trang trước, chọn tệp nhỏ hơn rồi gửi lại."),
    415: N_("Kiểu nội dung đã gửi không được nhận ở đây."),
    500: N_("Việc vừa rồi chưa được ghi lại. Thử lại; nếu vẫn lỗi, báo cho bộ phận hỗ trợ số tham chiếu dưới đây."),
}
OLD_PAGE = N_("Trang đã mở quá lâu nên phải xác nhận lại. Nội dung bạn nhập còn nguyên: bấm “Gửi lại” để tiếp tục.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be told: all texts are already in the reader's language."""

    status: int
    slug: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None
    allow: str | None = None

    @property
    def title(self) -> str:
        """The heading of the page."""
        kind = self.status if self.status in TITLES else 500 if self.status >= 500 else 400
        return str(gettext(TITLES[kind]))


def register(app: Flask, settings: Settings) -> None:
    """Makes `app` answer every refusal and fault."""
    told = settings.mode != "production"
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged_or_old)
    app.register_error_handler(HTTPException, lambda error: _http(error, settings))
    app.register_error_handler(DBAPIError, lambda error: _database(error, told))
    app.register_error_handler(Exception, lambda error: _unexpected(error, told))


def problem_of(refusal: Refusal) -> Problem:
    """The refusal in the reader's language."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    return Problem(
        status=refusal.status,
        slug=refusal.slug,
        text=_said(refusal.text, refusal.params),
        fields={path: _said(text, params) for path, (text, params) in fields.items()},
        retry_after=_retry_after(refusal),
    )


def answer(problem: Problem) -> Response:
    """The problem as a page, or as problem+json for programs."""
    response = _json(problem) if _asks_for_json() else _page(problem)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.allow:
        response.headers["Allow"] = problem.allow
    if problem.status == 401 and request.path.startswith(API):
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if refusal.status == 401 and not _asks_for_json():
        return _to_sign_in()
    return answer(problem_of(refusal))


def _to_sign_in() -> ResponseReturnValue:
    """To sign in and back. What was posted is kept meanwhile, and sent again by one press afterwards."""
    here = request.full_path.rstrip("?") if request.method == "GET" else _referring_path() or "/"
    response = make_response("", 303)
    if request.method == "POST" and session.keep_form(response):
        here = session.RESUME
    response.location = f"{SIGN_IN}?next={quote(here)}"
    return response


def _forged_or_old(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token is not ours. From a page of ours it is an old page: it may be sent again, with one press."""
    if _asks_for_json() or not _from_our_page():
        return answer(Problem(400, "csrf", gettext(TEXTS[400])))
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    with transaction(writes=False):
        page = render_template("errors/resend.html", text=gettext(OLD_PAGE), fields=fields, files=bool(request.files))
    return make_response(page, 400)


def _http(error: HTTPException, settings: Settings) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    text = TEXTS.get(status) or TEXTS[500 if status >= 500 else 400]
    allow = getattr(error, "valid_methods", None)
    return answer(
        Problem(
            status=status,
            slug=error.name.lower().replace(" ", "-"),
            text=_said(text, {"megabytes": settings.max_request // MB}),
            allow=", ".join(allow) if allow else None,
        )
    )


def _database(error: DBAPIError, told: bool) -> ResponseReturnValue:
    """A race lost in the database is a conflict, a database that cannot be had is a bad moment; the rest is a fault."""
    said = str(error.orig)
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in ("23505", "40001", "40P01") or said.startswith("UNIQUE constraint failed"):
        return answer(problem_of(Conflict()))
    if state[:2] in ("08", "53", "57") or "database is locked" in said or error.connection_invalidated:
        logs.fault(error, told=told, request_id=logs.request_id())
        return answer(problem_of(Unavailable()))
    return _unexpected(error, told)


def _unexpected(error: Exception, told: bool) -> ResponseReturnValue:
    logs.fault(error, told=told, request_id=logs.request_id(), route=request.url_rule and request.url_rule.rule)
    return answer(Problem(500, "fault", gettext(TEXTS[500])))


def _json(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:motcua:problem:{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.text,
        "instance": f"urn:motcua:request:{logs.request_id()}",
        "request_id": logs.request_id(),
    }
    if problem.fields:
        body["errors"] = [{"path": path, "message": text} for path, text in problem.fields.items()]
    return Response(orjson.dumps(body), problem.status, content_type=PROBLEM)


def _page(problem: Problem) -> Response:
    try:
        with transaction(writes=False):
            page = render_template(
                "errors/problem.html", problem=problem, ways=_ways(problem), reference=logs.request_id()
            )
    except Exception as error:
        # The frame itself cannot be drawn (the database is gone): the words without it.
        logs.fault(error, told=False, request_id=logs.request_id(), while_showing=problem.slug)
        page = render_template("errors/bare.html", problem=problem, reference=logs.request_id())
    return make_response(page, problem.status)


def _ways(problem: Problem) -> list[tuple[str, str]]:
    """Where to go from here: (words, address)."""
    ways = []
    back = _referring_path()
    if back and problem.status not in (403, 404):
        ways.append((gettext("Quay lại trang trước"), back))
    actor = g.get("actor")
    if actor is not None and actor.is_officer:
        ways.append((gettext("Về danh sách việc của tôi"), "/can-bo"))
    elif actor is not None:
        ways.append((gettext("Về hồ sơ của tôi"), "/ho-so"))
    ways.append((gettext("Tìm thủ tục"), "/thu-tuc"))
    return ways


def _referring_path() -> str | None:
    """The path of the page of ours that led here."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return None
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _asks_for_json() -> bool:
    if request.path.startswith(API):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def _said(text: str, params: dict[str, Any]) -> str:
    said = str(gettext(text))
    return said % {name: _shown(value) for name, value in params.items()} if params else said


def _shown(value: Any) -> Any:
    """What fills a place: texts of the code, texts of two languages and instants come as they are."""
    if isinstance(value, Named):
        return gettext(str(value))
    return dt(value) if isinstance(value, datetime) else t(value) if isinstance(value, Mapping) else value


def _retry_after(refusal: Refusal) -> int | None:
    if isinstance(refusal, TooMany):
        return refusal.retry_after
    return RETRY_SECONDS if isinstance(refusal, Unavailable) else None
