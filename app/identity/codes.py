"""One-time codes: six digits, five minutes, five tries, sent to the person's phone.

The table keeps a slow hash (scrypt): with only a million codes, a fast one could be undone by whoever reads the
table while the code still lives.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.core.clock import wall
from app.core.db import even_if_refused, session
from app.core.errors import N_, Conflict, Invalid
from app.identity import limits
from app.identity.models import OneTimeCode
from app.notifications.recipient import Recipient
from app.notifications.sending import send

SIGN_IN, REGISTER, SUBMIT, LOOKUP, PHONE = "SIGN_IN", "REGISTER", "SUBMIT", "LOOKUP", "PHONE"
TRIES = 5
SECONDS = 300
QUARTER_HOUR = 900
SENT_PER_SUBJECT = 8
SENT_PER_PHONE = 20
TO_ANY_PHONE = frozenset((REGISTER, PHONE))  # where a stranger could have somebody's phone ring under ever new subjects
SENT_PER_ADDRESS = 200  # a commune hall stands behind one address

EXPIRED = N_("Mã đã hết hạn. Bấm “Gửi lại mã” để nhận mã mới.")
_TEMPLATES = {SUBMIT: "code_submit"}


class CodeUsed(Conflict):
    """The code was right and has done its work already: a second press, or a resent form."""

    message = N_("Mã này đã được dùng. Nếu bạn vừa bấm hai lần, việc của bạn đã xong.")


def send_code(purpose: str, subject: str, recipient: Recipient | None, *, address: str = "") -> None:
    """Makes a code and sends it; the code before it opens nothing any more.

    `subject` (at most 80 characters) is what the code opens: an account, a case. Without a recipient the code is
    made and not sent, so that a stranger cannot tell whether somebody has an account.
    Raises TooMany when asked too often for the subject, to the phone, or from the address.
    """
    limits.hit(f"code:{purpose}:{subject}", SENT_PER_SUBJECT, QUARTER_HOUR)
    if recipient is not None and purpose in TO_ANY_PHONE:
        limits.hit(f"code-to:{recipient.phone or recipient.email}", SENT_PER_PHONE, QUARTER_HOUR)
    if address:
        limits.hit(f"code-from:{address}", SENT_PER_ADDRESS, QUARTER_HOUR)
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = wall()
    session().execute(delete(OneTimeCode).where(OneTimeCode.purpose == purpose, OneTimeCode.subject == subject))
    session().add(
        OneTimeCode(
            purpose=purpose,
            subject=subject,
            code_hash=_hash(code, subject, made),
            created_at=made,
            expires_at=made + timedelta(seconds=SECONDS),
            tries=0,
        )
    )
    if recipient is not None:
        params = {"code": code, "minutes": SECONDS // 60}
        send(recipient, _TEMPLATES.get(purpose, "code_sign_in"), params, secret=True)


def check_code(purpose: str, subject: str, code: str) -> None:
    """Returns when the code is the one sent last, and uses it up. Used up only if the transaction commits; a wrong
    try counts even if it does not.

    Raises Invalid on the field `code` when it is wrong, too old or tried too often; CodeUsed (409) when it was right
    and used already.
    """
    digits = "".join(c for c in code[:40] if c in "0123456789")
    kept = session().scalar(
        select(OneTimeCode)
        .where(OneTimeCode.purpose == purpose, OneTimeCode.subject == subject)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    if kept is None or kept.expires_at <= wall():
        raise Invalid({"code": EXPIRED})
    code_id = kept.id
    tries = even_if_refused(lambda: _count_try(code_id)) if kept.used_at is None else 0
    if tries > TRIES:
        raise Invalid({"code": N_("Đã nhập sai quá 5 lần. Bấm “Gửi lại mã” để nhận mã mới.")})
    if not secrets.compare_digest(kept.code_hash, _hash(digits, subject, kept.created_at)):
        raise Invalid({"code": (N_("Mã chưa đúng. Bạn còn %(left)s lần thử."), {"left": TRIES - tries})})
    if kept.used_at is not None:
        raise CodeUsed
    kept.used_at = wall()


def _count_try(code_id: int) -> int:
    row = update(OneTimeCode).where(OneTimeCode.id == code_id).values(tries=OneTimeCode.tries + 1)
    counted = row.returning(OneTimeCode.tries).execution_options(synchronize_session=False)
    return session().execute(counted).scalar_one_or_none() or 0


def _hash(code: str, subject: str, made: datetime) -> str:
    salt = f"{subject}:{made.isoformat()}".encode()
    return hashlib.scrypt(code.encode(), salt=salt, n=2**13, r=8, p=1, dklen=32).hex()
