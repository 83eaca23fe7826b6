"""Beginning a dossier, its confirmation code, and throwing an unsubmitted one away."""

from datetime import UTC, datetime

from sqlalchemy import delete, select

from app.cases import access, codes, progress
from app.cases.models import Answer, Case, Draft, JournalLine
from app.cases.status import Status
from app.catalogue import queries as catalogue
from app.catalogue.models import Offer
from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Conflict, Forbidden, Invalid
from app.core.folding import fold
from app.documents import removal
from app.engine import runtime
from app.identity.accounts import recipient_of
from app.identity.actor import Actor
from app.identity.codes import send_code

RULES = (
    (datetime(2025, 7, 1, tzinfo=UTC), "ND118/2025+ND367/2025"),
    (datetime(2018, 6, 21, tzinfo=UTC), "ND61/2018"),
)
OPEN_DRAFTS = 50


class LevelTooLow(Forbidden):
    """The procedure asks for electronic identity level 2."""

    message = N_(
        "Thủ tục này cần định danh điện tử mức độ 2. Bạn có thể đến công an xã để đăng ký mức độ 2, "
        "hoặc nộp trực tiếp tại bộ phận Một cửa."
    )


class NotOnline(Conflict):
    """The procedure takes no online dossier (information only, or repealed)."""

    message = N_("Thủ tục này chưa nhận hồ sơ trực tuyến. Xem hướng dẫn nộp trên trang thủ tục.")


def start(actor: Actor, procedure_code: str, unit_id: int | None = None, channel_in: str = "ONLINE") -> Case:
    """Begins a draft of the procedure's current version for the person; its process waits at the first step.

    Raises NotFound for an unknown procedure, NotOnline, LevelTooLow, Invalid for a unit that does not offer it,
    Conflict with too many drafts.
    """
    version = catalogue.get(procedure_code)
    if version.definition_id is None:
        raise NotOnline()
    manifest = version.described
    if actor.identity_level < manifest.identity_level:
        raise LevelTooLow()
    _not_too_many(actor)
    case = Case(
        number=codes.draft_number(),
        procedure_id=version.procedure_id,
        version_id=version.id,
        rule_version=_rules(now()),
        owner_id=actor.account_id,
        submitter_id=actor.account_id,
        channel_in=channel_in,
        applicant_name=actor.name,
        search=fold(f"{manifest.code} {manifest.name['vi']} {actor.name}")[:500],
        term=manifest.term,
        created_at=now(),
    )
    if unit_id is not None:
        _place(case, unit_id)
    session().add(case)
    session().flush()
    variables = {
        "procedure_code": manifest.code,
        "channel_in": channel_in,
        "online": channel_in == "ONLINE",
        "fee_vnd": 0,
        "collect_at": manifest.collect_at,
    }
    progress.start(case, version.definition_id, variables, actor)
    return case


def send_confirmation_code(actor: Actor, case_id: int) -> None:
    """Sends the owner of a draft the one-time code that confirms its submission. Raises NotFound, TooMany."""
    case = access.must_own(actor, session().get(Case, case_id))
    send_code("SUBMIT", f"case:{case.id}", recipient_of(actor.account_id))


def discard(actor: Actor, case_id: int) -> None:
    """Throws away a dossier that was never submitted. Raises NotFound, and Conflict once it has been
    submitted or paid for."""
    case = access.must_own(actor, session().get(Case, case_id, with_for_update=True))
    if case.status != Status.DRAFT:
        raise Conflict(N_("Hồ sơ đã nộp nên không xóa được. Bạn có thể yêu cầu rút hồ sơ."))
    if _has_been_paid_for(case):
        raise Conflict(N_("Bạn đã trả phí cho bản nháp này nên không xóa được. Nộp hồ sơ, hoặc hỏi bộ phận Một cửa."))
    removal.remove_all(case.id)
    for table in (Draft, Answer, JournalLine):
        session().execute(delete(table).where(table.case_id == case.id))
    instance_id, case.instance_id = case.instance_id, None
    session().flush()
    if instance_id is not None:
        runtime.discard(instance_id)
    session().delete(case)


def _has_been_paid_for(case: Case) -> bool:
    paid = select(JournalLine.id).where(JournalLine.case_id == case.id, JournalLine.kind == "payment")
    return session().scalar(paid.limit(1)) is not None


def _not_too_many(actor: Actor) -> None:
    drafts = select(Case.id).where(Case.owner_id == actor.account_id, Case.status == int(Status.DRAFT))
    if len(session().scalars(drafts.limit(OPEN_DRAFTS)).all()) >= OPEN_DRAFTS:
        raise Conflict(N_("Bạn có quá nhiều bản nháp. Hoàn thành hoặc xóa bớt trong mục Hồ sơ của tôi."))


def _place(case: Case, unit_id: int) -> None:
    offer = session().scalar(
        select(Offer).where(Offer.procedure_id == case.procedure_id, Offer.unit_id == unit_id, Offer.active)
    )
    if offer is None:
        raise Invalid({"unit": N_("Cơ quan này không thực hiện thủ tục đã chọn. Chọn cơ quan khác.")})
    case.receiving_unit_id, case.competent_unit_id = offer.unit_id, offer.competent_unit_id


def _rules(moment: datetime) -> str:
    return next(name for since, name in RULES if moment >= since)
