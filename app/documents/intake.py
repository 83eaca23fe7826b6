"""Taking in an uploaded file: looked at, kept in the store, then listed."""

import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

from app.core import clock
from app.core.config import MB, Settings
from app.core.db import session
from app.core.errors import N_, Invalid
from app.documents import filenames, kinds, queries, storage
from app.documents.inspection import Unfit, inspect
from app.documents.kinds import Kind
from app.documents.models import Document

MAX_PER_COMPONENT = 20
COMPONENT = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is known of a file that may be taken in."""

    filename: str
    kind: Kind
    sha256: str
    content: bytes


def take_in(
    case_id: int, component: str, filename: str | None, data: bytes | BinaryIO, actor_id: int, settings: Settings
) -> Document:
    """Takes in one file for one required paper and lists it.

    The same bytes sent again for the same paper give the file that is there: a press repeated, an answer lost.
    Whether the case has this paper and the actor may add to it is decided by the caller.
    Raises Invalid at `papers.<component>`.
    """
    if not COMPONENT.fullmatch(component):
        raise Invalid({"papers": N_("Không có giấy tờ này trong hồ sơ. Tải lại trang rồi thử lại.")})
    at = f"papers.{component}"
    found = examine(filename, data, settings.max_upload, at)
    there = queries.same(case_id, component, found.sha256)
    if there is not None:
        return there
    if queries.live_count(case_id, component) >= MAX_PER_COMPONENT:
        said = N_("Giấy tờ này đã có %(max)s tệp. Xóa bớt, hoặc ghép các trang vào một tệp PDF.")
        raise Invalid({at: (said, {"max": MAX_PER_COMPONENT})})
    storage.keep(found.sha256, found.content)
    document = Document(
        case_id=case_id,
        component=component,
        filename=found.filename,
        media_type=found.kind.media_type,
        size=len(found.content),
        sha256=found.sha256,
        uploaded_by=actor_id,
        uploaded_at=clock.now(),
    )
    session().add(document)
    session().flush()
    return document


def examine(filename: str | None, data: bytes | BinaryIO, max_bytes: int, at: str) -> Inspected:
    """Looks at a file and touches nothing. `at` is the path that a refusal names; `max_bytes` the size limit.

    Raises Invalid.
    """
    content = data if isinstance(data, bytes) else data.read(max_bytes + 1)
    name = filenames.safe(filename or "")
    if not content:
        raise Invalid({at: (N_("Tệp “%(name)s” trống. Mở thử trên máy của bạn, rồi chọn lại tệp."), {"name": name})})
    if len(content) > max_bytes:
        said = N_("Tệp “%(name)s” lớn hơn %(max)s MB. Giảm chất lượng ảnh, hoặc tách thành nhiều tệp rồi gửi.")
        raise Invalid({at: (said, {"name": name, "max": max_bytes // MB})})
    try:
        kind = inspect(content)
    except Unfit as unfit:
        raise Invalid({at: unfit.said}) from unfit
    return Inspected(_agreeing(name, kind, at), kind, hashlib.sha256(content).hexdigest(), content)


def _agreeing(name: str, kind: Kind, at: str) -> str:
    """The name, with an ending if it had none. Raises Invalid when its ending claims another kind."""
    ending = filenames.ending(name)
    if ending is None:
        return f"{name[: filenames.MAX_LENGTH - 5]}.{kind.endings[0]}"
    if kinds.ENDINGS.get(ending) is kind:
        return name
    said = N_(
        "Tên tệp kết thúc bằng “.%(ending)s” nhưng nội dung là %(kind)s. "
        "Kiểm tra xem có đúng tệp không, rồi đổi đuôi tên thành “.%(right)s” và gửi lại."
    )
    raise Invalid({at: (said, {"ending": ending, "kind": kind.name, "right": kind.endings[0]})})
