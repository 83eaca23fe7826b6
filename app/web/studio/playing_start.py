"""With what a new scenario begins: the moment, the channel, the procedure's own data, the fee, other variables."""

import json
from datetime import datetime
from typing import Any

from flask import request

from app.catalogue import draft_files, manifest
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.models import ProcedureDraft
from app.core.clock import TZ
from app.core.errors import N_, Invalid
from app.web.studio.playing_acts import values

CHANNELS = {
    "ONLINE": N_("Nộp qua mạng"),
    "DESK": N_("Nộp tại bộ phận Một cửa"),
    "POST": N_("Gửi qua bưu chính"),
}
MAX_FEE = 10**12


def moment() -> str:
    """The beginning as typed, on a Vietnamese clock. Raises Invalid."""
    try:
        typed = datetime.fromisoformat(request.form.get("begins", ""))
    except ValueError:
        raise Invalid({"begins": N_("Không phải một ngày giờ có thật.")}) from None
    return typed.replace(tzinfo=TZ).isoformat(timespec="seconds")


def variables(draft: ProcedureDraft) -> dict[str, Any]:
    """What a dossier of this procedure begins with, and what else is typed. Raises Invalid."""
    channel = request.form.get("channel", "ONLINE")
    typed = values("variables")
    if channel not in CHANNELS:
        raise Invalid({"channel": N_("Chọn một trong các mục có sẵn.")})
    if not isinstance(typed, dict):
        raise Invalid({"variables": N_("Viết mỗi dòng một biến: tên = giá trị.")})
    return {**_of_procedure(draft), "channel_in": channel, "online": channel == "ONLINE", **typed}


def answers() -> dict[str, Any]:
    """What the fee is to come to, when it is to be one. Raises Invalid."""
    typed = request.form.get("fee", "").replace(".", "").strip() or "0"
    if not (typed.isascii() and typed.isdigit()) or int(typed) > MAX_FEE:
        raise Invalid({"fee": N_("Nhập số tiền bằng chữ số, đơn vị đồng, ví dụ 150000.")})
    return {"cases.calculate_fee": {"fee_vnd": int(typed)}} if int(typed) else {}


def _of_procedure(draft: ProcedureDraft) -> dict[str, Any]:
    try:
        described = manifest.parse(json.loads(draft_files.contents(draft.id)[MANIFEST]))
    except (KeyError, ValueError, RecursionError, Invalid):
        return {}
    return {"procedure_code": described.code, "collect_at": described.collect_at}
