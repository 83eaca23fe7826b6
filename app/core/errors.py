"""Refusals: what the house answers when it will not do something.

Every refusal carries a Vietnamese message (the source text of the translations) with `%(name)s` places.
Features raise them, one place in `web` shows them as a page or as problem+json (RFC 9457).
"""

from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:
    """Marks a text for translation without translating it; features know no language."""
    return text


class Named(str):
    """A text of the code that fills a place of another one: it is told in the reader's language too."""

    __slots__ = ()


class Refusal(Exception):
    """Base of all refusals. `status` is the HTTP status, `slug` names the kind in problem+json.

    A refusal rolls its transaction back; what must be kept all the same goes to `core.db.after_rollback`.
    """

    status = 400
    slug = "refusal"
    message = N_("Yêu cầu không thực hiện được.")

    def __init__(self, message: str | None = None, /, **params: Any) -> None:
        self.text = message or self.message
        self.params = params
        super().__init__(self.text % params if params else self.text)


class NotFound(Refusal):
    """The thing does not exist, or not for this person."""

    status = 404
    slug = "not-found"
    message = N_("Không tìm thấy nội dung bạn cần, hoặc bạn không có quyền xem.")


class Forbidden(Refusal):
    """The person is known and may see the thing, but not do this to it."""

    status = 403
    slug = "forbidden"
    message = N_("Tài khoản của bạn không có quyền làm việc này.")


class Unauthenticated(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = 401
    slug = "sign-in-required"
    message = N_("Bạn cần đăng nhập để tiếp tục.")


class Invalid(Refusal):
    """The input is wrong. `fields` maps a path (`children.0.birth_date`) to its message, already in Vietnamese
    source text; `(text, params)` where the message has places to fill."""

    status = 422
    slug = "invalid"
    message = N_("Có thông tin chưa đúng. Xem các mục được đánh dấu.")

    def __init__(
        self,
        fields: Mapping[str, str | tuple[str, dict[str, Any]]] | None = None,
        message: str | None = None,
        /,
        **params: Any,
    ) -> None:
        super().__init__(message, **params)
        self.fields: dict[str, tuple[str, dict[str, Any]]] = {
            path: (said, {}) if isinstance(said, str) else said for path, said in (fields or {}).items()
        }

    def __str__(self) -> str:
        """For developers: the message with every field's. People get them translated, each at its place."""
        faults = "; ".join(
            f"{path}: {text % params if params else text}" for path, (text, params) in self.fields.items()
        )
        return f"{super().__str__()} {faults}".rstrip()


class Conflict(Refusal):
    """The thing has moved on since the person looked at it."""

    status = 409
    slug = "conflict"
    message = N_("Hồ sơ đã thay đổi trong lúc bạn thao tác. Tải lại trang để xem tình trạng mới.")


class TooMany(Refusal):
    """Asked too often; `retry_after` in seconds."""

    status = 429
    slug = "too-many"
    message = N_("Bạn thao tác quá nhanh. Chờ %(seconds)s giây rồi thử lại.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(seconds=retry_after)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something outside does not answer; trying again later is right."""

    status = 503
    slug = "unavailable"
    message = N_("Hệ thống đang bận. Thử lại sau ít phút; thông tin của bạn vẫn được giữ.")
