"""What a form shows: every field as a box with its name, value, hints and error, ready for the macros to draw.

The macros stay plain because the choices are made here: which control serves a kind best on an old phone, what the
browser may fill in, which condition is told in which words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.forms.definition import Field, Form, Lists
from app.forms.patterns import PATTERNS
from app.forms.values import options_of
from app.web.formats import t
from app.web.forms.names import html_id, html_name

FEW = 6  # so many choices are laid open; more go into a drop-down
_AUTOCOMPLETE = {
    "account.full_name": "name",
    "account.phone": "tel",
    "account.email": "email",
    "account.birth_date": "bday",
    "account.address": "street-address",
}
_INPUTMODES = {"integer": "numeric", "money": "numeric", "number": "decimal", "date": "numeric", "time": "numeric"}
_LENGTHS = {"integer": 20, "money": 30, "number": 25, "date": 10, "time": 8, "id_number": 20, "phone": 20, "email": 254}
_SHORT = frozenset(("integer", "money", "number", "date", "time", "id_number", "phone"))
# A first look in the browser, never stricter than the server; spaces, dots and hyphens are taken out before ("bare").
_LOOKS: dict[str, tuple[str, bool]] = {
    "id_number": ("^([0-9]{9}|[0-9]{12}|(?=.*[a-z])[a-z0-9]{5,15})$", True),
    "phone": (r"^(\+?84|0084|0)?0?[235789][0-9]{8,9}$", True),
    "email": (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", False),
    "date": (r"^([0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{4}|[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})$", False),
    "integer": ("^[+-]?[0-9]+$", False),
}


@dataclass(slots=True)
class Choice:
    """One choice of a box."""

    value: str
    label: str
    id: str
    picked: bool


@dataclass(slots=True)
class Box:
    """One field as shown. `control` says what is drawn: input, textarea, select, radios, ticks, tick, group, repeat
    or note. `attributes` go into the control; `described` names the help and error that describe it."""

    control: str
    name: str
    id: str
    label: str
    help: str
    required: bool
    value: str = ""
    error: str = ""
    only_when: str = ""
    when: str = ""
    attributes: dict[str, str | int] = made_of(default_factory=dict)
    choices: list[Choice] = made_of(default_factory=list)
    boxes: list["Box"] = made_of(default_factory=list)
    rows: list["Row"] = made_of(default_factory=list)
    may_add: bool = False
    short: bool = False

    @property
    def described(self) -> str:
        """The ids for aria-describedby, the error first."""
        told = (("error", self.error), ("help", self.help), ("when", self.only_when))
        return " ".join(f"{self.id}-{part}" for part, text in told if text)


@dataclass(slots=True)
class Row:
    """One row of a repeated group. `place` is what its remove button sends."""

    title: str
    place: str
    id: str
    error: str
    boxes: list[Box]


@dataclass(slots=True)
class Part:
    """The boxes of one section."""

    title: str
    boxes: list[Box]


def form_boxes(
    form: Form, values: Mapping[str, Any], errors: Mapping[str, str] | None = None, options: Lists | None = None
) -> list[Part]:
    """The sections of a form with its boxes, in the language of the request. `values` are raw or stored answers,
    `errors` maps a path to a message in that language."""
    drawing = _Drawing(form, errors or {}, options)
    return [Part(t(section.title), drawing.level(section.fields, form.fields, values, "")) for section in form.sections]


def error_links(form: Form, errors: Mapping[str, str]) -> list[tuple[str | None, str]]:
    """The errors in the order of the form, for a summary: the id of the box (None when it has none) and what is
    wrong, with the field's label before it."""
    found = {path: _told(form.fields, path) for path in errors}
    known = sorted((told.order, path, told.label) for path, told in found.items() if told)
    links: list[tuple[str | None, str]] = [(html_id(path), f"{label}: {errors[path]}") for _at, path, label in known]
    other = [path for path, told in found.items() if not told]
    return links + [(html_id(path) if path.startswith("papers.") else None, errors[path]) for path in other]


class _Drawing:
    """One drawing of a form."""

    def __init__(self, form: Form, errors: Mapping[str, str], options: Lists | None) -> None:
        self.form = form
        self.errors = errors
        self.options = options

    def level(self, fields: tuple[Field, ...], level: tuple[Field, ...], values: Any, prefix: str) -> list[Box]:
        given = values if isinstance(values, Mapping) else {}
        return [self.box(field, level, given.get(field.name), prefix) for field in fields]

    def box(self, field: Field, level: tuple[Field, ...], value: Any, prefix: str) -> Box:
        path = f"{prefix}{field.name}"
        box = Box(
            control="input",
            name=html_name(path),
            id=html_id(path),
            label=t(field.label),
            help=t(field.help),
            required=field.required,
            error=self.errors.get(path, ""),
            short=field.kind in _SHORT,
        )
        if field.when:
            box.only_when = self.condition_words(field, level)
            box.when = json.dumps({html_name(prefix + name): _posted(values) for name, values in field.when})
        self.fill(box, field, value, path)
        return box

    def fill(self, box: Box, field: Field, value: Any, path: str) -> None:
        kind = field.kind
        if kind in ("group", "note"):
            box.control = kind
            box.boxes = self.level(field.fields, field.fields, value, f"{path}.")
        elif kind == "repeat":
            self.repeat(box, field, value, path)
        elif kind in ("choice", "choices"):
            self.choice(box, field, value)
        elif kind == "boolean":
            box.control = "tick"
            box.value = "1" if value is True or str(value).lower() in ("on", "true", "1", "yes") else ""
            box.attributes = _aria(box)
        else:
            box.control = "textarea" if kind == "textarea" else "input"
            box.value = _shown(field, value)
            box.help = box.help or (_("Ngày/tháng/năm, ví dụ 05/09/1990.") if kind == "date" else "")
            box.attributes = _attributes(field) | _aria(box)

    def choice(self, box: Box, field: Field, value: Any) -> None:
        options = options_of(field, self.options)
        given = {str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")}
        if not given and field.required and len(options) == 1 and field.kind == "choice":
            given = {str(options[0].value)}
        for number, option in enumerate(options):
            posted = str(option.value)
            own_id = f"{box.id}-{number}" if number else box.id  # the first takes the id that errors link to
            box.choices.append(Choice(posted, t(option.label), own_id, posted in given))
        box.control = "ticks" if field.kind == "choices" else _one_of(field, options)
        if box.control == "select":
            box.attributes = _aria(box)

    def repeat(self, box: Box, field: Field, value: Any, path: str) -> None:
        box.control = "repeat"
        rows = list(value) if isinstance(value, list) else []
        rows += [{}] * (field.min_items - len(rows))
        box.rows = [
            Row(
                title=f"{box.label} {number + 1}",
                place=f"{box.name}-{number}",
                id=f"{box.id}-{number}",
                error=self.errors.get(f"{path}.{number}", ""),
                boxes=self.level(field.fields, field.fields, row, f"{path}.{number}."),
            )
            for number, row in enumerate(rows[: 2 * field.max_items])
        ]
        box.may_add = len(rows) < field.max_items

    def condition_words(self, field: Field, level: tuple[Field, ...]) -> str:
        """When the field is needed, for those who see it all the time."""
        named = {one.name: one for one in level}
        told = str(_(" và ")).join(self.one_condition(named.get(name), values) for name, values in field.when)
        return str(_("Chỉ điền khi %(condition)s.", condition=told))

    def one_condition(self, on: Field | None, values: tuple[Any, ...]) -> str:
        if on is None:
            pressed = self.form.outcomes.options if self.form.outcomes else ()
            return str(_("bạn chọn %(choice)s", choice=_either([t(o.label) for o in pressed if o.value in values])))
        label = f"“{t(on.label)}”"
        if on.kind == "boolean":
            ticked = _("đánh dấu %(label)s", label=label)
            return str(ticked if True in values else _("không đánh dấu %(label)s", label=label))
        labels = {option.value: t(option.label) for option in options_of(on, self.options)}
        choice = _either([labels.get(value, str(value)) for value in values])
        return str(_("%(label)s là %(choice)s", label=label, choice=choice))


def _either(words: list[str]) -> str:
    return str(_(" hoặc ")).join(f"“{word}”" for word in words)


def _posted(values: tuple[Any, ...]) -> list[str]:
    """The values as a page posts them: a tick is "on", no tick is nothing."""
    return [("on" if value else "") if isinstance(value, bool) else str(value) for value in values]


def _one_of(field: Field, options: Any) -> str:
    """A required choice among few is laid open; an open choice could not be taken back without a script."""
    return "radios" if field.required and not field.options_from and len(options) <= FEW else "select"


def _aria(box: Box) -> dict[str, str | int]:
    made: dict[str, str | int] = {}
    if box.described:
        made["aria-describedby"] = box.described
    if box.error:
        made["aria-invalid"] = "true"
    if box.required:
        made["aria-required"] = "true"
    return made


def _attributes(field: Field) -> dict[str, str | int]:
    """What the browser should know of a text box. No native `required` or `pattern`: the browser would stop the page
    at the first fault, in its own language, also at buttons that only add a row."""
    pattern = PATTERNS[field.pattern] if field.pattern else None
    made: dict[str, str | int] = {"maxlength": _LENGTHS.get(field.kind) or field.max_length or 200}
    if field.kind == "textarea":
        made["rows"] = 5 if field.max_length > 300 else 3
    elif field.kind in ("phone", "email"):
        made["type"] = "tel" if field.kind == "phone" else "email"
    inputmode = pattern.inputmode if pattern else _INPUTMODES.get(field.kind)
    if inputmode:
        made["inputmode"] = inputmode
    if field.kind in ("id_number", "email") or (pattern and pattern.upper):
        made["autocapitalize"] = "none" if field.kind == "email" else "characters"
        made["spellcheck"] = "false"
    made["autocomplete"] = _AUTOCOMPLETE.get(field.prefill or "", "off")
    if pattern:
        made |= {"data-look": f"^({pattern.expression})$", "data-bad": _(pattern.message, example=pattern.example)}
    elif field.kind in _LOOKS:
        look, bare = _LOOKS[field.kind]
        made |= {"data-look": look, "data-bad": _bad_words()[field.kind]}
        made |= {"data-bare": ""} if bare else {"data-date": ""} if field.kind == "date" else {}
    return made


def _bad_words() -> dict[str, str]:
    return {
        "id_number": _("Số căn cước gồm 12 chữ số, chứng minh nhân dân cũ gồm 9; hoặc ghi số hộ chiếu."),
        "phone": _("Nhập số điện thoại ở Việt Nam, bắt đầu bằng 0, ví dụ 0912345678."),
        "email": _("Nhập địa chỉ thư điện tử đầy đủ, ví dụ ten@example.vn."),
        "date": _("Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ 05/09/1990."),
        "integer": _("Nhập một số nguyên, chỉ gồm chữ số, ví dụ 12."),
    }


def _shown(field: Field, value: Any) -> str:
    if value is None or isinstance(value, bool | Mapping | list):
        return ""
    text = str(value).encode("utf-8", "replace").decode()  # a draft sent as JSON may hold half characters
    if field.kind == "date" and len(text) == 10 and text[4] == text[7] == "-":
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    if field.kind == "number" and isinstance(value, float):
        whole, _dot, part = text.partition(".")
        return f"{whole},{part}0" if len(part) == 3 else f"{whole},{part}"  # 1,125 alone could mean a thousand
    return text


class _Told(NamedTuple):
    """A path in words (`Con 2 – Họ và tên`) and its place in the form."""

    label: str
    order: list[int]


def _told(fields: tuple[Field, ...], path: str) -> _Told | None:
    labels: list[str] = []
    order: list[int] = []
    for part in path.split("."):
        if part.isascii() and part.isdigit() and labels:
            order.append(int(part[:6]))
            labels[-1] += f" {order[-1] + 1}"
            continue
        at = next((number for number, field in enumerate(fields) if field.name == part), None)
        if at is None:
            return None
        order.append(at)
        labels.append(t(fields[at].label))
        fields = fields[at].fields
    return _Told(" – ".join(labels), order)
