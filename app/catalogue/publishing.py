"""Publishing procedures from their folders: a version per content, its diagrams deployed, its offers made."""

import hashlib
import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from app.catalogue import assembling, manifest, noting, releases
from app.catalogue.manifest import Fault, Manifest
from app.catalogue.models import Procedure, ProcedureRelease, ProcedureVersion, Sector
from app.catalogue.offering import make_offers
from app.core import clock
from app.core.config import ROOT
from app.core.db import session
from app.core.errors import N_, Invalid
from app.core.folding import fold
from app.engine.definitions import Bundle, deploy
from app.forms.definition import Field, Form

BPMN_DIR = ROOT / "bpmn"
FORMS_DIR = ROOT / "forms"
APPLICATION = "forms/fill_application.json"


@dataclass(frozen=True, slots=True)
class Released:
    """What releasing some content came to. `new` False: it is the same as that version; `entered` False: that version
    was the last one released already, so nothing was done. `effective_from` is the first day in force."""

    version_id: int
    number: int
    new: bool
    entered: bool
    effective_from: date


def load_all(
    bpmn_dir: Path = BPMN_DIR, forms_dir: Path = FORMS_DIR, actions: Container[str] | None = None
) -> list[int]:
    """Publishes sectors and every folder with a manifest, and makes offers. The ids of the versions, by folder name.

    Loading what is loaded changes nothing, and what people released last in the studio is left to them. With `actions`
    diagrams may only call those. Raises Invalid with the faults of all folders at once.
    """
    load_sectors(bpmn_dir / "sectors.json")
    versions: list[int] = []
    faults: dict[str, Fault] = {}
    for file in sorted(bpmn_dir.glob(f"*/{manifest.FILE_NAME}")):
        try:
            versions.append(_load(file.parent, forms_dir, actions))
        except Invalid as refusal:
            faults.update(refusal.fields or {file.parent.name: (refusal.text, refusal.params)})
    if faults:
        raise Invalid(faults)
    make_offers()
    return versions


def _load(folder: Path, forms_dir: Path, actions: Container[str] | None) -> int:
    """As `publish`; a procedure whose last release was made in the studio stays as it is."""
    described = manifest.read(folder / manifest.FILE_NAME)
    procedure = session().scalar(select(Procedure).where(Procedure.code == described.code))
    last = releases.latest(procedure.id) if procedure else None
    if procedure is None or last is None or last.source != releases.STUDIO or procedure.slug != folder.name:
        return publish(folder, forms_dir, actions)
    releases.begin(procedure)
    newest = select(ProcedureVersion.id).where(ProcedureVersion.procedure_id == procedure.id)
    return session().scalars(newest.order_by(ProcedureVersion.number.desc()).limit(1)).one()


def load_sectors(file: Path) -> None:
    """Enters or renames the sectors of a JSON file `{code: {"vi", "en"}}`."""
    for code, name in manifest.read_json(file, file.name).items():
        session().merge(Sector(code=code, name=name["vi"], name_en=name["en"]))
    session().flush()


def publish(folder: Path | str, forms_dir: Path = FORMS_DIR, actions: Container[str] | None = None) -> int:
    """Publishes the procedure in a folder of diagrams (a path, or a slug of the house's own): the version's id.

    Content identical to a released version makes no new one. The version takes new cases from its effective day on.
    Raises Invalid naming file and path.
    """
    place = BPMN_DIR / folder if isinstance(folder, str) else folder
    described, bundle = read_folder(place, forms_dir)
    return release(described, bundle, releases.Act(described.effective_from), actions).version_id


def read_folder(folder: Path, forms_dir: Path) -> tuple[Manifest, Bundle | None]:
    """The manifest and the bundle in a folder (no bundle: it cannot be filed here). Raises Invalid."""
    described = manifest.read(folder / manifest.FILE_NAME)
    return described, assembling.assemble(folder, forms_dir) if described.online else None


def release(
    described: Manifest,
    bundle: Bundle | None,
    act: releases.Act,
    actions: Container[str] | None = None,
    *,
    judged: bool = False,
) -> Released:
    """Releases a procedure's content, in the caller's transaction: all of it or nothing. `judged` as in `deploy`.

    What is the same as a version released before makes no new one; that one is released again, unless it is the last
    that was. Of a folder the release before that has not begun is called off. Raises Invalid naming file and path.
    """
    procedure = _procedure(described)
    digest = digest_of(described, bundle)
    version = same_as(procedure.id, digest)
    if version is not None and releases.latest_version(procedure.id) == version.id:
        releases.begin(procedure)
        return Released(version.id, version.number, False, False, version.effective_from)
    new = version is None
    if version is None:
        _check_sector(described)
        definition_id = _deploy(described, bundle, actions, judged) if bundle else None
        version = _add(described, procedure.id, _newest(procedure.id) + 1, digest, definition_id, act)
    entered = _enter(procedure, version, described, act, new)
    return Released(version.id, version.number, new, True, entered.effective_from)


def same_as(procedure_id: int, digest: str) -> ProcedureVersion | None:
    """The version of this content, the newest if there are several."""
    mine = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    mine = mine.where(ProcedureVersion.sha256 == digest).order_by(ProcedureVersion.number.desc())
    return session().scalar(mine.limit(1))


def digest_of(described: Manifest, bundle: Bundle | None) -> str:
    """The hash by which a version is known: of its bundle and its manifest."""
    text = json.dumps(described.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{assembling.fingerprint(bundle)}\n{text}".encode()).hexdigest()


def _procedure(described: Manifest) -> Procedure:
    found = session().scalar(select(Procedure).where(Procedure.code == described.code).with_for_update())
    name = f"{described.slug}/{manifest.FILE_NAME}"
    if found is None:
        if session().scalar(select(Procedure.id).where(Procedure.slug == described.slug)) is not None:
            raise Invalid({f"{name}: slug": N_("Thư mục này đã thuộc một thủ tục có mã khác.")})
        found = Procedure(code=described.code, slug=described.slug)
        session().add(found)
        session().flush()
    elif found.slug != described.slug:
        raise Invalid({f"{name}: code": (N_("Mã này đã thuộc thủ tục %(slug)s."), {"slug": found.slug})})
    return found


def _newest(procedure_id: int) -> int:
    mine = select(func.max(ProcedureVersion.number)).where(ProcedureVersion.procedure_id == procedure_id)
    return session().scalar(mine) or 0


def _enter(
    procedure: Procedure, version: ProcedureVersion, described: Manifest, act: releases.Act, new: bool
) -> ProcedureRelease:
    last = releases.latest(procedure.id)
    if act.source == releases.FOLDER:
        releases.call_off_folder(procedure.id)
    if last is not None:  # a day in the past would put it behind what is in force
        act = replace(act, effective_from=max(act.effective_from, clock.today()))
    entered = releases.enter(procedure, releases.RELEASE if new else releases.AGAIN, version.id, act)
    if act.source == releases.FOLDER:
        noting.of_release("published", entered, None, act.legal_basis)
    if described.repealed_on:
        if described.repealed_on <= clock.today():
            procedure.repealed_on = described.repealed_on
        day = max(described.repealed_on, act.effective_from)  # what is released today is repealed today at the soonest
        releases.enter(procedure, releases.REPEAL, None, replace(act, effective_from=day))
    return entered


def _check_sector(described: Manifest) -> None:
    if session().get(Sector, described.sector) is None:
        name = f"{described.slug}/{manifest.FILE_NAME}: sector"
        raise Invalid({name: (N_("Không có lĩnh vực %(name)s."), {"name": described.sector})})


def _deploy(described: Manifest, bundle: Bundle, actions: Container[str] | None, judged: bool) -> int:
    _check_form(described, bundle)
    try:
        return deploy(bundle, actions, judged=judged)
    except Invalid as refusal:  # the same diagram may be broken in one bundle and sound in another: say in which
        faults = refusal.fields or {"": (refusal.text, refusal.params)}
        raise Invalid({f"{described.slug}/{path}": said for path, said in faults.items()}) from refusal


def _check_form(described: Manifest, bundle: Bundle) -> None:
    """Conditions, quantities and exemptions of the manifest must name fields the citizen is asked."""
    if APPLICATION not in bundle.files:
        return
    name = f"{described.slug}/{APPLICATION}"
    known = {"flow", *_paths(read_form(bundle.files[APPLICATION], name).fields)}
    if strange := sorted(_named(described) - known):
        fault = (N_("Biểu mẫu không có mục %(name)s mà thủ tục nhắc tới."), {"name": ", ".join(strange)})
        raise Invalid({name: fault})


def read_form(content: bytes, name: str) -> Form:
    """The form in a file. Raises Invalid with the faults prefixed by `name`."""
    try:
        return Form.read(json.loads(content))
    except ValueError as error:
        raise Invalid({name: (N_("Không đọc được JSON: %(reason)s."), {"reason": str(error)})}) from None
    except Invalid as refusal:
        faults = refusal.fields or {"": (refusal.text, refusal.params)}
        raise Invalid({f"{name}: {path}": said for path, said in faults.items()}) from refusal


def _paths(fields: Iterable[Field], before: str = "") -> Iterable[str]:
    for field in fields:
        path = before + field.name
        yield path
        yield from _paths(field.fields, f"{path}.")


def _named(described: Manifest) -> set[str]:
    conditions = [component.when for component in described.components]
    conditions += [when for fee in described.fees for when in (fee.when, fee.exempt_when)]
    named = {path for when in conditions for path in when or ()}
    for fee in described.fees:
        before = f"{fee.each}." if fee.each else ""
        named |= {before + field for field in (fee.quantity_field, fee.pages_field) if field}
    return named


def _add(
    described: Manifest, procedure_id: int, number: int, digest: str, definition_id: int | None, act: releases.Act
) -> ProcedureVersion:
    version = ProcedureVersion(
        procedure_id=procedure_id,
        number=number,
        sha256=digest,
        definition_id=definition_id,
        code=described.code,
        name=described.name["vi"],
        name_en=described.name["en"],
        sector=described.sector,
        tier=described.tier,
        service_level=described.service_level,
        legacy_level=described.legacy_level,
        for_citizens="CITIZEN" in described.audience,
        for_businesses="BUSINESS" in described.audience,
        life_event=described.life_event,
        name_folded=" " + fold(described.name["vi"]),
        search=manifest.search_text(described),
        manifest=dict(described.data),
        effective_from=act.effective_from,
        published_at=clock.now(),
    )
    session().add(version)
    session().flush()
    return version
