"""Publishing procedures from their folders: a version per content, its diagrams deployed, its offers made."""

import hashlib
import json
from collections.abc import Container, Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.catalogue import assembling, manifest
from app.catalogue.manifest import Fault, Manifest
from app.catalogue.models import Procedure, ProcedureVersion, Sector
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


def load_all(
    bpmn_dir: Path = BPMN_DIR, forms_dir: Path = FORMS_DIR, actions: Container[str] | None = None
) -> list[int]:
    """Publishes sectors and every folder with a manifest, and makes offers. The ids of the versions, by folder name.

    Loading what is loaded changes nothing. With `actions` diagrams may only call those. Raises Invalid with the faults
    of all folders at once.
    """
    load_sectors(bpmn_dir / "sectors.json")
    versions: list[int] = []
    faults: dict[str, Fault] = {}
    for file in sorted(bpmn_dir.glob(f"*/{manifest.FILE_NAME}")):
        try:
            versions.append(publish(file.parent, forms_dir, actions))
        except Invalid as refusal:
            faults.update(refusal.fields or {file.parent.name: (refusal.text, refusal.params)})
    if faults:
        raise Invalid(faults)
    make_offers()
    return versions


def load_sectors(file: Path) -> None:
    """Enters or renames the sectors of a JSON file `{code: {"vi", "en"}}`."""
    for code, name in manifest.read_json(file, file.name).items():
        session().merge(Sector(code=code, name=name["vi"], name_en=name["en"]))
    session().flush()


def publish(folder: Path | str, forms_dir: Path = FORMS_DIR, actions: Container[str] | None = None) -> int:
    """Publishes the procedure in a folder of diagrams (a path, or a slug of the house's own): the version's id.

    Content identical to the latest version makes no new one. The version takes new cases from its effective day on.
    Raises Invalid naming file and path.
    """
    place = BPMN_DIR / folder if isinstance(folder, str) else folder
    described = manifest.read(place / manifest.FILE_NAME)
    bundle = assembling.assemble(place, forms_dir) if described.online else None
    digest = digest_of(described, bundle)
    procedure = _procedure(described)
    version = _latest(procedure.id)
    if version is None or version.sha256 != digest:
        _check_sector(described)
        definition_id = _deploy(described, bundle, actions) if bundle else None
        version = _add(described, procedure.id, (version.number if version else 0) + 1, digest, definition_id)
    _make_current(procedure, version, described)
    return version.id


def digest_of(described: Manifest, bundle: Bundle | None) -> str:
    """The hash by which a version is known: of its bundle and its manifest."""
    text = json.dumps(described.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{assembling.fingerprint(bundle)}\n{text}".encode()).hexdigest()


def _procedure(described: Manifest) -> Procedure:
    found = session().scalar(select(Procedure).where(Procedure.code == described.code).with_for_update())
    if found is None:
        found = Procedure(code=described.code, slug=described.slug)
        session().add(found)
        session().flush()
    elif found.slug != described.slug:
        name = f"{described.slug}/{manifest.FILE_NAME}: code"
        raise Invalid({name: (N_("Mã này đã thuộc thủ tục %(slug)s."), {"slug": found.slug})})
    return found


def _latest(procedure_id: int) -> ProcedureVersion | None:
    mine = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    return session().scalar(mine.order_by(ProcedureVersion.number.desc()).limit(1))


def _check_sector(described: Manifest) -> None:
    if session().get(Sector, described.sector) is None:
        name = f"{described.slug}/{manifest.FILE_NAME}: sector"
        raise Invalid({name: (N_("Không có lĩnh vực %(name)s."), {"name": described.sector})})


def _deploy(described: Manifest, bundle: Bundle, actions: Container[str] | None) -> int:
    _check_form(described, bundle)
    try:
        return deploy(bundle, actions)
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
    described: Manifest, procedure_id: int, number: int, digest: str, definition_id: int | None
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
        effective_from=described.effective_from,
        published_at=clock.now(),
    )
    session().add(version)
    session().flush()
    return version


def _make_current(procedure: Procedure, version: ProcedureVersion, described: Manifest) -> None:
    procedure.repealed_on = described.repealed_on
    today = clock.today()
    if described.repealed_on and described.repealed_on <= today:
        procedure.current_version_id = None
    elif version.effective_from < today + timedelta(days=1):
        procedure.current_version_id = version.id
    session().flush()
