"""The manifest of a procedure: reading `procedure.json`, with every fault named by file and path.

`manifest.schema.json` says what shape a manifest has; here stand the typed form of it and the rules a schema
cannot say (unique keys, flows that exist, marks of unverified values that point at something).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from app.catalogue.conditions import When
from app.core.errors import N_, Invalid
from app.core.folding import fold

Text = Mapping[str, str]
FILE_NAME = "procedure.json"
SEARCH_SIZE = 2000
Fault = tuple[str, dict[str, Any]]

_SCHEMA = json.loads(Path(__file__).with_name("manifest.schema.json").read_text(encoding="utf-8"))
SCHEMA: Mapping[str, Any] = _SCHEMA  # for pages that edit by it
TERM = re.compile(_SCHEMA["$defs"]["term"]["pattern"])
_VALIDATOR = Draft202012Validator(_SCHEMA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One case of a procedure that the citizen may choose (quy trình xử lý). `term` when it differs."""

    key: str
    name: Text
    help: Text | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A paper of the dossier (thành phần hồ sơ). `how` FILE, EFORM (the e-form itself is the paper) or EITHER."""

    key: str
    name: Text
    kinds: tuple[str, ...]
    copies: int
    required: bool
    how: str
    help: Text | None = None
    when: When | None = None
    sample: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One fee. `amount_vnd` None: the province sets it and has not been entered yet.

    `per` page: `pages_field` pages times `quantity_field` copies, `then_vnd` a page from page `then_from` on, at most
    `max_vnd` a copy; for `case` and `copy`, `max_vnd` is for the whole. `each` names a repeated group of the form
    where the fields stand in every item.
    """

    key: str
    name: Text
    amount_vnd: int | None
    per: str
    channel: str
    note: Text | None = None
    each: str | None = None
    quantity_field: str | None = None
    pages_field: str | None = None
    then_from: int | None = None
    then_vnd: int | None = None
    max_vnd: int | None = None
    flows: tuple[str, ...] = ()
    when: When | None = None
    exemptions: Text | None = None
    exempt_when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A legal text and the place in it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The decision that announced the procedure."""

    decision: str
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What a supplement at examination does to the term: RESTART (Decree 61/2018 Art. 19.4) or, on the legal basis
    named, CONTINUE."""

    policy: str = "RESTART"
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The term pauses while the dossier is in the status `on`, on a legal basis."""

    on: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything published about one procedure. `data` is the document as read; nobody changes it."""

    code: str
    slug: str
    name: Text
    sector: str
    tier: str
    service_level: str
    legacy_level: int
    audience: tuple[str, ...]
    life_event: str
    competent: str
    identity_level: int
    immediate: bool
    flows: tuple[Flow, ...]
    components: tuple[Component, ...]
    fees: tuple[Fee, ...]
    collect_at: str
    term: str
    results: tuple[Text, ...]
    legal_basis: tuple[LegalBasis, ...]
    delivery: tuple[str, ...]
    synonyms: tuple[str, ...]
    unverified: tuple[str, ...]
    effective_from: date
    partial_reason: Text | None = None
    term_note: Text | None = None
    publication: Publication | None = None
    steps: Text | None = None
    link: Text | None = None
    replaces: tuple[str, ...] = ()
    repealed_on: date | None = None
    supplement: Supplement = Supplement()
    pauses: tuple[Pause, ...] = ()
    data: Mapping[str, Any]

    @property
    def online(self) -> bool:
        """Whether it can be filed here; INFO_ONLY procedures are only described."""
        return self.service_level != "INFO_ONLY"

    def flow(self, key: str | None) -> Flow:
        """The flow by its key; the first one when none was chosen or the key is unknown."""
        return next((flow for flow in self.flows if flow.key == key), self.flows[0])

    def pause_basis(self, status: str) -> str | None:
        """The legal basis on which the term pauses in a status (`PAYMENT_REQUIRED`); None: it does not."""
        return next((pause.basis for pause in self.pauses if pause.on == status), None)

    def is_unverified(self, path: str) -> bool:
        """Whether the value at this path, or one around it, waits for a person to confirm it."""
        return any(path == mark or path.startswith(f"{mark}.") for mark in self.unverified)


def read(path: Path) -> Manifest:
    """The manifest in a file.

    Raises Invalid whose field paths are `<slug>/procedure.json: fees.0.amount_vnd`.
    """
    name = f"{path.parent.name}/{path.name}"
    document = read_json(path, name)
    manifest = parse(document, name)
    if manifest.slug != path.parent.name:
        raise Invalid({f"{name}: slug": N_("Phải trùng tên thư mục chứa tệp.")})
    return manifest


def read_json(path: Path, name: str) -> Any:
    """The JSON in a file. Raises Invalid naming the file and, when it is not JSON, the line."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Invalid({name: N_("Không có tệp này.")}) from None
    except UnicodeDecodeError:
        raise Invalid({name: N_("Tệp không phải văn bản UTF-8.")}) from None
    except json.JSONDecodeError as error:
        params = {"line": error.lineno, "column": error.colno}
        raise Invalid({name: (N_("Không đọc được JSON ở dòng %(line)s, cột %(column)s."), params)}) from None


def parse(document: Any, name: str = FILE_NAME) -> Manifest:
    """The typed manifest of a document. Raises Invalid with every fault at its path, prefixed by `name`."""
    faults = {_at(error): _said(error) for error in _leaves(_VALIDATOR.iter_errors(document))}
    if not faults:
        faults = dict(_rules(document))
    if faults:
        raise Invalid({f"{name}: {path}" if path else name: said for path, said in faults.items()})
    return _build(document)


def typed(manifest: Manifest | Mapping[str, Any]) -> Manifest:
    """The typed form of a manifest that has been published, hence checked; of a typed one, itself."""
    return manifest if isinstance(manifest, Manifest) else _build(manifest)


def search_text(manifest: Manifest) -> str:
    """The folded text that search looks in: codes with and without the dot, names, everyday words.

    Every word has a blank before it, so that `% word%` finds words by their beginning; bars keep expressions apart.
    """
    codes = [form for code in (manifest.code, *manifest.replaces) for form in (code, code.replace(".", ""), code[2:])]
    english = manifest.name["en"].replace("-", " ")  # "marital status" finds the marital-status certificate
    return " " + fold(" | ".join([*codes, manifest.name["vi"], english, *manifest.synonyms]))


def _rules(document: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    flows = {flow["key"] for flow in document["flows"]}
    for part in ("flows", "components", "fees"):
        yield from _unique(part, document[part])
    for index, fee in enumerate(document["fees"]):
        if strange := sorted(set(fee.get("flows", ())) - flows):
            yield f"fees.{index}.flows", (N_("Không có trường hợp %(name)s."), {"name": ", ".join(strange)})
        if fee["per"] == "page" and "pages_field" not in fee:
            yield f"fees.{index}", (N_("Thiếu %(name)s."), {"name": "pages_field"})
    for status, times in Counter(pause["on"] for pause in document.get("pauses", ())).items():
        if times > 1:
            yield "pauses", (N_("Khóa %(name)s có hai lần."), {"name": status})
    for index, path in enumerate(document["unverified"]):
        if not _exists(document, path.split(".")):
            yield f"unverified.{index}", (N_("Không có giá trị nào ở %(name)s."), {"name": path})
    for path in ("effective_from", "repealed_on"):
        if path in document and not _is_date(document[path]):
            yield path, (N_("Không phải một ngày có thật."), {})
    if len(search_text(_build(document))) > SEARCH_SIZE:
        yield "synonyms", (N_("Quá dài; tên và từ thường dùng cộng lại tối đa %(size)s ký tự."), {"size": SEARCH_SIZE})


def _unique(part: str, items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Fault]]:
    for key, times in Counter(item["key"] for item in items).items():
        if times > 1:
            yield part, (N_("Khóa %(name)s có hai lần."), {"name": key})


def _exists(value: Any, steps: Sequence[str]) -> bool:
    if not steps:
        return True
    head, rest = steps[0], steps[1:]
    if isinstance(value, Mapping):
        return head in value and _exists(value[head], rest)
    if isinstance(value, list) and head.isdigit() and int(head) < len(value):
        return _exists(value[int(head)], rest)
    return False


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _build(document: Mapping[str, Any]) -> Manifest:
    # dates that are not real are faults of `_rules`, which builds too: let them pass here
    fields = {**document, "data": document}
    fields["flows"] = tuple(Flow(**flow) for flow in document["flows"])
    fields["components"] = tuple(Component(**_tuples(item, "kinds")) for item in document["components"])
    fields["fees"] = tuple(Fee(**_tuples(item, "flows")) for item in document["fees"])
    fields["legal_basis"] = tuple(LegalBasis(**basis) for basis in document["legal_basis"])
    fields["supplement"] = Supplement(**document.get("supplement", {}))
    fields["pauses"] = tuple(Pause(**pause) for pause in document.get("pauses", ()))
    if "publication" in document:
        fields["publication"] = Publication(**document["publication"])
    for name in ("effective_from", "repealed_on"):
        if name in document and _is_date(document[name]):
            fields[name] = date.fromisoformat(document[name])
    names = ("audience", "results", "delivery", "synonyms", "unverified", "replaces")
    return Manifest(**_tuples(fields, *names))


def _tuples(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: tuple(value) if key in names else value for key, value in item.items()}


def _leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        if error.context:
            yield from _leaves(iter(error.context))
        else:
            yield error


def _at(error: ValidationError) -> str:
    return ".".join(str(step) for step in error.absolute_path)


_SAID = {
    "required": N_("Thiếu %(name)s."),
    "dependentRequired": N_("Thiếu %(name)s."),
    "additionalProperties": N_("Không nhận %(name)s."),
    "enum": N_("Chỉ nhận: %(name)s."),
    "type": N_("Phải thuộc kiểu: %(name)s."),
    "pattern": N_("Không đúng mẫu %(name)s."),
    "minItems": N_("Cần ít nhất %(name)s mục."),
    "minimum": N_("Không được nhỏ hơn %(name)s."),
    "maximum": N_("Không được lớn hơn %(name)s."),
}


def _said(error: ValidationError) -> Fault:
    text = _SAID.get(str(error.validator), N_("Giá trị không hợp lệ (%(name)s)."))
    return text, {"name": _named(error)}


def _named(error: ValidationError) -> str:
    wanted, instance = error.validator_value, error.instance
    match error.validator:
        case "required":
            return ", ".join(name for name in wanted if name not in instance)
        case "dependentRequired":
            return ", ".join(
                sorted({need for key in wanted if key in instance for need in wanted[key]} - set(instance))
            )
        case "additionalProperties":
            known = error.schema.get("properties", {})
            return ", ".join(sorted(set(instance) - set(known)))
        case "enum" | "type" if isinstance(wanted, list):
            return ", ".join(str(value) for value in wanted)
        case "enum" | "type" | "pattern" | "minItems" | "minimum" | "maximum":
            return str(wanted)
        case _:
            return str(error.validator)
